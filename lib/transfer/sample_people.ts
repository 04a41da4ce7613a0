// Invented people for trying Kartka out: Ukrainians in Cyrillic and romanised, English speakers, firms.
import type { AttributeValues, Contact } from "@/lib/domain/contact.ts";
import { romanise } from "@/lib/domain/romanise.ts";
import type { TagColor } from "@/lib/domain/tag.ts";
import { type Dice, diceFor } from "./dice.ts";
import { sampleValues } from "./sample_attributes.ts";
import * as names from "./sample_names.ts";

/** Person `index` of `total` depends on these and on nothing else. */
export interface SampleSet {
  seed: number;
  total: number;
  /** The newest activity lies just before; the oldest contact four years earlier. */
  nowMs: number;
}

export type SamplePerson =
  & Pick<Contact, "name" | "emails" | "phones" | "createdAtMs" | "lastActivityAtMs">
  & { language: string; tags: string[]; attributes: AttributeValues };

/** The commonest first: the n-th is given n times more seldom than the first. */
export const SAMPLE_TAGS: { name: string; color: TagColor; inQuickFilter: boolean }[] = [
  { name: "новий", color: "blue", inQuickFilter: true },
  { name: "постійний клієнт", color: "green", inQuickFilter: true },
  { name: "VIP", color: "amber", inQuickFilter: true },
  { name: "опт", color: "violet", inQuickFilter: true },
  { name: "роздріб", color: "gray", inQuickFilter: true },
  { name: "повернення", color: "orange", inQuickFilter: true },
  { name: "скарга", color: "red", inQuickFilter: true },
  { name: "передзвонити", color: "teal", inQuickFilter: true },
  { name: "партнер", color: "indigo", inQuickFilter: false },
  { name: "боржник", color: "red", inQuickFilter: false },
  { name: "подяка", color: "pink", inQuickFilter: false },
  { name: "акція", color: "orange", inQuickFilter: false },
  { name: "доставка", color: "teal", inQuickFilter: false },
  { name: "гарантія", color: "blue", inQuickFilter: false },
  { name: "newsletter", color: "gray", inQuickFilter: false },
  { name: "demo", color: "violet", inQuickFilter: false },
];

const DAY_MS = 86_400_000;
const YEARS_MS = 4 * 365 * DAY_MS;

/** Handles are unique within a set; persons are in the order of their creation. */
export function samplePerson(index: number, set: SampleSet): SamplePerson {
  const dice = diceFor(set.seed, index);
  const { name, latin, language } = person(dice);
  const createdAtMs = createdAt(index, set, dice);
  return {
    name,
    emails: emails(latin, { index, set, dice }),
    phones: phones({ index, set, dice }),
    tags: tags(dice),
    language,
    createdAtMs,
    lastActivityAtMs: lastActivity(createdAtMs, set.nowMs, dice),
    attributes: sampleValues(dice, set.nowMs),
  };
}

interface Identity {
  name: string;
  /** First and last name in Latin letters, for addresses. */
  latin: [string, string];
  language: string;
}

function person(dice: Dice): Identity {
  const kind = dice.roll();
  if (kind < 0.62) return ukrainian(dice);
  if (kind < 0.82) {
    const { name, latin, language } = ukrainian(dice);
    return { name: romanise(name), latin, language };
  }
  return kind < 0.95 ? english(dice) : firm(dice);
}

function ukrainian(dice: Dice): Identity {
  const isWoman = dice.roll() < 0.55;
  const first = dice.pickFront(isWoman ? names.WOMEN : names.MEN);
  const [forMen, forWomen] = dice.pick(names.ENDINGS);
  const last = dice.pickFront(names.ROOTS) + (isWoman ? forWomen : forMen);
  const order = dice.roll();
  const name = order < 0.78 ? `${first} ${last}` : order < 0.92 ? `${last} ${first}` : first;
  return { name, latin: [romanise(first), romanise(last)], language: language(dice, "uk") };
}

