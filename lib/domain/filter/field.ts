// The registry of fields that a filter can ask about (4.1), and what can be asked of each kind (4.2).
import { BLOCK_REASONS } from "../block_choice.ts";
import { CONTACT_SOURCES } from "../contact_source.ts";
import type { FilterOp } from "./tree.ts";

export type FieldKind = "text" | "number" | "date" | "list" | "tags" | "checkbox";
/** Under which heading the builder offers a field. */
export type FieldGroup = "contact" | "activity" | "block" | "attributes";

export interface FilterField {
  key: string;
  kind: FieldKind;
  group: FieldGroup;
  /** False: every contact has a value, so that "empty" and "set" are not offered. */
  optional: boolean;
  /** Of a list: the values there are. */
  options?: readonly string[];
  /** What the workspace calls it, and what it calls its options where they are ids; the contact's own have texts. */
  name?: string;
  optionNames?: ReadonlyMap<string, string>;
  /** Of an attribute: rules on it are ignored, and revive with it (4.7). */
  isDeleted?: true;
}

/** What can be asked, in the order the builder offers it; "empty" and "set" of optional fields only. */
export const OPS: Record<FieldKind, readonly FilterOp[]> = {
  text: ["contains", "not_contains", "is", "is_not", "starts", "empty", "set"],
  number: ["eq", "ne", "lt", "le", "gt", "ge", "between", "empty", "set"],
  date: ["last", "ago", "today", "on", "before", "after", "between", "empty", "set"],
  list: ["any", "none", "empty", "set"],
  tags: ["any", "all", "none", "empty", "set"],
  checkbox: ["true", "false", "empty"],
};

/** Fields of the contact itself. `workspaceFields` adds attributes, and says which channels there are. */
export const CONTACT_FIELDS: readonly FilterField[] = [
  { key: "name", kind: "text", group: "contact", optional: true },
  { key: "email", kind: "text", group: "contact", optional: true },
  { key: "phone", kind: "text", group: "contact", optional: true },
  { key: "tags", kind: "tags", group: "contact", optional: true },
  { key: "language", kind: "list", group: "contact", optional: true },
  { key: "id", kind: "number", group: "contact", optional: false },
  { key: "lastActivity", kind: "date", group: "activity", optional: true },
  { key: "created", kind: "date", group: "activity", optional: false },
  {
    key: "source",
    kind: "list",
    group: "activity",
    optional: false,
    options: CONTACT_SOURCES,
  },
  { key: "channel", kind: "list", group: "activity", optional: true },
  { key: "conversations", kind: "number", group: "activity", optional: false },
  { key: "imports", kind: "number", group: "activity", optional: false },
  // Of a block that holds at the moment; one for ever has no end.
  { key: "blocked", kind: "checkbox", group: "block", optional: false },
  { key: "blockEnd", kind: "date", group: "block", optional: true },
  { key: "blockReason", kind: "list", group: "block", optional: true, options: BLOCK_REASONS },
];

export type FindField = (key: string) => FilterField | null;

/** Those of the contact itself. */
export function findContactField(key: string): FilterField | null {
  return CONTACT_FIELDS.find((field) => field.key === key) ?? null;
}

/** What can be asked of a field. */
export function opsOf({ kind, optional }: Pick<FilterField, "kind" | "optional">): FilterOp[] {
  return OPS[kind].filter((op) => optional || (op !== "empty" && op !== "set"));
}

const WITHOUT_VALUE: ReadonlySet<FilterOp> = new Set(["today", "true", "false", "empty", "set"]);

/** How many values a rule takes: `many` is at least one. */
export type Arity = "none" | "one" | "two" | "many";

export function arityOf(op: FilterOp): Arity {
  if (op === "between") return "two";
  if (op === "any" || op === "all" || op === "none") return "many";
  return WITHOUT_VALUE.has(op) ? "none" : "one";
}
