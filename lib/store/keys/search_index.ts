// Keys of the search index (lib/store/index).
import { SCHEMA_VERSION as V } from "./schema.ts";

/** Which index version readers use and which one is being built; every writer checks it. */
export function indexVersionKey(): Deno.KvKey {
  return [V, "ix"];
}

/** Whoever folds or rebuilds holds this; each of its commits checks it. */
export function leaseKey(): Deno.KvKey {
  return [V, "lease"];
}

/** All keys of one index version, or of one kind of them. */
export function packedRange(version: number, ...parts: Deno.KvKeyPart[]): Deno.KvKey {
  return [V, "x", version, ...parts];
}

/** The newest index state of a contact written since the last fold. */
export function dirtyKey(version: number, shard: number, id: number): Deno.KvKey {
  return [V, "x", version, "d", shard, id];
}

/** Blind-set by every write to the shard: its versionstamp is the signal to read the shard again. */
export function dirtyHeadKey(version: number, shard: number): Deno.KvKey {
  return [V, "x", version, "h", shard];
}

export function ordinalKey(version: number, id: number): Deno.KvKey {
  return [V, "x", version, "o", id];
}

/** Bytes per ordinal: column `text` or `name`; large chunks continue in further parts. */
export function chunkKey(version: number, column: string, chunk: number, part: number): Deno.KvKey {
  return [V, "x", version, "t", column, chunk, part];
}

/** A number per ordinal: column `id`, `last` or `created`. */
export function columnKey(version: number, column: string, segment: number): Deno.KvKey {
  return [V, "x", version, "n", column, segment];
}

/** A set of ordinals: `alive`, `t:<tag id>`, `l:<language>`. Block first: a fold reads all sets of a block. */
export function bitmapKey(version: number, block: number, name: string): Deno.KvKey {
  return [V, "x", version, "b", block, name];
}

/** Postings of neighbouring grams in the texts of a sealed block. */
export function sealedPageKey(version: number, block: number, page: number): Deno.KvKey {
  return [V, "x", version, "s", block, page];
}

/** The first gram of each page of a sealed block. */
export function sealedDirectoryKey(version: number, block: number): Deno.KvKey {
  return [V, "x", version, "sd", block];
}

export function manifestKey(version: number): Deno.KvKey {
  return [V, "x", version, "man"];
}

/** The next ordinal to give. Not in the manifest, for giving ordinals publishes nothing. */
export function nextOrdinalKey(version: number): Deno.KvKey {
  return [V, "x", version, "next"];
}
