// Reads all that a contact's card shows in as few waits as there can be: what the id leads to, then what that names, and
// at the same time previous and next, which take one more.
import type { Attribute } from "@/lib/domain/attribute.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import { attributeTypesOf } from "@/lib/domain/filter/subject.ts";
import type { Conversation } from "@/lib/domain/conversation.ts";
import type { Note, PinnedNote } from "@/lib/domain/note.ts";
import type { SegmentReason } from "@/lib/domain/segment_reason.ts";
import { isOffered, type Tag } from "@/lib/domain/tag.ts";
import type { Contact, Unclaimed } from "@/lib/domain/contact.ts";
import type { ContactListView } from "@/lib/domain/contact_list.ts";
import type { TimelineEntry } from "@/lib/domain/timeline.ts";
import type { Locale, Principal } from "@/lib/domain/user.ts";
import type { ContactIndex } from "@/lib/store/index/contact_index.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { listPastBlocks, readAttempts } from "@/lib/store/blocks.ts";
import { listChannels } from "@/lib/store/channels.ts";
import { listContactConversations } from "@/lib/store/conversations.ts";
import { findSuspects, type Suspect } from "@/lib/store/duplicates.ts";
import { findHandleOwners, type HandleName } from "@/lib/store/handle_owners.ts";
import { findNotes, findPinnedNote } from "@/lib/store/notes.ts";
import { listVisibleSegments } from "@/lib/store/segments.ts";
import { filterNames, filterOptions } from "./filter_options.ts";
import type { FilterTerms } from "./filter_terms.ts";
import { type FilterReader, readListFilter } from "./list_filter.ts";
import {
  blockUserIds,
  type CardBlocks,
  cardBlocks,
  PAST_BLOCKS_SHOWN,
  type ReadBlocks,
} from "./read_blocks.ts";
import { type CardAttributes, readAttributes } from "./read_attributes.ts";
import { type KeptOut, readKeptOut } from "./read_kept_out.ts";
import { type Neighbours, readNeighbours } from "./read_neighbours.ts";
import { readTimeline, type TimelinePage } from "./read_timeline.ts";
import { readUserNames } from "./read_user_names.ts";
import { segmentReasons } from "./segment_reasons.ts";

/** The newest ones; the rest have a page of their own. */
const CONVERSATIONS_SHOWN = 10;
const SUSPECTS_SHOWN = 5;

export interface CardWish {
  id: number;
  /** The list the agent came from. */
  view: ContactListView;
  /** The timeline from before this event on; null from the newest. */
  before: string | null;
}

/** What is called how, by id; attributes by key. What this person may not see is absent. */
export interface CardNames {
  users: Map<string, string>;
  tags: Map<string, string>;
  channels: Map<string, Pick<Channel, "name" | "type">>;
  attributes: Map<string, Pick<Attribute, "name" | "type">>;
}

export interface Card {
  contact: Contact;
  /** The contact's, that this viewer may see, by name. */
  tags: Tag[];
  timeline: TimelinePage;
  /** Those that the timeline tells of, by id; deleted ones are absent. */
  notes: Map<string, Note>;
  /** Above the timeline's newest page; null on older ones. */
  pinned: Note | null;
  /** Newest first; `hasMore` tells of further ones. */
  conversations: { items: Conversation[]; hasMore: boolean };
  /** Whose the unclaimed addresses are, as far as they are anyone's. */
  owners: Map<HandleName, number>;
  neighbours: Neighbours;
  names: CardNames;
  /** For every segment of the viewer: whether the contact is in it, and why. */
  reasons: SegmentReason[];
  attributes: CardAttributes;
  /** Who may be the same person, the likeliest first. */
  suspects: Suspect[];
  /** `hasMore` tells of further past ones. */
  blocks: CardBlocks & { hasMore: boolean };
  /** What of it others' blocks keep out. */
  keptOut: KeptOut | null;
}

export interface CardReader extends FilterReader {
  index: ContactIndex;
  locale: Locale;
}

