// Which type each attribute is of, for the index: a commit needs no check for it, because types are fixed by first values.
import type { Attribute } from "@/lib/domain/attribute.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { type AttributeTypes, attributeTypesOf } from "@/lib/domain/filter/subject.ts";
import { cachedAttributes, listAttributes } from "./attributes.ts";

/** Of a list of definitions. */
const known = new WeakMap<readonly Attribute[], AttributeTypes>();

/**
 * Reads the definitions unless the types of all that the contact has are known for good. To be called for a contact as
 * the store has it, before its index state is made. Costs nothing for a contact without attributes.
 */
export async function readAttributeTypes(
  kv: Deno.Kv,
  { attributes }: Pick<Contact, "attributes">,
): Promise<void> {
  if (attributes === undefined) return;
  const fixed = new Set(
    (cachedAttributes(kv) ?? []).filter(({ hasValues }) => hasValues).map(({ key }) => key),
  );
  if (!Object.keys(attributes).every((key) => fixed.has(key))) await listAttributes(kv);
}

/**
 * The types as this process has read them last: whoever gives a value has read them in the same change, whose check
 * fails if they are others by then. Throws `Error` when they were never read.
 */
export function attributeTypes(kv: Deno.Kv): AttributeTypes {
  return (key) => {
    const attributes = cachedAttributes(kv);
    if (attributes === null) {
      throw new Error(
        `Cannot index attribute ${key}: its definition was not read; list them first`,
      );
    }
    const types = known.get(attributes) ?? attributeTypesOf(attributes);
    known.set(attributes, types);
    return types(key);
  };
}
