// The contact form as it is posted: reads it, answers its "add" and "remove" buttons, and turns it into an input.
import { z } from "zod";
import type { CountryCode } from "libphonenumber-js";
import {
  type Contact,
  type ContactInput,
  HANDLES_MAX,
  NAME_CHARS_MAX,
} from "@/lib/domain/contact.ts";
import { contactInput } from "@/lib/domain/contact_input.ts";
import type { Tag } from "@/lib/domain/tag.ts";
import { emailKey, phoneKey } from "@/lib/domain/handle.ts";

const fieldsSchema = z.object({
  name: z.string(),
  emails: z.array(z.string()),
  phones: z.array(z.string()),
  tagIds: z.array(z.string()),
  language: z.string(),
});
/** The fields as texts. The first e-mail and phone are primary. */
export type ContactFormFields = z.infer<typeof fieldsSchema>;

/** All that the form posts. */
export interface ContactFormValues extends ContactFormFields {
  /** Names of tags to create along with the contact. */
  newTags: string[];
  /** The fields as they were read, so that a conflict can tell who changed what; null for a new contact. */
  base: ContactFormFields | null;
  /** The revision that was read; null for a new contact (5.3). */
  revision: number | null;
  /** Makes a second post of the same form find the first one's contact. */
  onceKey: string;
}

/** Inputs of one name that are read; more than any limit needs, so that the limit can be named. */
const VALUES_MAX = 200;

export function emptyContactForm(onceKey: string): ContactFormValues {
  const none = { name: "", emails: [""], phones: [""], tagIds: [], newTags: [], language: "" };
  return { ...none, base: null, revision: null, onceKey };
}

/** A new form with what someone searched for in vain: it is an e-mail, a phone, or else a name. */
export function contactFormFrom(
  searched: string,
  { onceKey, country }: { onceKey: string; country: CountryCode },
): ContactFormValues {
  const typed = searched.trim().slice(0, NAME_CHARS_MAX);
  const empty = emptyContactForm(onceKey);
  if (emailKey(typed) !== null) return { ...empty, emails: [typed] };
  if (phoneKey(typed, country) !== null) return { ...empty, phones: [typed] };
  return { ...empty, name: typed };
}

/** Tags that are not on offer to this person are no part of their form: saving leaves them as they are. */
export function contactFormOf(
  contact: Contact,
  offered: readonly Pick<Tag, "id">[],
): ContactFormValues {
  const input = contactInput(contact);
  const fields = {
    ...input,
    tagIds: input.tagIds.filter((tagId) => offered.some(({ id }) => id === tagId)),
    emails: orOneEmpty(input.emails),
    phones: orOneEmpty(input.phones),
    language: input.language ?? "",
  };
  return { ...fields, newTags: [], base: fields, revision: contact.revision, onceKey: "" };
}

/** Never fails: what is missing is empty, what is too much is cut, and the rules speak later. */
export function readContactForm(form: FormData): ContactFormValues {
  return {
    name: text(form, "name"),
    emails: orOneEmpty(primaryFirst(form, "emails")),
    phones: orOneEmpty(primaryFirst(form, "phones")),
    tagIds: texts(form, "tagIds"),
    newTags: tagNames(texts(form, "newTags")),
    language: text(form, "language"),
    base: readBase(text(form, "base")),
    revision: z.coerce.number().int().positive().safeParse(text(form, "revision")).data ?? null,
    onceKey: text(form, "onceKey"),
  };
}

/** The form after "Add e-mail" or "Remove phone 2"; null when the button pressed was not one of these. */
export function afterOperation(
  values: ContactFormValues,
  form: FormData,
): ContactFormValues | null {
  const match = /^(emails|phones)\.(?:(add)|remove\.(\d+))$/.exec(text(form, "op"));
  if (!match) return null;
  const field = match[1] === "emails" ? "emails" : "phones";
  const changed = match[2]
    ? [...values[field], ""].slice(0, HANDLES_MAX)
    : primaryFirst(form, field, Number(match[3]));
  return { ...values, [field]: orOneEmpty(changed) };
}

export function inputOf(values: ContactFormValues): ContactInput {
  const { name, emails, phones, tagIds, language } = values;
  return { name, emails, phones, tagIds, language: language === "" ? null : language };
}

function readBase(json: string): ContactFormFields | null {
  try {
    return fieldsSchema.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null; // a form without it: conflicts are then asked without a suggestion
  }
}

/** The rows in the order of the form but the primary one first, without the one to remove. */
function primaryFirst(form: FormData, field: "emails" | "phones", removed = -1): string[] {
  const list = texts(form, field);
  const primary = Number(text(form, `${field}Primary`));
  const rows = [...list.keys()].filter((row) => row !== removed);
  return [...rows.filter((row) => row === primary), ...rows.filter((row) => row !== primary)]
    .map((row) => list[row] ?? "");
}

function tagNames(typed: string[]): string[] {
  const names = typed.flatMap((names) => names.split(",")).map((name) => name.trim());
  return [...new Set(names)].filter(Boolean);
}

function orOneEmpty(list: string[]): string[] {
  return list.length === 0 ? [""] : list;
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

function texts(form: FormData, name: string): string[] {
  return form.getAll(name).filter((value) => typeof value === "string").slice(0, VALUES_MAX);
}
