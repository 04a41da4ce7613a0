// Merges in tests: two contacts with all that there can be of them, and what a store holds.
import { assertRejects } from "@std/assert";
import { addNote } from "@/lib/actions/add_note.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { Acting, Deps } from "@/lib/actions/deps.ts";
import { mergeContacts } from "@/lib/actions/merge_contacts.ts";
import { pinNote } from "@/lib/actions/pin_note.ts";
import type { Contact, ContactInput } from "@/lib/domain/contact.ts";
import type { Conversation } from "@/lib/domain/conversation.ts";
import type { Merge, MergeChoices } from "@/lib/domain/merge.ts";
import { saveChange } from "@/lib/store/change.ts";
import { findContact, requireContactIn, stageActiveContact } from "@/lib/store/contacts.ts";
import { conversationRows, listContactConversations } from "@/lib/store/conversations.ts";
import { listEvents } from "@/lib/store/events.ts";
import { setHandleDigest } from "@/lib/store/handle_digest.ts";
import { conversationKey, messageKey, threadKey } from "@/lib/store/keys/conversations.ts";
import { listNotes } from "@/lib/store/notes.ts";
import { openSecretBox } from "@/lib/store/secret_box.ts";
import { ADMIN, aNamed } from "./cast.ts";
import { aMessage, storeMessage } from "./conversations.ts";
import { actingAs, NOON } from "./deps.ts";
import { Crash, faultyKv, memoryKv } from "./kv.ts";

/** Makes a contact, by an admin. */
export async function made(deps: Deps, changes: Partial<ContactInput>): Promise<Contact> {
  return await createContact(actingAs(deps, ADMIN), { ...aNamed("Somebody"), ...changes });
}

export interface Belongings {
  conversations?: number;
  notes?: number;
  /** The last of the notes. */
  isPinned?: boolean;
}

/** Two contacts that differ in everything, each with these belongings. */
export async function aCouple(
  deps: Deps,
  { kept = {}, merged = {} }: { kept?: Belongings; merged?: Belongings } = {},
): Promise<{ keptId: number; mergedId: number }> {
  const one = await made(deps, {
    name: "Олена Шевченко",
    emails: ["olena@example.com"],
    phones: ["067 123 45 67"],
    language: "uk",
  });
  const other = await made(deps, {
    name: "Olena Sh.",
    emails: ["o.sh@example.com", "sh@example.org"],
    phones: ["067 765 43 21"],
  });
  await give(deps, one.id, kept);
  await give(deps, other.id, merged);
  return { keptId: one.id, mergedId: other.id };
}

/** Conversations with one message each, and notes. */
export async function give(
  deps: Deps,
  contactId: number,
  { conversations = 0, notes = 0, isPinned = false }: Belongings,
): Promise<void> {
  const admin = actingAs(deps, ADMIN);
  for (let at = 0; at < conversations; at++) {
    const channelId = `01CHANNEL${at % 3}${contactId}`;
    await storeMessage(deps.kv, { contactId, channelId, address: `visitor-${contactId}-${at}` });
  }
  let noteId = "";
  for (let at = 0; at < notes; at++) noteId = await addNote(admin, contactId, `Note ${at}`);
  if (isPinned) await pinNote(admin, contactId, noteId);
}

/** Very many conversations, without their events. */
export async function giveMany(kv: Deno.Kv, contactId: number, count: number): Promise<void> {
  const BATCH_MAX = 150;
  for (let from = 0; from < count; from += BATCH_MAX) {
    const batch = Math.min(BATCH_MAX, count - from);
    await saveChange(kv, async (change) => {
      const read = await requireContactIn(change, contactId);
      for (let at = from; at < from + batch; at++) {
        const message = aMessage({ atMs: NOON + at });
        const conversation = aConversation(contactId, message, `visitor-${contactId}-${at}`);
        for (const key of conversationRows(conversation)) change.set(key, 0);
        change.set(conversationKey(conversation.id), conversation);
        change.set(threadKey(conversation.channelId, conversation.address), conversation.id);
        change.set(messageKey(conversation.id, message.id), message);
      }
      const conversationCount = (read.before.conversationCount ?? 0) + batch;
      const channelIds = [...new Set([...read.before.channelIds ?? [], "01MANY"])];
      const counted = { conversationCount, channelIds, lastActivityAtMs: NOON + from + batch - 1 };
      stageActiveContact(change, { ...read, after: { ...read.before, ...counted } });
    });
  }
}

function aConversation(
  contactId: number,
  { id, conversationId, atMs }: ReturnType<typeof aMessage>,
  address: string,
): Conversation {
  return {
    id: conversationId,
    contactId,
    channelId: "01MANY",
    address,
    subject: null,
    status: "open",
    createdAtMs: atMs,
    lastAtMs: atMs,
    lastInboundAtMs: atMs,
    last: { id, direction: "in", kind: "text", preview: "Добрий день!" },
    messageCount: 1,
  };
}

/** Merges as they are now. */
export async function merged(
  acting: Acting,
  { keptId, mergedId }: { keptId: number; mergedId: number },
  choices: MergeChoices = {},
): Promise<Merge> {
  const revisions = {
    kept: (await findContact(acting.deps.kv, keptId))?.revision ?? 0,
    merged: (await findContact(acting.deps.kv, mergedId))?.revision ?? 0,
  };
  return await mergeContacts(acting, { keptId, mergedId, choices, revisions });
}

/** How much of everything is a contact's. */
export async function belongingsOf(kv: Deno.Kv, id: number) {
  const [contact, conversations, notes, events] = await Promise.all([
    findContact(kv, id),
    listContactConversations(kv, id, { limit: 500 }),
    listNotes(kv, id, { limit: 500 }),
    listEvents(kv, id, { limit: 500 }),
  ]);
  return {
    counted: contact?.conversationCount ?? 0,
    conversations: conversations.items.length,
    notes: notes.notes.length,
    events: events.events.length,
  };
}

/** Kinds of keys that a merge which was undone leaves, and work that is still to be done. */
const LEFT = new Set(["merge", "ev", "activity", "activity_user", "next_id", "dup_todo"]);

/** A store as it is compared after a merge was undone: no merges, no events, no revisions of contacts, sets in order. */
export function comparable(entries: [Deno.KvKey, unknown][]) {
  return entries.filter(([key, value]) => value !== null && !LEFT.has(String(key[1])))
    .map(([key, value]) => [key, plain(value)]);
}

function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Deno.KvU64) return value;
  if (Array.isArray(value)) return value.map(plain);
  const { revision: _, ...rest } = { revision: 0, ...value };
  return Object.fromEntries(
    Object.entries(rest).map(([name, part]) => {
      const isSet = name === "digests" || name === "channelIds";
      return [name, isSet && Array.isArray(part) ? part.toSorted() : plain(part)];
    }),
  );
}

/** A store with these entries. */
export async function copyOf(entries: [Deno.KvKey, unknown][]): Promise<Deno.Kv> {
  const kv = await memoryKv();
  for (let from = 0; from < entries.length; from += 200) {
    const atomic = kv.atomic();
    for (const [key, value] of entries.slice(from, from + 200)) atomic.set(key, value);
    await atomic.commit();
  }
  return kv;
}

/** The first commit of the work, and nothing that comes after it. */
export async function decidedOnly(
  kv: Deno.Kv,
  work: (kv: Deno.Kv) => Promise<unknown>,
): Promise<void> {
  const dying = faultyKv(kv, (commit) => commit === 1 ? "crash_before" : null);
  setHandleDigest(dying.kv, await openSecretBox(new Uint8Array(32)));
  await assertRejects(() => work(dying.kv), Crash);
}
