// The record that a merge makes of two: one value or the other by choice, all of both lists, the longer block (9.2, 9.3).
import { attributeField } from "./attribute_key.ts";
import { blockEndMs } from "./block.ts";
import { type AttributeValues, type Contact, IMPORT_RUNS_KEPT } from "./contact.ts";
import { identityText } from "./contact_changes.ts";
import { contactValue, type MergeChoices, type MergeSide } from "./merge.ts";

/**
 * The kept contact after the merge; nothing is checked against limits. An empty value never beats a filled one, whatever
 * was chosen. Conversations and their channels are still the kept one's own: they move later. The revision is raised.
 */
export function mergeResult(kept: Contact, merged: Contact, choices: MergeChoices): Contact {
  const sideOf = (field: string) => chosenSide({ kept, merged }, field, choices);
  const { languageByCustomer: _, block: __, attributes: ___, unclaimed: ____, ...own } = kept;
  const language = sideOf("language") === "kept" ? kept : merged;
  const block = longerBlock(kept, merged);
  const attributes = mergedAttributes(kept, merged, sideOf);
  const lists = withoutOwnUnclaimed({
    emails: union(kept.emails, merged.emails, sideOf("primaryEmail"), ({ key }) => key),
    phones: union(kept.phones, merged.phones, sideOf("primaryPhone"), phoneIdentity),
    unclaimed: union(kept.unclaimed ?? [], merged.unclaimed ?? [], "kept", unclaimedIdentity),
  });
  const identities = union(kept.identities ?? [], merged.identities ?? [], "kept", identityText);
  return {
    ...own,
    name: (sideOf("name") === "kept" ? kept : merged).name,
    emails: lists.emails,
    phones: lists.phones,
    tagIds: [...new Set([...kept.tagIds, ...merged.tagIds])],
    language: language.language,
    createdAtMs: Math.min(kept.createdAtMs, merged.createdAtMs),
    lastActivityAtMs: later(kept.lastActivityAtMs, merged.lastActivityAtMs),
    // Higher than both: a form that was opened on either is older.
    revision: Math.max(kept.revision, merged.revision) + 1,
    ...optional("importRunIds", joinedRuns(kept, merged)),
    ...optional("identities", identities),
    ...optional("unclaimed", lists.unclaimed),
    ...(attributes ? { attributes } : {}),
    ...(isByCustomer(language, { kept, merged }) ? { languageByCustomer: true as const } : {}),
    ...(block ? { block } : {}),
  };
}

/** All lists that a merge joins, as texts: tags as ids, handles as typed. */
export function mergeLists(contact: Contact) {
  return {
    emails: contact.emails.map(({ typed }) => typed),
    phones: contact.phones.map(({ typed }) => typed),
    identities: (contact.identities ?? []).map(identityText),
    unclaimed: (contact.unclaimed ?? []).map(({ typed }) => typed),
    tags: contact.tagIds,
  };
}

export function phoneIdentity({ typed, key }: Contact["phones"][number]): string {
  return key ?? `typed ${typed}`;
}

export function unclaimedIdentity({ kind, key }: { kind: string; key: string }): string {
  return `${kind} ${key}`;
}

/** A list of a record that is absent when it is empty. */
export function optional<K extends string, T>(
  field: K,
  list: T[],
): Partial<Record<K, T[]>> {
  const record: Partial<Record<K, T[]>> = {};
  if (list.length > 0) record[field] = list;
  return record;
}

function chosenSide(
  { kept, merged }: { kept: Contact; merged: Contact },
  field: string,
  choices: MergeChoices,
): MergeSide {
  if (contactValue(kept, field) === null) return "merged";
  if (contactValue(merged, field) === null) return "kept";
  return choices[field] ?? "kept";
}

/** Where both have the same language and a person chose it for one, it is that person's: no bot changes it (7.4). */
function isByCustomer(
  { language, languageByCustomer }: Contact,
  { kept, merged }: { kept: Contact; merged: Contact },
): boolean {
  if (kept.language !== merged.language) return languageByCustomer === true;
  return language !== null && [kept, merged].every((one) => one.languageByCustomer === true);
}

/** All of both, each once; the first of `side` leads, for it is the primary one. */
function union<T>(kept: T[], merged: T[], side: MergeSide, identityOf: (item: T) => string): T[] {
  const lead = side === "kept" ? kept.slice(0, 1) : merged.slice(0, 1);
  const byIdentity = new Map<string, T>();
  for (const item of [...lead, ...kept, ...merged]) {
    if (!byIdentity.has(identityOf(item))) byIdentity.set(identityOf(item), item);
  }
  return [...byIdentity.values()];
}

/** What was another contact's is not, once that contact is this one. */
function withoutOwnUnclaimed(
  { emails, phones, unclaimed }: Required<Pick<Contact, "emails" | "phones" | "unclaimed">>,
) {
  const own = new Set([
    ...emails.map(({ key }) => `email ${key}`),
    ...phones.map(({ key }) => `phone ${key}`),
  ]);
  return { emails, phones, unclaimed: unclaimed.filter((one) => !own.has(unclaimedIdentity(one))) };
}

/** The one that lasts longer; of equal ones the kept contact's. */
export function longerBlock(kept: Contact, merged: Contact): Contact["block"] {
  if (kept.block === undefined || merged.block === undefined) return kept.block ?? merged.block;
  return blockEndMs(kept.block) < blockEndMs(merged.block) ? merged.block : kept.block;
}

function mergedAttributes(
  kept: Contact,
  merged: Contact,
  sideOf: (field: string) => MergeSide,
): AttributeValues | undefined {
  if (kept.attributes === undefined && merged.attributes === undefined) return undefined;
  const both = { ...merged.attributes, ...kept.attributes };
  return Object.fromEntries(
    Object.entries(both).map(([key, value]) => {
      const isMerged = sideOf(attributeField(key)) === "merged";
      return [key, isMerged ? merged.attributes?.[key] ?? value : value];
    }),
  );
}

/** Ids of runs are in the order of time. */
function joinedRuns({ importRunIds: kept = [] }: Contact, { importRunIds: merged = [] }: Contact) {
  if (merged.length === 0) return kept;
  return [...new Set([...kept, ...merged])].sort().slice(-IMPORT_RUNS_KEPT);
}

function later(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
