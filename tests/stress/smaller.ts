// From a condition that is answered wrongly to the smallest part of it that still is, so that a failure can be read.
import type { Condition } from "@/lib/domain/filter/condition.ts";

/** Tries simpler conditions as long as one of them is wrong too. */
export async function smallestWrong(
  condition: Condition,
  isWrong: (condition: Condition) => Promise<boolean>,
): Promise<Condition> {
  for (const simpler of simplerThan(condition)) {
    if (await isWrong(simpler)) return await smallestWrong(simpler, isWrong);
  }
  return condition;
}

/** Each has one thing less. */
function* simplerThan(condition: Condition): Generator<Condition> {
  if (condition.kind === "not") {
    yield condition.of;
    for (const of of simplerThan(condition.of)) yield { kind: "not", of };
  }
  if (condition.kind === "all" || condition.kind === "any") {
    yield* condition.of;
    for (const of of fewer(condition.of)) yield { kind: condition.kind, of };
    for (const [at, part] of condition.of.entries()) {
      for (const simpler of simplerThan(part)) {
        yield { kind: condition.kind, of: condition.of.with(at, simpler) };
      }
    }
  }
  if (condition.kind === "text") {
    for (const values of fewer(condition.values)) yield { ...condition, values };
  }
  if (condition.kind === "member") {
    for (const anyOf of fewer(condition.anyOf)) yield { ...condition, anyOf };
  }
}

function* fewer<T>(items: readonly T[]): Generator<T[]> {
  for (const at of items.keys()) yield items.toSpliced(at, 1);
}
