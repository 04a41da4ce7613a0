// Why a contact is in a segment, or is not, as the card tells it (4.8).
import type { Match } from "./filter/tree.ts";

/** `ignored`: about deleted tags; `invalid`: not possible, so that nobody is in the segment. */
export type Verdict = "pass" | "fail" | "ignored" | "invalid";

export interface RuleReason {
  /** The condition in words. */
  sentence: string;
  verdict: Verdict;
}

export interface GroupReason {
  match: Match;
  verdict: Verdict;
  rules: RuleReason[];
}

export interface SegmentReason {
  id: string;
  name: string;
  isIn: boolean;
  match: Match;
  /** Null where there are too many to explain all: a link leads to the reasons. */
  items: (RuleReason | GroupReason)[] | null;
}
