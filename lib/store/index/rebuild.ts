// Building the whole index anew from the records, beside the one in use, and changing over to it.
import { type Contact, contactSchema } from "@/lib/domain/contact.ts";
import { BusyError } from "@/lib/errors.ts";
import {
  bitmapKey,
  dirtyHeadKey,
  indexVersionKey,
  manifestKey,
  nextOrdinalKey,
  ordinalKey,
  packedRange,
  rangePrefix,
} from "../keys.ts";
import { readMany } from "../kv.ts";
import { emptyBits, encodeBlock, setBit } from "./bitmap.ts";
import type { IndexOptions } from "./contact_index.ts";
import { deletePacked } from "./delete_packed.ts";
import { dirtyEntry, dirtyEntrySchema, indexState, SHARDS } from "./dirty.ts";
import { releaseLease, takeLease } from "./lease.ts";
import { LeasedWriter, LeaseLostError, pause } from "./leased_writer.ts";
import { emptyManifest, raisedVersions } from "./manifest.ts";
import { decodeOrdinal, encodeOrdinal, textDigest } from "./ordinal.ts";
import { packAll, type Packing } from "./pack.ts";
import { ALIVE, type Packed } from "./packed.ts";
import { type IndexVersions, parseVersions } from "./versions.ts";

const LEASE_TRIES_MAX = 100;
const SHARD_TRIES_MAX = 200;
const PAUSE_MS = 100;
/** Entries of a shard put right in one commit. */
const ENTRIES_PER_COMMIT = 300;

/**
 * Readers go on with the old index and writers write for both until the change-over. Needs room for two indexes.
 * Throws `BusyError` when another process is folding or rebuilding all the time.
 */
export async function rebuild(kv: Deno.Kv, options: IndexOptions): Promise<void> {
  const writer = await leasedWriter(kv, options);
  try {
    const before = parseVersions((await kv.get<unknown>(indexVersionKey())).value);
    await deleteLeftovers(writer, before);
    const version = Math.max(before.current, before.building?.version ?? 0) + 1;
    const packed = { kv, version, layout: options.layout };
    await writeVersions(writer, { ...before, building: { version, settled: false } });
    await packRecords(packed, writer);
    await writeVersions(writer, { ...before, building: { version, settled: true } });
    await settleDirty(packed, writer);
    await changeOver(writer, version);
    await deletePacked(writer, before.current);
    await releaseLease(kv, writer.lease);
  } catch (error) {
    if (error instanceof LeaseLostError) throw busy();
    throw error;
  }
}

async function leasedWriter(kv: Deno.Kv, options: IndexOptions): Promise<LeasedWriter> {
  for (let tries = 0; tries < LEASE_TRIES_MAX; tries++) {
    const lease = await takeLease(kv, options);
    if (lease !== null) return new LeasedWriter(kv, lease, options);
    await pause(Math.random() * 2 * PAUSE_MS);
  }
  throw busy();
}

function busy(): BusyError {
  return new BusyError(
    "Cannot rebuild the index: another process is folding it; try again",
    503,
    10,
  );
}

/** What earlier rebuilds that were cut off have left. */
async function deleteLeftovers(
  writer: LeasedWriter,
  { current, building }: IndexVersions,
): Promise<void> {
  const highest = Math.max(current, building?.version ?? 0);
  for (let version = 1; version <= highest; version++) {
    if (version !== current) await deletePacked(writer, version);
  }
}

async function writeVersions(writer: LeasedWriter, versions: IndexVersions): Promise<void> {
  await writer.put(indexVersionKey(), versions);
  await writer.flush();
}

