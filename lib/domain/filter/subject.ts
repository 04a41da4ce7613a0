// What filters see of a contact: its values in the form in which they are compared.
import { z } from "zod";
import { type Attribute, ATTRIBUTE_OPTION_CHARS_MAX, type AttributeType } from "../attribute.ts";
import { type Block, blockEndMs } from "../block.ts";
import { type AttributeValue, type Contact, contactSourceSchema } from "../contact.ts";
import { fold } from "../fold.ts";
import { comparedValue, phoneDigits } from "./compared.ts";
import { dayNumber } from "./day_number.ts";

/** Values of attributes by key, deleted ones too: a rule on one that is deleted is not asked. */
const subjectAttributesSchema = z.object({
  /** Of texts and links, as they are compared; never "". */
  texts: z.record(z.string(), z.string()),
  /** Numbers, and dates as days since 1970. */
  numbers: z.record(z.string(), z.number()),
  /** The option of a list; "true" or "false" of a checkbox. */
  choices: z.record(z.string(), z.string()),
});
export type SubjectAttributes = z.infer<typeof subjectAttributesSchema>;

export const filterSubjectSchema = z.object({
  id: z.int().positive(),
  /** Folded as search folds it; "" when there is none. */
  name: z.string(),
  /** Keys: exact, for `y` and `i` are not the same in an address. */
  emails: z.array(z.string()),
  /** Digits, of the E.164 number and as it was typed where that differs; "" for a phone without digits. */
  phones: z.array(z.string()),
  tagIds: z.array(z.string()),
  language: z.string().nullable(),
  source: contactSourceSchema,
  createdAtMs: z.number(),
  lastActivityAtMs: z.number().nullable(),
  /** Import runs that created or changed the contact. */
  imports: z.int().nonnegative(),
  /** The rest is absent where there is none of it. */
  attributes: subjectAttributesSchema.optional(),
  /** Of the conversations. */
  channelIds: z.array(z.string()).optional(),
  conversations: z.int().positive().optional(),
  /** Of the block, whether it still holds or not: the moment is asked about, not kept. */
  blockedUntilMs: z.number().optional(),
  blockReason: z.string().optional(),
});
export type FilterSubject = z.infer<typeof filterSubjectSchema>;

/** Of an attribute by its key; null for one that is not defined, whose values are not seen. */
export type AttributeTypes = (key: string) => AttributeType | null;

/** From all definitions, deleted ones included. */
export function attributeTypesOf(
  attributes: readonly Pick<Attribute, "key" | "type">[],
): AttributeTypes {
  const types = new Map(attributes.map(({ key, type }) => [key, type]));
  return (key) => types.get(key) ?? null;
}

export function filterSubject(contact: Contact, types: AttributeTypes): FilterSubject {
  const attributes = subjectAttributes(contact, types);
  return {
    id: contact.id,
    name: fold(contact.name).trim(),
    emails: contact.emails.map(({ key }) => key),
    phones: [...new Set(contact.phones.flatMap(phoneForms))],
    tagIds: contact.tagIds,
    language: contact.language,
    source: contact.source,
    createdAtMs: contact.createdAtMs,
    lastActivityAtMs: contact.lastActivityAtMs,
    imports: contact.importRunIds?.length ?? 0,
    ...(attributes === null ? {} : { attributes }),
    ...(contact.channelIds?.length ? { channelIds: contact.channelIds } : {}),
    ...(contact.conversationCount ? { conversations: contact.conversationCount } : {}),
    ...(contact.block ? blockSubject(contact.block) : {}),
  };
}

function blockSubject(block: Block): Pick<FilterSubject, "blockedUntilMs" | "blockReason"> {
  const blockedUntilMs = blockEndMs(block);
  return block.reason === null ? { blockedUntilMs } : { blockedUntilMs, blockReason: block.reason };
}

/** Null when there is none. A value that is not of its attribute's type is none: bad data breaks no filter (7.2). */
function subjectAttributes(
  { attributes }: Contact,
  types: AttributeTypes,
): SubjectAttributes | null {
  if (attributes === undefined) return null;
  const seen: SubjectAttributes = { texts: {}, numbers: {}, choices: {} };
  let hasAny = false;
  for (const [key, value] of Object.entries(attributes)) {
    const type = types(key);
    if (type !== null && addValue(seen, { key, value, type })) hasAny = true;
  }
  return hasAny ? seen : null;
}

interface TypedValue {
  key: string;
  value: AttributeValue;
  type: AttributeType;
}

/** False when it is none. */
function addValue(
  { texts, numbers, choices }: SubjectAttributes,
  { key, value, type }: TypedValue,
): boolean {
  if (type === "number" || type === "date") {
    const number = typeof value === "string" ? dayNumber(value) : value;
    if (typeof number !== "number" || !Number.isFinite(number)) return false;
    if ((type === "date") !== (typeof value === "string")) return false;
    numbers[key] = number;
  } else if (type === "checkbox") {
    if (typeof value !== "boolean") return false;
    choices[key] = String(value);
  } else {
    if (typeof value !== "string") return false;
    const text = type === "list" ? choiceOf(value) : comparedValue(value);
    if (text === "") return false;
    (type === "list" ? choices : texts)[key] = text;
  }
  return true;
}

/** Names of sets in the index have it in them. No option is longer. */
function choiceOf(value: string): string {
  return value.length > ATTRIBUTE_OPTION_CHARS_MAX ? "" : value.toWellFormed();
}

/** A phone that a rule names as it was typed, with the trunk zero or without a country, is found too. */
function phoneForms({ typed, key }: Contact["phones"][number]): string[] {
  const written = phoneDigits(typed);
  if (key === null) return [written];
  const number = phoneDigits(key.split(";ext=")[0] ?? key);
  return written === number || written === "" ? [number] : [number, written];
}
