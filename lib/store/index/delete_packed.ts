// Deleting an index version that nobody reads.
import { packedRange } from "../keys.ts";
import type { LeasedWriter } from "./leased_writer.ts";

/** Deletes all keys of the version, in batches. */
export async function deletePacked(writer: LeasedWriter, version: number): Promise<void> {
  const entries = writer.kv.list({ prefix: packedRange(version) }, { batchSize: 500 });
  for await (const { key } of entries) await writer.put(key, null);
  await writer.flush();
}
