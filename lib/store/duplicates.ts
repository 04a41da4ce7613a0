// Suspected duplicates of one contact, or of one that is not saved yet: found by keys, judged from the records as they are.
import { type Contact, contactSchema } from "@/lib/domain/contact.ts";
import {
  type DuplicateKey,
  duplicateKeyName,
  duplicateKeys,
  type DuplicateSubject,
} from "@/lib/domain/duplicate.ts";
import { commonKeys, isSettled, notDuplicatesSchema, pairOf } from "@/lib/domain/duplicate_pair.ts";
import { type DuplicateScore, scorePair } from "@/lib/domain/duplicate_score.ts";
import { contactKey } from "./keys/contacts.ts";
import { notDuplicatesKey } from "./keys/duplicates.ts";
import { rangePrefix } from "./keys/range.ts";
import { readMany } from "./kv.ts";

/** A value of more contacts than this is so common that nobody is looked for by it. */
export const HOLDERS_MAX = 50;
/** Candidates that are read and compared; those with most keys in common first. */
const CANDIDATES_MAX = 60;

export interface Suspect extends DuplicateScore {
  contact: Contact;
}

/** Contact ids by the name of a key they have; one with more than `HOLDERS_MAX` is cut there. */
export type HolderLists = Map<string, number[]>;

/** Who has these keys: one short range a key. */
export async function listHolders(
  kv: Deno.Kv,
  keys: readonly DuplicateKey[],
): Promise<HolderLists> {
  const lists = await Promise.all(keys.map(async ({ kind, value }) => {
    const prefix = rangePrefix("dup", kind, value);
    const entries = kv.list({ prefix }, { limit: HOLDERS_MAX + 1, batchSize: HOLDERS_MAX + 1 });
    return await Array.fromAsync(entries, ({ key }) => Number(key.at(-1)));
  }));
  return new Map(keys.map((key, at) => [duplicateKeyName(key), lists[at] ?? []]));
}

/**
 * Who may be the same person, the likeliest first, then the newest; without those of whom someone has said otherwise.
 * @param selfId the contact's own id; null when it is not saved yet, and then counts as one more holder of its keys.
 */
export async function findSuspects(
  kv: Deno.Kv,
  subject: DuplicateSubject,
  options: { selfId: number | null; holders?: HolderLists },
): Promise<Suspect[]> {
  const { selfId } = options;
  const keys = duplicateKeys(subject);
  const lists = options.holders ?? await listHolders(kv, keys);
  const contacts = await findReadable(kv, candidateIds(lists, selfId));
  const count = (key: DuplicateKey) => holderCount(lists, key, selfId);
  const suspects = contacts.flatMap((contact): Suspect[] => {
    const score = scorePair(subject, contact, count);
    return score === null ? [] : [{ ...score, contact }];
  });
  const open = selfId === null ? suspects : await withoutSettled(kv, { selfId, subject, suspects });
  return open.sort((a, b) => b.score - a.score || b.contact.id - a.contact.id);
}

/** One record that cannot be read must not hide all suspects; verify finds it. */
export async function findReadable(kv: Deno.Kv, ids: readonly number[]): Promise<Contact[]> {
  const entries = await readMany<unknown>(kv, ids.map(contactKey));
  return entries.flatMap(({ value }) => contactSchema.safeParse(value).data ?? []);
}

/** Who has the keys in common, without those that too many have. */
function candidateIds(lists: HolderLists, selfId: number | null): number[] {
  const shared = new Map<number, number>();
  for (const ids of lists.values()) {
    if (ids.length > HOLDERS_MAX) continue;
    for (const id of ids) if (id !== selfId) shared.set(id, (shared.get(id) ?? 0) + 1);
  }
  const sorted = [...shared].sort(([a, keysA], [b, keysB]) => keysB - keysA || b - a);
  return sorted.slice(0, CANDIDATES_MAX).map(([id]) => id);
}

function holderCount(lists: HolderLists, key: DuplicateKey, selfId: number | null): number {
  const ids = lists.get(duplicateKeyName(key)) ?? [];
  return selfId !== null && ids.includes(selfId) ? ids.length : ids.length + 1;
}

async function withoutSettled(
  kv: Deno.Kv,
  { selfId, subject, suspects }: { selfId: number; subject: DuplicateSubject; suspects: Suspect[] },
): Promise<Suspect[]> {
  const keys = suspects.map(({ contact }) => notDuplicatesKey(...pairOf(selfId, contact.id)));
  const entries = await readMany<unknown>(kv, keys);
  return suspects.filter(({ contact }, at) => {
    const value = entries[at]?.value ?? null;
    return value === null ||
      !isSettled(notDuplicatesSchema.parse(value), commonKeys(subject, contact));
  });
}
