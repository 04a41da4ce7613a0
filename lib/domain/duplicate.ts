// Suspected duplicates: the keys by which contacts that may be one person are found (9.8). `duplicate_score.ts` judges.
import type { Contact } from "./contact.ts";
import { fold } from "./fold.ts";
import { givenNames } from "./given_names.ts";
import { nameTokens } from "./name_likeness.ts";

/** What of a contact is compared; a form that is not saved yet has it too. */
export type DuplicateSubject =
  & Pick<Contact, "name" | "emails" | "phones">
  & Pick<Contact, "unclaimed" | "attributes">;

export const DUPLICATE_KINDS = ["phone", "email", "name"] as const;
export type DuplicateKind = typeof DUPLICATE_KINDS[number];

/** Contacts that have one in common are compared. */
export interface DuplicateKey {
  kind: DuplicateKind;
  value: string;
}

/** Phones come first, then e-mails: of more keys than this, names are left out. */
export const DUPLICATE_KEYS_MAX = 12;
const PHONE_DIGITS = 9;
/** Nine digits or more, and what people write between them. */
const DIGIT_RUN = /\d(?:[ ().\/-]*\d){8,}/g;
const VALUE_CHARS_MAX = 300;
/** Слава may be Ярослав, Мирослав, Владислав and more. */
const INITIALS_MAX = 5;
const SIGNALS_MAX = 3;
const SIGNAL_CHARS_MAX = 80;

/** Attributes whose value two people with one name rarely share by chance. */
const COMPANY_KEYS = ["company", "company_name", "organization", "organisation", "employer"];
const CITY_KEYS = ["city", "town"];

/** Hosts whose addresses say nothing about where someone works. */
const PUBLIC_HOSTS = new Set(
  ("gmail.com googlemail.com ukr.net i.ua meta.ua email.ua bigmir.net online.ua outlook.com hotmail.com live.com " +
    "msn.com yahoo.com ymail.com icloud.com me.com mac.com proton.me protonmail.com aol.com gmx.com gmx.net gmx.de " +
    "web.de mail.com zoho.com fastmail.com wp.pl o2.pl onet.pl seznam.cz yandex.ru mail.ru")
    .split(" "),
);

/** Names that are reserved for examples stand for any host. */
const RESERVED_HOST = /(^|\.)(example\.(com|net|org)|example|test|invalid)$/;

/** What two people of one name may share beside it. */
export interface Signal {
  kind: "company" | "city";
  value: string;
}

/**
 * All keys of a contact, each once: the last nine digits of every phone, also of those that could not be read and of
 * those that belong to others; e-mails without dots and what follows a plus; surname and initial together with a company
 * or a city, for a name alone never makes a pair.
 */
export function duplicateKeys(subject: DuplicateSubject): DuplicateKey[] {
  const keys = new Map<string, DuplicateKey>();
  for (const key of [...phoneKeys(subject), ...emailKeys(subject), ...nameKeys(subject)]) {
    if (keys.size < DUPLICATE_KEYS_MAX) keys.set(duplicateKeyName(key), key);
  }
  return [...keys.values()];
}

/** As one text, for sets and maps. */
export function duplicateKeyName({ kind, value }: DuplicateKey): string {
  return `${kind} ${value}`;
}

/**
 * The end of each number that stands there, in which country code and trunk prefix do not matter: one of a number that
 * was read, as many as there are of a text such as "067 123 45 67 after 18, or 050 111 22 33". None of what is too short
 * for a person's.
 */
export function phoneTails(number: string): string[] {
  const [main = ""] = number.split(";ext=");
  const runs = fold(main).match(DIGIT_RUN) ?? [];
  return [...new Set(runs.map((run) => run.replace(/\D/g, "").slice(-PHONE_DIGITS)))];
}

/** An address as most mailboxes read it: without dots before the @, and without `+` and what follows. */
export function emailCore(key: string): string {
  const at = key.lastIndexOf("@");
  const local = key.slice(0, at).replace(/\+.*$/u, "").replaceAll(".", "");
  return `${local || key.slice(0, at)}${key.slice(at)}`;
}

/** Every phone of the contact, those of others that it named included: its number, or what was typed. */
export function allPhones({ phones, unclaimed = [] }: DuplicateSubject): string[] {
  const named = unclaimed.filter(({ kind }) => kind === "phone").map(({ key }) => key);
  return [...phones.map(({ key, typed }) => key ?? typed), ...named];
}

/** Keys of every e-mail of the contact, those of others that it named included. */
export function allEmails({ emails, unclaimed = [] }: DuplicateSubject): string[] {
  const named = unclaimed.filter(({ kind }) => kind === "email").map(({ key }) => key);
  return [...emails.map(({ key }) => key), ...named];
}

/** Companies and cities of the contact, folded. The host of an e-mail is a company's unless everyone can have one there. */
export function signals(subject: DuplicateSubject): Signal[] {
  const { attributes = {} } = subject;
  const hosts = allEmails(subject).map(hostOf);
  const found = [
    ...hosts.filter(isCompanyHost).map((host) => signal("company", host)),
    ...COMPANY_KEYS.map((key) => signal("company", attributes[key])),
    ...CITY_KEYS.map((key) => signal("city", attributes[key])),
  ];
  const distinct = new Map(found.map((one) => [`${one.kind} ${one.value}`, one]));
  return [...distinct.values()].filter(({ value }) => value !== "").slice(0, SIGNALS_MAX);
}

/** Of an e-mail key. */
export function hostOf(key: string): string {
  return key.slice(key.lastIndexOf("@") + 1);
}

/** Whether an address there says something about where someone works. */
export function isCompanyHost(host: string): boolean {
  return !PUBLIC_HOSTS.has(host) && !RESERVED_HOST.test(host);
}

function signal(kind: Signal["kind"], value: unknown): Signal {
  const text = typeof value === "string" ? fold(value).trim() : "";
  return { kind, value: text.slice(0, SIGNAL_CHARS_MAX) };
}

function phoneKeys(subject: DuplicateSubject): DuplicateKey[] {
  return allPhones(subject).flatMap(phoneTails).map((value) => ({ kind: "phone", value }));
}

function emailKeys(subject: DuplicateSubject): DuplicateKey[] {
  return allEmails(subject).map((key) => ({ kind: "email", value: emailCore(key) }));
}

function nameKeys(subject: DuplicateSubject): DuplicateKey[] {
  const shared = signals(subject);
  if (shared.length === 0) return [];
  const orders = surnameInitials(nameTokens(subject.name));
  return shared.flatMap(({ kind, value }) =>
    orders.map((order) => ({
      kind: "name" as const,
      value: `${order} ${kind} ${value}`.slice(0, VALUE_CHARS_MAX),
    }))
  );
}

/**
 * Surname and first initial in each order that names are written in: Taras Shevchenko, Shevchenko Taras, and both with a
 * patronymic. Whichever order two names have, one of these is common to both.
 */
function surnameInitials(tokens: readonly string[]): string[] {
  const [first, second] = tokens;
  const last = tokens.at(-1);
  if (first === undefined || second === undefined || last === undefined) return [];
  const keys = [
    ...initials(second).map((initial) => `${first} ${initial}`),
    ...initials(first).map((initial) => `${last} ${initial}`),
  ];
  return [...new Set(keys)];
}

/** Of a short form that of the name: Саша is somebody with О. */
function initials(token: string): string[] {
  const names = [...givenNames(token) ?? [token]];
  return [...new Set(names.map(([initial = ""]) => initial))].slice(0, INITIALS_MAX);
}
