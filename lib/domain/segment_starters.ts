// Segments that every workspace may start from: filters with a name in each language (4.7).
import type { FilterRule, FilterTree } from "./filter/tree.ts";

/** Each has a text `starter.…`. */
export const STARTERS = [
  "no_phone",
  "no_email",
  "no_tags",
  "silent",
  "new",
  "imported_again",
  "blocked",
] as const;
export type Starter = typeof STARTERS[number];

const RULES: Record<Starter, FilterRule> = {
  no_phone: { field: "phone", op: "empty", values: [] },
  no_email: { field: "email", op: "empty", values: [] },
  no_tags: { field: "tags", op: "empty", values: [] },
  silent: { field: "lastActivity", op: "ago", values: ["90d"] },
  new: { field: "created", op: "today", values: [] },
  imported_again: { field: "imports", op: "gt", values: ["1"] },
  blocked: { field: "blocked", op: "true", values: [] },
};

export function starterTree(starter: Starter): FilterTree {
  return { match: "all", rules: [RULES[starter]] };
}
