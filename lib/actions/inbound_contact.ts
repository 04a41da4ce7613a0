// What an inbound event makes of its contact: a new one, or a known one with what it had not said before (10.2, 7.4).
import {
  type Contact,
  type Email,
  HANDLES_MAX,
  type Identity,
  type Phone,
  type Unclaimed,
} from "@/lib/domain/contact.ts";
import { withAttributeValues } from "@/lib/domain/attribute_value.ts";
import { addressChanges, identityText } from "@/lib/domain/contact_changes.ts";
import { fieldChanges } from "@/lib/domain/contact_input.ts";
import type { FieldChange } from "@/lib/domain/event.ts";
import type { HandleRef } from "@/lib/domain/handle_ref.ts";
import type { PersonEvent } from "@/lib/domain/inbound.ts";
import type { InboundSender } from "@/lib/domain/inbound_sender.ts";
import { InputError } from "@/lib/errors.ts";
import type { Change } from "@/lib/store/change.ts";
import { findOwner } from "@/lib/store/handles.ts";
import { valueBytes } from "@/lib/store/value_size.ts";
import { stageAttributeValues } from "./attribute_values.ts";

/** A record stays below the 64 KiB of a value by more than its next message, tag or edit adds. */
const RECORD_BYTES_MAX = 48 * 1024;

export interface Told {
  channelId: string;
  event: PersonEvent;
  sender: InboundSender;
}

export interface ToldContact {
  contact: Contact;
  /** For the timeline; a label is for people only and changes without one. */
  changes: FieldChange[];
}

/** A contact that nobody has entered: all that is known of it is what came. */
export function newInboundContact(
  id: number,
  { channelId, sender }: Told,
  nowMs: number,
): Contact {
  return {
    id,
    name: "",
    emails: sender.handle.kind === "email" ? [{ typed: sender.typed, key: sender.address }] : [],
    phones: sender.handle.kind === "phone" ? [{ typed: sender.typed, key: sender.address }] : [],
    ...(sender.handle.kind === "identity" ? { identities: [identityOf(channelId, sender)] } : {}),
    tagIds: [],
    language: null,
    source: "inbound",
    createdByChannelId: channelId,
    createdAtMs: nowMs,
    lastActivityAtMs: null,
    revision: 1,
  };
}

/** Whether the event names addresses that the contact does not have: they have to be watched before they are read. */
export function namesNewAddresses(contact: Contact, { emails, phones }: InboundSender): boolean {
  return newEmails(contact, emails).length > 0 || newPhones(contact, phones).length > 0;
}

/**
 * The contact with what the event tells: a name if it has none, a language unless a person chose one, addresses that
 * are free, attribute values. What is another contact's stays theirs and is kept as unclaimed. Whose addresses are
 * is not checked here. Throws `InputError` for values of attributes that break a rule.
 */
export async function withTold(
  change: Change,
  before: Contact,
  told: Told,
): Promise<ToldContact> {
  const { sender } = told;
  const addressed = await withAddresses(change, withLabel(before, told), sender);
  const named = withLanguage(withName(addressed, sender), sender);
  const valued = await withAttributes(change, named, told);
  return {
    contact: valued.contact,
    changes: [...inboundChanges(before, valued.contact), ...valued.changes],
  };
}

/** Fields that an inbound event may change, besides attributes; null before: all that a new contact has. */
export function inboundChanges(before: Contact | null, after: Contact): FieldChange[] {
  const { attributes: _, ...fields } = after;
  return [...fieldChanges(before, fields), ...addressChanges(before, after)];
}

function identityOf(channelId: string, { address, label }: InboundSender): Identity {
  return { channelId, externalId: address, label };
}

/** The channel's newest name for its own user. */
function withLabel(contact: Contact, { channelId, sender }: Told): Contact {
  const { identities = [] } = contact;
  const own = identityOf(channelId, sender);
  const at = identities.findIndex((one) => identityText(one) === identityText(own));
  if (sender.label === "" || at === -1 || identities[at]?.label === sender.label) return contact;
  return { ...contact, identities: identities.with(at, own) };
}

