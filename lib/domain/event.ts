// A timeline event: who did what to a contact, when, from what to what (13.1); and those of the workspace's settings.
import { z } from "zod";
import { blockTermsSchema } from "./block.ts";
import { callSchema } from "./conversation.ts";
import { movedSchema } from "./merge.ts";
import { noteSchema } from "./note.ts";

/** Who did it. Names are looked up when shown, so that a renamed user is right everywhere. */
export const actorSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("user"), userId: z.string() }),
  z.object({ kind: z.literal("import"), userId: z.string().nullable(), runId: z.string() }),
  /** The customer, or a bot on their behalf. */
  z.object({ kind: z.literal("channel"), channelId: z.string() }),
  z.object({ kind: z.literal("system") }),
]);
export type Actor = z.infer<typeof actorSchema>;

/** `attr.` and the attribute's key. */
const attributeFieldSchema = z.templateLiteral(["attr.", z.string()]);

/**
 * One field's change. Lists are in order; tags are ids; an empty list is "nothing". Values of attributes are in their
 * canonical text, identities are `<channel id> <external id>`.
 */
export const fieldChangeSchema = z.object({
  field: z.union([
    z.enum(["name", "emails", "phones", "tags", "language", "identities", "unclaimed"]),
    attributeFieldSchema,
  ]),
  before: z.array(z.string()),
  after: z.array(z.string()),
});
export type FieldChange = z.infer<typeof fieldChangeSchema>;

const ofContact = {
  id: z.string(), // ULID
  contactId: z.int().positive(),
  atMs: z.number(),
  actor: actorSchema,
  /** The event that this one undoes (13.2). */
  undoes: z.string().optional(),
  /** Another event has undone this one: nothing is undone twice, but that other one can be. */
  isUndone: z.literal(true).optional(),
  /** Merges that have brought it to its contact, newest last; absent when none has. */
  mergeIds: z.array(z.string()).optional(),
};

const recordEventSchema = z.object({
  ...ofContact,
  kind: z.enum(["created", "edited"]),
  changes: z.array(fieldChangeSchema),
});

const noteEventSchema = z.object({
  ...ofContact,
  kind: z.enum(["note_added", "note_edited", "note_deleted", "note_pinned", "note_unpinned"]),
  noteId: z.string(),
  /** The text that an edit or a deletion replaced; what came after stands in the note itself. */
  before: z.string().nullable(),
  /** Of an edit: which revision of the note it made. */
  revision: z.int().positive().optional(),
  /** Of a deletion: the note beside its text, so that it can come back as it was. */
  was: noteSchema.omit({ id: true, contactId: true, text: true })
    .extend({ isPinned: z.boolean() }).optional(),
});

const messageEventSchema = z.object({
  ...ofContact,
  kind: z.literal("message"),
  conversationId: z.string(),
  messageId: z.string(),
  channelId: z.string(),
  direction: z.enum(["in", "out"]),
  messageKind: z.enum(["text", "call", "unsupported"]),
  /** How a call went; absent of what is none. */
  outcome: callSchema.shape.outcome.optional(),
  /** The beginning of its text, at most 140 characters. */
  preview: z.string(),
});

const conversationEventSchema = z.object({
  ...ofContact,
  kind: z.enum(["conversation_closed", "conversation_opened"]),
  conversationId: z.string(),
  channelId: z.string(),
});

const blockEventSchema = z.object({
  ...ofContact,
  kind: z.enum(["blocked", "block_changed", "unblocked", "block_ended"]),
  blockId: z.string(),
  /** Null of a block that begins. */
  before: blockTermsSchema.nullable(),
  /** Null of a block that ends. */
  after: blockTermsSchema.nullable(),
  /** What it has kept out, when it ends; null before. */
  attempts: z.int().nonnegative().nullable(),
});

const mergeEventSchema = z.object({
  ...ofContact,
  kind: z.enum(["merged", "unmerged"]),
  mergeId: z.string(),
  /** The contact that went into this one, or has gone from it again. */
  otherId: z.int().positive(),
  moved: movedSchema,
  /** Of this contact's fields. */
  changes: z.array(fieldChangeSchema),
  /** Of a merge: what the other contact had and this one has otherwise. Of older ones it is not known. */
  lost: z.array(fieldChangeSchema.pick({ field: true, before: true })).optional(),
});

const lifeEventSchema = z.object({ ...ofContact, kind: z.enum(["deleted", "restored"]) });

const pairEventSchema = z.object({
  ...ofContact,
  /** Said to be two people; and that taken back. */
  kind: z.enum(["not_duplicates", "maybe_duplicates"]),
  otherId: z.int().positive(),
});

export const timelineEventSchema = z.discriminatedUnion("kind", [
  recordEventSchema,
  noteEventSchema,
  messageEventSchema,
  conversationEventSchema,
  blockEventSchema,
  mergeEventSchema,
  lifeEventSchema,
  pairEventSchema,
]);
export type TimelineEvent = z.infer<typeof timelineEventSchema>;
export type RecordEvent = z.infer<typeof recordEventSchema>;
export type NoteEvent = z.infer<typeof noteEventSchema>;
export type MessageEvent = z.infer<typeof messageEventSchema>;
export type ConversationEvent = z.infer<typeof conversationEventSchema>;
export type BlockEvent = z.infer<typeof blockEventSchema>;
export type MergeEvent = z.infer<typeof mergeEventSchema>;
export type LifeEvent = z.infer<typeof lifeEventSchema>;
export type PairEvent = z.infer<typeof pairEventSchema>;

/**
 * A change of the workspace's settings, or an import that was ordered; `/activity` shows them. No secret is ever in `before`
 * or `after`.
 */
export const workspaceEventSchema = z.object({
  id: z.string(), // ULID
  atMs: z.number(),
  actor: actorSchema,
  kind: z.enum(["created", "edited", "deleted", "restored"]),
  subject: z.enum(["attribute", "channel", "tag", "segment", "rights", "import"]),
  subjectId: z.string(),
  changes: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
});
export type WorkspaceEvent = z.infer<typeof workspaceEventSchema>;