function english(dice: Dice): Identity {
  const first = dice.pick(names.ENGLISH_FIRST);
  const last = dice.pick(names.ENGLISH_LAST);
  return { name: `${first} ${last}`, latin: [first, last], language: language(dice, "en") };
}

function firm(dice: Dice): Identity {
  const [start, end] = [dice.pick(names.FIRM_PARTS), dice.pick(names.FIRM_PARTS).toLowerCase()];
  const name = `${dice.pick(["ТОВ", "ФОП", "ПП"])} «${start}${end}»`;
  return { name, latin: ["info", romanise(start)], language: language(dice, "uk") };
}

function language(dice: Dice, usual: string): string {
  return dice.roll() < 0.85 ? usual : dice.pick(["uk", "en", "pl", "ru", "de"]);
}

interface Place {
  index: number;
  set: SampleSet;
  dice: Dice;
}

function emails([first, last]: [string, string], { index, set, dice }: Place): Contact["emails"] {
  const count = dice.roll() < 0.82 ? (dice.roll() < 0.08 ? 2 : 1) : 0;
  const [a, b] = [letters(first), letters(last)];
  return Array.from({ length: count }, (_, at) => {
    const local = dice.pick([
      `${a}.${b}`,
      `${a}_${b}`,
      `${b}.${a}`,
      `${a.charAt(0)}.${b}`,
      `${b}${a.charAt(0)}`,
    ]);
    // A number that no other person of the set has keeps addresses apart whatever the names are.
    const number = spread(index * 2 + at, set.total * 2, set.total % 7919 === 0 ? 7907 : 7919);
    const address = `${local}${number}@${dice.pick(names.MAIL_HOSTS)}`;
    return { typed: address, key: address };
  });
}

function phones({ index, set, dice }: Place): Contact["phones"] {
  const count = dice.roll() < 0.88 ? (dice.roll() < 0.1 ? 2 : 1) : 0;
  return Array.from({ length: count }, (_, at) => {
    const number = spread(
      index * 2 + at + set.seed % 1000,
      names.OPERATORS.length * 10_000_000,
      61_803_397,
    );
    const operator = names.OPERATORS[Math.floor(number / 10_000_000)] ?? "67";
    const key = `+380${operator}${String(number % 10_000_000).padStart(7, "0")}`;
    return { typed: spelled(key, dice), key };
  });
}

/** As people write a number. */
function spelled(key: string, dice: Dice): string {
  const [code, a, b, c] = [key.slice(3, 6), key.slice(6, 9), key.slice(9, 11), key.slice(11)];
  const style = dice.roll();
  if (style < 0.4) return `+380 ${key.slice(4, 6)} ${a} ${b}${c}`;
  if (style < 0.65) return `${code} ${a} ${b} ${c}`;
  return style < 0.85 ? key : `+38 (${code}) ${a}-${b}-${c}`;
}

function tags(dice: Dice): string[] {
  const chosen = new Set<string>();
  for (let left = Math.floor(dice.roll() * 3.6); left > 0; left--) {
    chosen.add(SAMPLE_TAGS[dice.zipf(SAMPLE_TAGS.length)]?.name ?? "новий");
  }
  return [...chosen];
}

function createdAt(index: number, { total, nowMs }: SampleSet, dice: Dice): number {
  const age = YEARS_MS * (1 - (index + dice.roll()) / total);
  return Math.floor(nowMs - age - DAY_MS / 24);
}

/** Most were active lately; some never wrote. */
function lastActivity(createdAtMs: number, nowMs: number, dice: Dice): number | null {
  if (dice.roll() < 0.07) return null;
  return Math.floor(createdAtMs + (nowMs - createdAtMs) * (1 - dice.roll() ** 1.3));
}

/** A different number below `size` for each index below it; `step` shares no divisor with `size`. */
function spread(index: number, size: number, step: number): number {
  return (index * step) % size;
}

function letters(text: string): string {
  return text.toLowerCase().normalize("NFD").replaceAll("ł", "l").replace(/[^a-z]/g, "");
}