/** Throws `NotFoundError`. */
export async function readCard(reader: CardReader, wish: CardWish): Promise<Card> {
  const { kv, principal, timeZone, nowMs } = reader;
  const { id, before } = wish;
  const [contact, timeline, pin, conversations, list, channels, segments, past] = await Promise.all(
    [
      requireContact(kv, id),
      readTimeline(kv, { contactId: id, before, timeZone }),
      before === null ? findPinnedNote(kv, id) : null,
      listContactConversations(kv, id, { limit: CONVERSATIONS_SHOWN }),
      readListFilter(reader, wish.view),
      listChannels(kv),
      listVisibleSegments(kv, principal),
      listPastBlocks(kv, id, { limit: PAST_BLOCKS_SHOWN + 1 }),
    ],
  );
  const { entries } = timeline;
  const { terms } = list;
  const blockers = blockUserIds(contact, past);
  const [attributes, neighbours, users, notes, owners, tally, suspects, keptOut] = await Promise
    .all([
      readAttributes(kv, principal, contact),
      readNeighbours(reader.index, contact, { sort: wish.view.sort, filter: list.filter }),
      readUserNames(kv, new Set([...userIds(entries, pin), ...blockers])),
      findNotes(kv, id, noteIds(entries, pin)),
      findHandleOwners(kv, unclaimedNames(contact)),
      contact.block ? readAttempts(kv, contact.block.id) : null,
      findSuspects(kv, contact, { selfId: contact.id }),
      readKeptOut(kv, contact, nowMs),
    ]);
  const visible = visibleTags(terms, principal);
  return {
    contact,
    tags: visible.filter((tag) => contact.tagIds.includes(tag.id)),
    timeline,
    notes,
    pinned: pin && (notes.get(pin.noteId) ?? null),
    conversations: { items: conversations.items, hasMore: conversations.next !== null },
    owners,
    neighbours,
    names: { ...definedNames(terms, { tags: visible, channels }), users },
    reasons: segmentReasons(contact, {
      segments,
      openId: wish.view.segmentId,
      options: filterOptions(reader, terms),
      names: filterNames(principal, terms),
      types: attributeTypesOf(terms.attributes),
      locale: reader.locale,
    }),
    attributes,
    suspects: suspects.slice(0, SUSPECTS_SHOWN),
    blocks: shownBlocks(contact, { past, tally, nowMs }),
    keptOut,
  };
}

function shownBlocks(contact: Contact, read: ReadBlocks): Card["blocks"] {
  const blocks = cardBlocks(contact, read);
  const past = blocks.past.slice(0, PAST_BLOCKS_SHOWN);
  return { ...blocks, past, hasMore: past.length < blocks.past.length };
}

/** An unclaimed address as handles are looked up. */
export function unclaimedName({ kind, key }: Unclaimed): HandleName {
  return kind === "email" ? `e:${key}` : `p:${key}`;
}

function unclaimedNames({ unclaimed = [] }: Contact): HandleName[] {
  return unclaimed.map(unclaimedName);
}

function visibleTags({ tags }: FilterTerms, principal: Principal): Tag[] {
  return tags.filter((tag) => isOffered(tag, principal));
}

function definedNames(
  { attributes }: FilterTerms,
  { tags, channels }: { tags: Tag[]; channels: readonly Channel[] },
) {
  return {
    tags: new Map(tags.map((tag) => [tag.id, tag.name])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    attributes: new Map(attributes.map((attribute) => [attribute.key, attribute])),
  };
}

/** Of everyone who acted, and of who wrote the pinned note. */
function userIds(
  entries: readonly TimelineEntry[],
  pin: PinnedNote | null,
): Set<string> {
  const actors = entries.flatMap(({ events }) =>
    events.flatMap(({ actor }) => "userId" in actor ? actor.userId ?? [] : [])
  );
  return new Set([...actors, ...pin ? [pin.authorUserId] : []]);
}

/** Only those that the page shows: what was said before an edit is in its event. */
function noteIds(entries: readonly TimelineEntry[], pin: PinnedNote | null): string[] {
  const added = entries.flatMap(({ kind, events: [event] }) =>
    kind === "note" && event.kind === "note_added" ? [event.noteId] : []
  );
  return [...new Set([...added, ...pin ? [pin.noteId] : []])];
}
