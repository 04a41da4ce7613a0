// Choices about the screens as forms send them: each field is optional, and what is missing stays as it is.
import { z } from "zod";
import { COLUMNS, type Preferences, preferencesSchema } from "@/lib/domain/user.ts";
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
  const ticked = form.getAll("columns");
  const columns = COLUMNS.filter((column) => ticked.includes(column));
  return { ...parsePreferences(form), columns };
}
