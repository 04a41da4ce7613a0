// What the columns of a file mean: headings of Google Contacts, Chatwoot and HubSpot, Ukrainian and English ones, and
// where a heading says nothing, the values below it.
import type { Attribute } from "@/lib/domain/attribute.ts";
import { attributeField } from "@/lib/domain/attribute_key.ts";
import type { ColumnTarget } from "@/lib/domain/import_run.ts";
import { emailKey, phoneKey } from "@/lib/domain/handle.ts";
import { VCARD_COLUMNS } from "./vcard.ts";

export interface ColumnGuess {
  target: ColumnTarget;
  /** `sure`: the heading is known; `likely`: a word in it or the values say so; `none`: nothing does. */
  confidence: "sure" | "likely" | "none";
}

export type FileSource = "google" | "chatwoot" | "hubspot";

/** Headings by meaning, as `plain` writes them. */
const HEADINGS: [ColumnTarget, string[]][] = [
  ["email", [
    ..."email,e mail,mail,email address,e mail address,work email,additional email addresses".split(
      ",",
    ),
    ..."пошта,електронна пошта,ел пошта,е пошта,електронна адреса,імейл,емейл,мейл".split(","),
    ..."адреса електронної пошти,почта,эл почта,электронная почта".split(","),
  ]],
  ["phone", [
    ..."phone,phone number,mobile,mobile phone,mobile phone number,mobile number,tel,cell".split(
      ",",
    ),
    ..."telephone,whatsapp phone number,телефон,номер телефону,номер,мобільний,моб".split(","),
    ..."мобільний телефон,тел,моб тел,контактний телефон,номер телефона".split(","),
  ]],
  ["name", [
    ..."name,full name,display name,contact name,contact,customer,client".split(","),
    ..."піб,пiб,фіо,фио,повне ім я,ім я та прізвище,прізвище та ім я,прізвище ім я".split(","),
    ..."прізвище ім я по батькові,клієнт,контакт,контактна особа,назва".split(","),
  ]],
  ["first_name", "first name,firstname,given name,forename,ім я,імя,имя".split(",")],
  ["middle_name", "middle name,additional name,patronymic,по батькові,отчество".split(",")],
  ["last_name", "last name,lastname,surname,family name,прізвище,фамилия".split(",")],
  ["organisation", [
    ..."company,company name,organization,organisation,organization name".split(","),
    ..."organization 1 name,associated company,компанія,організація,фірма,назва компанії".split(
      ",",
    ),
  ]],
  ["tags", [
    ..."tags,tag,labels,group membership,categories,category,groups".split(","),
    ..."теги,тег,мітки,мітка,групи,група,категорії,категорія,ярлики".split(","),
  ]],
  ["language", "language,lang,locale,preferred language,мова,язык,мова спілкування".split(",")],
];
const KNOWN = new Map(
  HEADINGS.flatMap(([target, list]) => list.map((heading) => [heading, target] as const)),
);
const NUMBERED: [ColumnTarget, RegExp][] = [
  ["email", /^e ?mail \d+( value)?$|^пошта \d+$/],
  ["phone", /^phone \d+( value)?$|^телефон \d+$/],
];
const WORDS: [ColumnTarget, RegExp][] = [
  ["email", /\be ?mail\b|пошт/u],
  ["phone", /\bphone\b|\bmobile\b|телефон/u],
];
/** A column about an e-mail or a phone that does not hold one. */
const ABOUT_IT = /label|type|opt|consent|date|status|verified|domain|bounce|owner|тип|дата|статус/u;
const VALUES_MIN = 0.6;

/** A guess for every column, from its heading and the first values below it. */
export function guessColumns(
  headings: string[],
  rows: string[][],
  attributes: readonly Attribute[] = [],
): ColumnGuess[] {
  return headings.map((heading, column) =>
    guessAttribute(heading, attributes) ?? guessByHeading(heading) ??
      guessByValues(rows.map((row) => row[column] ?? "")) ??
      { target: "ignore", confidence: "none" }
  );
}

/** The columns of a vCard, which need no guess: the formatted name, or else the structured one. */
export function vcardColumns(): ColumnTarget[] {
  const targets: Record<typeof VCARD_COLUMNS[number], ColumnTarget> = {
    FN: "name",
    N: "name",
    ORG: "organisation",
    EMAIL: "email",
    TEL: "phone",
    CATEGORIES: "tags",
    LANG: "language",
  };
  return VCARD_COLUMNS.map((column) => targets[column]);
}

/** The program that wrote the file, by headings that only it has. */
export function guessSource(headings: string[]): FileSource | null {
  const all = new Set(headings.map(plain));
  const has = (...names: string[]) => names.every((name) => all.has(name));
  if (has("e mail 1 value") || has("phone 1 value") || has("given name", "group membership")) {
    return "google";
  }
  if (has("identifier", "phone number") || has("id", "name", "email", "phone number")) {
    return "chatwoot";
  }
  if (has("record id") && (has("email") || has("first name"))) return "hubspot";
  return null;
}

/** Whether the first record names the columns: it does unless it looks like somebody's data. */
export function looksLikeHeading(cells: string[]): boolean {
  if (cells.some((cell) => guessByHeading(cell)?.confidence === "sure")) return true;
  return !cells.some((cell) => isEmail(cell) || isPhone(cell));
}

/** A heading that is an attribute's name, its key, or its field. */
function guessAttribute(heading: string, attributes: readonly Attribute[]): ColumnGuess | null {
  const text = plain(heading);
  const found = attributes.find(({ key, name }) =>
    text !== "" && (plain(name) === text || plain(key) === text || plain(`attr.${key}`) === text)
  );
  return found ? { target: attributeField(found.key), confidence: "sure" } : null;
}

function guessByHeading(heading: string): ColumnGuess | null {
  const text = plain(heading);
  const known = KNOWN.get(text) ?? NUMBERED.find(([, pattern]) => pattern.test(text))?.[0];
  if (known !== undefined) return { target: known, confidence: "sure" };
  const word = ABOUT_IT.test(text) ? undefined : WORDS.find(([, pattern]) => pattern.test(text));
  return word === undefined ? null : { target: word[0], confidence: "likely" };
}

function guessByValues(values: string[]): ColumnGuess | null {
  const filled = values.filter((value) => value.trim() !== "");
  const mostAre = (is: (value: string) => boolean) =>
    filled.length > 0 && filled.filter(is).length / filled.length >= VALUES_MIN;
  if (mostAre(isEmail)) return { target: "email", confidence: "likely" };
  if (mostAre(isPhone)) return { target: "phone", confidence: "likely" };
  return null;
}

function isEmail(value: string): boolean {
  return emailKey(value) !== null;
}

/** With a plus or the 0 of a local number: ids and amounts are digits too. */
function isPhone(value: string): boolean {
  return /^\s*(\+|00|0|380|8\s*\(?0)/.test(value) && phoneKey(value, "UA") !== null;
}

/** Lower case, letters and digits only, single spaces. */
function plain(heading: string): string {
  return heading.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}
