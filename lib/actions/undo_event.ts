// Undoing what a timeline event tells of (13.2): at once where all is as the event left it, by answers where it is not.
import type { FieldChange } from "@/lib/domain/event.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { requireEvent } from "@/lib/store/events.ts";
import type { Acting } from "./deps.ts";

export interface UndoWish {
  contactId: number;
  eventId: string;
  /** By field, what to do where the value has changed since; `confirm` for changes that are asked about as a whole. */
  answers?: Readonly<Record<string, "keep" | "restore">>;
}

/** A field that has another value by now than the event has left. */
export interface UndoQuestion {
  field: FieldChange["field"] | "note" | "block" | "confirm";
  now: string[];
  before: string[];
}

export type Undone =
  /** `eventId` is the event that says so, which can be undone in its turn; null when nothing had to be changed. */
  | { state: "done"; contactId: number; eventId: string | null }
  /** Nothing was written: it is to be called again with answers. */
  | { state: "asks"; contactId: number; questions: UndoQuestion[] }
  /** A page of its own asks and does it. */
  | { state: "elsewhere"; href: string };

/**
 * Throws `ForbiddenError`, `NotFoundError`, `ConflictError` when it is undone already, `InputError` on `form`
 * (`undo_late`, `undo_never`, …) or on fields whose earlier value cannot come back.
 */
export async function undoEvent(acting: Acting, wish: UndoWish): Promise<Undone> {
  const event = await requireEvent(acting.deps.kv, wish.contactId, wish.eventId);
  throw new NotFoundError(`Event ${event.id} cannot be undone yet`);
}
