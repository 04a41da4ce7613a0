// Keys of imports and other long jobs.
import { SCHEMA_VERSION as V } from "./schema.ts";

export function importRunKey(runId: string): Deno.KvKey {
  return [V, "import", runId];
}

export function importChunkKey(runId: string, chunk: number): Deno.KvKey {
  return [V, "import_chunk", runId, chunk];
}

export function importRowKey(runId: string, row: number): Deno.KvKey {
  return [V, "import_row", runId, row];
}

export function jobKey(name: string): Deno.KvKey {
  return [V, "job", name];
}
