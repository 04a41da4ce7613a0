// A segment's form as it is posted: from its own pages with the builder's fields, from the list with a printed filter.
import { type FilterDraft, treeDraft } from "@/lib/domain/filter/draft.ts";
import { draftTree } from "@/lib/domain/filter/draft_tree.ts";
import type { FindField } from "@/lib/domain/filter/field.ts";
import { parseFilter } from "@/lib/domain/filter/text.ts";
import type { FilterTree } from "@/lib/domain/filter/tree.ts";
import { InputError } from "@/lib/errors.ts";
import type { SegmentInput } from "@/lib/domain/segment.ts";
import { readBuilder } from "./filter_builder.ts";
import { formText } from "./input.ts";

/** What the form shows. */
export interface SegmentValues {
  name: string;
  shared: boolean;
  draft: FilterDraft;
  /** Path of the condition that a button has just added. */
  added: string | null;
}

export interface SentSegment extends SegmentValues {
  revision: number;
  /** The list sends a filter and nothing else; the rest of the segment stays. */
  onlyFilter: boolean;
  /** Where the list goes on, as it was sent: not to be trusted. */
  next: string;
  /** False when a button of the builder was pressed: the form is to be shown again. */
  isSaved: boolean;
  /** Throws `InputError` on `filter` when what was sent as a printed filter cannot be read. */
  tree(): FilterTree;
}

export function readSegmentForm(form: FormData, findField: FindField): SentSegment {
  const printed = form.has("filter") ? parseFilter(formText(form, "filter")) : null;
  const built = readBuilder(textsOf(form), { findField });
  const draft = printed ? treeDraft(printed.tree) : built.draft;
  return {
    name: formText(form, "name"),
    shared: form.has("shared"),
    draft,
    added: built.added,
    revision: Number(formText(form, "revision")),
    onlyFilter: printed !== null && !form.has("name"),
    next: formText(form, "next"),
    isSaved: built.command === null,
    tree() {
      if (printed?.problem) throw unreadable();
      return draftTree(draft, findField);
    },
  };
}

function textsOf(form: FormData): URLSearchParams {
  return new URLSearchParams(
    [...form].flatMap(([name, value]) => typeof value === "string" ? [[name, value]] : []),
  );
}

/** What the action is given. Throws `InputError`. */
export function segmentInput(sent: SentSegment): SegmentInput {
  return { name: sent.name, shared: sent.shared, filter: sent.tree() };
}

function unreadable(): InputError {
  return new InputError("Segment refused: filter", { filter: { code: "segment_filter_invalid" } });
}
