// What a merge will make of two contacts: each value of both beside the result, and the kept record after it (9.2, 9.3).
import {
  ATTRIBUTE_VALUES_BYTES_MAX,
  ATTRIBUTE_VALUES_MAX,
  attributeValuesBytes,
} from "./attribute.ts";
import { attributeField } from "./attribute_key.ts";
import { type Block, blockEndMs, isBlocked } from "./block.ts";
import { type AttributeValue, type Contact, HANDLES_MAX, TAGS_MAX } from "./contact.ts";
import { contactValue, MERGE_FIELDS, type MergeChoices, type MergeSide } from "./merge.ts";
import { mergeLists, mergeResult } from "./merge_result.ts";
import type { FieldProblems } from "@/lib/errors.ts";

/** A field of which one value stays. */
export interface MergeValueRow {
  /** One of `MERGE_FIELDS`, or `attr.<key>`: the name of the choice. */
  field: string;
  /** Null: empty. Handles as typed or as their number; attributes as they are stored. */
  kept: AttributeValue | null;
  merged: AttributeValue | null;
  result: AttributeValue | null;
  /** Whose the result is; `kept` where both are the same. */
  chosen: MergeSide;
  /** Both have a value, and they differ: a choice; only one has; they are the same. */
  kind: "conflict" | "one_sided" | "same";
}

/** What gives way to the other contact's value, on which side. */
export interface LostValue {
  /** `name`, `language` or `attr.<key>`: addresses are all kept, whichever is primary. */
  field: string;
  side: MergeSide;
  value: AttributeValue | null;
}

/** A field that takes in all of both. */
export interface MergeListRow {
  field: keyof typeof LIST_MAX;
  /** Tags as ids, identities as `<channel id> <external id>`, handles as typed. */
  kept: string[];
  merged: string[];
  result: string[];
}

export interface MergePreview {
  /** Conflicts first; fields that both have empty are left out. */
  values: MergeValueRow[];
  lists: MergeListRow[];
  lost: LostValue[];
  createdAtMs: { kept: number; merged: number; result: number };
  lastActivityAtMs: { kept: number | null; merged: number | null; result: number | null };
  /** Blocks that hold now; the result's lasts longest and is not to be chosen. `from` null: nobody is blocked. */
  block: { kept: Block | null; merged: Block | null; result: Block | null; from: MergeSide | null };
  /**
   * Why it cannot be done: `merge_too_many` with `count` and `max` by list, or on `attributes`, there also
   * `attribute_values_large`. Empty: it can.
   */
  problems: FieldProblems;
  /** The kept record after the merge. */
  result: Contact;
}

/** By list, how many there may be afterwards. */
const LIST_MAX = {
  emails: HANDLES_MAX,
  phones: HANDLES_MAX,
  identities: HANDLES_MAX,
  unclaimed: HANDLES_MAX,
  tags: TAGS_MAX,
};

const KIND_ORDER: MergeValueRow["kind"][] = ["conflict", "one_sided", "same"];

export interface MergePreviewOptions {
  /** Where none is named, the kept contact's value stays, unless it is empty. */
  choices: MergeChoices;
  nowMs: number;
  /** Keys of deleted attributes: their values go along, and are no reason to refuse what nobody could help. */
  deletedKeys?: ReadonlySet<string>;
}

/** Never throws: `problems` says whether it can be done. */
export function mergePreview(
  kept: Contact,
  merged: Contact,
  { choices, nowMs, deletedKeys = new Set() }: MergePreviewOptions,
): MergePreview {
  const result = mergeResult(kept, merged, choices);
  const sides = { kept, merged, result };
  const values = valueRows(sides, choices);
  return {
    values,
    lists: listRows(sides),
    lost: values.filter(isLoss).map(lostValue),
    createdAtMs: each(sides, (side) => side.createdAtMs),
    lastActivityAtMs: each(sides, (side) => side.lastActivityAtMs),
    block: blockRow(sides, nowMs),
    problems: mergeProblems(result, deletedKeys),
    result,
  };
}

/** What is past its limit in a merged record, by field. */
function mergeProblems(result: Contact, deletedKeys: ReadonlySet<string>): FieldProblems {
  const values = Object.entries(result.attributes ?? {}).filter(([key]) => !deletedKeys.has(key));
  const counts = Object.entries(mergeLists(result))
    .map(([field, list]) => ({ field, count: list.length, max: maxOf(field) }));
  counts.push({ field: "attributes", count: values.length, max: ATTRIBUTE_VALUES_MAX });
  const past = counts.filter(({ count, max }) => count > max);
  const isLarge = attributeValuesBytes(result.attributes ?? {}) > ATTRIBUTE_VALUES_BYTES_MAX;
  return {
    ...(isLarge ? { attributes: { code: "attribute_values_large" } } : {}),
    ...Object.fromEntries(
      past.map(({ field, ...params }) => [field, { code: "merge_too_many", params }]),
    ),
  };
}

interface Sides {
  kept: Contact;
  merged: Contact;
  result: Contact;
}

function valueRows(sides: Sides, choices: MergeChoices): MergeValueRow[] {
  const keys = Object.keys({ ...sides.kept.attributes, ...sides.merged.attributes }).sort();
  const fields = [...MERGE_FIELDS, ...keys.map(attributeField)];
  const rows = fields.map((field) => valueRow(sides, field, choices));
  return rows.filter(({ kept, merged }) => kept !== null || merged !== null)
    .sort((a, b) => KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind));
}

function valueRow(sides: Sides, field: string, choices: MergeChoices): MergeValueRow {
  const values = each(sides, (side) => contactValue(side, field));
  const kind = kindOf(values);
  const wanted = choices[field] ?? "kept";
  const filled = values.kept === null ? "merged" : "kept";
  const chosen = kind === "conflict" ? wanted : kind === "same" ? "kept" : filled;
  return { field, ...values, chosen, kind };
}

function isLoss({ field, kind }: MergeValueRow): boolean {
  return kind === "conflict" && !field.startsWith("primary");
}

function lostValue(row: MergeValueRow): LostValue {
  const side = row.chosen === "kept" ? "merged" : "kept";
  return { field: row.field, side, value: row[side] };
}

function kindOf(
  { kept, merged }: Pick<MergeValueRow, "kept" | "merged">,
): MergeValueRow["kind"] {
  if (kept === merged) return "same";
  return kept === null || merged === null ? "one_sided" : "conflict";
}

function listRows(sides: Sides): MergeListRow[] {
  const { kept, merged, result } = each(sides, mergeLists);
  const fields: (keyof typeof LIST_MAX)[] = ["emails", "phones", "identities", "unclaimed", "tags"];
  return fields.map((field) => ({
    field,
    kept: kept[field],
    merged: merged[field],
    result: result[field],
  })).filter(({ kept, merged }) => kept.length + merged.length > 0);
}

function maxOf(field: string): number {
  return field === "tags" ? TAGS_MAX : HANDLES_MAX;
}

function blockRow(sides: Sides, nowMs: number): MergePreview["block"] {
  const row = each(sides, ({ block }) => block && isBlocked(block, nowMs) ? block : null);
  if (row.result === null) return { ...row, from: null };
  const isMerged = row.merged !== null &&
    (row.kept === null || blockEndMs(row.kept) < blockEndMs(row.merged));
  return { ...row, from: isMerged ? "merged" : "kept" };
}

function each<T>({ kept, merged, result }: Sides, of: (side: Contact) => T) {
  return { kept: of(kept), merged: of(merged), result: of(result) };
}
