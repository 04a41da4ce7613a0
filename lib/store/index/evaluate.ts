// Which of some packed contacts meet a condition: cheap parts first, each looking only at what is left.
import { attributeKeyOf } from "@/lib/domain/attribute_key.ts";
import {
  type Condition,
  isAttributeColumn,
  type SetFamily,
} from "@/lib/domain/filter/condition.ts";
import { addAll, both, emptyBits, isEmpty, keepOnly, without } from "./bitmap.ts";
import type { Loader } from "./loader.ts";
import {
  blockReasonSet,
  channelSet,
  choiceSet,
  hasSet,
  languageSet,
  sourceSet,
  tagSet,
} from "./packed.ts";
import { withNumber } from "./range_condition.ts";
import {
  textCandidates,
  type TextCondition,
  withText,
  withWord,
  wordCandidates,
  type WordCondition,
} from "./text_condition.ts";

const TEXT_COST = 3;

/** What is asked: conditions of the filter, words of the search, and what is known already. */
export type Part =
  | { kind: "all" | "any"; of: readonly Part[] }
  | { kind: "not"; of: Part }
  | Exclude<Condition, { kind: "all" | "any" | "not" }>
  | WordCondition
  /** Ordinals that meet the condition, dead ones too. */
  | { kind: "known"; bits: Uint32Array };

const MEMBER_SETS = {
  tags: tagSet,
  language: languageSet,
  source: sourceSet,
  channel: channelSet,
  blockReason: blockReasonSet,
};

function memberSet(family: SetFamily, member: string): string {
  if (!isAttributeColumn(family)) return MEMBER_SETS[family](member);
  return choiceSet(attributeKeyOf(family) ?? "", member);
}

/**
 * Those of `within` that meet the condition, in a set that may be `within` itself. Nothing is said of contacts outside
 * it; `within` holds published ordinals only and stays as it is.
 */
export async function evaluate(
  loader: Loader,
  part: Part,
  within: Uint32Array,
): Promise<Uint32Array> {
  if (isEmpty(within)) return within;
  switch (part.kind) {
    case "all":
      return await evaluateAll(loader, part.of, within);
    case "any":
      return await withAny(loader, part.of, within);
    case "not":
      return without(within, await evaluate(loader, part.of, within));
    case "member":
      return await withMember(loader, part, within);
    case "range":
      return await withNumber(loader, part, within);
    case "text":
      return await withText(loader, part, within);
    case "known":
      return both(within, part.bits);
    case "word":
      return await withWord(loader, part, within);
    case "present":
      return await withPresent(loader, part.field, within);
  }
}

/** Those of `within` that meet every part. Texts are looked at last, where all parts have candidates. */
export async function evaluateAll(
  loader: Loader,
  parts: readonly Part[],
  within: Uint32Array,
): Promise<Uint32Array> {
  const sorted = byCost(parts);
  let left = within;
  for (const part of sorted.filter(isCheap)) left = await evaluate(loader, part, left);
  const texts = sorted.filter(isOfText);
  if (texts.length > 1) {
    for (const part of texts) left = await candidates(loader, part, left);
  }
  for (const part of sorted) {
    if (!isCheap(part)) left = await evaluate(loader, part, left);
  }
  return left;
}

function isCheap(part: Part): boolean {
  return costOf(part) < TEXT_COST;
}

function isOfText(part: Part): part is TextCondition | WordCondition {
  return part.kind === "text" || part.kind === "word";
}

async function candidates(
  loader: Loader,
  part: TextCondition | WordCondition,
  within: Uint32Array,
): Promise<Uint32Array> {
  if (isEmpty(within)) return within;
  return part.kind === "word"
    ? await wordCandidates(loader, part, within)
    : await textCandidates(loader, part, within);
}

/** Each part looks only at what no part before it has found. */
async function withAny(
  loader: Loader,
  parts: readonly Part[],
  within: Uint32Array,
): Promise<Uint32Array> {
  const found = emptyBits(within.length * 32);
  let left = within;
  for (const part of byCost(parts)) {
    const more = await evaluate(loader, part, left);
    addAll(found, more);
    left = without(left, more);
  }
  return found;
}

async function withMember(
  loader: Loader,
  { family, anyOf }: { family: SetFamily; anyOf: readonly string[] },
  within: Uint32Array,
): Promise<Uint32Array> {
  if (anyOf.length === 0) {
    // Every contact has a source.
    return family === "source" ? within : both(within, await loader.set(hasSet(family)));
  }
  const sets = await Promise.all(
    anyOf.map((member) => loader.set(memberSet(family, member))),
  );
  const union = emptyBits(within.length * 32);
  for (const set of sets) addAll(union, set);
  keepOnly(union, within);
  return union;
}

async function withPresent(
  loader: Loader,
  field: Extract<Condition, { kind: "present" }>["field"],
  within: Uint32Array,
): Promise<Uint32Array> {
  if (field === "lastActivity") {
    return await withNumber(loader, { field, from: -Infinity, to: Infinity }, within);
  }
  const isOptional = field === "name" || field === "email" || field === "phone" ||
    field === "blockedUntil" || isAttributeColumn(field);
  return isOptional ? both(within, await loader.set(hasSet(field))) : within;
}

/** What is a matter of bitmaps and numbers comes before texts, nested texts last. */
function byCost(parts: readonly Part[]): Part[] {
  return parts.map((part) => ({ part, cost: costOf(part) }))
    .sort((left, right) => left.cost - right.cost)
    .map(({ part }) => part);
}

/** What a part costs beside the others; a nested one as much as the dearest in it. */
function costOf(part: Part): number {
  switch (part.kind) {
    case "known":
    case "member":
      return 0;
    case "present":
      return part.field === "lastActivity" ? 2 : 1;
    case "range":
      return 2;
    case "text":
    case "word":
      return TEXT_COST;
    case "not":
      return costOf(part.of);
    case "all":
    case "any":
      return Math.max(0, ...part.of.map(costOf));
  }
}
