// From what a form, an import row or the API offers to the fields of a contact, with every problem named (1.1, 1.3, 1.6).
import type { CountryCode } from "libphonenumber-js";
import { type FieldProblem, type FieldProblems, InputError } from "@/lib/errors.ts";
import { attributeField } from "./attribute_key.ts";
import { withAttributeValues } from "./attribute_value.ts";
import {
  type AttributeValue,
  type AttributeValues,
  type Contact,
  type ContactFields,
  type ContactInput,
  type Email,
  HANDLES_MAX,
  NAME_CHARS_MAX,
  type Phone,
  TAGS_MAX,
} from "./contact.ts";
import type { FieldChange } from "./event.ts";
import { cleanName, EMAIL_CHARS_MAX, emailKey, PHONE_CHARS_MAX, phoneKey } from "./handle.ts";
import { isLanguage } from "./language.ts";

/** What stands at one place of a list, with its place, since empty places are dropped but paths name the place. */
interface Placed<T> {
  at: number;
  value: T;
}

/**
 * Normalises and checks. Empty places of lists are dropped; repeated tags count once.
 * @throws InputError naming every field that breaks a rule, by path: `name`, `emails.1`, `phones.0`, `tagIds`,
 * `language`, `form`; places are those of the input's lists.
 */
export function parseContactInput(
  input: ContactInput,
  options: { country: CountryCode },
): ContactFields {
  const problems: FieldProblems = {};
  const name = cleanName(input.name);
  const emails = placed(input.emails).map(({ at, value }) => ({ at, value: readEmail(value) }));
  const phones = placed(input.phones).map(({ at, value }) => ({
    at,
    value: readPhone(value, options.country),
  }));
  if (name.length > NAME_CHARS_MAX) {
    problems["name"] = { code: "too_long", params: { max: NAME_CHARS_MAX } };
  }
  if (name === "" && emails.length === 0 && phones.length === 0) {
    problems["form"] = { code: "contact_empty" };
  }
  Object.assign(problems, emailProblems(emails), phoneProblems(phones));
  const tagIds = [...new Set(input.tagIds.filter((id) => id !== ""))];
  if (tagIds.length > TAGS_MAX) {
    problems["tagIds"] = { code: "too_many", params: { max: TAGS_MAX } };
  }
  const language = input.language || null;
  if (language !== null && !isLanguage(language)) {
    problems["language"] = { code: "language_invalid" };
  }
  refuse(problems);
  return { name, emails: values(emails), phones: values(phones), tagIds, language };
}

/** The inverse, for forms: what to show for editing. */
export function contactInput(contact: ContactFields): ContactInput {
  return {
    name: contact.name,
    emails: contact.emails.map(({ typed }) => typed),
    phones: contact.phones.map(({ typed }) => typed),
    tagIds: [...contact.tagIds],
    language: contact.language,
  };
}

/** The record with these fields. A language that has been chosen here is no longer the customer's to change (7.4). */
export function withFields(before: Contact, { attributes, ...fields }: ContactFields): Contact {
  const { languageByCustomer, ...kept } = before;
  const isSame = fields.language === before.language;
  const after = {
    ...kept,
    ...fields,
    ...(isSame && languageByCustomer ? { languageByCustomer } : {}),
  };
  return attributes === undefined ? after : withAttributeValues(after, attributes);
}

/** What changed, field by field, for the timeline; empty when nothing did. Null before: the contact is new. */
export function fieldChanges(before: ContactFields | null, after: ContactFields): FieldChange[] {
  const was = fieldValues(before);
  const is = fieldValues(after);
  const own = FIELDS.filter((field) => !sameList(was[field], is[field]))
    .map((field): FieldChange => ({ field, before: was[field], after: is[field] }));
  return [...own, ...attributeChanges(before?.attributes ?? {}, after.attributes)];
}

function attributeChanges(before: AttributeValues, after?: AttributeValues): FieldChange[] {
  if (after === undefined) return [];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.filter((key) => before[key] !== after[key]).map((key) => ({
    field: attributeField(key),
    before: valueTexts(before[key]),
    after: valueTexts(after[key]),
  }));
}

function valueTexts(value: AttributeValue | undefined): string[] {
  return value === undefined ? [] : [String(value)];
}

const FIELDS = ["name", "emails", "phones", "tags", "language"] as const;

function fieldValues(fields: ContactFields | null): Record<typeof FIELDS[number], string[]> {
  return {
    name: fields?.name ? [fields.name] : [],
    emails: fields?.emails.map(({ typed }) => typed) ?? [],
    phones: fields?.phones.map(({ typed }) => typed) ?? [],
    tags: fields?.tagIds ?? [],
    language: fields?.language ? [fields.language] : [],
  };
}

function sameList(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function placed(list: string[]): Placed<string>[] {
  return list.map((value, at) => ({ at, value: cleanName(value) }))
    .filter(({ value }) => value !== "");
}

function values<T>(list: Placed<T>[]): T[] {
  return list.map(({ value }) => value);
}

function readEmail(typed: string): Email {
  return { typed, key: emailKey(typed) ?? "" }; // "" is refused by emailProblems
}

function readPhone(typed: string, country: CountryCode): Phone {
  return { typed, key: typed.length > PHONE_CHARS_MAX ? null : phoneKey(typed, country) };
}

function emailProblems(emails: Placed<Email>[]): FieldProblems {
  return listProblems("emails", emails, EMAIL_CHARS_MAX, (email) => email.key, (email) => {
    return email.key === "" ? { code: "email_invalid" } : null;
  });
}

function phoneProblems(phones: Placed<Phone>[]): FieldProblems {
  return listProblems("phones", phones, PHONE_CHARS_MAX, (phone) => phone.key ?? phone.typed);
}

function listProblems<T extends { typed: string }>(
  field: "emails" | "phones",
  list: Placed<T>[],
  charsMax: number,
  keyOf: (handle: T) => string,
  check: (handle: T) => FieldProblem | null = () => null,
): FieldProblems {
  const problems: FieldProblems = {};
  const seen = new Set<string>();
  list.forEach(({ at, value }, index) => {
    const problem = handleProblem(value, index, charsMax) ?? check(value) ??
      (seen.has(keyOf(value)) ? { code: "handle_repeated" } : null);
    if (problem !== null) problems[`${field}.${at}`] = problem;
    seen.add(keyOf(value));
  });
  return problems;
}

function handleProblem(handle: { typed: string }, index: number, charsMax: number) {
  if (index >= HANDLES_MAX) return { code: "too_many", params: { max: HANDLES_MAX } };
  if (handle.typed.length > charsMax) return { code: "too_long", params: { max: charsMax } };
  return null;
}

function refuse(problems: FieldProblems): void {
  const paths = Object.keys(problems);
  if (paths.length > 0) throw new InputError(`Contact refused: ${paths.join(", ")}`, problems);
}
