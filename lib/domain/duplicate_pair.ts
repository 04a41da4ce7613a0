// A suspected pair: who is kept by default, and what was said about it (9.8).
import { z } from "zod";
import type { Contact } from "./contact.ts";
import {
  type DuplicateKey,
  duplicateKeyName,
  duplicateKeys,
  type DuplicateSubject,
} from "./duplicate.ts";

/** Someone has said that two contacts are two people: by what they were suspected then. */
export const notDuplicatesSchema = z.object({
  byUserId: z.string(),
  atMs: z.number(),
  /** The keys that both had; with a further one the question is open again. */
  keys: z.array(z.string()),
});
export type NotDuplicates = z.infer<typeof notDuplicatesSchema>;

/** Keys that both contacts have. */
export function commonKeys(a: DuplicateSubject, b: DuplicateSubject): DuplicateKey[] {
  const others = new Set(duplicateKeys(b).map(duplicateKeyName));
  return duplicateKeys(a).filter((key) => others.has(duplicateKeyName(key)));
}

/** Whether what was said still holds: nothing new has come up since. */
export function isSettled(said: NotDuplicates, common: readonly DuplicateKey[]): boolean {
  const known = new Set(said.keys);
  return common.every((key) => known.has(duplicateKeyName(key)));
}

/** The newer of two ids, then the older, as pairs are kept. */
export function pairOf(a: number, b: number): [newerId: number, olderId: number] {
  return a > b ? [a, b] : [b, a];
}

/** Who is kept if nobody chooses: the one with most conversations, then the oldest. First of the sorted list. */
export function keeperFirst(contacts: readonly Contact[]): Contact[] {
  return contacts.toSorted((a, b) =>
    (b.conversationCount ?? 0) - (a.conversationCount ?? 0) ||
    a.createdAtMs - b.createdAtMs || a.id - b.id
  );
}

/** The page that compares two contacts and merges the other one into the kept one. */
export function mergeHref(keptId: number, otherId: number): string {
  return `/contacts/${keptId}/merge?with=${otherId}`;
}
