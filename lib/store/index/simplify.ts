// Conditions without what makes no difference, so that everybody and nobody are told at a glance.
import { type Condition, EVERYBODY, NOBODY } from "@/lib/domain/filter/condition.ts";

/** A condition that the same contacts meet: groups in groups of their kind are opened, what is always or never met goes. */
export function simplified(condition: Condition): Condition {
  switch (condition.kind) {
    case "all":
      return simplifiedAll(condition.of.map(simplified));
    case "any":
      return simplifiedAny(condition.of.map(simplified));
    case "not":
      return inverse(simplified(condition.of));
    case "text":
      return condition.values.length === 0 ? NOBODY : condition;
    case "range":
      return condition.from < condition.to ? condition : NOBODY;
    case "member":
      // Every contact has a source, an id, a time of creation, and a number of imports and of conversations.
      return condition.family === "source" && condition.anyOf.length === 0 ? EVERYBODY : condition;
    case "present":
      return isAlwaysThere(condition.field) ? EVERYBODY : condition;
  }
}

export function isEverybody(condition: Condition): boolean {
  return condition.kind === "all" && condition.of.length === 0;
}

export function isNobody(condition: Condition): boolean {
  return condition.kind === "any" && condition.of.length === 0;
}

/** The address, when all that is asked is whose it is. */
export function onlyEmail(condition: Condition): string | null {
  if (condition.kind !== "text" || condition.column !== "email" || condition.test !== "is") {
    return null;
  }
  const [email, ...others] = condition.values;
  return email === undefined || others.length > 0 ? null : email;
}

function simplifiedAll(parts: readonly Condition[]): Condition {
  const of = parts.flatMap((part) => part.kind === "all" ? part.of : [part]);
  if (of.some(isNobody)) return NOBODY;
  return onlyOne(of) ?? { kind: "all", of };
}

function simplifiedAny(parts: readonly Condition[]): Condition {
  const of = parts.flatMap((part) => part.kind === "any" ? part.of : [part]);
  if (of.some(isEverybody)) return EVERYBODY;
  return onlyOne(of) ?? { kind: "any", of };
}

function onlyOne([first, ...others]: readonly Condition[]): Condition | null {
  return first !== undefined && others.length === 0 ? first : null;
}

function inverse(condition: Condition): Condition {
  if (isEverybody(condition)) return NOBODY;
  if (isNobody(condition)) return EVERYBODY;
  return condition.kind === "not" ? condition.of : { kind: "not", of: condition };
}

function isAlwaysThere(field: Extract<Condition, { kind: "present" }>["field"]): boolean {
  return field === "id" || field === "created" || field === "imports" ||
    field === "conversations";
}
