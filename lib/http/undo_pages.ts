// Where undoing is asked for: addresses of events' undos, for flashes and for entries of the timeline.
import { belowCardHref, type ContactListView, parseListView } from "@/lib/domain/contact_list.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import { NotFoundError } from "@/lib/errors.ts";
import type { Flash } from "./flash.ts";

/** The address at which an event is undone; posting does it, or asks. */
export function undoHref(
  { contactId, eventId }: { contactId: number; eventId: string },
  view: ContactListView,
): string {
  return belowCardHref(contactId, `events/${eventId}/undo`, view);
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

/** The id of the event in a page's path. Throws `NotFoundError`. */
export function eventIdOf({ event = "" }: Record<string, string>): string {
  if (/^[0-9A-Z]{26}$/.test(event)) return event;
  throw new NotFoundError("There is no event at this address: its id is not one");
}
