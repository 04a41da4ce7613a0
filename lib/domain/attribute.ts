// An attribute: something about contacts that a workspace has decided to keep (7.1, 7.3).
import { z } from "zod";

export const ATTRIBUTES_MAX = 100;
/** Values of one contact (1.6). */
export const ATTRIBUTE_VALUES_MAX = 50;
/** UTF-8 bytes of all keys and canonical texts of one contact. */
export const ATTRIBUTE_VALUES_BYTES_MAX = 16 * 1024;
export const ATTRIBUTE_OPTIONS_MAX = 100;
export const ATTRIBUTE_NAME_CHARS_MAX = 60;
export const ATTRIBUTE_DESCRIPTION_CHARS_MAX = 200;
export const ATTRIBUTE_OPTION_CHARS_MAX = 100;
/** Of a text, and of a link. */
export const ATTRIBUTE_TEXT_CHARS_MAX = 1000;
export const ATTRIBUTE_PATTERN_CHARS_MAX = 200;

export const ATTRIBUTE_TYPES = ["text", "number", "link", "date", "list", "checkbox"] as const;
export const attributeTypeSchema = z.enum(ATTRIBUTE_TYPES);
export type AttributeType = z.infer<typeof attributeTypeSchema>;

/** A choice of a list. It is its own value: contacts keep the text. A retired one stays with those who have it. */
export const attributeOptionSchema = z.object({ value: z.string(), retired: z.boolean() });
export type AttributeOption = z.infer<typeof attributeOptionSchema>;

/** The stored definition. The key is its id, and never changes. */
export const attributeSchema = z.object({
  key: z.string(),
  name: z.string(),
  description: z.string(),
  type: attributeTypeSchema,
  /** A text has to match it; "" for any. RE2 syntax. */
  pattern: z.string(),
  /** What a value that does not match is told; "" for a general sentence. */
  patternHint: z.string(),
  /** Of a list, in the order shown. */
  options: z.array(attributeOptionSchema),
  /** In the order of the card; ties by key. */
  position: z.int().nonnegative(),
  /** Set by the first commit that gives a value, and never unset: from then on the type is fixed. */
  hasValues: z.boolean(),
  createdAtMs: z.number(),
  deletedAtMs: z.number().nullable(),
  revision: z.int().positive(),
});
export type Attribute = z.infer<typeof attributeSchema>;

/** What `ATTRIBUTE_VALUES_BYTES_MAX` is about. */
export function attributeValuesBytes(values: Readonly<Record<string, unknown>>): number {
  const text = Object.entries(values).map(([key, value]) => `${key}${value}`).join("");
  return new TextEncoder().encode(text).length;
}

/** Keys of attributes that are deleted: contacts keep their values, which nobody sees. */
export function deletedKeys(
  attributes: readonly Pick<Attribute, "key" | "deletedAtMs">[],
): Set<string> {
  return new Set(attributes.filter((one) => one.deletedAtMs !== null).map(({ key }) => key));
}
