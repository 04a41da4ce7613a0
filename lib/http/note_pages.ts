// What the pages with notes share: who may do what on them, their addresses, and the form as it is posted.
import type { Context } from "fresh";
import {
  belowCardHref,
  cardHref,
  type ContactListView,
  parseListView,
} from "@/lib/domain/contact_list.ts";
import type { Principal } from "@/lib/domain/user.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { contactName } from "@/lib/i18n/contact_name.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { requireSignedIn, type State } from "./define.ts";
import { formText, readFormData } from "./input.ts";
import { contactIdOf } from "./path_id.ts";

/** 10,000 characters that take twelve bytes each in a form, and as much again for what is too long. */
const NOTE_FORM_BYTES_MAX = 256 * 1024;

export interface NoteForm {
  text: string;
  onceKey: string;
  /** Which was read; 0 when the form has none, which is older than any. */
  revision: number;
}

/** Never fails by what is in it. Throws `HttpError` 413 beyond 256 KiB, as `readFormData`. */
export async function readNoteForm(req: Request): Promise<NoteForm> {
  const form = await readFormData(req, { limitBytes: NOTE_FORM_BYTES_MAX });
  const revision = Number(formText(form, "revision"));
  return {
    // As browsers post it: a problem shows the lines as they were typed.
    text: formText(form, "text"),
    onceKey: formText(form, "onceKey"),
    revision: Number.isSafeInteger(revision) ? revision : 0,
  };
}

export interface NotePlace {
  viewer: Viewer;
  principal: Principal;
  contactId: number;
  /** The list that the card was opened from. */
  view: ContactListView;
}

/** What controls of notes are given. */
export function noteDesk({ viewer, principal, contactId, view }: NotePlace) {
  return {
    viewer,
    principal: { id: principal.id, role: principal.role },
    hrefOf: (noteId: string, page: "edit" | "delete" | "pin" | "unpin") =>
      belowCardHref(
        contactId,
        page === "edit" ? `notes/${noteId}` : `notes/${noteId}/${page}`,
        view,
      ),
  };
}

/** The contact in the page's path, what it is called, and where its pages are. Throws `NotFoundError`. */
export async function readNotedContact({ state, params, url }: Context<State>) {
  const principal = requireSignedIn(state);
  const contact = await requireContact(state.deps.kv, contactIdOf(params));
  const view = parseListView(url.searchParams);
  const place: NotePlace = { viewer: state, principal, contactId: contact.id, view };
  return {
    ...place,
    name: contactName(state.t, contact),
    cardHref: cardHref(contact.id, view),
    notesHref: belowCardHref(contact.id, "notes", view),
  };
}

/** The id of the note in the page's path. Throws `NotFoundError`. */
export function noteIdOf({ note = "" }: Record<string, string>): string {
  if (/^[0-9A-Z]{26}$/.test(note)) return note;
  throw new NotFoundError("There is no note at this address: its id is not one");
}

/** Where a change of a note leads: to the card, with the list it was opened from. */
export function cardOf({ params, url }: Context<State>): string {
  return cardHref(contactIdOf(params), parseListView(url.searchParams));
}
