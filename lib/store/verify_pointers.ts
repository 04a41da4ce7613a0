// Comparing records with the keys that point to them, both ways, while the store is in use; and repairing them.
import { type Change, saveChange } from "./change.ts";
import { keyIdentity } from "./key_size.ts";
import { type Range, rangePrefix } from "./keys.ts";
import { readMany } from "./kv.ts";

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

/** A key that has to exist because of a record. */
export interface Pointer {
  key: Deno.KvKey;
  value: unknown;
  /** For messages: "row by name", "e-mail 2". */
  label: string;
  /** Only the key matters. */
  anyValue?: boolean;
}

export interface PointerRange {
  range: Range;
  label: string;
  /** The key of the record it points to; null when it points nowhere. */
  owner(pointer: { key: Deno.KvKey; value: unknown }): Deno.KvKey | null;
  /** Whether the record has to name it among its pointers, or only has to exist. */
  named: boolean;
}

/** One kind of record and everything that points to it. */
export interface PointerRule<R> {
  /** For messages: "contact 42". */
  name(key: Deno.KvKey): string;
  range: Range;
  /** Null when the stored value is no such record. */
  parse(key: Deno.KvKey, value: unknown): R | null;
  pointers(record: R, key: Deno.KvKey): Pointer[];
  ranges: PointerRange[];
  /** Keys that a commit has to check before, and set after, it gives pointers to a record. */
  heads: Deno.KvKey[];
  /** What else a repaired record has to write. */
  restage?(change: Change, record: R): Promise<void>;
}

/** Every record has all its pointers, and they lead to it. `seen` is told the key of each record. */
export async function* findLostPointers<R>(
  kv: Deno.Kv,
  rule: PointerRule<R>,
  seen: (key: Deno.KvKey) => void = () => {},
): AsyncGenerator<Finding> {
  for await (const batch of batches(kv, rule.range)) {
    const parsed = batch.map((entry) => ({ entry, record: rule.parse(entry.key, entry.value) }));
    const expected = parsed.map(({ entry, record }) =>
      record === null ? [] : rule.pointers(record, entry.key)
    );
    const found = await readMany<unknown>(kv, expected.flat().map(({ key }) => key));
    let at = 0;
    for (const [nth, { entry, record }] of parsed.entries()) {
      const pointers = expected[nth] ?? [];
      const entries = found.slice(at, at += pointers.length);
      seen(entry.key);
      if (record === null) yield unreadable(rule, entry.key);
      if (pointers.some((pointer, place) => !isRight(pointer, entries[place]))) {
        yield* confirmLost(kv, rule, entry.key);
      }
    }
  }
}

