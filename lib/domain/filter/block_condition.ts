// What rules on blocks ask: only a block that holds at the moment counts, whatever has been cleaned up since (8.5).
import { FOREVER_MS } from "../block.ts";
import type { Condition } from "./condition.ts";
import { joined, nextUp } from "./rule_condition.ts";
import type { FilterOp } from "./tree.ts";

/** Blocked now: the end is exclusive. */
export function blockedCondition(op: FilterOp, nowMs: number): Condition {
  const positive = holding({ from: nextUp(nowMs), to: Infinity });
  return op === "false" ? { kind: "not", of: positive } : positive;
}

/** The end of a block that holds; null for whether there is one at all. */
export function blockEndCondition(
  op: FilterOp,
  range: { from: number; to: number } | null,
  nowMs: number,
): Condition {
  const from = Math.max(range?.from ?? -Infinity, nextUp(nowMs));
  const positive = holding({ from, to: Math.min(range?.to ?? Infinity, FOREVER_MS) });
  return op === "empty" ? { kind: "not", of: positive } : positive;
}

/** The reason of a block that holds. */
export function blockReasonCondition(
  op: FilterOp,
  values: readonly string[],
  nowMs: number,
): Condition {
  const hasReason: Condition = { kind: "member", family: "blockReason", anyOf: values };
  const positive = joined("all", [hasReason, blockedCondition("true", nowMs)]);
  return op === "none" || op === "empty" ? { kind: "not", of: positive } : positive;
}

function holding(range: { from: number; to: number }): Condition {
  return { kind: "range", field: "blockedUntil", ...range };
}
