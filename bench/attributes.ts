// The attributes of the bench's people: one of each type, as many have them as in a workspace that uses them.
import type { Attribute, AttributeType } from "@/lib/domain/attribute.ts";
import type { AttributeValues } from "@/lib/domain/contact.ts";
import { attributeTypesOf } from "@/lib/domain/filter/subject.ts";
import { diceFor } from "@/lib/transfer/dice.ts";
import { CITIES } from "./names.ts";

const SEED = 31;
export const PLANS = ["free", "basic", "silver", "gold", "partner", "trial"] as const;
const DAY_MS = 86_400_000;
const FIRST_BIRTHDAY_MS = Date.UTC(1950, 0);
const BIRTHDAYS = 56 * 365;
const SITES = 9973;
const ORDERS_MAX = 200;

const DEFINED: Record<string, AttributeType> = {
  city: "text",
  orders: "number",
  birthday: "date",
  plan: "list",
  subscribed: "checkbox",
  site: "link",
};

/** As an admin would have defined them, at a moment. */
export function attributesAt(createdAtMs: number): Attribute[] {
  return Object.entries(DEFINED).map(([key, type], position) => ({
    key,
    name: key,
    description: "",
    type,
    pattern: "",
    patternHint: "",
    options: type === "list" ? PLANS.map((value) => ({ value, retired: false })) : [],
    position,
    hasValues: true,
    createdAtMs,
    deletedAtMs: null,
    revision: 1,
  }));
}

export const BENCH_TYPES = attributeTypesOf(attributesAt(0));

/** Of the person at a place, drawn apart from the rest; absent when there is none. */
export function valuesAt(at: number): { attributes?: AttributeValues } {
  const dice = diceFor(SEED, at);
  const values: AttributeValues = {};
  if (dice.roll() < 0.7) values["city"] = dice.pickFront(CITIES);
  if (dice.roll() < 0.6) values["orders"] = Math.floor(dice.roll() ** 4 * ORDERS_MAX);
  if (dice.roll() < 0.4) values["birthday"] = dayText(Math.floor(dice.roll() * BIRTHDAYS));
  if (dice.roll() < 0.8) values["plan"] = dice.pickFront(PLANS);
  if (dice.roll() < 0.5) values["subscribed"] = dice.roll() < 0.6;
  if (dice.roll() < 0.15) values["site"] = `https://shop${at % SITES}.example.ua`;
  return Object.keys(values).length === 0 ? {} : { attributes: values };
}

function dayText(days: number): string {
  return new Date(FIRST_BIRTHDAY_MS + days * DAY_MS).toISOString().slice(0, 10);
}
