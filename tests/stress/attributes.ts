// Made-up attributes and channels for stress runs: of all types, with values nobody would enter.
import type { Attribute, AttributeType } from "@/lib/domain/attribute.ts";
import type { AttributeValue, Contact } from "@/lib/domain/contact.ts";
import { attributeTypesOf } from "@/lib/domain/filter/subject.ts";
import { type FieldDefinitions, workspaceFields } from "@/lib/domain/filter/workspace_fields.ts";
import type { Change } from "@/lib/store/change.ts";
import { attributeHeadKey, attributeKey } from "@/lib/store/keys/workspace.ts";
import { DAY_MS, FIRST_DAY_MS, pick, PIECES, some, whole } from "./random.ts";

export const CHOICES = ["Free", "Pro", "Про 50%", "a=b", "retired"];
export const CHANNELS = [
  { id: "tg", name: "Telegram" },
  { id: "mail", name: "E-mail" },
  { id: "call", name: "Calls" },
];

const DEFINED: Record<string, AttributeType> = {
  code: "text",
  site: "link",
  owes: "number",
  due: "date",
  plan: "list",
  vip: "checkbox",
  plan2: "list",
  old_text: "text",
  old_date: "date",
};
/** Deleted, and still had by many. */
const DELETED = ["old_text", "old_date"];

export const ATTRIBUTES: Attribute[] = Object.entries(DEFINED).map(([key, type], position) => ({
  key,
  name: key,
  description: "",
  type,
  pattern: "",
  patternHint: "",
  options: type === "list" ? CHOICES.map((value) => ({ value, retired: value === "retired" })) : [],
  position,
  hasValues: true,
  createdAtMs: FIRST_DAY_MS,
  deletedAtMs: DELETED.includes(key) ? FIRST_DAY_MS : null,
  revision: 1,
}));
export const TYPES = attributeTypesOf(ATTRIBUTES);
const DEFINITIONS: FieldDefinitions = { attributes: ATTRIBUTES, channels: CHANNELS };
export const FIELDS = workspaceFields(DEFINITIONS);

const TEXTS = [...PIECES, "AB-1", "ab-1", "AB-12", "Кам'янець", "Кам’янець", "a  b", "x\ny", " "];
const LINKS = ["https://Example.com/a?b=1#c", "https://example.com/A", "https://пошта.укр/ї"];
export const NUMBERS = [0, -0, 1, -1, 0.1, -2.5, 1e15, -1e15, 100, 1000, 1e-6];
const DAYS = ["0001-01-01", "9999-12-31", "1970-01-01", "1969-12-31", "2024-02-29"];

/** Most have some; some have values that are not of the attribute's type, or of no attribute. */
export function someAttributes(random: () => number): Pick<Contact, "attributes"> {
  if (random() < 0.4) return {};
  const keys = some(random, Object.keys(DEFINED), 0.5);
  const values = keys.map((key): [string, AttributeValue] => {
    const type = random() < 0.03 ? pick(random, Object.values(DEFINED)) : DEFINED[key];
    return [key, aValue(random, type ?? "text")];
  });
  if (random() < 0.01) values.push(["undefined_yet", "x"]);
  return values.length === 0 ? {} : { attributes: Object.fromEntries(values) };
}

function aValue(random: () => number, type: AttributeType): AttributeValue {
  switch (type) {
    case "text":
      return random() < 0.1 ? pick(random, TEXTS).repeat(200) : pick(random, TEXTS);
    case "link":
      return pick(random, LINKS);
    case "number":
      return pick(random, NUMBERS);
    case "date":
      return random() < 0.2 ? pick(random, DAYS) : aDay(random);
    case "list":
      return pick(random, CHOICES);
    case "checkbox":
      return random() < 0.5;
  }
}

function aDay(random: () => number): string {
  return new Date(FIRST_DAY_MS + whole(random, -3, 43) * DAY_MS).toISOString().slice(0, 10);
}

export function someConversations(
  random: () => number,
): Pick<Contact, "channelIds" | "conversationCount"> {
  const channelIds = some(random, CHANNELS.map(({ id }) => id), 0.3);
  if (channelIds.length === 0) return {};
  return { channelIds, conversationCount: channelIds.length + pick(random, [0, 0, 0, 1, 10]) };
}

/** In the commit of the first contact, so that whoever reads a contact can read what its values are. */
export async function stageDefinitions(change: Change): Promise<void> {
  if ((await change.read(attributeHeadKey())).versionstamp !== null) return;
  for (const attribute of ATTRIBUTES) change.set(attributeKey(attribute.key), attribute);
  change.set(attributeHeadKey(), null);
}
