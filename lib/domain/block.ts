// A block keeps what a contact sends out until a moment, or for ever (8.1–8.6).
import { z } from "zod";
import { BLOCK_REASONS } from "./block_choice.ts";

export const blockSchema = z.object({
  id: z.string(), // ULID
  /** The first moment at which messages arrive again; null: never. */
  untilMs: z.number().nullable(),
  reason: z.enum(BLOCK_REASONS).nullable(),
  /** Why, in words; "" when nobody said. */
  note: z.string(),
  byUserId: z.string(),
  atMs: z.number(),
});
export type Block = z.infer<typeof blockSchema>;

/** What of a block can be changed, as events tell it. */
export const blockTermsSchema = blockSchema.pick({ untilMs: true, reason: true, note: true });
export type BlockTerms = z.infer<typeof blockTermsSchema>;

/** How a block ended, and what it has kept out: the history on the card (8.6). */
export const pastBlockSchema = blockSchema.extend({
  contactId: z.int().positive(),
  endedAtMs: z.number(),
  /** Its time was up; a user has lifted it; a longer one took its place in a merge. */
  ended: z.enum(["expired", "lifted", "merged"]),
  endedByUserId: z.string().nullable(),
  attempts: z.int().nonnegative(),
  lastAttemptAtMs: z.number().nullable(),
  /** Merges that have brought it to its contact, newest last; absent when none has. */
  mergeIds: z.array(z.string()).optional(),
});
export type PastBlock = z.infer<typeof pastBlockSchema>;

/** The end is exclusive: what arrives at that very instant gets through (8.5). */
export function isBlocked(block: Pick<Block, "untilMs"> | undefined, nowMs: number): boolean {
  return block !== undefined && (block.untilMs === null || nowMs < block.untilMs);
}

/** The end for comparing and sorting: for ever is later than all moments. */
export function blockEndMs({ untilMs }: Pick<Block, "untilMs">): number {
  return untilMs ?? FOREVER_MS;
}

/** The last moment that a Date can be. */
export const FOREVER_MS = 8.64e15;
