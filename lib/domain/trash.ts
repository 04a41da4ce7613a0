// A deleted contact, while it can be restored (13.3).
import { z } from "zod";
import { contactSchema } from "./contact.ts";

export const TRASH_MS = 30 * 24 * 60 * 60_000;

export const trashedSchema = z.object({
  contact: contactSchema,
  deletedAtMs: z.number(),
  byUserId: z.string(),
});
export type Trashed = z.infer<typeof trashedSchema>;
