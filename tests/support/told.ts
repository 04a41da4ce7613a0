// What may not change silently: commits that touch it have an event of the timeline or of the workspace (13.1).
import type { Range } from "@/lib/store/keys/range.ts";
import type { Written } from "./recorded.ts";

const TELLING: readonly (Range | "workspace")[] = [
  "c",
  "note",
  "note_pin",
  "conv",
  "block",
  "merged",
  "trash",
  "dup_not",
  "attribute",
  "channel",
  "tag",
  "segment",
  "workspace",
];

/** Whether a commit changes something of which nobody is told. */
export function isSilent(written: Written): boolean {
  const kinds = kindsOf(written);
  if (!TELLING.some((kind) => kinds.includes(kind))) return false;
  // A step of a merge moves what the merge's first commit has told of.
  if (kinds.includes("merge") && !kinds.includes("merged")) return false;
  return !hasEvent(written) || (!kinds.includes("merged") && hasSilentContact(written));
}

/** Of many contacts in one commit each has an event of its own; a merge tells on the kept one. */
function hasSilentContact(written: Written): boolean {
  const idsOf = (wanted: string) =>
    written.flatMap(({ key: [, kind, id], isDeletion }) =>
      kind === wanted && !(isDeletion && wanted === "ev") ? [id] : []
    );
  const told = new Set(idsOf("ev"));
  return idsOf("c").some((id) => !told.has(id));
}

/** An event that is taken away tells nobody. */
export function hasEvent(written: Written): boolean {
  return written.some(({ key: [, kind], isDeletion }) =>
    !isDeletion && (kind === "ev" || kind === "wev")
  );
}

/** Beginnings of the keys, each once. */
export function kindsOf(written: Written): string[] {
  return [...new Set(written.map(({ key: [, kind] }) => String(kind)))];
}
