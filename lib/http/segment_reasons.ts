// Why a contact is in a segment, or is not: every condition by itself, against the contact as it is now (4.8).
import type { Contact } from "@/lib/domain/contact.ts";
import type { ResolveOptions } from "@/lib/domain/filter/resolve.ts";
import { type AttributeTypes, filterSubject } from "@/lib/domain/filter/subject.ts";
import { type FilterTree, isGroup, type Match } from "@/lib/domain/filter/tree.ts";
import { explainFilter, type RuleVerdict } from "@/lib/domain/filter/why.ts";
import type { VisibleSegments } from "@/lib/domain/segment.ts";
import type {
  GroupReason,
  RuleReason,
  SegmentReason,
  Verdict,
} from "@/lib/domain/segment_reason.ts";
import type { Locale } from "@/lib/domain/user.ts";
import { type FilterNames, ruleSentence } from "@/lib/i18n/filter_sentence.ts";

/** Others are named with a link to their reasons, so that the page stays light. */
export const EXPLAINED_MAX = 20;

export interface ReasonsAsked {
  segments: VisibleSegments;
  /** Explained in any case. */
  openId: string | null;
  options: ResolveOptions;
  names: FilterNames;
  /** Of the contact's attributes. */
  types: AttributeTypes;
  locale: Locale;
}

/** All segments of the viewer, shared ones first. Needs no index. */
export function segmentReasons(contact: Contact, asked: ReasonsAsked): SegmentReason[] {
  const subject = filterSubject(contact, asked.types);
  const { shared, personal } = asked.segments;
  return [...shared, ...personal].map(({ id, name, filter }, at) => {
    const { passes, rules } = explainFilter(filter, subject, asked.options);
    const isExplained = at < EXPLAINED_MAX || id === asked.openId;
    const items = isExplained ? itemReasons(filter, rules, asked) : null;
    return { id, name, isIn: passes, match: filter.match, items };
  });
}

/** @param verdicts of all rules, in the order of the tree. */
function itemReasons(
  filter: FilterTree,
  verdicts: readonly RuleVerdict[],
  asked: ReasonsAsked,
): (RuleReason | GroupReason)[] {
  return filter.rules.map((item, at) => {
    const rules = verdicts.filter(({ path }) => path[0] === at).map((one) => reasonOf(one, asked));
    const [first] = rules;
    if (!isGroup(item) && first) return first;
    const match = isGroup(item) ? item.match : "all";
    return { match, verdict: groupVerdict(match, rules), rules };
  });
}

function reasonOf(verdict: RuleVerdict, { locale, names }: ReasonsAsked): RuleReason {
  return { sentence: ruleSentence(locale, verdict.rule, names), verdict: verdictOf(verdict) };
}

function verdictOf({ passes, ignored, problem }: RuleVerdict): Verdict {
  if (problem !== null) return "invalid";
  if (ignored) return "ignored";
  return passes ? "pass" : "fail";
}

function groupVerdict(match: Match, rules: readonly RuleReason[]): Verdict {
  const verdicts = rules.map(({ verdict }) => verdict).filter((verdict) => verdict !== "ignored");
  if (verdicts.length === 0) return "ignored";
  if (verdicts.includes("invalid")) return "invalid";
  const met = match === "all"
    ? verdicts.every((verdict) => verdict === "pass")
    : verdicts.includes("pass");
  return met ? "pass" : "fail";
}
