// Reads what the steps of merging show: people to choose from, and two contacts side by side.
import { type Attribute, deletedKeys } from "@/lib/domain/attribute.ts";
import { attributeField } from "@/lib/domain/attribute_key.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import { type Contact, type ContactRow, contactRow } from "@/lib/domain/contact.ts";
import { DEFAULT_SORT, parseListView } from "@/lib/domain/contact_list.ts";
import type { MergeChoices, MergeSide } from "@/lib/domain/merge.ts";
import { type MergePreview, mergePreview } from "@/lib/domain/merge_preview.ts";
import { isOffered, type Tag } from "@/lib/domain/tag.ts";
import { findContact } from "@/lib/store/contacts.ts";
import { listChannels } from "@/lib/store/channels.ts";
import { findContacts } from "@/lib/store/handle_owners.ts";
import type { ContactIndex } from "@/lib/store/index/contact_index.ts";
import { findPinnedNote, listNotes } from "@/lib/store/notes.ts";
import { readFilterTerms } from "./filter_terms.ts";
import { composeFilter, type FilterReader } from "./list_filter.ts";
import { whenIndexed } from "./when_indexed.ts";

/** People on offer: more are found by another word. */
export const CANDIDATES_MAX = 20;
/** Notes are counted up to here. */
export const NOTES_COUNTED_MAX = 100;

export interface Candidate {
  row: ContactRow;
  /** In which they have conversations or are known. */
  channels: Channel[];
}

export interface Candidates {
  found: Candidate[];
  /** Of all that match, but for the contact itself; more than `found` where not all are shown. */
  total: number;
  /** Words cannot be searched for yet, numbers can. */
  isIndexing: boolean;
}

export interface CandidateReader extends FilterReader {
  index: ContactIndex;
}

/** Whom the words find, like the list's own search, and whoever has them as number; never the contact itself. */
export async function readCandidates(
  reader: CandidateReader,
  { id, find }: { id: number; find: string },
): Promise<Candidates> {
  const { kv, index } = reader;
  if (find.trim() === "") return { found: [], total: 0, isIndexing: false };
  const [terms, numbered] = await Promise.all([readFilterTerms(kv), findNumbered(kv, find)]);
  const view = { ...parseListView(new URLSearchParams()), query: find };
  const { words, condition } = composeFilter(view, null, { ...reader, ...terms });
  const limit = CANDIDATES_MAX + 1; // the contact itself may be one of them
  const wish = { words, filter: condition, sort: DEFAULT_SORT, cursor: null, limit };
  const page = await whenIndexed(index.search(wish));
  const rows = new Map((page?.rows ?? []).map((row) => [row.id, row]));
  const isItself = rows.delete(id);
  const isExtra = numbered !== null && numbered.id !== id && !rows.has(numbered.id);
  const shown = [...isExtra ? [numbered] : [], ...rows.values()].slice(0, CANDIDATES_MAX);
  return {
    found: await withChannels(kv, shown),
    total: (page?.total ?? 0) - (isItself ? 1 : 0) + (isExtra ? 1 : 0),
    isIndexing: page === null,
  };
}

/** "41" and "№ 10 421" name a contact by its number. */
async function findNumbered(kv: Deno.Kv, find: string): Promise<ContactRow | null> {
  const [, typed = ""] = /^\s*(?:№|#|No\.)?([\s\d,]+)$/.exec(find) ?? [];
  const digits = typed.replace(/\D/g, "");
  const contact = /^[1-9]\d{0,14}$/.test(digits) ? await findContact(kv, Number(digits)) : null;
  return contact && contactRow(contact);
}

/** Rows do not hold channels: the records of the few that are shown are read. */
async function withChannels(kv: Deno.Kv, rows: ContactRow[]): Promise<Candidate[]> {
  const [contacts, channels] = await Promise.all([
    findContacts(kv, rows.map(({ id }) => id)),
    listChannels(kv),
  ]);
  return rows.map((row) => {
    const contact = contacts.get(row.id);
    const own = new Set([
      ...contact?.channelIds ?? [],
      ...(contact?.identities ?? []).map(({ channelId }) => channelId),
    ]);
    return { row, channels: channels.filter(({ id }) => own.has(id)) };
  });
}

/** Both contacts, what would become of them, and what their values are called. */
export interface MergeSides extends Record<MergeSide, Contact> {
  preview: MergePreview;
  /** At most `NOTES_COUNTED_MAX` of each. */
  notes: Record<MergeSide, number>;
  /** Both have a pinned note: the merged contact's will not be pinned. */
  losesPin: boolean;
  /** That this viewer may see, by id. */
  tags: ReadonlyMap<string, Tag>;
  /** Not deleted, by field `attr.<key>`. */
  attributes: ReadonlyMap<string, Attribute>;
  channels: ReadonlyMap<string, Pick<Channel, "name" | "type">>;
}

export async function readMergeSides(
  { kv, principal, nowMs }: FilterReader,
  { kept, merged }: Record<MergeSide, Contact>,
  choices: MergeChoices,
): Promise<MergeSides> {
  const [terms, channels, ofKept, ofMerged, ...pins] = await Promise.all([
    readFilterTerms(kv),
    listChannels(kv),
    countNotes(kv, kept.id),
    countNotes(kv, merged.id),
    findPinnedNote(kv, kept.id),
    findPinnedNote(kv, merged.id),
  ]);
  const living = terms.attributes.filter(({ deletedAtMs }) => deletedAtMs === null);
  const visible = terms.tags.filter((tag) => isOffered(tag, principal));
  return {
    kept,
    merged,
    preview: mergePreview(kept, merged, {
      choices,
      nowMs,
      deletedKeys: deletedKeys(terms.attributes),
    }),
    notes: { kept: ofKept, merged: ofMerged },
    losesPin: pins.every((pin) => pin !== null),
    tags: new Map(visible.map((tag) => [tag.id, tag])),
    attributes: new Map(living.map((attribute) => [attributeField(attribute.key), attribute])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
  };
}

async function countNotes(kv: Deno.Kv, contactId: number): Promise<number> {
  return (await listNotes(kv, contactId, { limit: NOTES_COUNTED_MAX })).notes.length;
}
