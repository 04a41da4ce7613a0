// Deleting an index version that nobody reads.
import { packedRange } from "../keys/search_index.ts";
import type { LeasedWriter } from "./leased_writer.ts";

const KEYS_BETWEEN = 50_000;

/** Deletes all keys of the version, in batches; `between` runs after every 50,000 of them. */
export async function deletePacked(
  writer: LeasedWriter,
  version: number,
  between: () => Promise<void> = async () => {},
): Promise<void> {
  const entries = writer.kv.list({ prefix: packedRange(version) }, { batchSize: 500 });
  let count = 0;
  for await (const { key } of entries) {
    await writer.put(key, null);
    if (++count % KEYS_BETWEEN > 0) continue;
    await writer.flush();
    await between();
  }
  await writer.flush();
}
