// The people of the bench: the same for every engine, process and run, made from their number alone.
import type { Contact } from "@/lib/domain/contact.ts";
import type { ContactSource } from "@/lib/domain/contact_source.ts";
import { emailKey } from "@/lib/domain/handle.ts";
import { type Dice, diceFor } from "@/lib/transfer/dice.ts";
import { BLOCK_REASONS } from "@/lib/domain/block_choice.ts";
import { valuesAt } from "./attributes.ts";
import {
  ENGLISH_NAMES,
  ENGLISH_SURNAMES,
  FEMALE,
  FEMALE_ENDINGS,
  FIRM_WORDS,
  MAIL_HOSTS,
  MALE,
  MALE_ENDINGS,
  OPERATORS,
  SURNAME_ROOTS,
  TAG_NAMES,
} from "./names.ts";

/** The bench's "now": nobody is created or active later. */
export const NOW_MS = Date.UTC(2026, 10, 22);
const SEED = 20261122;
const LANGUAGE_SEED = 23;
const BLOCK_SEED = 41;
const ORIGIN_SEED = 29;
const IMPORT_RUNS = 50;
const FOUR_YEARS_MS = 4 * 365 * 86_400_000;
const HOUR_MS = 3_600_000;

/** A tag's id by its place in `TAG_NAMES`; in the form of a ULID. */
export function tagIdOf(place: number): string {
  return `01BENCHTAG00000000000000${String(place).padStart(2, "0")}`;
}

/** The reverse of `tagIdOf`. */
export function tagPlaceOf(id: string): number {
  return Number(id.slice(-2));
}

/** The person of place `at`, from 0, among `total`. Places from `total` on are people yet to come. */
export function personAt(at: number, total: number): Contact {
  const dice = diceFor(SEED, at);
  dice.roll();
  dice.roll();
  const { name, first, last } = drawName(dice);
  const email = dice.roll() < 0.8 ? drawEmail(dice, { first, last, at, total }) : null;
  const phone = dice.roll() < 0.85 ? drawPhone(dice) : null;
  const tagIds = drawTags(dice);
  const bornMs = Math.floor(NOW_MS - FOUR_YEARS_MS * (1 - (at + dice.roll()) / total));
  const createdAtMs = bornMs - Math.floor(dice.roll() * HOUR_MS);
  return {
    id: at + 1,
    name,
    emails: email === null ? [] : [{ typed: email, key: emailKey(email) ?? email }],
    phones: phone === null ? [] : [{ typed: phone, key: phone }],
    tagIds,
    language: languageAt(at),
    ...originAt(at),
    createdAtMs,
    lastActivityAtMs: Math.floor(createdAtMs + (NOW_MS - createdAtMs) * (1 - dice.roll() ** 1.3)),
    revision: 1,
    ...valuesAt(at),
    ...(at < total ? blockAt(at) : {}),
  };
}

interface Name {
  name: string;
  first: string;
  last: string;
}

/** 62 % Ukrainian, 20 % of them romanised, 13 % English, 5 % firms. */
function drawName(dice: Dice): Name {
  const kind = dice.roll();
  if (kind < 0.62) return cyrillicName(dice);
  if (kind < 0.82) return romanisedName(dice);
  const [firsts, lasts] = kind < 0.95
    ? [ENGLISH_NAMES, ENGLISH_SURNAMES]
    : [FIRM_WORDS, FIRM_WORDS];
  const first = dice.pick(firsts);
  const last = dice.pick(lasts);
  if (kind < 0.95) return { name: `${first} ${last}`, first, last };
  const part = last.toLowerCase();
  return { name: `ТОВ ${first}${part} ${1 + Math.floor(dice.roll() * 400)}`, first, last: part };
}

function cyrillicName(dice: Dice): Name {
  const { first, last } = drawUkrainian(dice, 0.55);
  const order = dice.roll();
  const name = order < 0.8 ? `${first} ${last}` : order < 0.92 ? `${last} ${first}` : first;
  return { name, first, last };
}

function romanisedName(dice: Dice): Name {
  const { first, last } = drawUkrainian(dice, 0.5);
  return { name: `${capital(romanised(first))} ${capital(romanised(last))}`, first, last };
}

