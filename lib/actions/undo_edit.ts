// Undoing an edit: field by field, and nothing is overwritten that someone has changed since without being asked (13.2).
import { attributeKeyOf } from "@/lib/domain/attribute_key.ts";
import { withAttributeValues } from "@/lib/domain/attribute_value.ts";
import type { AttributeValues, Contact } from "@/lib/domain/contact.ts";
import {
  contactInput,
  fieldChanges,
  parseContactInput,
  withFields,
} from "@/lib/domain/contact_input.ts";
import type { FieldChange, RecordEvent } from "@/lib/domain/event.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { isOffered } from "@/lib/domain/tag.ts";
import { answerOf, isByHand, isSameList, undoneField } from "@/lib/domain/undo.ts";
import type { Principal } from "@/lib/domain/user.ts";
import { type FieldProblems, InputError } from "@/lib/errors.ts";
import { type Change, saveChange } from "@/lib/store/change.ts";
import {
  type ReadContact,
  requireContact,
  requireContactIn,
  stageEditContact,
} from "@/lib/store/contacts.ts";
import { stageUndoing } from "@/lib/store/events.ts";
import { listTags } from "@/lib/store/tags.ts";
import { stageAttributeValues } from "./attribute_values.ts";
import { withinTagLimit } from "./contact_fields.ts";
import type { Acting } from "./deps.ts";
import type { Undoing, Undone, UndoQuestion } from "./undo_event.ts";

/** Throws `ForbiddenError`, `NotFoundError`, `ConflictError`. What cannot come back is asked about, with the reason. */
export async function undoEdit(acting: Acting, undoing: Undoing<RecordEvent>): Promise<Undone> {
  const { deps: { kv }, principal } = acting;
  const { event } = undoing;
  requireAllowed(principal, "contact.edit");
  try {
    return await saveChange(kv, (change) => stageUndoEdit(change, acting, undoing));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const questions = questionsOf(await requireContact(kv, event.contactId), event);
    return { state: "asks", questions, problems: byField(error.problems) };
  }
}

async function stageUndoEdit(
  change: Change,
  acting: Acting,
  undoing: Undoing<RecordEvent>,
): Promise<Undone> {
  const { event } = undoing;
  const read = await requireContactIn(change, event.contactId);
  const { before } = read;
  const undos = event.changes.filter(isByHand).map((one) => {
    const { field } = one;
    const now = valuesNow(before, field);
    return { field, undo: undoneField(one, now, answerOf(undoing, field, now)) };
  });
  const asked = new Set<string>(
    undos.filter(({ undo }) => undo.state === "asks").map(({ field }) => field),
  );
  if (asked.size > 0) {
    const questions = questionsOf(before, event).filter(({ field }) => asked.has(field));
    return { state: "asks", questions, problems: {} };
  }
  const sets = new Map(
    undos.flatMap(({ field, undo }) => undo.state === "set" ? [[field, undo.to]] : []),
  );
  const after = await withValues(change, acting, { before, sets });
  return await stageEvent(change, acting, { read, after, undoes: event.id });
}

async function stageEvent(
  change: Change,
  { deps, actor }: Acting,
  { read, after, undoes }: { read: ReadContact; after: Contact; undoes: string },
): Promise<Undone> {
  const { before } = read;
  const changes = fieldChanges(before, { ...after, attributes: after.attributes ?? {} });
  const done = { state: "done" as const, contactId: before.id };
  if (changes.length === 0) return { ...done, eventId: null };
  await stageUndoing(change, before.id, undoes);
  const eventId = deps.newId();
  const told = { id: eventId, contactId: before.id, atMs: deps.now(), actor };
  await stageEditContact(change, { ...read, after }, { ...told, kind: "edited", changes, undoes });
  return { ...done, eventId };
}

/** The record with these values in place of its own, by the rules of a form. Throws `InputError`. */
async function withValues(
  change: Change,
  { deps, principal }: Acting,
  { before, sets }: { before: Contact; sets: ReadonlyMap<string, string[]> },
): Promise<Contact> {
  const input = contactInput(before);
  const [name = ""] = sets.get("name") ?? [input.name];
  const [language = null] = sets.get("language") ?? [before.language];
  const fields = parseContactInput({
    name,
    emails: sets.get("emails") ?? input.emails,
    phones: sets.get("phones") ?? input.phones,
    tagIds: [],
    language,
  }, deps);
  // A phone that stays keeps its number, also when the workspace's country has changed since.
  const known = new Map(before.phones.map((phone) => [phone.typed, phone]));
  const phones = fields.phones.map((phone) => known.get(phone.typed) ?? phone);
  const tagIds = await tagIdsOf(change, principal, { before, wanted: sets.get("tags") });
  const attributes = await attributesOf(change, before, sets);
  const after = withFields(before, { ...fields, phones, tagIds });
  return { ...withAttributeValues(after, attributes), revision: before.revision + 1 };
}

/** Tags that this person cannot see stay as they are; deleted ones go along, for they may come back. */
async function tagIdsOf(
  { kv }: Change,
  principal: Principal,
  { before: { tagIds }, wanted }: { before: Contact; wanted: string[] | undefined },
): Promise<string[]> {
  if (wanted === undefined) return tagIds;
  const free = new Set(
    (await listTags(kv)).filter((tag) => isOffered(tag, principal) || tag.deletedAtMs !== null)
      .map(({ id }) => id),
  );
  const kept = tagIds.filter((id) => wanted.includes(id) || !free.has(id));
  const added = wanted.filter((id) => free.has(id) && !tagIds.includes(id));
  const back = wanted.filter((id) => kept.includes(id) || added.includes(id));
  return withinTagLimit([...back, ...kept]);
}

async function attributesOf(
  change: Change,
  before: Contact,
  sets: ReadonlyMap<string, string[]>,
): Promise<AttributeValues> {
  const raws = [...sets].flatMap(([field, [raw = ""]]) => {
    const key = attributeKeyOf(field);
    return key === null ? [] : [[key, raw]];
  });
  const staged = await stageAttributeValues(change, before, Object.fromEntries(raws));
  if (Object.keys(staged.problems).length > 0) {
    throw new InputError(`Values of contact ${before.id} refused`, staged.problems);
  }
  return staged.attributes;
}

/** Every field that is not as it was before the event. */
function questionsOf(contact: Contact, event: RecordEvent): UndoQuestion[] {
  return event.changes.filter(isByHand).flatMap(({ field, before }) => {
    const now = valuesNow(contact, field);
    return isSameList(now, before) ? [] : [{ field, now, before }];
  });
}

function valuesNow(contact: Contact, field: FieldChange["field"]): string[] {
  const values = fieldChanges(null, { ...contact, attributes: contact.attributes ?? {} });
  return values.find((one) => one.field === field)?.after ?? [];
}

/** `emails.1` is a problem of `emails`; the first of a field is told. */
function byField(problems: FieldProblems): FieldProblems {
  const entries = Object.entries(problems).toReversed().map(([path, problem]) => {
    const [field = path] = attributeKeyOf(path) === null ? path.split(".") : [path];
    return [field === "tagIds" ? "tags" : field, problem];
  });
  return Object.fromEntries(entries);
}
