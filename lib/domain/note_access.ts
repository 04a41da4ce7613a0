// Who may change which note: one's own freely, those of others are for admins to pin and delete (12.1).
import { ForbiddenError } from "@/lib/errors.ts";
import type { Note } from "./note.ts";
import { isAllowed } from "./policy.ts";
import type { Principal } from "./user.ts";

type Authored = Pick<Note, "id" | "authorUserId">;

/** Whether this person may write the note's text anew. Nobody's words are changed by someone else. */
export function mayEditNote(principal: Principal, { authorUserId }: Authored): boolean {
  return isAllowed(principal, "note.write") && authorUserId === principal.id;
}

/** Whether this person may delete the note, pin it and unpin it. */
export function mayModerateNote(principal: Principal, note: Authored): boolean {
  return mayEditNote(principal, note) || isAllowed(principal, "note.moderate");
}

/** Throws `ForbiddenError`. */
export function requireMayEditNote(principal: Principal, note: Authored): void {
  if (!mayEditNote(principal, note)) throw forbidden(principal, `edit note ${note.id}`);
}

/** Throws `ForbiddenError`. */
export function requireMayModerateNote(principal: Principal, note: Authored): void {
  if (!mayModerateNote(principal, note)) throw forbidden(principal, `change note ${note.id}`);
}

function forbidden({ id }: Principal, what: string): ForbiddenError {
  return new ForbiddenError(`User ${id} may not ${what}: it is another user's`);
}
