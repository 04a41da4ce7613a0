// The dirty set: the newest index state of each contact that was written since the last fold.
import { z } from "zod";
import type { Contact } from "@/lib/domain/contact.ts";
import {
  type AttributeTypes,
  type FilterSubject,
  filterSubject,
  filterSubjectSchema,
} from "@/lib/domain/filter/subject.ts";
import { nameSortKey } from "@/lib/domain/name_order.ts";
import { searchText } from "@/lib/domain/search.ts";
import { attributeTypes, readAttributeTypes } from "../attribute_types.ts";
import type { Change } from "../change.ts";
import {
  dirtyHeadKey,
  dirtyKey,
  indexVersionKey,
  manifestKey,
  ordinalKey,
} from "../keys/search_index.ts";
import { decodeOrdinal, type Ordinal, textDigest } from "./ordinal.ts";
import {
  FIRST_VERSIONS,
  type IndexVersions,
  isReadable,
  parseVersions,
  readVersions,
  requireKnownFormat,
} from "./versions.ts";

/** The version that this process has last seen: a guess that saves a wait, never the truth. */
const lastVersion = new WeakMap<Deno.Kv, number>();

/** Fixed for the life of a store: heads and the version key together fill one getMany. */
export const SHARDS = 8;

/** All that the index knows of a contact. */
export const indexStateSchema = z.object({
  /** Folded text of `searchText`. */
  text: z.string(),
  /** `nameSortKey` of the name. */
  nameKey: z.string(),
  /** What filters see. */
  subject: filterSubjectSchema,
});
export type IndexState = z.infer<typeof indexStateSchema>;

export const dirtyEntrySchema = z.object({
  /** Where the packed index has the contact: readers mask it. Null: nowhere yet. */
  ordinal: z.int().nonnegative().nullable(),
  /** New, or a text changed: the fold gives it a new ordinal. */
  fresh: z.boolean(),
  /** Null: the contact is gone. */
  state: indexStateSchema.nullable(),
});
export type DirtyEntry = z.infer<typeof dirtyEntrySchema>;

/** The index state of a record. */
export function indexState(contact: Contact, types: AttributeTypes): IndexState {
  return {
    text: searchText(contact),
    nameKey: nameSortKey(contact.name),
    subject: filterSubject(contact, types),
  };
}

/** The same, of a contact whose attributes may be of types that were not read yet. */
export async function readIndexState(kv: Deno.Kv, contact: Contact): Promise<IndexState> {
  await readAttributeTypes(kv, contact);
  return indexState(contact, attributeTypes(kv));
}

/** Last activity as lists sort by it: 0, the oldest, when there was none. */
export function lastMs({ lastActivityAtMs }: FilterSubject): number {
  return lastActivityAtMs ?? 0;
}

export function shardOf(id: number): number {
  return id % SHARDS;
}

/**
 * Makes searches see a contact as it is after this commit; null when it is gone.
 * Call it in every commit that writes or deletes a contact's record, which the commit must check.
 * Costs 2 checks and 2 mutations, one and two more while a rebuild runs, none but a check while nobody can search.
 */
export async function stageIndexed(
  change: Change,
  id: number,
  state: IndexState | null,
): Promise<void> {
  stageIndexedAt(change, id, state, await readPlacements(change, id));
}

/** `stageIndexed` for a caller that has read the placements while it waited for something else. */
export function stageIndexedAt(
  change: Change,
  id: number,
  state: IndexState | null,
  placements: readonly Placement[],
): void {
  for (const { version, ordinal } of placements) {
    stageEntry(change, version, id, dirtyEntry(ordinal, state));
  }
}

/** Where a version of the packed index has a contact. */
export interface Placement {
  version: number;
  /** Where this version has the contact packed; null where it has it nowhere. */
  ordinal: Ordinal | null;
}

