// A timeline event: who changed what, when, from what to what (13.1).
import { z } from "zod";

/** Who did it. Names are looked up when shown, so that a renamed user is right everywhere. */
export const actorSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("user"), userId: z.string() }),
  z.object({ kind: z.literal("import"), userId: z.string().nullable(), runId: z.string() }),
  z.object({ kind: z.literal("system") }),
]);
export type Actor = z.infer<typeof actorSchema>;

/** One field's change. Lists are in order; tags are ids; an empty list is "nothing". */
export const fieldChangeSchema = z.object({
  field: z.enum(["name", "emails", "phones", "tags", "language"]),
  before: z.array(z.string()),
  after: z.array(z.string()),
});
export type FieldChange = z.infer<typeof fieldChangeSchema>;

export const timelineEventSchema = z.object({
  id: z.string(), // ULID
  contactId: z.int().positive(),
  atMs: z.number(),
  actor: actorSchema,
  kind: z.enum(["created", "edited"]),
  changes: z.array(fieldChangeSchema),
});
export type TimelineEvent = z.infer<typeof timelineEventSchema>;
