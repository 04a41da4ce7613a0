// Comparing records with the keys that point to them, both ways, while the store is in use.
import { keyIdentity } from "./key_size.ts";
import { type Range, rangePrefix } from "./keys/range.ts";
import { readMany } from "./kv.ts";
import { belongs, isRight, ownerOf, type PointerRange, type PointerRule } from "./pointer_rule.ts";
import { deleteStray, repairRecord } from "./repair_pointers.ts";

/** Records read at once: bounds the memory, whatever the size of the store. */
const BATCH = 200;
/** A record that changes so often while it is looked at is judged by its last state. */
const LOOKS_MAX = 5;

/** Something that is not as it must be, in words, with ids only. */
export interface Finding {
  message: string;
  /** True once it is as it must be. Null: a person has to decide. */
  repair: (() => Promise<boolean>) | null;
}

/** Everything in which the records and their pointers disagree. `seen` is told the key of each record. */
export async function* findDifferences<R>(
  kv: Deno.Kv,
  rule: PointerRule<R>,
  seen: (key: Deno.KvKey) => void = () => {},
): AsyncGenerator<Finding> {
  const expected = new Map<string, number>();
  let isWhole = true;
  for await (const finding of findLostPointers(kv, rule, { seen, expected })) {
    isWhole = false;
    yield finding;
  }
  for (const range of rule.ranges) {
    // With every pointer in its place, as many keys as pointers leave no room for a stray one.
    const mayBeRight = isWhole && range.named;
    if (mayBeRight && await countKeys(kv, range.range) === (expected.get(range.range) ?? 0)) {
      continue;
    }
    yield* findStrayPointers(kv, rule, range);
  }
}

interface Scan {
  seen(key: Deno.KvKey): void;
  /** Counts the pointers that have to be, by range. */
  expected: Map<string, number>;
}

/** Every record has all its pointers, and they lead to it. */
async function* findLostPointers<R>(
  kv: Deno.Kv,
  rule: PointerRule<R>,
  scan: Scan,
): AsyncGenerator<Finding> {
  for await (const batch of batches(kv, rule.range)) {
    const records = batch.map(({ key, value }) => rule.parse(key, value));
    const pointers = records.map((record, at) => {
      const key = batch[at]?.key;
      return record === null || key === undefined ? [] : rule.pointers(record, key);
    });
    const found = await readMany<unknown>(kv, pointers.flat().map(({ key }) => key));
    let from = 0;
    for (const [at, { key }] of batch.entries()) {
      scan.seen(key);
      const own = pointers[at] ?? [];
      const entries = found.slice(from, from += own.length);
      for (const pointer of own) countOne(scan.expected, String(pointer.key[1]));
      if (records[at] === null) yield unreadable(rule, key);
      if (own.some((pointer, nth) => !isRight(pointer, entries[nth]))) {
        yield* confirmLost(kv, rule, key);
      }
    }
  }
}

function countOne(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

async function countKeys(kv: Deno.Kv, range: Range): Promise<number> {
  let count = 0;
  const entries = kv.list({ prefix: rangePrefix(range) }, { batchSize: 500 });
  for await (const _ of entries) count++;
  return count;
}

/** Every pointer of a range leads to a record that has it. */
async function* findStrayPointers<R>(
  kv: Deno.Kv,
  rule: PointerRule<R>,
  range: PointerRange,
): AsyncGenerator<Finding> {
  for await (const batch of batches(kv, range.range)) {
    const owners = batch.map((pointer) => range.owner(pointer));
    // A pointer to nowhere is read itself, and then not taken for a record.
    const keys = batch.map(({ key }, at) => owners[at] ?? key);
    const records = await readMany<unknown>(kv, keys);
    for (const [at, pointer] of batch.entries()) {
      const record = owners[at] ? records[at] : null;
      if (belongs(rule, range, pointer, record)) continue;
      yield* confirmStray(kv, rule, range, pointer.key);
    }
  }
}

async function* batches(
  kv: Deno.Kv,
  range: Range,
): AsyncGenerator<Deno.KvEntry<unknown>[]> {
  let batch: Deno.KvEntry<unknown>[] = [];
  for await (const entry of kv.list({ prefix: rangePrefix(range) }, { batchSize: BATCH })) {
    batch.push(entry);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function unreadable<R>(rule: PointerRule<R>, key: Deno.KvKey): Finding {
  return { message: `${rule.name(key)}: the record cannot be read`, repair: null };
}

/** Looks again until the record stood still meanwhile: its pointers change only in commits that change it. */
async function* confirmLost<R>(
  kv: Deno.Kv,
  rule: PointerRule<R>,
  key: Deno.KvKey,
): AsyncGenerator<Finding> {
  let wrong: string[] = [];
  let entry = await kv.get<unknown>(key);
  for (let look = 0; look < LOOKS_MAX; look++) {
    wrong = await lostPointers(kv, rule, entry);
    const again = await kv.get<unknown>(key);
    if (wrong.length === 0 || again.versionstamp === entry.versionstamp) break;
    entry = again;
  }
  if (wrong.length === 0) return;
  const message = `${rule.name(key)}: ${wrong.join("; ")}`;
  yield { message, repair: () => repairRecord(kv, rule, key) };
}

async function lostPointers<R>(
  kv: Deno.Kv,
  rule: PointerRule<R>,
  { key, value }: Deno.KvEntryMaybe<unknown>,
): Promise<string[]> {
  const record = rule.parse(key, value);
  const pointers = record === null ? [] : rule.pointers(record, key);
  const entries = await readMany<unknown>(kv, pointers.map((pointer) => pointer.key));
  return pointers.flatMap((pointer, at) => {
    const entry = entries[at];
    if (isRight(pointer, entry)) return [];
    const isThere = entry !== undefined && entry.versionstamp !== null;
    return [`${pointer.label} is ${isThere ? wrongBy(rule, entry, key) : "missing"}`];
  });
}

function wrongBy<R>(
  rule: PointerRule<R>,
  pointer: Deno.KvEntry<unknown>,
  key: Deno.KvKey,
): string {
  const leads = ownerOf(rule, pointer);
  const isOther = leads !== null && keyIdentity(leads.owner) !== keyIdentity(key);
  return isOther ? `of ${rule.name(leads.owner)}` : "not what the record says";
}

/** Reads pointer and record as one snapshot before it says that they disagree. */
async function* confirmStray<R>(
  kv: Deno.Kv,
  rule: PointerRule<R>,
  range: PointerRange,
  key: Deno.KvKey,
): AsyncGenerator<Finding> {
  const owner = range.owner(await kv.get<unknown>(key));
  const others = range.elsewhere?.({ key }) ?? [];
  const keys = [key, owner ?? key, ...others];
  const [pointer, record, ...elsewhere] = await kv.getMany<unknown[]>(keys);
  if (!pointer || pointer.versionstamp === null) return;
  if (belongs(rule, range, pointer, owner && record)) return;
  if (elsewhere.some(({ versionstamp }) => versionstamp !== null)) return;
  const reason = owner === null
    ? ": it leads nowhere"
    : ` of ${rule.name(owner)}: no record has it`;
  yield {
    message: `Stray ${range.label}${reason}`,
    repair: () => deleteStray(kv, rule, range, key),
  };
}
