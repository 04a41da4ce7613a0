// Attributes of the invented people: one of each type, and what they have of them.
import { createAttribute } from "@/lib/actions/create_attribute.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import type { Attribute } from "@/lib/domain/attribute.ts";
import type { TypedAttribute } from "@/lib/domain/attribute_input.ts";
import type { AttributeValue, AttributeValues } from "@/lib/domain/contact.ts";
import { listAttributes, stageFirstValues } from "@/lib/store/attributes.ts";
import { saveChange } from "@/lib/store/change.ts";
import type { Dice } from "./dice.ts";
import { CITIES } from "./sample_names.ts";

const PLANS = ["Free", "Pro", "Business"];
const DAY_MS = 86_400_000;

interface SampleAttribute extends TypedAttribute {
  key: string;
  /** The share of people who have a value. */
  share: number;
  value(dice: Dice, nowMs: number): AttributeValue;
}

const SAMPLE_ATTRIBUTES: SampleAttribute[] = [
  sample({
    key: "plan",
    name: "План",
    type: "list",
    options: PLANS.join("\n"),
    share: 0.6,
    value: (dice) => dice.pickFront(PLANS),
  }),
  sample({
    key: "ltv",
    name: "Сума покупок, ₴",
    type: "number",
    share: 0.5,
    value: (dice) => Math.round(dice.roll() ** 3 * 5_000_000) / 100,
  }),
  sample({
    key: "contract_until",
    name: "Договір до",
    type: "date",
    share: 0.25,
    value: (dice, nowMs) =>
      new Date(nowMs + (dice.roll() * 720 - 180) * DAY_MS).toISOString().slice(0, 10),
  }),
  sample({
    key: "city",
    name: "Місто",
    type: "text",
    share: 0.7,
    value: (dice) => dice.pickFront(CITIES),
  }),
  sample({
    key: "loyal",
    name: "Програма лояльності",
    type: "checkbox",
    share: 0.3,
    value: (dice) => dice.roll() < 0.7,
  }),
];

function sample(
  attribute: Pick<SampleAttribute, "key" | "name" | "share" | "type" | "value"> & {
    options?: string;
  },
): SampleAttribute {
  return { description: "", pattern: "", patternHint: "", retired: [], options: "", ...attribute };
}

/** What one person has of them. */
export function sampleValues(dice: Dice, nowMs: number): AttributeValues {
  const values = SAMPLE_ATTRIBUTES.flatMap(({ key, share, value }) =>
    dice.roll() < share ? [[key, value(dice, nowMs)] as const] : []
  );
  return Object.fromEntries(values);
}

/** Keys of those that people can be given here: made if they are missing, left out where the key means something else. */
export async function sampleAttributes(acting: Acting): Promise<Set<string>> {
  const { kv } = acting.deps;
  const known = new Map((await listAttributes(kv)).map((attribute) => [attribute.key, attribute]));
  const keys = new Set<string>();
  for (const attribute of SAMPLE_ATTRIBUTES) {
    const there = known.get(attribute.key) ?? await createAttribute(acting, attribute);
    if (canTake(there, attribute)) keys.add(attribute.key);
  }
  await saveChange(kv, (change) => stageFirstValues(change, keys));
  return keys;
}

function canTake({ type, deletedAtMs, pattern, options }: Attribute, sample: SampleAttribute) {
  const offered = options.filter(({ retired }) => !retired).map(({ value }) => value);
  const choices = sample.options.split("\n").filter((choice) => choice !== "");
  return deletedAtMs === null && type === sample.type && pattern === "" &&
    choices.every((choice) => offered.includes(choice));
}
