// Keys of suspected duplicates.
import { SCHEMA_VERSION as V } from "./schema.ts";

/** Whoever has the value: contacts with one in common are neighbours here. */
export function duplicateKey(kind: string, value: string, contactId: number): Deno.KvKey {
  return [V, "dup", kind, value, contactId];
}

/** A contact whose pairs are to be found anew. */
export function duplicateTodoKey(contactId: number): Deno.KvKey {
  return [V, "dup_todo", contactId];
}

/** A suspected pair: the queue is this range from its end. */
export function duplicatePairKey(score: number, newerId: number, olderId: number): Deno.KvKey {
  return [V, "dup_pair", score, newerId, olderId];
}

/** The pairs of a contact, from both sides. */
export function duplicateOfKey(contactId: number, otherId: number): Deno.KvKey {
  return [V, "dup_of", contactId, otherId];
}

/** A pair of which someone has said that it is two people. */
export function notDuplicatesKey(newerId: number, olderId: number): Deno.KvKey {
  return [V, "dup_not", newerId, olderId];
}

export function duplicateTotalKey(): Deno.KvKey {
  return [V, "dup_total"];
}
