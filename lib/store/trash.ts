// The trash: contacts that were deleted and can come back for 30 days (13.3).
import type { Contact } from "@/lib/domain/contact.ts";
import { type Trashed, trashedSchema } from "@/lib/domain/trash.ts";
import { NotFoundError } from "@/lib/errors.ts";
import type { Change } from "./change.ts";
import { stageRemoveContact, stageReturnContact } from "./contact_life.ts";
import type { ReadContact } from "./contacts.ts";
import { blockKey } from "./keys/blocks.ts";
import { trashKey, trashRowKey } from "./keys/contacts.ts";
import { rangePrefix } from "./keys/range.ts";
import { readMany } from "./kv.ts";

export interface TrashPage {
  /** The one deleted last comes first. */
  items: Trashed[];
  /** `before` of the next page; null at the end. */
  next: string | null;
}

export interface TrashWish {
  /** 1 to 500. */
  limit: number;
  /** `next` of the page before this one. */
  before?: string | null;
}

/** Moves a contact that `requireContactIn` has read to the trash, and frees its handles. */
export function stageTrash(
  change: Change,
  read: ReadContact,
  { deletedAtMs, byUserId, eventId }: Pick<Trashed, "deletedAtMs" | "byUserId" | "eventId">,
): void {
  const contact = read.before;
  const trashed: Trashed = { contact, deletedAtMs, byUserId, eventId };
  stageRemoveContact(change, read);
  change.set(trashKey(contact.id), trashed);
  change.set(trashRowKey(deletedAtMs, contact.id), 0);
}

/**
 * Takes what `requireTrashedIn` has read out of the trash, as `contact`: the record with its revision raised, and
 * without handles that are somebody else's by now. Throws `InputError` `handle_taken`.
 */
export async function stageUntrash(
  change: Change,
  trashed: Trashed,
  contact: Contact,
): Promise<void> {
  await stageReturnContact(change, contact);
  stageTrashGone(change, trashed);
}

/** Takes the record and its row away: the last that is known of a contact whose time is up. */
export function stageTrashGone(change: Change, { contact, deletedAtMs }: Trashed): void {
  change.delete(trashKey(contact.id));
  change.delete(trashRowKey(deletedAtMs, contact.id));
}

/** From now on it cannot be restored, so that what belongs to it can go in several commits. */
export function stageGoing(change: Change, trashed: Trashed): void {
  change.set(trashKey(trashed.contact.id), { ...trashed, isGoing: true } satisfies Trashed);
}

/** What the trash has of a contact, or null. */
export async function findTrashed(kv: Deno.Kv, id: number): Promise<Trashed | null> {
  const { value } = await kv.get(trashKey(id));
  return value === null ? null : trashedSchema.parse(value);
}

/** `findTrashed` for a commit that depends on it. 1 check. */
export async function findTrashedIn(change: Change, id: number): Promise<Trashed | null> {
  const { value } = await change.get(trashKey(id));
  return value === null ? null : trashedSchema.parse(value);
}

/** `findTrashedIn`. Throws `NotFoundError`. */
export async function requireTrashedIn(change: Change, id: number): Promise<Trashed> {
  const trashed = await findTrashedIn(change, id);
  if (trashed === null) throw new NotFoundError(`Contact ${id} is not in the trash`);
  return trashed;
}

/** Whether a block that a contact had when it was deleted is there still, or has been cleaned up. 1 check. */
export async function isBlockThere(change: Change, blockId: string): Promise<boolean> {
  return (await change.get(blockKey(blockId))).value !== null;
}

/** Those of these contacts that are in the trash, by id. Not one snapshot. */
export async function findTrashedOf(
  kv: Deno.Kv,
  ids: readonly number[],
): Promise<Map<number, Trashed>> {
  const entries = await readMany<unknown>(kv, ids.map(trashKey));
  return new Map(entries.flatMap(({ value }) => {
    if (value === null) return [];
    const trashed = trashedSchema.parse(value);
    return [[trashed.contact.id, trashed]];
  }));
}

/** What is in the trash, by when it was deleted, newest first. */
export async function listTrash(kv: Deno.Kv, { limit, before }: TrashWish): Promise<TrashPage> {
  const prefix = rangePrefix("trash_row");
  const place = before ? placeOf(before) : null;
  const selector = place ? { prefix, end: trashRowKey(...place) } : { prefix };
  const rows = await Array.fromAsync(kv.list(selector, { reverse: true, limit: limit + 1 }));
  const page = rows.slice(0, limit).map(({ key }) => [Number(key[2]), Number(key[3])] as const);
  const found = await findTrashedOf(kv, page.map(([, id]) => id));
  // One that was restored between the two reads is not there any more.
  const items = page.flatMap(([, id]) => found.get(id) ?? []);
  return { items, next: rows.length > limit ? page.at(-1)?.join("-") ?? null : null };
}

/** Ids of those deleted at or before this moment, the oldest first; at most `limit`. */
export async function listDeletedUntil(
  kv: Deno.Kv,
  { untilMs, limit }: { untilMs: number; limit: number },
): Promise<number[]> {
  const prefix = rangePrefix("trash_row");
  const rows = kv.list({ prefix, end: [...prefix, untilMs + 1] }, { limit });
  return await Array.fromAsync(rows, ({ key }) => Number(key[3]));
}

/** What is no place is the first page. */
function placeOf(text: string): [number, number] | null {
  const [, atMs, id] = /^(\d{1,16})-(\d{1,16})$/.exec(text) ?? [];
  return atMs !== undefined && id !== undefined ? [Number(atMs), Number(id)] : null;
}
