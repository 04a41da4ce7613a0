// Random conditions for stress runs: nested deeper than any tree gets, and such as no tree resolves to.
import { BLOCK_REASONS } from "@/lib/domain/block_choice.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import {
  type Condition,
  membersOf,
  type NumberField,
  numberOf,
  type SetFamily,
  type TextColumn,
  textsOf,
} from "@/lib/domain/filter/condition.ts";
import { filterSubject } from "@/lib/domain/filter/subject.ts";
import { CHANNELS, CHOICES, TYPES } from "./attributes.ts";
import { aMoment, LANGUAGES, TAGS } from "./people.ts";
import { pick, PIECES, whole } from "./random.ts";
import { aPiece, aTarget, type Crowd, DELETED_TAG } from "./trees.ts";

const TEXT_COLUMNS: readonly TextColumn[] = [
  "name",
  "email",
  "phone",
  "attr.code",
  "attr.site",
  "attr.old_text",
];
const NUMBER_FIELDS: readonly NumberField[] = [
  "id",
  "created",
  "lastActivity",
  "imports",
  "conversations",
  "blockedUntil",
  "attr.owes",
  "attr.due",
];

/** A list's and a checkbox's too, and one that nobody can have. */
const PRESENT = [
  ...TEXT_COLUMNS,
  ...NUMBER_FIELDS,
  "attr.plan",
  "attr.vip",
  "attr.undefined_yet",
] as const;

/** Any condition at all, also such as no tree resolves to: nested anyhow, with empty joins and empty ranges. */
export function aCondition(crowd: Crowd, depth = 4): Condition {
  const { random } = crowd;
  if (depth > 0 && random() < 0.55) {
    const kind = pick(random, ["all", "any", "not"] as const);
    if (kind === "not") return { kind, of: aCondition(crowd, depth - 1) };
    const length = pick(random, [0, 1, 2, 2, 2, 3, 5]);
    return { kind, of: Array.from({ length }, () => aCondition(crowd, depth - 1)) };
  }
  return aLeaf(random, aTarget(crowd));
}

function aLeaf(random: () => number, target: Contact): Condition {
  switch (pick(random, ["text", "text", "range", "member", "present"] as const)) {
    case "text":
      return aTextLeaf(random, target);
    case "range":
      return aRange(random, target);
    case "member":
      return aMember(random, target);
    case "present":
      return { kind: "present", field: pick(random, PRESENT) };
  }
}

function aTextLeaf(random: () => number, target: Contact): Condition {
  const subject = filterSubject(target, TYPES);
  const column = pick(random, TEXT_COLUMNS);
  const test = pick(random, ["is", "contains", "starts"] as const);
  const texts = textsOf(subject, column);
  const values = Array.from({ length: pick(random, [0, 1, 1, 1, 2, 3]) }, () => {
    const text = pick(random, [...texts, "ivan", "38067"]);
    return random() < 0.1
      ? pick(random, PIECES)
      : test === "is"
      ? text
      : aPiece(random, text, test === "starts");
  });
  // No column has an empty text, so an empty value stands for nothing that anybody can ask.
  return { kind: "text", column, test, values: values.filter((value) => value !== "") };
}

function aRange(random: () => number, target: Contact): Condition {
  const field = pick(random, NUMBER_FIELDS);
  if (field !== "created" && field !== "lastActivity") {
    const near = numberOf(filterSubject(target, TYPES), field) ?? 0;
    return { kind: "range", field, ...bounds(random, () => near + pick(random, STEPS)) };
  }
  const known = field === "created" ? target.createdAtMs : target.lastActivityAtMs ?? 0;
  return {
    kind: "range",
    field,
    ...bounds(random, () => random() < 0.3 ? known + whole(random, 0, 1) : aMoment(random)),
  };
}

const STEPS = [-3, -1, 0, 0, 0.5, 1, 3, 1000];

/** Sometimes open, sometimes the wrong way round. */
function bounds(random: () => number, bound: () => number): { from: number; to: number } {
  return {
    from: random() < 0.25 ? -Infinity : bound(),
    to: random() < 0.25 ? Infinity : bound(),
  };
}

const FAMILIES = [
  "tags",
  "language",
  "source",
  "channel",
  "blockReason",
  "attr.plan",
  "attr.vip",
] as const;

function aMember(random: () => number, target: Contact): Condition {
  const family = pick(random, FAMILIES);
  const values = [...membersOf(filterSubject(target, TYPES), family), ...knownMembers(family)];
  const anyOf = Array.from({ length: pick(random, [0, 1, 1, 2, 3]) }, () => pick(random, values));
  return { kind: "member", family, anyOf };
}

function knownMembers(family: SetFamily): string[] {
  switch (family) {
    case "tags":
      return [...TAGS, DELETED_TAG];
    case "language":
      return LANGUAGES.map((language) => language ?? "de");
    case "source":
      return ["manual", "import", "seed"];
    case "channel":
      return CHANNELS.map(({ id }) => id);
    case "blockReason":
      return [...BLOCK_REASONS, "unheard-of"];
    case "attr.vip":
      return ["true", "false", "maybe"];
    default:
      return [...CHOICES, "Gold"];
  }
}
