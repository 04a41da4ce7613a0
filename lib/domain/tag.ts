// Tag definitions (6.1). A contact keeps tag ids, so a rename changes every contact at once.
import { z } from "zod";
import type { Principal } from "./user.ts";

/** Colours are names of tokens in the style sheet, so both themes stay legible. */
export const TAG_COLORS = [
  "gray",
  "red",
  "orange",
  "amber",
  "green",
  "teal",
  "blue",
  "indigo",
  "violet",
  "pink",
] as const;
export const TAG_NAME_CHARS_MAX = 64;
export const TAG_DESCRIPTION_CHARS_MAX = 200;
/** Definitions in a workspace, deleted ones included. */
export const TAG_DEFINITIONS_MAX = 1000;

export const tagSchema = z.object({
  id: z.string(), // ULID
  name: z.string(),
  color: z.enum(TAG_COLORS),
  description: z.string(),
  visibleToAgents: z.boolean(),
  inQuickFilter: z.boolean(),
  deletedAtMs: z.number().nullable(),
  createdAtMs: z.number(),
  revision: z.int().positive(),
});
export type Tag = z.infer<typeof tagSchema>;
export type TagColor = Tag["color"];

/** What an admin sets. */
export type TagInput = Pick<
  Tag,
  "name" | "color" | "description" | "visibleToAgents" | "inQuickFilter"
>;

/** Whether this person sees the tag and may give it to a contact (6.1). */
export function isOffered(tag: Tag, principal: Principal): boolean {
  return tag.deletedAtMs === null && (tag.visibleToAgents || principal.role === "admin");
}