/** Reads and checks: the check on the ordinal makes the commit lose against a fold that has just given the contact one. */
export async function readPlacements(change: Change, id: number): Promise<Placement[]> {
  const expected = lastVersion.get(change.kv) ?? FIRST_VERSIONS.current;
  // Versions change once in a rebuild, so the ordinal is asked for together with them.
  const [targets, early] = await Promise.all([
    writeTargets(change),
    change.read<unknown>(ordinalKey(expected, id)),
  ]);
  return await Promise.all(targets.map(async ({ version, settled }) => {
    if (!settled) return { version, ordinal: null };
    const entry = version === expected
      ? early
      : await change.read<unknown>(ordinalKey(version, id));
    change.check(entry);
    return { version, ordinal: entry.value === null ? null : decodeOrdinal(entry.value) };
  }));
}

/**
 * `stageIndexed` for many contacts: instead of each one's ordinal it checks the manifest, with which every fold
 * publishes ordinals. 2 checks for all, one more while a rebuild runs.
 */
export async function stageIndexedMany(
  change: Change,
  states: ReadonlyMap<number, IndexState>,
): Promise<void> {
  for (const { version, settled } of await writeTargets(change)) {
    const ordinals = settled ? await readOrdinals(change, version, [...states.keys()]) : [];
    for (const [at, [id, state]] of [...states].entries()) {
      stageEntry(change, version, id, dirtyEntry(ordinals[at] ?? null, state));
    }
  }
}

async function readOrdinals(
  change: Change,
  version: number,
  ids: number[],
): Promise<(Ordinal | null)[]> {
  // The manifest before the ordinals: it is what vouches for them.
  await change.get(manifestKey(version));
  const entries = await change.getMany<unknown>(ids.map((id) => ordinalKey(version, id)));
  return entries.map(({ value }) => value === null ? null : decodeOrdinal(value));
}

/**
 * `stageIndexed` for contacts whose ids were never used before, which need no check each: 1 check for all.
 */
export async function stageIndexedNew(
  change: Change,
  states: ReadonlyMap<number, IndexState>,
): Promise<void> {
  for (const target of await writeTargets(change)) {
    for (const [id, state] of states) {
      stageEntry(change, target.version, id, dirtyEntry(null, state));
    }
  }
}

/**
 * For repair: has the contact packed again at a new ordinal, whatever the index holds. `isAt` false when the ordinal
 * it is said to be at is another contact's, which must not be masked.
 */
export async function stageReindexed(
  change: Change,
  id: number,
  { state, isAt }: { state: IndexState; isAt: boolean },
): Promise<void> {
  for (const { version, settled } of await writeTargets(change)) {
    const { value } = await change.get<unknown>(ordinalKey(version, id));
    const ordinal = value === null || !isAt || !settled ? null : decodeOrdinal(value).ordinal;
    stageEntry(change, version, id, { ordinal, fresh: true, state });
  }
}

/** The entry for a contact whose packed form, if any, is at `ordinal`. */
export function dirtyEntry(ordinal: Ordinal | null, state: IndexState | null): DirtyEntry {
  return {
    ordinal: ordinal?.ordinal ?? null,
    fresh: state !== null && ordinal?.digest !== textDigest(state),
    state,
  };
}

/** Writes an entry and moves the head of its shard. */
export function stageEntry(change: Change, version: number, id: number, entry: DirtyEntry): void {
  const shard = shardOf(id);
  change.set(dirtyKey(version, shard, id), entry);
  change.set(dirtyHeadKey(version, shard), 0);
}

/** A version that nobody can read needs no entries: the rebuild that replaces it reads the records. */
async function writeTargets(change: Change): Promise<{ version: number; settled: boolean }[]> {
  const versions = await versionsIn(change);
  requireKnownFormat(versions);
  const { current, building } = versions;
  lastVersion.set(change.kv, current);
  const targets = isReadable(versions) ? [{ version: current, settled: true }] : [];
  return building === null ? targets : [...targets, building];
}

/** The first contact of a store brings the versions, so that it is never taken for one from before formats. */
async function versionsIn(change: Change): Promise<IndexVersions> {
  const { value } = await change.get<unknown>(indexVersionKey());
  if (value !== null) return parseVersions(value);
  const { versions, check, isStored } = await readVersions(change.kv);
  change.check(check);
  if (!isStored && isReadable(versions)) change.set(indexVersionKey(), versions);
  return versions;
}
