// Before a contact is saved: who it may be already, and whether the person has seen that (5.1).
import type { Contact, ContactFields } from "@/lib/domain/contact.ts";
import { duplicateKeyName, duplicateKeys } from "@/lib/domain/duplicate.ts";
import { parseContactInput, withFields } from "@/lib/domain/contact_input.ts";
import { InputError } from "@/lib/errors.ts";
import { findSuspects, type Suspect } from "@/lib/store/duplicates.ts";
import { type ContactFormValues, inputOf } from "./contact_form.ts";
import type { State } from "./define.ts";

const SHOWN_MAX = 5;

/** Null: nothing is to be asked. */
export interface DuplicateQuestion {
  suspects: Suspect[];
  /** What the form posts when the answer is to save: the ids that were shown. */
  seen: string;
}

export interface AskOptions {
  /** As it is stored; null of a new one. */
  contact: Contact | null;
  form: FormData;
}

/**
 * Asks about suspects whom the form has not shown yet. Not about those of what an edit leaves alone; and not where a
 * field is refused anyway, a taken handle among them.
 */
export async function askAboutDuplicates(
  { deps }: State,
  values: ContactFormValues,
  { contact, form }: AskOptions,
): Promise<DuplicateQuestion | null> {
  const fields = parsedFields(values, deps);
  if (fields === null) return null;
  const after = contact === null ? fields : withFields(contact, fields);
  if (contact !== null && hasNoNewKey(contact, { ...contact, ...after })) return null;
  const options = { selfId: contact?.id ?? null };
  const [suspects, before] = await Promise.all([
    findSuspects(deps.kv, after, options),
    contact === null ? [] : findSuspects(deps.kv, contact, options),
  ]);
  if (suspects.some((suspect) => hasHandleOf(suspect.contact, fields))) return null;
  const known = new Set([...seenIds(form), ...before.map((suspect) => suspect.contact.id)]);
  if (suspects.every((suspect) => known.has(suspect.contact.id))) return null;
  const shown = suspects.slice(0, SHOWN_MAX);
  return { suspects: shown, seen: suspects.map((suspect) => suspect.contact.id).join(" ") };
}

function parsedFields(values: ContactFormValues, deps: State["deps"]): ContactFields | null {
  try {
    return parseContactInput(inputOf(values), deps);
  } catch (error) {
    if (error instanceof InputError) return null; // saving says what is wrong
    throw error;
  }
}

/** A name that changes brings new keys only where it matters. */
function hasNoNewKey(before: Contact, after: Contact): boolean {
  const had = new Set(duplicateKeys(before).map(duplicateKeyName));
  return before.name === after.name &&
    duplicateKeys(after).every((key) => had.has(duplicateKeyName(key)));
}

function hasHandleOf({ emails, phones }: Contact, fields: ContactFields): boolean {
  const taken = new Set([...emails, ...phones].map(({ key }) => key));
  return [...fields.emails, ...fields.phones].some(({ key }) => key !== null && taken.has(key));
}

function seenIds(form: FormData): number[] {
  const text = form.get("duplicates");
  return typeof text === "string" ? text.slice(0, 2000).split(" ").map(Number) : [];
}
