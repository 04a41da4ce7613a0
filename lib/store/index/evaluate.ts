// Which of some packed contacts meet a condition: cheap parts first, each looking only at what is left.
import type { Condition, SetFamily } from "@/lib/domain/filter/condition.ts";
import { addAll, emptyBits, isEmpty, keepOnly, removeAll } from "./bitmap.ts";
import type { Loader } from "./loader.ts";
import { hasSet, languageSet, sourceSet, tagSet } from "./packed.ts";
import { withNumber } from "./range_condition.ts";
import { withText } from "./text_condition.ts";

const MEMBER_SETS: Record<SetFamily, (member: string) => string> = {
  tags: tagSet,
  language: languageSet,
  source: sourceSet,
};

/**
 * Those of `within` that meet the condition, in a set that may be `within` itself. Nothing is said of contacts outside
 * it; `within` holds published ordinals only and stays as it is.
 */
export async function evaluate(
  loader: Loader,
  condition: Condition,
  within: Uint32Array,
): Promise<Uint32Array> {
  if (isEmpty(within)) return within;
  switch (condition.kind) {
    case "all":
      return await withAll(loader, condition.of, within);
    case "any":
      return await withAny(loader, condition.of, within);
    case "not":
      return without(within, await evaluate(loader, condition.of, within));
    case "member":
      return await withMember(loader, condition, within);
    case "range":
      return await withNumber(loader, condition, within);
    case "text":
      return await withText(loader, condition, within);
    case "present":
      return await withPresent(loader, condition.field, within);
  }
}

async function withAll(
  loader: Loader,
  parts: readonly Condition[],
  within: Uint32Array,
): Promise<Uint32Array> {
  let left = within;
  for (const part of byCost(parts)) left = await evaluate(loader, part, left);
  return left;
}

/** Each part looks only at what no part before it has found. */
async function withAny(
  loader: Loader,
  parts: readonly Condition[],
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
    anyOf.map((member) => loader.set(MEMBER_SETS[family](member))),
  );
  const [first, ...more] = sets;
  if (first === undefined || more.length === 0) return both(within, first ?? emptyBits(0));
  const union = first.slice();
  for (const set of more) addAll(union, set);
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
  const isText = field === "name" || field === "email" || field === "phone";
  return isText ? both(within, await loader.set(hasSet(field))) : within;
}

function both(left: Uint32Array, right: Uint32Array): Uint32Array {
  const result = left.slice();
  keepOnly(result, right);
  return result;
}

function without(left: Uint32Array, right: Uint32Array): Uint32Array {
  const result = left.slice();
  removeAll(result, right);
  return result;
}

function byCost(parts: readonly Condition[]): Condition[] {
  return parts.map((part) => ({ part, cost: costOf(part) }))
    .sort((left, right) => left.cost - right.cost)
    .map(({ part }) => part);
}

/** What a part costs beside the others; a nested one as much as the dearest in it. */
function costOf(condition: Condition): number {
  switch (condition.kind) {
    case "member":
      return 0;
    case "present":
      return condition.field === "lastActivity" ? 2 : 1;
    case "range":
      return 2;
    case "text":
      return 3;
    case "not":
      return costOf(condition.of);
    case "all":
    case "any":
      return Math.max(0, ...condition.of.map(costOf));
  }
}
