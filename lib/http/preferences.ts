// Choices about the screens as forms send them: each field is optional, and what is missing stays as it is.
import { z } from "zod";
import { attributeField, attributeKeyOf, isAttributeKey } from "@/lib/domain/attribute_key.ts";
import {
  ATTRIBUTE_COLUMNS_MAX,
  OWN_COLUMNS,
  type Preferences,
  preferencesSchema,
} from "@/lib/domain/user.ts";
import { parseInput } from "./input.ts";

const { locale, theme, density } = preferencesSchema.shape;
const chosenSchema = z.object({
  locale: locale.unwrap(),
  theme: theme.unwrap(),
  density: density.unwrap(),
}).partial();

/** Throws `InputError` on a field with a value that is not offered. An empty language is the browser's. */
export function parsePreferences(form: FormData): Partial<Preferences> {
  const given = ["locale", "theme", "density"].filter((name) => form.has(name))
    .map((name) => [name, name === "locale" ? form.get(name) || null : form.get(name)]);
  return parseInput(chosenSchema, Object.fromEntries(given));
}

/**
 * What the list's "View" form chooses. Its columns are checkboxes, so none sent means none shown; the order is ours.
 * Throws `InputError`.
 */
export function parseListPreferences(form: FormData): Partial<Preferences> {
  const ticked = form.getAll("columns").map(String);
  const keys = ticked.flatMap((column) => attributeKeyOf(column) ?? []).filter(isAttributeKey);
  const columns = [
    ...OWN_COLUMNS.filter((column) => ticked.includes(column)),
    ...[...new Set(keys)].slice(0, ATTRIBUTE_COLUMNS_MAX).map(attributeField),
  ];
  return { ...parsePreferences(form), columns };
}
