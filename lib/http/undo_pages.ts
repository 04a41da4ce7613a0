// Where undoing is asked for: addresses of events' undos, for flashes and entries of the timeline; and what its page shows.
import { belowCardHref, type ContactListView, parseListView } from "@/lib/domain/contact_list.ts";
import type { TimelineEvent } from "@/lib/domain/event.ts";
import type { Rights } from "@/lib/domain/rights.ts";
import { isOffered } from "@/lib/domain/tag.ts";
import { isUndoable, type UndoAnswers, type UndoReply } from "@/lib/domain/undo.ts";
import type { Principal } from "@/lib/domain/user.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { listAttributes } from "@/lib/store/attributes.ts";
import { listChannels } from "@/lib/store/channels.ts";
import { readContactLooks } from "@/lib/store/contact_names.ts";
import { findLatestBy, findUndoing, requireEvent } from "@/lib/store/events.ts";
import { listTags } from "@/lib/store/tags.ts";
import { requireSignedIn, type State } from "./define.ts";
import type { Flash } from "./flash.ts";
import type { CardNames } from "./read_card.ts";
import { readUserNames } from "./read_user_names.ts";

/** The address at which an event is undone; posting does it, or asks. */
export function undoHref(
  { contactId, eventId }: { contactId: number; eventId: string },
  view: ContactListView,
): string {
  return belowCardHref(contactId, `events/${eventId}/undo`, view);
}

/** What controls of the timeline's entries are given. */
export function undoDesk({ view, ...desk }: UndoPlace) {
  return {
    ...desk,
    hrefOf: ({ contactId, id }: TimelineEvent) => undoHref({ contactId, eventId: id }, view),
  };
}

export interface UndoPlace {
  viewer: Viewer;
  principal: Principal;
  /** What this person may do. */
  rights: Rights;
  /** The list that the card was opened from. */
  view: ContactListView;
}

/** What the button of a flash says and does, on a page of this address; undefined where there is nothing to undo. */
export function flashUndo(
  { key, undo }: Flash,
  { t, url }: { t: Translate; url: URL },
): { href: string; label: string } | undefined {
  if (undo === undefined) return undefined;
  const label = t(key === "flash.undone" ? "undo.redo" : "undo.undo");
  return { href: undoHref(undo, parseListView(url.searchParams)), label };
}

/**
 * What the flash after a change offers to undo: what this person has just done to the contact, if it can be undone. Only
 * for a change that was made; where that is not known, as of a form that may have been sent twice, name its kind.
 */
export async function latestUndo(
  state: State,
  contactId: number,
  kind?: TimelineEvent["kind"],
): Promise<Pick<Flash, "undo">> {
  const event = await findLatestBy(state.deps.kv, contactId, requireSignedIn(state).id);
  if (event === null || !isUndoable(event, state.nowMs)) return {};
  if (kind !== undefined && event.kind !== kind) return {};
  return { undo: { contactId, eventId: event.id } };
}

/** What a crumb calls the contact: by its number where it has no name, or is not among the living. */
export async function crumbName({ deps, t }: State, contactId: number): Promise<string> {
  const looks = await readContactLooks(deps.kv, [contactId]);
  return looks.get(contactId)?.name ?? t("contact.numbered", { id: String(contactId) });
}

/** A form that comes again within this time was sent twice by the same click. */
export const JUST_NOW_MS = 60_000;

/** The event by which this person has undone this one a moment ago, or null: for a button that was pressed twice. */
export async function undoneJustNow(
  state: State,
  { contactId, id }: TimelineEvent,
): Promise<TimelineEvent | null> {
  const { kv } = state.deps;
  const undoing = await findUndoing(kv, contactId, id);
  if (undoing === null) return null;
  const event = await requireEvent(kv, contactId, undoing);
  const isOwn = event.actor.kind === "user" && event.actor.userId === state.user?.id;
  return isOwn && state.nowMs - event.atMs <= JUST_NOW_MS ? event : null;
}

/** What the event's page names by id; what this person may not see is absent. */
export async function readEventNames(state: State, { actor }: TimelineEvent): Promise<CardNames> {
  const { kv } = state.deps;
  const principal = requireSignedIn(state);
  const ids = "userId" in actor && actor.userId !== null ? [actor.userId] : [];
  const [users, tags, channels, attributes] = await Promise.all([
    readUserNames(kv, new Set(ids)),
    listTags(kv),
    listChannels(kv),
    listAttributes(kv),
  ]);
  return {
    users,
    tags: new Map(tags.filter((tag) => isOffered(tag, principal)).map((tag) => [tag.id, tag.name])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    attributes: new Map(attributes.map((attribute) => [attribute.key, attribute])),
  };
}

/** What the page that asks has posted, by field. */
export function readAnswers(form: FormData): UndoAnswers {
  const answers = [...form].flatMap(([name, value]) => {
    const field = /^answer:(.{1,100})$/.exec(name)?.[1];
    return field !== undefined && (value === "keep" || value === "restore") ? [[field, value]] : [];
  });
  return Object.fromEntries(answers);
}

/** `readAnswers`, and of which values they were given. */
export function readReply(form: FormData): UndoReply {
  const seen = [...form].flatMap(([name, value]) => {
    const field = /^seen:(.{1,100})$/.exec(name)?.[1];
    return field !== undefined && typeof value === "string" ? [[field, value]] : [];
  });
  return { answers: readAnswers(form), seen: Object.fromEntries(seen) };
}

/** The id of the event in a page's path. Throws `NotFoundError`. */
export function eventIdOf({ event = "" }: Record<string, string>): string {
  if (/^[0-9A-Z]{26}$/.test(event)) return event;
  throw new NotFoundError("There is no event at this address: its id is not one");
}
