// The keys by which suspected duplicates are found: written and moved in the commit of the contact's record.
import type { Contact } from "@/lib/domain/contact.ts";
import {
  type DuplicateKey,
  duplicateKeyName,
  duplicateKeys,
  type DuplicateSubject,
} from "@/lib/domain/duplicate.ts";
import type { Change } from "./change.ts";
import { keyBytes } from "./key_size.ts";
import { duplicateKey, duplicateTodoKey } from "./keys/duplicates.ts";
import { jobKey } from "./keys/jobs.ts";

/** Set by a bulk load, which writes no todos: all keys are to be walked through, in their order. */
export const DUPLICATE_WALK_KEY = jobKey("duplicate_walk");
export const DUPLICATE_WALK_START = { after: null };

/** To be raised whenever another key comes of the same contact: all keys are then made anew. */
export const DUPLICATE_RULES = 2;
export const DUPLICATE_RULES_KEY = jobKey("duplicate_rules");
/** Of a workspace whose keys have all been written by these rules. */
export const DUPLICATE_RULES_DONE = { rules: DUPLICATE_RULES, step: "done", afterId: 0 } as const;

/** What stands at a todo: keys that the contact has lost, whose other holders may be a pair by now. */
export interface DuplicateTodo {
  lost: DuplicateKey[];
}

/** The rows of a contact; at each stands 0. */
export function duplicateRows(contact: Contact): Deno.KvKey[] {
  return duplicateKeys(contact).map(({ kind, value }) => duplicateKey(kind, value, contact.id));
}

/** Bytes of the key of each row of a contact that has no id yet. */
export function duplicateRowBytes(subject: DuplicateSubject): number[] {
  const idMax = Number.MAX_SAFE_INTEGER;
  return duplicateKeys(subject).map(({ kind, value }) =>
    keyBytes(duplicateKey(kind, value, idMax))
  );
}

/** Moves the rows of a contact, and has its pairs found anew, if anything that matters to them has changed. */
export function stageDuplicateRows(change: Change, before: Contact | null, after: Contact): void {
  if (before !== null && isAlike(before, after)) return;
  const lost = new Map(
    (before ? duplicateKeys(before) : []).map((key) => [duplicateKeyName(key), key]),
  );
  const keys = duplicateKeys(after);
  for (const key of keys) {
    const isKept = lost.delete(duplicateKeyName(key));
    if (!isKept) change.set(duplicateKey(key.kind, key.value, after.id), 0);
  }
  if (keys.length > 0 || before !== null) stageLost(change, after.id, [...lost.values()]);
}

/** Of a contact that goes: its rows, and soon its pairs. */
export function stageDuplicateRemoval(change: Change, contact: Contact): void {
  stageLost(change, contact.id, duplicateKeys(contact));
}

function stageLost(change: Change, contactId: number, lost: DuplicateKey[]): void {
  for (const { kind, value } of lost) change.delete(duplicateKey(kind, value, contactId));
  change.set(duplicateTodoKey(contactId), { lost } satisfies DuplicateTodo);
}

/** The fields that keys and scores come from are the same: what most changes leave alone, and quicker than the keys. */
function isAlike(before: Contact, after: Contact): boolean {
  return before.name === after.name && isSame(before.emails, after.emails) &&
    isSame(before.phones, after.phones) && isSame(before.unclaimed, after.unclaimed) &&
    isSame(before.attributes, after.attributes);
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
