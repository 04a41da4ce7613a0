// What points to a record: the rule for one kind of record, and whether a stored pointer follows it.
import type { Change } from "./change.ts";
import { keyIdentity } from "./key_size.ts";
import type { Range } from "./keys/range.ts";

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
  /**
   * Keys of other kinds that it may belong to in place of the record: a contact in the trash keeps what is its own, and so
   * does one that is being merged.
   */
  elsewhere?(pointer: { key: Deno.KvKey }): Deno.KvKey[];
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

/** The record a stored pointer leads to, by the range it is in. */
export function ownerOf<R>(
  rule: PointerRule<R>,
  pointer: { key: Deno.KvKey; value: unknown },
): { range: PointerRange; owner: Deno.KvKey } | null {
  const range = rule.ranges.find(({ range }) => range === pointer.key[1]);
  const owner = range?.owner(pointer) ?? null;
  return range && owner ? { range, owner } : null;
}

/** Whether the pointer is stored as the record asks for. */
export function isRight(pointer: Pointer, entry: Deno.KvEntryMaybe<unknown> | undefined): boolean {
  if (!entry || entry.versionstamp === null) return false;
  return pointer.anyValue === true || isSame(entry.value, pointer.value);
}

/** Pointers of a record that cannot be read are left alone: they may be all that is left to repair it from. */
export function belongs<R>(
  rule: PointerRule<R>,
  range: PointerRange,
  pointer: { key: Deno.KvKey },
  owner: Deno.KvEntryMaybe<unknown> | null | undefined,
): boolean {
  if (!owner || owner.versionstamp === null) return false;
  const record = range.named ? rule.parse(owner.key, owner.value) : null;
  if (record === null) return true;
  const identity = keyIdentity(pointer.key);
  return rule.pointers(record, owner.key).some(({ key }) => keyIdentity(key) === identity);
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