function drawUkrainian(dice: Dice, shareOfWomen: number): Omit<Name, "name"> {
  const isWoman = dice.roll() < shareOfWomen;
  const first = dice.pickFront(isWoman ? FEMALE : MALE);
  const root = dice.pickFront(SURNAME_ROOTS);
  return { first, last: root + dice.pick(isWoman ? FEMALE_ENDINGS : MALE_ENDINGS) };
}

interface Place {
  at: number;
  total: number;
}

function drawEmail(dice: Dice, { first, last, at, total }: Omit<Name, "name"> & Place): string {
  const [given, family] = [first, last].map((part) => romanised(part).replace(/[^a-z]/g, ""));
  const mark = dice.pick([".", "_", "", ".", "-"]);
  const kind = dice.roll();
  const local = kind < 0.45
    ? `${given}${mark}${family}`
    : kind < 0.75
    ? `${given?.[0]}${mark}${family}`
    : `${family}${mark}${given}`;
  const number = (at * 7919 + Math.floor(dice.roll() * 97)) % (total * 3);
  return `${local}${number}@${dice.pick(MAIL_HOSTS)}`;
}

/** Nearly all Ukrainian mobiles, some Polish ones. */
function drawPhone(dice: Dice): string {
  const seven = String(Math.floor(dice.roll() * 1e7)).padStart(7, "0");
  if (dice.roll() < 0.97) return `+380${dice.pick(OPERATORS)}${seven}`;
  return `+48${5 + Math.floor(dice.roll() * 4)}${seven}${Math.floor(dice.roll() * 10)}`;
}

/** For each tag the sum of 1/n up to its place. */
const TAG_WEIGHTS = TAG_NAMES.map((_, place) =>
  TAG_NAMES.slice(0, place + 1).reduce((sum, _, at) => sum + 1 / (at + 1), 0)
);

function drawTags(dice: Dice): string[] {
  const places = new Set<number>();
  for (let left = Math.floor(dice.roll() * 4.5); left > 0; left--) {
    const weight = dice.roll() * (TAG_WEIGHTS.at(-1) ?? 0);
    places.add(TAG_WEIGHTS.findIndex((upTo) => upTo >= weight));
  }
  return [...places].map(tagIdOf);
}

/** Drawn apart from the rest, so that more fields can be drawn one day without changing anyone. */
function languageAt(at: number): string {
  const dice = diceFor(LANGUAGE_SEED, at);
  return dice.roll() < 0.72 ? "uk" : dice.pick(["en", "ru", "pl", "en"]);
}

/**
 * One in a hundred is blocked, some for ever. No block is over: the clock would have taken it away within a minute. Nobody
 * is blocked who is yet to come.
 */
function blockAt(at: number): Pick<Contact, "block"> {
  const dice = diceFor(BLOCK_SEED, at);
  if (dice.roll() >= 0.01) return {};
  const untilMs = dice.roll() < 0.2 ? null : Math.floor(NOW_MS + FOUR_YEARS_MS * (1 + dice.roll()));
  const reason = dice.pick(BLOCK_REASONS);
  const terms = { untilMs, reason, note: "" };
  return { block: { id: `01BENCHBLOCK${at}`, ...terms, byUserId: "01BENCHUSER", atMs: NOW_MS } };
}

type Origin = { source: ContactSource; importRunIds?: string[] };

/** Six in ten came by an import, one in twenty of them by two. */
function originAt(at: number): Origin {
  const dice = diceFor(ORIGIN_SEED, at);
  if (dice.roll() >= 0.6) return { source: dice.roll() < 0.75 ? "manual" : "seed" };
  const runs = dice.roll() < 0.05 ? 2 : 1;
  const importRunIds = Array.from({ length: runs }, () => importRunId(dice.zipf(IMPORT_RUNS)));
  return { source: "import", importRunIds: [...new Set(importRunIds)] };
}

function importRunId(number: number): string {
  return `01BENCHRUN00000000000000${String(number).padStart(2, "0")}`;
}

const LATIN = new Map(
  ("аa бb вv гh ґg дd еe єie жzh зz иy іi їi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ь юiu яia '")
    .split(" ").map((pair) => [pair.charAt(0), pair.slice(1)]),
);

function romanised(text: string): string {
  return [...text.toLowerCase()].map((letter) => LATIN.get(letter) ?? letter).join("");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