/** Block by block, so that memory does not grow with the number of contacts. */
async function packRecords(packed: Packed, writer: LeasedWriter): Promise<void> {
  const { kv, version, layout } = packed;
  let packings: Packing[] = [];
  let next = 0;
  const records = kv.list<Contact>({ prefix: rangePrefix("c") }, { batchSize: 500 });
  for await (const { value } of records) {
    const contact = contactSchema.safeParse(value).data;
    if (contact === undefined) continue; // verify reports a record that cannot be read
    packings.push({ id: contact.id, ordinal: next++, fresh: true, state: indexState(contact) });
    if (packings.length < layout.block) continue;
    await packBlock(packed, writer, packings);
    packings = [];
  }
  await packBlock(packed, writer, packings);
  const segments = Array.from({ length: Math.ceil(next / layout.segment) }, (_, number) => number);
  const segmentVersions = raisedVersions(new Uint32Array(0), segments);
  await writer.put(nextOrdinalKey(version), next);
  const manifest = { ...emptyManifest(layout), published: next, segmentVersions };
  await writer.put(manifestKey(version), manifest);
  await writer.flush();
}

async function packBlock(
  packed: Packed,
  writer: LeasedWriter,
  packings: readonly Packing[],
): Promise<void> {
  const [first] = packings;
  if (first === undefined) return;
  const size = packed.layout.block;
  await packAll(packed, writer, packings);
  const alive = emptyBits(size);
  for (const { id, ordinal, state } of packings) {
    setBit(alive, ordinal % size, true);
    const value = encodeOrdinal({ ordinal, digest: textDigest(state) });
    await writer.put(ordinalKey(packed.version, id), value);
  }
  const block = Math.floor(first.ordinal / size);
  await writer.put(bitmapKey(packed.version, block, ALIVE), encodeBlock(alive));
  await writer.flush();
}

/** Entries written before the ordinals were there do not say which one they mask: now they do. */
async function settleDirty(packed: Packed, writer: LeasedWriter): Promise<void> {
  for (let shard = 0; shard < SHARDS; shard++) {
    let isSettled = false;
    for (let tries = 0; !isSettled; tries++) {
      if (tries >= SHARD_TRIES_MAX) throw busy();
      isSettled = await settleShard(packed, writer, shard);
    }
  }
}

/** True when nothing was left to put right. */
async function settleShard(
  packed: Packed,
  writer: LeasedWriter,
  shard: number,
): Promise<boolean> {
  const { kv, version } = packed;
  const headKey = dirtyHeadKey(version, shard);
  const head = await kv.get(headKey);
  const wrong = (await readUnsettled(packed, shard)).slice(0, ENTRIES_PER_COMMIT);
  if (wrong.length === 0) return true;
  const isSaved = await writer.commit((atomic) => {
    atomic.check(head).set(headKey, 0);
    for (const { key, value } of wrong) atomic.set(key, value);
  });
  if (!isSaved) await pause(Math.random() * PAUSE_MS);
  return false;
}

async function readUnsettled(
  { kv, version }: Packed,
  shard: number,
): Promise<{ key: Deno.KvKey; value: unknown }[]> {
  const range = kv.list<unknown>({ prefix: packedRange(version, "d", shard) }, { batchSize: 500 });
  const entries = await Array.fromAsync(range, ({ key, value }) => ({
    key,
    id: Number(key.at(-1)),
    entry: dirtyEntrySchema.parse(value),
  }));
  const unsure = entries.filter(({ entry }) => entry.ordinal === null);
  const ordinals = await readMany<unknown>(kv, unsure.map(({ id }) => ordinalKey(version, id)));
  return unsure.flatMap(({ key, entry }, at) => {
    const value = ordinals[at]?.value ?? null;
    return value === null ? [] : [{ key, value: dirtyEntry(decodeOrdinal(value), entry.state) }];
  });
}

/** From here on readers use the new version. Heads younger than all records say that no record is newer. */
async function changeOver(writer: LeasedWriter, version: number): Promise<void> {
  for (let shard = 0; shard < SHARDS; shard++) await writer.put(dirtyHeadKey(version, shard), 0);
  await writeVersions(writer, { current: version, building: null });
}
