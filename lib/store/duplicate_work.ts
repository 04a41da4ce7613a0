// Finding suspected pairs in the background: follows the todos of commits, and walks through all keys after a bulk load
// or a change of the rules.
import { z } from "zod";
import {
  DUPLICATE_KINDS,
  type DuplicateKey,
  duplicateKeyName,
  duplicateKeys,
} from "@/lib/domain/duplicate.ts";
import { SHARED_BY_MIN } from "@/lib/domain/duplicate_score.ts";
import { type Change, saveChange } from "./change.ts";
import { listPairsOf, PAIRS_OF_ONE_MAX, stagePairs } from "./duplicate_pairs.ts";
import { areKeysCurrent, rekeyOn } from "./duplicate_rekey.ts";
import { DUPLICATE_WALK_KEY } from "./duplicate_rows.ts";
import {
  findReadable,
  findSuspects,
  type HolderLists,
  HOLDERS_MAX,
  listHolders,
} from "./duplicates.ts";
import {
  type Lease,
  LEASE_MS,
  type LeaseOptions,
  releaseLease,
  renewLease,
  takeLease,
} from "./index/lease.ts";
import { duplicateTodoKey } from "./keys/duplicates.ts";
import { jobKey } from "./keys/jobs.ts";
import { rangePrefix } from "./keys/range.ts";

const LEASE_KEY = jobKey("duplicates_lease");
/** Todos of one round: short of a lease. */
const TODOS_PER_ROUND = 50;
const KEYS_PER_ROUND = 20_000;
const TODOS_PER_COMMIT = 400;

const keySchema = z.object({ kind: z.enum(DUPLICATE_KINDS), value: z.string() });
const todoSchema = z.object({ lost: z.array(keySchema) });
const walkSchema = z.object({ after: keySchema.nullable() });

/** What a request leaves behind is looked at at once; what an import does, by the clock. */
export const FEW_CONTACTS = 200;
export const MANY_CONTACTS = 20_000;

export interface DuplicateWorkOptions extends LeaseOptions {
  /** Stops after the round in which this many contacts were looked at. */
  contactsMax: number;
}

/** `workOnDuplicates` as requests and the clock have it done. */
export async function followDuplicates(
  { kv, now }: { kv: Deno.Kv; now(): number },
  contactsMax: number,
): Promise<void> {
  await workOnDuplicates(kv, { leaseMs: LEASE_MS, now, contactsMax });
}

/**
 * Brings the queue up to date, one worker at a time: another finds nothing to do. Answers how many contacts were looked
 * at, and whether any wait. Whatever is cut off is done again by the next: each contact is one commit with its todo.
 */
export async function workOnDuplicates(
  kv: Deno.Kv,
  options: DuplicateWorkOptions,
): Promise<{ contacts: number; more: boolean }> {
  if (!await isDue(kv)) return { contacts: 0, more: false };
  let renewedMs = options.now();
  let lease = await takeLease(kv, options, LEASE_KEY);
  let contacts = 0;
  let more = lease !== null;
  while (lease !== null && more && contacts < options.contactsMax) {
    const rekeyed = await rekeyOn(kv, lease);
    const done = rekeyed ?? await workRound(kv, lease);
    contacts += done;
    more = rekeyed !== null || done > 0 || await walkOn(kv, lease);
    // What one edit leaves is done before: two commits less for each edit.
    if (options.now() - renewedMs < options.leaseMs / 3) continue;
    const renewed: Lease | null = await renewLease(kv, lease, options);
    lease = renewed;
    renewedMs = options.now();
  }
  if (lease !== null) await releaseLease(kv, lease);
  return { contacts, more };
}

async function isDue(kv: Deno.Kv): Promise<boolean> {
  const todo = kv.list({ prefix: rangePrefix("dup_todo") }, { limit: 1 });
  const [first, walk, isCurrent] = await Promise.all([
    todo.next(),
    kv.get(DUPLICATE_WALK_KEY),
    areKeysCurrent(kv),
  ]);
  return !first.done || walk.value !== null || !isCurrent;
}

async function workRound(kv: Deno.Kv, lease: Lease): Promise<number> {
  const selector = { prefix: rangePrefix("dup_todo") };
  const todos = await Array.fromAsync(kv.list<unknown>(selector, { limit: TODOS_PER_ROUND }));
  for (const todo of todos) await workOnTodo(kv, lease, todo);
  return todos.length;
}

