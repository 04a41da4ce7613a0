// Which control a condition's values are typed in: it follows from the kind of field and the operator.
import type { FieldKind } from "@/lib/domain/filter/field.ts";

export type ValueShape =
  | "none"
  | "text"
  | "number"
  | "numbers"
  | "day"
  | "days"
  | "period"
  | "options";

const WITHOUT_VALUE = ["empty", "set", "true", "false"];

export function valueShape(kind: FieldKind, op: string): ValueShape {
  if (WITHOUT_VALUE.includes(op)) return "none";
  if (kind === "list" || kind === "tags") return "options";
  if (kind === "number") return op === "between" ? "numbers" : "number";
  if (kind !== "date") return kind === "checkbox" ? "none" : "text";
  if (op === "last" || op === "ago") return "period";
  return op === "between" ? "days" : "day";
}

/** Operators that also find contacts without a value (4.3), which the builder says. */
const NEGATIVE = ["is_not", "not_contains", "ne", "none"];

export function isNegative(op: string): boolean {
  return NEGATIVE.includes(op);
}
