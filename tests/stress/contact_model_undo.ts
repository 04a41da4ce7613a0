// What undoing a timeline event must do, by the model of contacts.
import type { BlockTerms } from "@/lib/domain/block.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import type { FieldChange, RecordEvent, TimelineEvent } from "@/lib/domain/event.ts";
import type { UndoAnswer } from "@/lib/domain/undo.ts";
import type { ContactModel, Person } from "./contact_model.ts";
import { isTyped } from "./contact_model.ts";

export interface Expected {
  outcome: "done" | "asks" | "merged" | "refused";
  /** Brings the model there; `newId` is the new block's or the new event's. */
  apply?(newId: string): void;
}

/** An event of somebody's timeline, and what is known of them beside the model: the order of lists. */
export interface Undoing {
  /** Null when the contact is not there. */
  contact: Contact | null;
  answer: UndoAnswer | null;
  /** Of the contact's timeline. */
  newestId: string | undefined;
}

const REFUSED: Expected = { outcome: "refused" };
/** Kinds that make a contact come or go. */
const LIVES = new Set(["created", "deleted", "restored"]);

export function expectUndo(model: ContactModel, event: TimelineEvent, undoing: Undoing): Expected {
  if (event.isUndone || model.isLate(event.atMs)) return REFUSED;
  const { contactId } = event;
  const person = model.people.get(contactId);
  if (event.kind === "merged") return { outcome: "merged" };
  if (LIVES.has(event.kind) && event.mergeIds) return REFUSED;
  if (event.kind === "deleted") return expectReturn(model, event);
  if (!person) return REFUSED;
  switch (event.kind) {
    case "edited":
      return undoing.contact ? expectEdit(model, event, person, undoing) : REFUSED;
    case "created":
    case "restored":
      return expectRemoval(model, event, undoing);
    case "note_added":
      return model.notes.get(event.noteId)?.owner === contactId
        ? { outcome: "done", apply: () => model.notes.delete(event.noteId) }
        : REFUSED;
    case "note_deleted":
      return model.notes.has(event.noteId) ? REFUSED : {
        outcome: "done",
        apply: () => model.notes.set(event.noteId, { owner: contactId, marks: marksOf(event) }),
      };
    case "blocked":
    case "block_changed":
    case "unblocked":
      return expectBlock(model, event, person, undoing.answer);
    default:
      return REFUSED;
  }
}

/** A note comes back as it was: with the merges that had brought it. */
function marksOf(event: Extract<TimelineEvent, { noteId: string }>): Set<string> {
  return new Set(event.was?.mergeIds ?? []);
}

function expectReturn(model: ContactModel, { contactId, id }: TimelineEvent): Expected {
  if (model.trash.get(contactId)?.eventId !== id) return REFUSED;
  if (model.restoreProblem(contactId, false) !== null) return REFUSED;
  return { outcome: "done", apply: () => model.restore(contactId) };
}

function expectRemoval(
  model: ContactModel,
  { id, kind, contactId }: TimelineEvent,
  { contact, answer, newestId }: Undoing,
): Expected {
  const isAlone = kind === "restored" || (contact?.conversationCount ?? 0) === 0;
  if ((id !== newestId || !isAlone) && answer !== "restore") return { outcome: "asks" };
  if (!model.mayDelete(contactId)) return REFUSED;
  return { outcome: "done", apply: (eventId) => model.remove(contactId, eventId) };
}

function expectBlock(
  model: ContactModel,
  event: Extract<TimelineEvent, { blockId: string }>,
  person: Person,
  answer: UndoAnswer | null,
): Expected {
  const { before, after, blockId, kind } = event;
  const { block } = person;
  const setTo = (terms: BlockTerms, id: string) =>
    model.setBlock(person, { id, untilMs: terms.untilMs });
  if (kind === "unblocked") {
    if (model.holds(block) || before === null || !model.holds(before)) return REFUSED;
    return { outcome: "done", apply: (newId) => setTo(before, newId) };
  }
  if (block?.id !== blockId || !model.holds(block)) return REFUSED;
  if (block.untilMs !== after?.untilMs && answer !== "restore") {
    return { outcome: answer === "keep" ? "done" : "asks" };
  }
  if (before === null) return { outcome: "done", apply: () => model.endBlock(person) };
  if (!model.holds(before)) return REFUSED;
  return { outcome: "done", apply: () => setTo(before, blockId) };
}

const FIELDS = ["name", "emails", "phones", "tags"] as const;
type Field = typeof FIELDS[number];
type Values = Record<Field, string[]>;

function expectEdit(
  model: ContactModel,
  { changes }: RecordEvent,
  person: Person,
  { contact, answer }: Undoing,
): Expected {
  const mine = changes.filter(isMine);
  if (mine.length === 0 || contact === null) return REFUSED;
  const now = valuesOf(contact);
  const next = { ...now };
  for (const change of mine) {
    const to = undone(change, now[change.field], answer);
    if (to === null) return { outcome: "asks" };
    next[change.field] = to;
  }
  const typed = handlesOf(next);
  const isEmpty = next.name.length === 0 && typed.length === 0;
  if (isEmpty || model.isTaken(typed, person.id)) return { outcome: "asks" };
  return {
    outcome: "done",
    apply() {
      person.name = next.name[0] ?? "";
      person.tags = new Set(next.tags);
      model.setHandles(person, typed);
    },
  };
}

/** The list after undoing; null: it is asked about. Tags are put back one by one. */
function undone(
  { field, before, after }: FieldChange,
  now: string[],
  answer: UndoAnswer | null,
): string[] | null {
  if (answer === "keep" || isSame(now, before)) return now;
  if (answer === "restore" || isSame(now, after)) return before;
  if (field !== "tags") return null;
  const came = after.filter((tag) => !before.includes(tag));
  const went = before.filter((tag) => !after.includes(tag));
  return [...new Set([...now.filter((tag) => !came.includes(tag)), ...went])];
}

function isMine(change: FieldChange): change is FieldChange & { field: Field } {
  return FIELDS.some((field) => field === change.field);
}

export function valuesOf({ name, emails, phones, tagIds }: Contact): Values {
  return {
    name: name === "" ? [] : [name],
    emails: emails.map(({ typed }) => typed),
    phones: phones.map(({ typed }) => typed),
    tags: tagIds,
  };
}

export function handlesOf({ emails, phones }: Pick<Values, "emails" | "phones">): string[] {
  return [...emails.map((one) => `email ${one}`), ...phones.map((one) => `phone ${one}`)]
    .filter(isTyped);
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.join("\n") === b.join("\n");
}
