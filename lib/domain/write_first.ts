// Who can be written to in which channel and how, and why not where not (11.1).
import { addressKind, type Channel, type ChannelType } from "./channel.ts";
import type { Contact } from "./contact.ts";
import { type Conversation, isWindowOpen } from "./conversation.ts";

/** What is sent: text, text that wants a subject if it begins a conversation, an approved template, or a call. */
export type WriteForm = "text" | "email" | "template" | "call";

/** One address at which a contact can be reached in a channel. */
export interface WriteWay {
  address: string;
  /** The contact's conversation there, which will go on; null begins one. */
  thread: Conversation | null;
  form: WriteForm;
}

/** Why a channel cannot be used; the texts below `problem.` say it. */
export type WriteProblem =
  | "channel_off"
  | "visitors_begin" // website chat
  | "messenger_forbids" // lets nobody write to someone who has not written
  | "sender_unknown" // the channel's own id of the contact comes with their first message
  | "setting_off"
  | "no_phone"
  | "no_plain_phone" // messengers know no extensions
  | "no_email";

/** Whose page helps: the channel's settings, or the contact's form; null when nothing does but waiting. */
export type WriteFix = "channel" | "contact";

export type WriteFirst =
  | { usable: true; ways: readonly WriteWay[] } // at least one
  | { usable: false; problem: WriteProblem; fix: WriteFix | null };

type Reachable = Pick<Contact, "emails" | "phones" | "identities">;
type WrittenChannel = Pick<Channel, "id" | "type" | "enabled" | "canWriteFirst">;

/** The contact's conversations in this channel, and the moment. */
export interface WriteSituation {
  threads: readonly Conversation[];
  nowMs: number;
}

/**
 * Whether and at which addresses the contact can be written to in the channel. Where they have a conversation, or an
 * identity, they have come themselves: "can write first to a new client" is not asked then.
 */
export function writeFirst(
  channel: WrittenChannel,
  contact: Reachable,
  { threads, nowMs }: WriteSituation,
): WriteFirst {
  if (!channel.enabled) return refused("channel_off", "channel");
  const addresses = channelAddresses(channel, contact);
  const known = (address: string) =>
    isIdentity(channel, contact, address) || threads.some((thread) => thread.address === address);
  const open = addresses.filter((address) => channel.canWriteFirst || known(address));
  if (open.length > 0) return { usable: true, ways: open.map(way) };
  return whyNot(channel, contact);

  function way(address: string): WriteWay {
    const thread = threads.find((thread) => thread.address === address) ?? null;
    return { address, thread, form: writeForm(channel.type, thread, nowMs) };
  }
}

/** All addresses a contact has in a channel, the primary one first: those that a conversation could be with. */
export function channelAddresses(
  { id, type }: Pick<Channel, "id" | "type">,
  { emails, phones, identities = [] }: Reachable,
): string[] {
  const kind = addressKind(type);
  if (kind === "email") return emails.map(({ key }) => key);
  const numbers = phones.flatMap(({ key }) => key === null ? [] : [key]);
  if (kind === "phone") return numbers;
  const own = identities.filter(({ channelId }) => channelId === id)
    .map(({ externalId }) => externalId);
  if (type !== "whatsapp") return own;
  // Its ids are the digits of numbers: one that is an identity already is not offered twice; none has an extension.
  const taken = new Set(own.map(digitsOf));
  const others = numbers.filter((number) => !number.includes(";")).map(digitsOf);
  return [...own, ...others.filter((digits) => !taken.has(digits))];
}

/** What can be sent now in a conversation of this channel type; null: in one that begins. */
export function writeForm(
  type: ChannelType,
  thread: Pick<Conversation, "lastInboundAtMs"> | null,
  nowMs: number,
): WriteForm {
  if (type === "email" || type === "call") return type;
  if (!hasServiceWindow(type)) return "text";
  return thread !== null && isWindowOpen(thread, nowMs) ? "text" : "template";
}

/** Whether free text is taken only for a day after the customer's last message. */
function hasServiceWindow(type: ChannelType): boolean {
  return type === "whatsapp";
}

/** What stands in the way first: what no setting and no address can change, then the setting, then the address. */
function whyNot({ type, canWriteFirst }: WrittenChannel, { phones }: Reachable): WriteFirst {
  if (type === "website") return refused("visitors_begin", null);
  if (type === "telegram" || type === "viber") return refused("messenger_forbids", null);
  if (!canWriteFirst) return refused("setting_off", "channel");
  if (type === "api") return refused("sender_unknown", null);
  if (type === "email") return refused("no_email", "contact");
  return refused(phones.some(({ key }) => key !== null) ? "no_plain_phone" : "no_phone", "contact");
}

function refused(problem: WriteProblem, fix: WriteFix | null): WriteFirst {
  return { usable: false, problem, fix };
}

function isIdentity({ id }: WrittenChannel, { identities = [] }: Reachable, address: string) {
  return identities.some(({ channelId, externalId }) => channelId === id && externalId === address);
}

function digitsOf(address: string): string {
  return address.replace(/\D/g, "");
}
