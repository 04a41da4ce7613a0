// The fold: packs the dirty set. One process at a time; a crash at any point leaves entries dirty and nothing wrong.
import { indexVersionKey, manifestKey, nextOrdinalKey, packedRange } from "../keys/search_index.ts";
import type { FoldResult, IndexOptions } from "./contact_index.ts";
import { dirtyEntrySchema, SHARDS } from "./dirty.ts";
import { releaseLease, takeLease } from "./lease.ts";
import type { Layout } from "./layout.ts";
import { LeasedWriter, LeaseLostError } from "./leased_writer.ts";
import { parseManifest, raisedVersions } from "./manifest.ts";
import { packAll, type PackedChanges, type Packing } from "./pack.ts";
import type { Packed } from "./packed.ts";
import { type FoldItem, Publisher } from "./publish.ts";
import { deletePacked } from "./delete_packed.ts";
import { sealNext } from "./seal.ts";
import { isReadable, readVersions, requireKnownFormat } from "./versions.ts";

/** Entries packed at once: some megabytes. */
const ITEMS_PER_SHARD = 500;
/** Passes of one fold: enough for what a bulk writer may leave, an end when others write all the time. */
const PASSES_MAX = 20;
const SHARD_NUMBERS = Array.from({ length: SHARDS }, (_, shard) => shard);
const LEASED: FoldResult = { folded: 0, left: 0, skipped: "leased" };

/** Packs all writes made before it began, unless another process is at it. */
export async function fold(kv: Deno.Kv, options: IndexOptions): Promise<FoldResult> {
  const lease = await takeLease(kv, options);
  if (lease === null) return LEASED;
  const writer = new LeasedWriter(kv, lease, options);
  try {
    const result = await foldLeased(kv, options, writer);
    await releaseLease(kv, writer.lease);
    return result;
  } catch (error) {
    if (error instanceof LeaseLostError) return LEASED;
    throw error; // the lease runs out, and the next folder knows that this one was cut off
  }
}

async function foldLeased(
  kv: Deno.Kv,
  options: IndexOptions,
  writer: LeasedWriter,
): Promise<FoldResult> {
  const version = await currentVersion(kv, writer);
  if (version === null) return { folded: 0, left: 0, skipped: null };
  const packed = { kv, version, layout: options.layout };
  const counts = await foldVersion(packed, writer);
  await sealNext(packed, writer); // one block a fold, so that folds stay short
  return { ...counts, skipped: null };
}

/**
 * Packs the dirty set of a version if it has `from` entries or more; the caller holds the lease. Whether anyone reads
 * the version does not matter.
 */
export async function foldVersion(
  packed: Packed,
  writer: LeasedWriter,
  { from = 1 }: { from?: number } = {},
): Promise<{ folded: number; left: number }> {
  let folded = 0;
  let left = 0;
  for (let pass = 0; pass < PASSES_MAX; pass++) {
    const items = await readDirty(packed);
    left = items.length;
    if (left < from) break;
    const published = items.length === 0 ? 0 : await foldItems(packed, writer, items);
    folded += published;
    left = items.length - published;
    const isAll = items.length < ITEMS_PER_SHARD; // then no shard was cut off
    if (isAll || published === 0) break;
  }
  return { folded, left };
}

/**
 * Null while nobody can read it: then a rebuild is due, and folding for nothing. Also gives up what a rebuild that was
 * cut off has left: it held the lease that is ours now.
 */
async function currentVersion(kv: Deno.Kv, writer: LeasedWriter): Promise<number | null> {
  const { versions, check } = await readVersions(kv);
  const { current, building } = versions;
  requireKnownFormat(versions);
  if (building !== null) {
    const isSaved = await writer.commit((atomic) =>
      atomic.check(check).set(indexVersionKey(), { ...versions, building: null })
    );
    if (!isSaved) throw new LeaseLostError();
    await deletePacked(writer, building.version);
  }
  return isReadable(versions) ? current : null;
}

async function readDirty({ kv, version }: Packed): Promise<FoldItem[]> {
  const shards = await Promise.all(SHARD_NUMBERS.map(async (shard) => {
    const range = kv.list<unknown>({ prefix: packedRange(version, "d", shard) }, {
      limit: ITEMS_PER_SHARD,
      batchSize: ITEMS_PER_SHARD,
    });
    return await Array.fromAsync(range, ({ key, value, versionstamp }): FoldItem => {
      const entry = dirtyEntrySchema.parse(value);
      const ordinal = entry.state === null ? null : entry.ordinal;
      return { id: Number(key.at(-1)), shard, versionstamp, entry, ordinal };
    });
  }));
  return shards.flat();
}

async function foldItems(
  packed: Packed,
  writer: LeasedWriter,
  items: FoldItem[],
): Promise<number> {
  const { kv, version, layout } = packed;
  const manifest = parseManifest((await kv.get<unknown>(manifestKey(version))).value, layout);
  const end = await giveOrdinals(packed, writer, items);
  const packings = items.flatMap(packingOf);
  const changed = await packAll(packed, writer, packings);
  const touched = writer.lease.isClean ? changed : allTouched(packings, layout);
  const published = {
    ...manifest,
    published: Math.max(manifest.published, end),
    segmentVersions: raisedVersions(manifest.segmentVersions, touched.segments),
    blockVersions: raisedVersions(manifest.blockVersions, touched.blocks),
  };
  const publisher = new Publisher(packed, writer, published);
  let count = 0;
  for (const [shard, ofShard] of Map.groupBy(items, (item) => item.shard)) {
    count += await publisher.publishShard(shard, ofShard);
  }
  // What was packed is not packed again, so this fold has to tell of it even if all was written again meanwhile.
  if (count === 0) await writer.put(manifestKey(version), published);
  await writer.flush();
  return count;
}

/** Gives new ordinals to contacts that need one; answers the end of all that were ever given. */
async function giveOrdinals(
  { kv, version }: Packed,
  writer: LeasedWriter,
  items: FoldItem[],
): Promise<number> {
  const { value } = await kv.get<number>(nextOrdinalKey(version));
  let next = value ?? 0;
  for (const item of items) {
    if (item.entry.state !== null && item.entry.fresh) item.ordinal = next++;
  }
  // Stored before they are used: after a crash nobody packs other texts at the same ordinals.
  if (next !== value) await writer.put(nextOrdinalKey(version), next);
  await writer.flush();
  return next;
}

function packingOf({ id, ordinal, entry }: FoldItem): Packing[] {
  const { state, fresh } = entry;
  return state === null || ordinal === null ? [] : [{ id, ordinal, fresh, state }];
}

/**
 * After a folder that was cut off readers must read again all that we touch: it may have written what we would write,
 * so that we see no change, but readers have not read it.
 */
function allTouched(packings: readonly Packing[], { segment, block }: Layout): PackedChanges {
  const ordinals = packings.map(({ ordinal }) => ordinal);
  return {
    segments: new Set(ordinals.map((ordinal) => Math.floor(ordinal / segment))),
    blocks: new Set(ordinals.map((ordinal) => Math.floor(ordinal / block))),
  };
}
