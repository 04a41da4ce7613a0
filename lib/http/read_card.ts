// Reads all that a contact's card shows, in as few waits as there can be.
import type { SegmentReason } from "@/lib/domain/segment_reason.ts";
import { isOffered, type Tag } from "@/lib/domain/tag.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import type { ContactListView } from "@/lib/domain/contact_list.ts";
import type { TimelineEvent } from "@/lib/domain/event.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { type EventPage, listEvents } from "@/lib/store/events.ts";
import type { Locale } from "@/lib/domain/user.ts";
import { listVisibleSegments } from "@/lib/store/segments.ts";
import { listTags } from "@/lib/store/tags.ts";
import { findUser } from "@/lib/store/users.ts";
import { filterNames, filterOptions } from "./filter_options.ts";
import { type NeighbourReader, type Neighbours, readNeighbours } from "./read_neighbours.ts";
import { segmentReasons } from "./segment_reasons.ts";

/** Timeline entries on one page. */
const EVENTS_SHOWN = 50;

export interface CardWish {
  id: number;
  /** The list the agent came from. */
  view: ContactListView;
  /** The timeline from before this event on; null from the newest. */
  before: string | null;
}

export interface Card {
  contact: Contact;
  /** The contact's, that this viewer may see, by name. */
  tags: Tag[];
  timeline: EventPage;
  neighbours: Neighbours;
  userNames: Map<string, string>;
  tagNames: Map<string, string>;
  /** For every segment of the viewer: whether the contact is in it, and why. */
  reasons: SegmentReason[];
}

export interface CardReader extends NeighbourReader {
  locale: Locale;
}

/** Throws `NotFoundError`. */
export async function readCard(reader: CardReader, wish: CardWish): Promise<Card> {
  const { kv, principal, locale } = reader;
  const [contact, timeline, tags, segments] = await Promise.all([
    requireContact(kv, wish.id),
    listEvents(kv, wish.id, { limit: EVENTS_SHOWN, before: wish.before }),
    listTags(kv),
    listVisibleSegments(kv, principal),
  ]);
  const [neighbours, userNames] = await Promise.all([
    readNeighbours(reader, contact, wish.view),
    readUserNames(kv, timeline.events),
  ]);
  const visible = tags.filter((tag) => isOffered(tag, principal));
  return {
    contact,
    tags: visible.filter((tag) => contact.tagIds.includes(tag.id)),
    timeline,
    neighbours,
    userNames,
    tagNames: new Map(visible.map((tag) => [tag.id, tag.name])),
    reasons: segmentReasons(contact, {
      segments,
      openId: wish.view.segmentId,
      options: filterOptions(reader, tags),
      names: filterNames(principal, tags),
      locale,
    }),
  };
}

/** Names of everyone who acted in these events, each read once. */
async function readUserNames(kv: Deno.Kv, events: TimelineEvent[]): Promise<Map<string, string>> {
  const ids = new Set(
    events.flatMap(({ actor }) => "userId" in actor && actor.userId !== null ? [actor.userId] : []),
  );
  const users = await Promise.all([...ids].map((id) => findUser(kv, id)));
  return new Map(users.flatMap((user) => user ? [[user.id, user.name]] : []));
}
