// A deleted contact, while it can be restored (13.3).
import { z } from "zod";
import { contactSchema } from "./contact.ts";

export const TRASH_MS = 30 * 24 * 60 * 60_000;

export const trashedSchema = z.object({
  contact: contactSchema,
  deletedAtMs: z.number(),
  byUserId: z.string(),
  /** The event `deleted`, which a restoration undoes. */
  eventId: z.string(),
  /** Its time is up, and what belongs to it is going: too late for restoring. */
  isGoing: z.literal(true).optional(),
});
export type Trashed = z.infer<typeof trashedSchema>;

/** Whether it can be restored; when the time is up it cannot, even before anything of it has gone. */
export function isRestorable({ deletedAtMs, isGoing }: Trashed, nowMs: number): boolean {
  return isGoing !== true && nowMs < deletedAtMs + TRASH_MS;
}