/** Every pointer leads to a record that has it. */
export async function* findStrayPointers<R>(
  kv: Deno.Kv,
  rule: PointerRule<R>,
): AsyncGenerator<Finding> {
  for (const range of rule.ranges) {
    for await (const batch of batches(kv, range.range)) {
      const owners = batch.map((pointer) => range.owner(pointer));
      // A pointer to nowhere is compared with itself, which is no record.
      const records = await readMany<unknown>(
        kv,
        owners.map((owner, at) => owner ?? batch[at]?.key ?? []),
      );
      for (const [at, pointer] of batch.entries()) {
        const owner = owners[at] ?? null;
        if (belongs(rule, range, pointer, owner && records[at])) continue;
        yield* confirmStray(kv, rule, range, pointer.key);
      }
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

function isRight(pointer: Pointer, entry: Deno.KvEntryMaybe<unknown> | undefined): boolean {
  if (!entry || entry.versionstamp === null) return false;
  return pointer.anyValue === true || isSame(entry.value, pointer.value);
}

/** Equal as stored data: texts, numbers, lists and plain objects. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const left = new Map(Object.entries(a));
  const right = Object.entries(b);
  return Array.isArray(a) === Array.isArray(b) && left.size === right.length &&
    right.every(([name, value]) => left.has(name) && isSame(left.get(name), value));
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
  const range = rule.ranges.find(({ range }) => range === pointer.key[1]);
  const owner = range?.owner(pointer) ?? null;
  const isOther = owner !== null && keyIdentity(owner) !== keyIdentity(key);
  return isOther ? `of ${rule.name(owner)}` : "not what the record says";
}

/** Writes all pointers of the record, except those that another record has too. */
async function repairRecord<R>(
  kv: Deno.Kv,
  rule: PointerRule<R>,
  key: Deno.KvKey,
): Promise<boolean> {
  return await saveChange(kv, async (change) => {
    for (const head of rule.heads) await change.get(head);
    const record = rule.parse(key, (await change.get<unknown>(key)).value);
    if (record === null) return true;
    const pointers = rule.pointers(record, key);
    const entries = await change.getMany<unknown>(pointers.map((pointer) => pointer.key));
    // With heads they vouch for the pointers, without there are few enough to check.
    if (rule.heads.length === 0) entries.forEach((entry) => change.check(entry));
    let isWhole = true;
    for (const [at, pointer] of pointers.entries()) {
      const entry = entries[at];
      if (isRight(pointer, entry)) continue;
      if (entry && await isAnothers(kv, rule, entry, key)) isWhole = false;
      else change.set(pointer.key, pointer.value);
    }
    for (const head of rule.heads) change.set(head, null);
    await rule.restage?.(change, record);
    return isWhole;
  });
}

async function isAnothers<R>(
  kv: Deno.Kv,
  rule: PointerRule<R>,
  pointer: Deno.KvEntryMaybe<unknown>,
  key: Deno.KvKey,
): Promise<boolean> {
  const range = rule.ranges.find(({ range }) => range === pointer.key[1]);
  const owner = range?.owner(pointer) ?? null;
  if (!range || owner === null || keyIdentity(owner) === keyIdentity(key)) return false;
  return belongs(rule, range, pointer, await kv.get<unknown>(owner));
}

/** Pointers of a record that cannot be read are left alone: they may be all that is left to repair it from. */
function belongs<R>(
  rule: PointerRule<R>,
  range: PointerRange,
  pointer: { key: Deno.KvKey },
  owner: Deno.KvEntryMaybe<unknown> | null | undefined,
): boolean {
  if (!owner || owner.versionstamp === null) return false;
  const record = rule.parse(owner.key, owner.value);
  if (record === null || !range.named) return true;
  const identity = keyIdentity(pointer.key);
  return rule.pointers(record, owner.key).some(({ key }) => keyIdentity(key) === identity);
}

/** Reads pointer and record as one snapshot before it says that they disagree. */
async function* confirmStray<R>(
  kv: Deno.Kv,
  rule: PointerRule<R>,
  range: PointerRange,
  key: Deno.KvKey,
): AsyncGenerator<Finding> {
  const owner = range.owner(await kv.get<unknown>(key));
  const [pointer, record] = await kv.getMany<unknown[]>([key, owner ?? key]);
  if (!pointer || pointer.versionstamp === null) return;
  if (belongs(rule, range, pointer, owner && record)) return;
  const reason = owner === null
    ? ": it leads nowhere"
    : ` of ${rule.name(owner)}: no record has it`;
  yield {
    message: `Stray ${range.label}${reason}`,
    repair: () => deleteStray(kv, rule, range, key),
  };
}

async function deleteStray<R>(
  kv: Deno.Kv,
  rule: PointerRule<R>,
  range: PointerRange,
  key: Deno.KvKey,
): Promise<boolean> {
  return await saveChange(kv, async (change) => {
    const pointer = await change.get<unknown>(key);
    const owner = range.owner(pointer);
    const record = owner && await change.get<unknown>(owner);
    if (!belongs(rule, range, pointer, record)) change.delete(key);
    return true;
  });
}
