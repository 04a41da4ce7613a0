// What is said after a merge and after its undoing.
import type { Merge } from "@/lib/domain/merge.ts";
import { formatList } from "@/lib/i18n/format.ts";
import type { State } from "./define.ts";
import type { FlashOptions } from "./redirect.ts";

/** "Merged with contact 41. Moved: 3 conversations, 1 note and 2 tags." */
export function mergedFlash({ t, locale }: State, merge: Merge): FlashOptions {
  const { id, keptId, mergedId, moved } = merge;
  const undo = { contactId: keptId, eventId: id };
  const what = [
    moved.conversations > 0 && t("merge.conversations", { count: moved.conversations }),
    moved.notes > 0 && t("merge.notes", { count: moved.notes }),
    moved.tags > 0 && t("merge.tags", { count: moved.tags }),
    moved.handles > 0 && t("merge.handles", { count: moved.handles }),
  ].filter((part) => part !== false);
  const of = { id: String(mergedId) };
  if (what.length === 0) return { key: "flash.merged_plain", params: of, undo };
  return { key: "flash.merged", params: { ...of, what: formatList(locale, what) }, undo };
}
