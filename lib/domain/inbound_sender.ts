// Who an inbound event is from: the address its channel knows them by, and what came along, normalised (10.2).
import type { CountryCode } from "libphonenumber-js";
import { type FieldProblems, InputError } from "@/lib/errors.ts";
import { addressKind, type Channel } from "./channel.ts";
import { type Email, NAME_CHARS_MAX, type Phone } from "./contact.ts";
import { cleanName, emailKey, phoneKey } from "./handle.ts";
import type { HandleRef } from "./handle_ref.ts";
import { LABEL_CHARS_MAX, languageOfTag, type PersonEvent } from "./inbound.ts";

export interface InboundSender {
  /** Whom the conversation is with: an external id, a normalised e-mail, an E.164 number. */
  address: string;
  /** The address as a handle: whose it is, they are. */
  handle: HandleRef;
  /** As it was written, of an e-mail or phone; "" of an external id. */
  typed: string;
  /** Addresses that came along, each once, without the sender's own. They identify nobody. */
  emails: Email[];
  phones: Phone[];
  /** "" when none came. */
  name: string;
  label: string;
  language: string | null;
}

/** What is read of an event, while its problems are collected. */
interface Reading {
  event: PersonEvent;
  country: CountryCode;
  problems: FieldProblems;
}

type Address = Pick<InboundSender, "address" | "handle" | "typed">;

/** Throws `InputError` naming each field that is missing or cannot be read. */
export function parseSender(
  channel: Pick<Channel, "id" | "type">,
  event: PersonEvent,
  { country }: { country: CountryCode },
): InboundSender {
  const reading: Reading = { event, country, problems: {} };
  const address = readAddress(channel, reading);
  const emails = readEmails(reading);
  const phones = readPhones(reading);
  const language = readLanguage(reading);
  const paths = Object.keys(reading.problems);
  if (paths.length > 0 || address === null) {
    throw new InputError(`Event refused: ${paths.join(", ")}`, reading.problems);
  }
  const { identity } = event;
  const name = event.kind === "contact" ? event.contact.name ?? identity.name : identity.name;
  return {
    ...address,
    emails: emails.filter(({ key }) => address.handle.kind !== "email" || key !== address.address),
    phones: phones.filter(({ key }) => address.handle.kind !== "phone" || key !== address.address),
    name: cutText(cleanName(name ?? ""), NAME_CHARS_MAX),
    label: cutText(cleanName(identity.label ?? ""), LABEL_CHARS_MAX),
    language,
  };
}

/** All by which an event names who it is from, its channel's own address first. In WhatsApp that is a number, too. */
export function sendersHandles(
  { type }: Pick<Channel, "type">,
  { handle, address, emails, phones }: InboundSender,
): HandleRef[] {
  const isNumber = type === "whatsapp" && /^\d{7,15}$/.test(address);
  const numbers = [...phones.flatMap(({ key }) => key ?? []), ...isNumber ? [`+${address}`] : []];
  return [
    handle,
    ...emails.map(({ key }) => ({ kind: "email" as const, key })),
    ...numbers.map((key) => ({ kind: "phone" as const, key })),
  ];
}

/** At most so many UTF-16 units, and never half a character. */
export function cutText(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  return text.slice(0, charsMax).replace(/[\uD800-\uDBFF]$/, "");
}

/** Null with a problem. An id that the channel does not use is a mistake that would otherwise go unseen. */
function readAddress(channel: Pick<Channel, "id" | "type">, reading: Reading): Address | null {
  const { identity } = reading.event;
  const kind = addressKind(channel.type);
  if (kind === "identity") return readExternalId(channel, reading);
  if (identity.externalId !== undefined) {
    reading.problems["identity.externalId"] = { code: "field_not_here" };
  }
  const typed = cleanName(identity[kind] ?? "");
  const key = kind === "email" ? emailKey(typed) : phoneKey(typed, reading.country);
  if (key !== null) return { address: key, handle: { kind, key }, typed };
  const invalid = kind === "email" ? "email_invalid" : "phone_unread";
  reading.problems[`identity.${kind}`] = { code: typed === "" ? "field_required" : invalid };
  return null;
}

function readExternalId(
  { id: channelId, type }: Pick<Channel, "id" | "type">,
  { event: { identity }, problems }: Reading,
): Address | null {
  if (identity.externalId === undefined) {
    problems["identity.externalId"] = { code: "field_required" };
    return null;
  }
  const address = type === "whatsapp" ? digitsOfNumber(identity.externalId) : identity.externalId;
  const handle = { kind: "identity" as const, channelId, externalId: address };
  return { address, handle, typed: "" };
}

/** Numbers in WhatsApp are their digits, however a provider writes them; ids that are no numbers stay as they are. */
function digitsOfNumber(externalId: string): string {
  return /^\+?(?:[ ().-]*\d){7,15}$/.test(externalId) ? externalId.replace(/\D/g, "") : externalId;
}

/** Where an address may stand, with its path. */
function placesOf(event: PersonEvent, field: "email" | "phone"): [path: string, typed: string][] {
  const { identity } = event;
  const contact = event.kind === "contact" ? event.contact[field] : undefined;
  const places: [string, string | undefined][] = [
    [`identity.${field}`, identity[field]],
    [`contact.${field}`, contact],
  ];
  return places.map(([path, typed]): [string, string] => [path, cleanName(typed ?? "")])
    .filter(([, typed]) => typed !== "");
}

function readEmails({ event, problems }: Reading): Email[] {
  const emails = placesOf(event, "email").flatMap(([path, typed]) => {
    const key = emailKey(typed);
    if (key === null) problems[path] = { code: "email_invalid" };
    return key === null ? [] : [{ typed, key }];
  });
  return onceEach(emails, ({ key }) => key);
}

/** One that cannot be read stays as text and identifies nobody (1.3). */
function readPhones({ event, country }: Reading): Phone[] {
  const phones = placesOf(event, "phone").map(([, typed]) => ({
    typed,
    key: phoneKey(typed, country),
  }));
  return onceEach(phones, ({ key, typed }) => key ?? typed);
}

function onceEach<T>(list: T[], keyOf: (item: T) => string): T[] {
  return [...new Map(list.map((item) => [keyOf(item), item])).values()];
}

/** What the customer's program says of itself may be anything; what a contact update says has to be right. */
function readLanguage({ event, problems }: Reading): string | null {
  const said = event.kind === "contact" ? event.contact.language : undefined;
  const tag = said ?? event.identity.language ?? "";
  const language = languageOfTag(tag);
  if (said !== undefined && language === null) {
    problems["contact.language"] = { code: "language_invalid" };
  }
  return language;
}
