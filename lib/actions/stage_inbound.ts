// Storing what may enter, and nothing of what may not: the only place that stores messages of customers (10.2, 8.3).
import type { Contact } from "@/lib/domain/contact.ts";
import type { ChannelLogEntry } from "@/lib/domain/channel_log.ts";
import { type Message, MESSAGE_CHARS_MAX, previewOf } from "@/lib/domain/conversation.ts";
import type { MessageEvent, RecordEvent } from "@/lib/domain/event.ts";
import { cleanName, cleanText } from "@/lib/domain/handle.ts";
import { type InboundAnswer, NOTHING_KEPT, type PersonEvent } from "@/lib/domain/inbound.ts";
import { cutText, type InboundSender } from "@/lib/domain/inbound_sender.ts";
import { stageNamer } from "@/lib/store/blocked_handles.ts";
import { stageAttempt } from "@/lib/store/blocks.ts";
import type { Change } from "@/lib/store/change.ts";
import { stageChannelLog } from "@/lib/store/channel_log.ts";
import { type ReadContact, stageActiveContact, stageCreateContact } from "@/lib/store/contacts.ts";
import { findThreadIn } from "@/lib/store/conversations.ts";
import { stageFirstMessage, stageMessage } from "@/lib/store/stage_message.ts";
import { stageEvent } from "@/lib/store/events.ts";
import { ownerKey, writeHandles } from "@/lib/store/handles.ts";
import { stageTaken } from "@/lib/store/inbound.ts";
import type { Admission, Verdict } from "./admit.ts";
import {
  inboundChanges,
  newInboundContact,
  type ToldContact,
  withTold,
} from "./inbound_contact.ts";

/** How late a message may be and still count from when it was sent; others count from when they came. */
export const LATE_MS_MAX = 7 * 24 * 60 * 60_000;
/** Within it the order in which messages come is their order: many senders' clocks know no parts of a second. */
const PROMPT_MS = 60_000;

/** An event of a person that has come, with all that storing it needs and no store can tell. */
export interface Arrival {
  channelId: string;
  eventId: string;
  bodyHash: string;
  event: PersonEvent;
  sender: InboundSender;
  nowMs: number;
  /** As `Deps.newId`. */
  newId(atMs?: number): string;
  /** Of a contact that is not there yet; the same one however often the commit is tried. */
  newContactId(): Promise<number>;
}

/** Whose the sender's address is, as this change has read and checked it; null when nobody's. */
export type Known = ReadContact | null;

/** An arrival that the gate has let in. */
interface Entry {
  arrival: Arrival;
  admission: Admission;
  known: Known;
}

/**
 * Stores the event if the verdict lets it, and in any case that it was taken, so that it is judged once. Of what is
 * refused nothing is kept but its id, the digest of its body and a line of the log, and that the block has kept out one
 * more, whose address is under it from now on.
 */
export async function stageArrival(
  change: Change,
  arrival: Arrival,
  { verdict, known }: { verdict: Verdict; known: Known },
): Promise<InboundAnswer> {
  const answer = verdict.admitted
    ? await stageEntry(change, { arrival, admission: verdict.admission, known })
    : NOTHING_KEPT;
  const { channelId, eventId, bodyHash, nowMs } = arrival;
  if (!verdict.admitted) await stageRefused(change, arrival, verdict.blockId);
  stageTaken(change, { channelId, eventId }, { bodyHash, answer, atMs: nowMs });
  stageChannelLog(change, {
    ...logEntry(arrival, answer),
    outcome: verdict.admitted ? (answer.result === "stored" ? "stored" : "updated") : "refused",
    problem: verdict.admitted ? null : verdict.reason,
  });
  return answer;
}

async function stageRefused(
  change: Change,
  { nowMs, sender }: Arrival,
  blockId: string,
): Promise<void> {
  stageAttempt(change, { blockId, nowMs });
  await stageNamer(change, blockId, ownerKey(sender.handle));
}

/** A line of the channel's log that says nothing about how it went yet. */
export function logEntry(
  { newId, channelId, nowMs, eventId }: Pick<
    Arrival,
    "newId" | "channelId" | "nowMs" | "eventId"
  >,
  { conversationId }: Pick<InboundAnswer, "conversationId">,
): Omit<ChannelLogEntry, "outcome"> {
  return {
    id: newId(),
    channelId,
    atMs: nowMs,
    direction: "in",
    subjectId: eventId,
    conversationId,
    problem: null,
    status: null,
  };
}

async function stageEntry(change: Change, entry: Entry): Promise<InboundAnswer> {
  const { arrival, known } = entry;
  const { event } = arrival;
  if (event.kind === "contact") return await stageContactUpdate(change, entry);
  const content = event.kind === "call" ? callContent(event) : textContent(event);
  return known === null
    ? await stageStranger(change, arrival, content)
    : await stageFromKnown(change, { ...arrival, known }, content);
}

/** The first thing that somebody ever sends: the contact comes with it. */
async function stageStranger(
  change: Change,
  arrival: Arrival,
  content: Content,
): Promise<InboundAnswer> {
  const { contact, created } = await stranger(change, arrival);
  const message = messageOf(arrival, arrival.newId(), content);
  const { address } = arrival.sender;
  // The address was nobody's until now, so a thread with it, if there is one, is over.
  await stageFirstMessage(change, { contact, created }, {
    message,
    thread: null,
    channelId: arrival.channelId,
    address,
    subject: subjectOf(arrival),
    event: messageEvent(arrival, contact.id, message),
  });
  return stored(contact.id, message);
}