/** What people have called the contact is theirs; a name fills an empty place only. */
function withName(contact: Contact, { name }: InboundSender): Contact {
  return contact.name === "" && name !== "" ? { ...contact, name } : contact;
}

function withLanguage(contact: Contact, { language }: InboundSender): Contact {
  const isTheirs = contact.language === null || contact.languageByCustomer === true;
  if (language === null || !isTheirs || contact.language === language) return contact;
  return { ...contact, language, languageByCustomer: true };
}

/** As many of the addresses as fit; the message is worth more than an address that does not. */
async function withAddresses(
  change: Change,
  contact: Contact,
  { emails, phones }: InboundSender,
): Promise<Contact> {
  let grown = contact;
  for (const email of newEmails(contact, emails)) {
    const isFree = await isFreeIn(change, { kind: "email", key: email.key }, contact.id);
    const more = isFree ? withEmail(grown, email) : withUnclaimed(grown, "email", email);
    grown = isTooLarge(more) ? grown : more;
  }
  for (const phone of newPhones(contact, phones)) {
    const { key, typed } = phone;
    const isFree = key === null || await isFreeIn(change, { kind: "phone", key }, contact.id);
    const more = isFree ? withPhone(grown, phone) : withUnclaimed(grown, "phone", { typed, key });
    grown = isTooLarge(more) ? grown : more;
  }
  return grown;
}

function newEmails(contact: Contact, emails: readonly Email[]): Email[] {
  return emails.filter(({ key }) => !contact.emails.some((has) => has.key === key));
}

function newPhones(contact: Contact, phones: readonly Phone[]): Phone[] {
  return phones.filter((phone) => !contact.phones.some((has) => isSame(has, phone)));
}

function isSame(a: Phone, b: Phone): boolean {
  return (a.key ?? a.typed) === (b.key ?? b.typed);
}

async function isFreeIn(change: Change, handle: HandleRef, ownId: number): Promise<boolean> {
  const owner = await findOwner(change, handle);
  return owner === null || owner === ownId;
}

function withEmail(contact: Contact, email: Email): Contact {
  const { emails } = contact;
  return emails.length >= HANDLES_MAX ? contact : { ...contact, emails: [...emails, email] };
}

function withPhone(contact: Contact, phone: Phone): Contact {
  const { phones } = contact;
  return phones.length >= HANDLES_MAX ? contact : { ...contact, phones: [...phones, phone] };
}

function withUnclaimed(
  contact: Contact,
  kind: Unclaimed["kind"],
  { typed, key }: Phone,
): Contact {
  const unclaimed = contact.unclaimed ?? [];
  const isThere = unclaimed.some((one) => one.kind === kind && one.key === key);
  if (key === null || isThere || unclaimed.length >= HANDLES_MAX) return contact;
  return { ...contact, unclaimed: [...unclaimed, { kind, typed, key }] };
}

function isTooLarge(contact: Contact): boolean {
  return valueBytes(contact) > RECORD_BYTES_MAX;
}

async function withAttributes(
  change: Change,
  contact: Contact,
  { event }: Told,
): Promise<ToldContact> {
  if (event.kind !== "contact") return { contact, changes: [] };
  const raws = event.contact.attributes;
  const { attributes, changes, problems } = await stageAttributeValues(change, contact, raws);
  const wrong = Object.entries(problems).map(([field, problem]) => [
    field.replace(/^attr\./, "contact.attributes."),
    problem,
  ]);
  if (wrong.length > 0) {
    throw new InputError(
      `Event refused: ${wrong.length} values of attributes`,
      Object.fromEntries(wrong),
    );
  }
  if (changes.length === 0) return { contact, changes };
  return { contact: withAttributeValues(contact, attributes), changes };
}
