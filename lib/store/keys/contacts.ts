// Keys of contacts, what they are found by, what they own, and the trash.
import { SCHEMA_VERSION as V } from "./schema.ts";

export function contactKey(id: number): Deno.KvKey {
  return [V, "c", id];
}

/** Blind-set by every change of an existing contact, so that a batch can watch all of them with one check. */
export function contactHeadKey(): Deno.KvKey {
  return [V, "ch"];
}

/** A contact without activity sorts as time 0: last when the newest come first. */
export function activityRowKey(lastActivityAtMs: number | null, id: number): Deno.KvKey {
  return [V, "sl", lastActivityAtMs ?? 0, id];
}

export function createdRowKey(createdAtMs: number, id: number): Deno.KvKey {
  return [V, "sc", createdAtMs, id];
}

export function nameRowKey(nameKey: string, id: number): Deno.KvKey {
  return [V, "sn", nameKey, id];
}

export function emailOwnerKey(email: string): Deno.KvKey {
  return [V, "e", email];
}

export function phoneOwnerKey(e164: string): Deno.KvKey {
  return [V, "p", e164];
}

/** Whose an identity in a channel is. */
export function identityOwnerKey(channelId: string, externalId: string): Deno.KvKey {
  return [V, "i", channelId, externalId];
}

/** Blind-set by every commit that gives a handle to a contact, so that many handles need one check. */
export function handleHeadKey(): Deno.KvKey {
  return [V, "eh"];
}

export function contactTotalKey(): Deno.KvKey {
  return [V, "N"];
}

/** The next block of contact ids that no process has taken yet. */
export function nextIdBlockKey(): Deno.KvKey {
  return [V, "next_id"];
}

export function eventKey(contactId: number, eventId: string): Deno.KvKey {
  return [V, "ev", contactId, eventId];
}

export function noteKey(contactId: number, noteId: string): Deno.KvKey {
  return [V, "note", contactId, noteId];
}

/** Which of a contact's notes is pinned: one key, so that there cannot be two. */
export function pinnedNoteKey(contactId: number): Deno.KvKey {
  return [V, "note_pin", contactId];
}

export function trashKey(contactId: number): Deno.KvKey {
  return [V, "trash", contactId];
}

export function trashRowKey(deletedAtMs: number, contactId: number): Deno.KvKey {
  return [V, "trash_row", deletedAtMs, contactId];
}