async function stageFromKnown(
  change: Change,
  { known, ...arrival }: Arrival & { known: ReadContact },
  content: Content,
): Promise<InboundAnswer> {
  const { channelId, sender: { address } } = arrival;
  const contactId = known.before.id;
  const thread = await findThreadIn(change, { channelId, address, contactId });
  const edited = await stageTold(change, arrival, known);
  const message = messageOf(arrival, thread?.id ?? arrival.newId(), content);
  await stageMessage(change, { ...known, before: edited }, {
    message,
    thread,
    channelId,
    address,
    subject: subjectOf(arrival),
    event: messageEvent(arrival, contactId, message),
  });
  return stored(contactId, message);
}

async function stageContactUpdate(
  change: Change,
  { arrival, known }: Entry,
): Promise<InboundAnswer> {
  if (known === null) {
    const { contact, created } = await stranger(change, arrival);
    await stageCreateContact(change, contact, created);
    return updated(contact.id);
  }
  await stageTold(change, arrival, known);
  return updated(known.before.id);
}

/** A contact of what came and nothing else, and the event that says so. */
async function stranger(
  change: Change,
  arrival: Arrival,
): Promise<{ contact: Contact; created: RecordEvent }> {
  const empty = newInboundContact(await arrival.newContactId(), arrival, arrival.nowMs);
  const { contact, changes } = await withTold(change, empty, arrival);
  const values = changes.filter(({ field }) => field.startsWith("attr."));
  const created: RecordEvent = {
    ...eventOf(arrival, contact.id),
    kind: "created",
    changes: [...inboundChanges(null, contact), ...values],
  };
  return { contact, created };
}

/** The contact as it is with what the event tells: an edit of its own where the timeline has something to say. */
async function stageTold(
  change: Change,
  arrival: Arrival,
  known: ReadContact,
): Promise<Contact> {
  const told: ToldContact = await withTold(change, known.before, arrival);
  if (told.changes.length === 0) {
    // A label alone is no edit.
    if (told.contact !== known.before) {
      stageActiveContact(change, { ...known, after: told.contact });
    }
    return told.contact;
  }
  const after = { ...told.contact, revision: known.before.revision + 1 };
  stageEvent(change, { ...eventOf(arrival, after.id), kind: "edited", changes: told.changes });
  // Whose the addresses are was watched before they were read.
  await writeHandles(change, known.before, after);
  stageActiveContact(change, { ...known, after });
  return after;
}

/** What a message or call says, and when it says it was sent. */
interface Content {
  parts: Pick<Message, "kind" | "text" | "isCut" | "attachments" | "call" | "externalId">;
  sentAtMs: number | undefined;
}

function callContent({ call }: Extract<PersonEvent, { kind: "call" }>): Content {
  const { outcome, durationSeconds = null, externalId = null, sentAtMs } = call;
  const parts = { kind: "call" as const, text: "", isCut: false, attachments: [], externalId };
  return { parts: { ...parts, call: { outcome, durationSeconds } }, sentAtMs };
}

/** What has come along is named; where it is all there is, or nothing can be seen, the message is a placeholder. */
function textContent({ message }: Extract<PersonEvent, { kind: "message" }>): Content {
  const { attachments, externalId = null, sentAtMs } = message;
  const whole = cleanText(message.text);
  const text = cutText(whole, MESSAGE_CHARS_MAX);
  const parts = {
    kind: text === "" ? "unsupported" as const : "text" as const,
    text,
    isCut: text.length < whole.length,
    attachments: attachments.map(({ kind, name }) => ({ kind, name: cleanName(name) })),
    call: null,
    externalId,
  };
  return { parts, sentAtMs };
}

function messageOf(
  { nowMs, newId }: Arrival,
  conversationId: string,
  { parts, sentAtMs }: Content,
): Message {
  return {
    ...parts,
    id: newId(),
    conversationId,
    direction: "in",
    authorUserId: null,
    template: null,
    delivery: null,
    atMs: momentOf(sentAtMs, nowMs),
  };
}

/** A clock of somebody else's is believed within a week, and never about the future. */
function momentOf(sentAtMs: number | undefined, nowMs: number): number {
  if (sentAtMs === undefined || sentAtMs > nowMs || sentAtMs <= nowMs - LATE_MS_MAX) return nowMs;
  return sentAtMs;
}

function subjectOf({ event }: Arrival): string | null {
  const subject = event.kind === "message" ? cleanName(event.message.subject ?? "") : "";
  return subject === "" ? null : subject;
}

function eventOf({ newId, nowMs, channelId }: Arrival, contactId: number) {
  const actor = { kind: "channel" as const, channelId };
  return { id: newId(), contactId, atMs: nowMs, actor };
}

/** The timeline has it at the time at which it was sent; the thread in the order in which things came, for nobody to overlook. */
function messageEvent(arrival: Arrival, contactId: number, message: Message): MessageEvent {
  const { nowMs, newId } = arrival;
  const isLate = message.atMs < nowMs - PROMPT_MS;
  return {
    ...eventOf(arrival, contactId),
    id: isLate ? newId(message.atMs) : newId(),
    atMs: message.atMs,
    kind: "message",
    conversationId: message.conversationId,
    messageId: message.id,
    channelId: arrival.channelId,
    direction: message.direction,
    messageKind: message.kind,
    ...(message.call ? { outcome: message.call.outcome } : {}),
    preview: previewOf(message.text),
  };
}

function stored(contactId: number, { id, conversationId }: Message): InboundAnswer {
  return { result: "stored", contactId, conversationId, messageId: id };
}

function updated(contactId: number): InboundAnswer {
  return { result: "updated", contactId, conversationId: null, messageId: null };
}