/** The contact's pairs, and those of others for whom a value has just become shared, or their own again. */
async function workOnTodo(kv: Deno.Kv, lease: Lease, todo: Deno.KvEntry<unknown>): Promise<void> {
  const id = Number(todo.key.at(-1));
  const { lost } = todoSchema.parse(todo.value);
  for (const otherId of await affectedIds(kv, id, lost)) {
    await saveChange(kv, (change) => stageFound(change, lease, otherId));
  }
  await saveChange(kv, async (change) => {
    // Changed meanwhile: then what follows would be of the past.
    const { versionstamp } = await change.get(todo.key);
    if (versionstamp !== todo.versionstamp) return;
    await stageFound(change, lease, id);
    change.delete(todo.key);
  });
}

async function stageFound(change: Change, lease: Lease, id: number): Promise<void> {
  change.check(lease.check);
  const { kv } = change;
  const [had, [contact]] = await Promise.all([listPairsOf(kv, id), findReadable(kv, [id])]);
  const suspects = contact === undefined ? [] : await findSuspects(kv, contact, { selfId: id });
  const best = suspects.slice(0, PAIRS_OF_ONE_MAX);
  const wanted = new Map(best.map(({ contact, score }) => [contact.id, score]));
  stagePairs(change, id, { had, wanted });
}

/** Scores fall when a third contact gets a value, and rise when the third last loses it. */
async function affectedIds(kv: Deno.Kv, id: number, lost: DuplicateKey[]): Promise<Set<number>> {
  const [contact] = await findReadable(kv, [id]);
  const own = contact === undefined ? [] : duplicateKeys(contact);
  const holders = await listHolders(kv, [...own, ...lost]);
  const affected = new Set([
    ...own.flatMap((key) => holdersOf(holders, key, SHARED_BY_MIN)),
    ...lost.flatMap((key) => holdersOf(holders, key, SHARED_BY_MIN - 1)),
  ]);
  affected.delete(id);
  return affected;
}

/** If there are exactly `count`. */
function holdersOf(holders: HolderLists, key: DuplicateKey, count: number): number[] {
  const ids = holders.get(duplicateKeyName(key)) ?? [];
  return ids.length === count ? ids : [];
}

/** The next part of all keys: contacts that share one get a todo. False at the end, or when no walk is due. */
async function walkOn(kv: Deno.Kv, lease: Lease): Promise<boolean> {
  const entry = await kv.get<unknown>(DUPLICATE_WALK_KEY);
  if (entry.value === null) return false;
  const { after } = walkSchema.parse(entry.value);
  const { ids, last } = await readNeighbours(kv, after);
  const todos = [...ids];
  for (let at = 0; at < todos.length; at += TODOS_PER_COMMIT) {
    await saveChange(kv, (change) => {
      change.check(lease.check);
      for (const id of todos.slice(at, at + TODOS_PER_COMMIT)) {
        change.set(duplicateTodoKey(id), { lost: [] });
      }
    });
  }
  await saveChange(kv, (change) => {
    change.check(lease.check);
    change.check(entry);
    if (last === null) change.delete(DUPLICATE_WALK_KEY);
    else change.set(DUPLICATE_WALK_KEY, { after: last });
  });
  return true;
}

/** Contacts that share one of the keys after the given one, and the last key that was looked at; null at the end. */
async function readNeighbours(
  kv: Deno.Kv,
  after: DuplicateKey | null,
): Promise<{ ids: Set<number>; last: DuplicateKey | null }> {
  const prefix = rangePrefix("dup");
  const start = after && rangePrefix("dup", after.kind, after.value, Number.MAX_VALUE);
  const entries = kv.list(start ? { prefix, start } : { prefix }, { batchSize: 500 });
  const ids = new Set<number>();
  let group: { key: DuplicateKey; ids: number[] } | null = null;
  let read = 0;
  for await (const { key } of entries) {
    const own = keySchema.parse({ kind: key[2], value: key[3] });
    if (group && duplicateKeyName(group.key) === duplicateKeyName(own)) {
      if (group.ids.length <= HOLDERS_MAX) group.ids.push(Number(key[4]));
    } else {
      addGroup(ids, group?.ids ?? []);
      if (group && read >= KEYS_PER_ROUND) return { ids, last: group.key };
      group = { key: own, ids: [Number(key[4])] };
    }
    read++;
  }
  addGroup(ids, group?.ids ?? []);
  return { ids, last: null };
}

function addGroup(ids: Set<number>, group: number[]): void {
  if (group.length < 2 || group.length > HOLDERS_MAX) return;
  for (const id of group) ids.add(id);
}
