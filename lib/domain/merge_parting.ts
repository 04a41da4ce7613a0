// What undoing a merge makes of the kept record: what came by the merge goes, what was changed since stays or is asked (9.7).
import { attributeField, attributeKeyOf } from "./attribute_key.ts";
import type { Block } from "./block.ts";
import type { AttributeValue, Contact } from "./contact.ts";
import { identityText } from "./contact_changes.ts";
import { contactValue, type MergeChoices } from "./merge.ts";
import { mergeResult, optional, phoneIdentity, unclaimedIdentity } from "./merge_result.ts";

/** A field of the kept contact that the merge has filled and that somebody has edited since. */
export interface PartingQuestion {
  /** `name`, `language` or `attr.<key>`. */
  field: string;
  /** Null: empty. */
  now: AttributeValue | null;
  /** What the kept contact had before the merge. */
  old: AttributeValue | null;
}

/** By field: whether the newer value stays, which is the default, or the old one comes back. */
export type PartingAnswers = Record<string, "keep" | "restore">;

/** The records of both as they were when the merge was decided, and the kept one as it is. */
export interface PartingRecords {
  kept: Contact;
  merged: Contact;
  now: Contact;
}

export interface Parting {
  kept: Contact;
  /** Conversations come back to it later, so that it counts none yet. */
  merged: Contact;
  questions: PartingQuestion[];
}

/** Both records after parting; what was added to the kept contact since stays there. Revisions are raised. */
export function partingOf(
  records: PartingRecords,
  choices: MergeChoices,
  answers: PartingAnswers = {},
): Parting {
  const after = mergeResult(records.kept, records.merged, choices);
  const sides = { before: records.kept, after, now: records.now };
  const blocks = partedBlocks(records, after);
  const { conversationCount: _, channelIds: __, block: ___, ...merged } = records.merged;
  return {
    kept: { ...partedKept(sides, answers), ...(blocks.kept ? { block: blocks.kept } : {}) },
    merged: {
      ...merged,
      revision: merged.revision + 1,
      ...(blocks.merged ? { block: blocks.merged } : {}),
    },
    questions: questionsOf(sides),
  };
}

/** The kept record before the merge, right after it, and now. */
interface Sides {
  before: Contact;
  after: Contact;
  now: Contact;
}

function partedKept(sides: Sides, answers: PartingAnswers): Contact {
  const { before, now } = sides;
  const {
    block: _,
    attributes: __,
    languageByCustomer: ___,
    identities: ____,
    unclaimed: _____,
    importRunIds: ______,
    ...own
  } = now;
  const language = partedSide(sides, "language", answers);
  const attributes = partedAttributes(sides, answers);
  return {
    ...own,
    name: partedSide(sides, "name", answers).name,
    emails: partedList(sides, ({ emails }) => emails, ({ key }) => key),
    phones: partedList(sides, ({ phones }) => phones, phoneIdentity),
    tagIds: partedList(sides, ({ tagIds }) => tagIds, String),
    language: language.language,
    createdAtMs: before.createdAtMs,
    revision: now.revision + 1,
    ...optional("importRunIds", partedList(sides, (side) => side.importRunIds ?? [], String)),
    ...optional("identities", partedList(sides, (side) => side.identities ?? [], identityText)),
    ...optional("unclaimed", partedList(sides, (side) => side.unclaimed ?? [], unclaimedIdentity)),
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
    ...(language.languageByCustomer ? { languageByCustomer: true as const } : {}),
  };
}

/** The record whose value the field has after parting. */
function partedSide(sides: Sides, field: string, answers: PartingAnswers): Contact {
  const { before, after, now } = sides;
  const isEdited = contactValue(now, field) !== contactValue(after, field);
  if (!isEdited) return before;
  return isQuestion(sides, field) && answers[field] === "restore" ? before : now;
}

function partedAttributes(sides: Sides, answers: PartingAnswers) {
  const values = attributeFields(sides).flatMap((field) => {
    const value = contactValue(partedSide(sides, field, answers), field);
    return value === null ? [] : [[attributeKeyOf(field) ?? "", value] as const];
  });
  return Object.fromEntries(values);
}

/** Where the merge changed nothing, an edit since is the kept contact's own affair. */
function isQuestion({ before, after, now }: Sides, field: string): boolean {
  const was = contactValue(before, field);
  const is = contactValue(now, field);
  return is !== contactValue(after, field) && was !== contactValue(after, field) && is !== was;
}

function questionsOf(sides: Sides): PartingQuestion[] {
  const fields = ["name", "language", ...attributeFields(sides)];
  return fields.filter((field) => isQuestion(sides, field)).map((field) => ({
    field,
    now: contactValue(sides.now, field),
    old: contactValue(sides.before, field),
  }));
}

function attributeFields({ before, after, now }: Sides): string[] {
  const keys = Object.keys({ ...before.attributes, ...after.attributes, ...now.attributes });
  return keys.sort().map(attributeField);
}

/** What the merge added goes, what it took away comes back; an untouched list is again as it was, in its order. */
function partedList<T>(
  { before, after, now }: Sides,
  listOf: (side: Contact) => T[],
  identityOf: (item: T) => string,
): T[] {
  const [was, then, is] = [before, after, now].map((side) => listOf(side)).map((list) => ({
    list,
    ids: new Set(list.map(identityOf)),
  }));
  if (!was || !then || !is) return [];
  if ([...is.ids].join("\n") === [...then.ids].join("\n")) return was.list;
  const lost = was.list.filter((item) => {
    return !then.ids.has(identityOf(item)) && !is.ids.has(identityOf(item));
  });
  const own = is.list.filter((item) => {
    return was.ids.has(identityOf(item)) || !then.ids.has(identityOf(item));
  });
  return [...own, ...lost];
}

/** A block goes back to whose it was, with the terms it has now; one that has ended or begun since is the kept one's. */
function partedBlocks({ kept, merged, now }: PartingRecords, after: Contact): {
  kept: Block | undefined;
  merged: Block | undefined;
} {
  if (now.block?.id !== after.block?.id) return { kept: now.block, merged: undefined };
  const isMerged = after.block !== undefined && after.block.id === merged.block?.id;
  return isMerged
    ? { kept: kept.block, merged: now.block }
    : { kept: now.block, merged: merged.block };
}
