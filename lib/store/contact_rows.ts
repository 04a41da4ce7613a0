// The sorted lists of all contacts: their row keys, and reading pages of them.
import { type Contact, type ContactRow, contactRow } from "@/lib/domain/contact.ts";
import { nameSortKey } from "@/lib/domain/name_order.ts";
import type { Change } from "./change.ts";
import { stageDuplicateRows } from "./duplicate_rows.ts";
import type { ContactSort } from "@/lib/domain/contact_list.ts";
import { activityRowKey, contactKey, createdRowKey, nameRowKey } from "./keys/contacts.ts";
import { type Range, rangePrefix } from "./keys/range.ts";
import { keyIdentity } from "./key_size.ts";
import { readMany } from "./kv.ts";

/** A row key of a record, with what is stored at it. */
export interface RowEntry {
  key: Deno.KvKey;
  value: ContactRow | 0;
}

/** Where a row stands in a list: its sort value (ms, a count, or the name's sort key) and its id. */
export interface RowPlace {
  value: number | string;
  id: number;
}

/** One side of a place, in the order of the list. */
export interface RowSide {
  side: "after" | "before";
  place: RowPlace;
}

/** Lists that have rows; counts of conversations are known to the packed index alone. */
export type RowSort = ContactSort & { by: Exclude<ContactSort["by"], "conversations"> };

export interface RowListOptions {
  sort: RowSort;
  /** Rows of a page, 1 to 500. */
  limit: number;
  /** Rows after or before this place; null for the first page. */
  from?: RowSide | null;
}

export interface RowList {
  rows: ContactRow[];
  /** Whether there are further rows on the side that was asked for. */
  more: boolean;
}

/** Entries of one read; the default of 100 would take two for a page of 100. */
const BATCH_MAX = 500;

const RANGES: Record<RowSort["by"], Range> = { lastActivity: "sl", created: "sc", name: "sn" };

/** The row keys of a record with their values; only `sl` holds the row, for it is the list shown first. */
export function contactRowEntries(contact: Contact): RowEntry[] {
  return [activityRow(contact), createdRow(contact), nameRow(contact)];
}

export function activityRow(contact: Contact): RowEntry {
  return { key: activityRowKey(contact.lastActivityAtMs, contact.id), value: contactRow(contact) };
}

export function createdRow({ createdAtMs, id }: Pick<Contact, "createdAtMs" | "id">): RowEntry {
  return { key: createdRowKey(createdAtMs, id), value: 0 };
}

export function nameRow({ name, id }: Pick<Contact, "name" | "id">): RowEntry {
  return { key: nameRowKey(nameSortKey(name), id), value: 0 };
}

/** Moves the rows of a contact, those of duplicates too; a key that stays and holds no row is not written again. */
export function stageContactRows(change: Change, before: Contact | null, after: Contact): void {
  const old = new Map(
    (before ? contactRowEntries(before) : []).map((row) => [keyIdentity(row.key), row.key]),
  );
  for (const { key, value } of contactRowEntries(after)) {
    const stays = old.delete(keyIdentity(key));
    if (!stays || value !== 0) change.set(key, value);
  }
  for (const key of old.values()) change.delete(key);
  stageDuplicateRows(change, before, after);
}

/** The place of a row in a list of this sort. */
export function rowPlace(by: ContactSort["by"], row: ContactRow): RowPlace {
  if (by === "name") return { value: nameSortKey(row.name), id: row.id };
  if (by === "conversations") return { value: row.conversationCount ?? 0, id: row.id };
  const ms = by === "created" ? row.createdAtMs : row.lastActivityAtMs ?? 0;
  return { value: ms, id: row.id };
}

/** A page of all contacts, in the order of the list whichever side it was read from. */
export async function listContactRows(kv: Deno.Kv, options: RowListOptions): Promise<RowList> {
  const { sort, limit } = options;
  const backwards = options.from?.side === "before";
  const reverse = (sort.direction === "desc") !== backwards;
  const selector = rowSelector(options, reverse);
  const batchSize = Math.min(limit + 1, BATCH_MAX);
  const entries = await Array.fromAsync(
    kv.list<ContactRow | 0>(selector, { reverse, limit: limit + 1, batchSize }),
  );
  const page = entries.slice(0, limit);
  if (backwards) page.reverse();
  return { rows: await readRows(kv, page), more: entries.length > limit };
}

/** Whether a row stands at this place or on the given side of it. */
export async function hasRow(
  kv: Deno.Kv,
  sort: RowSort,
  { side, place: { value, id } }: RowSide,
): Promise<boolean> {
  const prefix = rangePrefix(RANGES[sort.by]);
  const rising = (sort.direction === "asc") === (side === "after");
  const selector = rising
    ? { prefix, start: [...prefix, value, id] }
    : { prefix, end: [...prefix, value, id + 1] };
  const entries = kv.list(selector, { reverse: !rising, limit: 1 });
  return !(await entries.next()).done;
}

/** Ids are integers, so `id + 1` is the first place after a row. */
function rowSelector({ sort, from }: RowListOptions, reverse: boolean): Deno.KvListSelector {
  const prefix = rangePrefix(RANGES[sort.by]);
  if (!from) return { prefix };
  const { value, id } = from.place;
  return reverse
    ? { prefix, end: [...prefix, value, id] }
    : { prefix, start: [...prefix, value, id + 1] };
}

/**
 * Rows are trusted, not parsed: the version in the key says who wrote them. Parsing 50 would cost 5 % of reading them;
 * but one damaged row must not close the list to everyone, and verify finds it.
 */
async function readRows(
  kv: Deno.Kv,
  entries: Deno.KvEntry<ContactRow | 0>[],
): Promise<ContactRow[]> {
  if (entries.every(({ value }) => value !== 0)) {
    return entries.flatMap(({ value }) => value === 0 ? [] : [value]);
  }
  const keys = entries.map(({ key }) => contactKey(Number(key.at(-1))));
  const records = await readMany<Contact>(kv, keys);
  return records.flatMap(({ value }) => value === null ? [] : [contactRow(value)]);
}
