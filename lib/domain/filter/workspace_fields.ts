// Fields that a workspace adds to those of the contact itself: its attributes, and its channels as options.
import type { Attribute, AttributeType } from "../attribute.ts";
import { attributeField } from "../attribute_key.ts";
import type { Channel } from "../channel.ts";
import { CONTACT_FIELDS, type FieldKind, type FilterField, type FindField } from "./field.ts";

/** What a workspace has defined; of attributes deleted ones too. */
export interface FieldDefinitions {
  attributes: readonly Pick<Attribute, "key" | "name" | "type" | "options" | "deletedAtMs">[];
  channels: readonly Pick<Channel, "id" | "name">[];
}

const KINDS: Record<AttributeType, FieldKind> = {
  text: "text",
  link: "text",
  number: "number",
  date: "date",
  list: "list",
  checkbox: "checkbox",
};

/** All fields, in the order offered; those of deleted attributes are marked, for rules may still ask about them. */
export function workspaceFields({ attributes, channels }: FieldDefinitions): FilterField[] {
  const own = CONTACT_FIELDS.map((field) =>
    field.key === "channel" ? { ...field, ...channelOptions(channels) } : field
  );
  return [...own, ...attributes.map(attributeFieldOf)];
}

/** Finds among these, by key. */
export function fieldFinder(fields: readonly FilterField[]): FindField {
  const byKey = new Map(fields.map((field) => [field.key, field]));
  return (key) => byKey.get(key) ?? null;
}

function channelOptions(channels: FieldDefinitions["channels"]): Partial<FilterField> {
  return {
    options: channels.map(({ id }) => id),
    optionNames: new Map(channels.map(({ id, name }) => [id, name])),
  };
}

/** Retired options stay: contacts keep them. */
function attributeFieldOf(
  { key, name, type, options, deletedAtMs }: FieldDefinitions["attributes"][number],
): FilterField {
  return {
    key: attributeField(key),
    kind: KINDS[type],
    group: "attributes",
    optional: true,
    name,
    ...(type === "list" ? { options: options.map(({ value }) => value) } : {}),
    ...(deletedAtMs === null ? {} : { isDeleted: true }),
  };
}
