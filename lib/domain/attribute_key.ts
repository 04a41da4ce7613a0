// Keys of attributes, and how they are named as fields. Safe for the browser: no zod here.

const KEY = /^[a-z][a-z0-9_]{0,39}$/;
/** What every object has: such keys would meet it wherever values lie in one. */
const RESERVED = new Set(["constructor", "prototype"]);

/** Whether a text can be an attribute's key (7.1). */
export function isAttributeKey(text: string): boolean {
  return KEY.test(text) && !RESERVED.has(text);
}

/** The name of the attribute as a field of filters, columns, changes and imports. */
export function attributeField(key: string): `attr.${string}` {
  return `attr.${key}`;
}

/** The key of such a field, or null when the field is another. */
export function attributeKeyOf(field: string): string | null {
  return field.startsWith("attr.") ? field.slice("attr.".length) : null;
}
