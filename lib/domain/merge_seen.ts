// What somebody had seen of two contacts before merging them, short enough for an address: what is new since is marked.
import type { Block } from "./block.ts";
import type { MergePreview } from "./merge_preview.ts";

export interface MergeSeen {
  /** Of both records. */
  revisions: { kept: number; merged: number };
  /** By field of the preview, or `block`: a mark of both values. */
  marks: ReadonlyMap<string, string>;
}

const MARK_CHARS = 4;
const MARKS_MAX = 100;

/** `5.2,name:1k2m,emails:9a0b`; the reverse of `parseMergeSeen`. */
export function mergeSeenText(
  preview: MergePreview,
  { kept, merged }: MergeSeen["revisions"],
): string {
  const marks = [...marksOf(preview)].map(([field, mark]) => `${field}:${mark}`);
  return [`${kept}.${merged}`, ...marks].join(",");
}

/** Null for what is no such text. */
export function parseMergeSeen(text: string): MergeSeen | null {
  const [revisions = "", ...marks] = text.split(",", MARKS_MAX);
  const [, kept, merged] = /^(\d{1,15})\.(\d{1,15})$/.exec(revisions) ?? [];
  if (kept === undefined || merged === undefined) return null;
  const pairs = marks.map((mark): [string, string] => {
    const at = mark.lastIndexOf(":");
    return [mark.slice(0, at), mark.slice(at + 1)];
  });
  return { revisions: { kept: Number(kept), merged: Number(merged) }, marks: new Map(pairs) };
}

/** Fields whose values are not those that were seen; rarely, for marks are short, one of them is missing. */
export function newSince({ marks }: MergeSeen, preview: MergePreview): Set<string> {
  const now = marksOf(preview);
  const fields = [...now.keys()].filter((field) => marks.get(field) !== now.get(field));
  return new Set(fields);
}

function marksOf({ values, lists, block }: MergePreview): Map<string, string> {
  const rows = [...values, ...lists].map(({ field, kept, merged }): [string, string] => {
    return [field, markOf([kept, merged])];
  });
  const { kept, merged } = block;
  if (kept === null && merged === null) return new Map(rows);
  return new Map([...rows, ["block", markOf([termsOf(kept), termsOf(merged)])]]);
}

function termsOf(block: Block | null): unknown {
  return block && [block.id, block.untilMs, block.reason, block.note];
}

/** FNV-1a: tells values apart, keeps nothing secret. */
function markOf(value: unknown): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(JSON.stringify(value))) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash.toString(36).padStart(MARK_CHARS, "0").slice(-MARK_CHARS);
}
