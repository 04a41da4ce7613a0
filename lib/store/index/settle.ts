// Settling what was written while a new version was being packed: each dirty entry learns which ordinal it masks.
import { type Contact, contactSchema } from "@/lib/domain/contact.ts";
import { BusyError } from "@/lib/errors.ts";
import { contactKey } from "../keys/contacts.ts";
import { dirtyHeadKey, ordinalKey, packedRange } from "../keys/search_index.ts";
import { readMany } from "../kv.ts";
import { type DirtyEntry, dirtyEntry, dirtyEntrySchema, readIndexState, SHARDS } from "./dirty.ts";
import { type LeasedWriter, pause } from "./leased_writer.ts";
import { decodeOrdinal } from "./ordinal.ts";
import type { Packed } from "./packed.ts";

const SHARD_TRIES_MAX = 200;
const PAUSE_MS = 100;
/** Entries of a shard put right in one commit. */
const ENTRIES_PER_COMMIT = 300;

/**
 * Entries written before the ordinals were there do not say which one they mask: now they do. Throws `BusyError` when
 * others write all the time.
 */
export async function settleDirty(packed: Packed, writer: LeasedWriter): Promise<void> {
  for (let shard = 0; shard < SHARDS; shard++) {
    let isSettled = false;
    for (let tries = 0; !isSettled; tries++) {
      if (tries >= SHARD_TRIES_MAX) {
        throw new BusyError("Cannot rebuild the index: others write all the time", 503, 30);
      }
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
): Promise<{ key: Deno.KvKey; value: DirtyEntry }[]> {
  const range = kv.list<unknown>({ prefix: packedRange(version, "d", shard) }, { batchSize: 500 });
  const entries = await Array.fromAsync(range, ({ key, value }) => ({
    key,
    id: Number(key.at(-1)),
    entry: dirtyEntrySchema.safeParse(value).data,
  }));
  // An entry that cannot be read is of a process that is older than the format being built: its record says the same.
  const unsure = entries.filter(({ entry }) => entry === undefined || entry.ordinal === null);
  const ids = unsure.map(({ id }) => id);
  const ordinals = await readMany<unknown>(kv, ids.map((id) => ordinalKey(version, id)));
  const settled = await Promise.all(unsure.map(async ({ key, id, entry }, at) => {
    const value = ordinals[at]?.value ?? null;
    if (entry !== undefined && value === null) return [];
    const state = entry === undefined ? await stateOf(kv, id) : entry.state;
    return [{ key, value: dirtyEntry(value === null ? null : decodeOrdinal(value), state) }];
  }));
  return settled.flat();
}

async function stateOf(kv: Deno.Kv, id: number): Promise<DirtyEntry["state"]> {
  const { value } = await kv.get<Contact>(contactKey(id));
  return value === null ? null : await readIndexState(kv, contactSchema.parse(value));
}
