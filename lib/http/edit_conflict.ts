// Two people edited one contact: what differs, and the form with each field as the person has chosen (5.3).
import type { ContactFormFields, ContactFormValues } from "./contact_form.ts";

export const CONFLICT_FIELDS = ["name", "emails", "phones", "tagIds", "language"] as const;
export type ConflictField = typeof CONFLICT_FIELDS[number];

/** A field with two values; lists in order, tags by id in any order, new tags by name. */
export interface Difference {
  field: ConflictField;
  mine: string[];
  theirs: string[];
  /** New tags that are part of mine. */
  newTags: string[];
  /** Only this person changed the field, so theirs is what they did not know about. */
  onlyMine: boolean;
}

/** The form's fields that differ from the form of what is saved now. */
export function differences(mine: ContactFormValues, saved: ContactFormFields): Difference[] {
  return CONFLICT_FIELDS.map((field) => {
    const theirs = valuesOf(saved, field);
    return {
      field,
      mine: valuesOf(mine, field),
      theirs,
      newTags: field === "tagIds" ? mine.newTags : [],
      onlyMine: mine.base !== null && isSame(theirs, valuesOf(mine.base, field)),
    };
  }).filter(({ mine, theirs, newTags }) => newTags.length > 0 || !isSame(mine, theirs));
}

/** The form with the saved value wherever `keep.FIELD` is `theirs`. */
export function resolveConflict(
  mine: ContactFormValues,
  saved: ContactFormFields,
  posted: FormData,
): ContactFormValues {
  const kept = CONFLICT_FIELDS.filter((field) => posted.get(`keep.${field}`) === "theirs");
  const replaced = Object.fromEntries(kept.map((field) => [field, saved[field]]));
  const newTags = kept.includes("tagIds") ? [] : mine.newTags;
  return { ...mine, ...replaced, newTags };
}

function isSame(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function valuesOf(form: ContactFormFields, field: ConflictField): string[] {
  const value = form[field];
  const list = (typeof value === "string" ? [value] : value)
    .map((text) => text.trim()).filter((text) => text !== "");
  return field === "tagIds" ? list.sort() : list;
}
