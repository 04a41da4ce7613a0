// Reads what the page of the list shows: the rows, and the filter builder where it is open. Or says where to go instead.
import {
  type ContactListView,
  listHref,
  parseListView,
  withoutFilter,
} from "@/lib/domain/contact_list.ts";
import { knowsTag } from "@/lib/domain/filter/filter_tags.ts";
import { findSegment } from "@/lib/store/segments.ts";
import {
  appliedView,
  type BuilderLimits,
  openBuilder,
  readBuilder,
  type SentBuilder,
  wasSent,
} from "./filter_builder.ts";
import { filterOptions } from "./filter_options.ts";
import { readFilterTerms } from "./filter_terms.ts";
import type { FilterReader } from "./list_filter.ts";
import { type ContactList, type ListReader, readContactList } from "./read_contact_list.ts";

export interface ListPage {
  view: ContactListView;
  list: ContactList;
  /** Null while it is closed. */
  builder: OpenBuilder | null;
  status: 200 | 400 | 404 | 422;
}

export interface OpenBuilder extends SentBuilder {
  /** Where cancelling leads: the list as it was, and never to a filter that cannot be applied. */
  unedited: ContactListView;
}

/** A filter that can be applied leads to the address of the list with it. */
export async function readListPage(
  reader: ListReader,
  params: URLSearchParams,
): Promise<ListPage | { leadsTo: string }> {
  const asked = parseListView(params);
  const limits = wasSent(params) ? await readBuilderLimits(reader) : null;
  const sent = limits && readBuilder(params, limits);
  const isApplied = sent?.command?.kind === "apply";
  const view = limits && isApplied
    ? await viewAfter(reader, asked, { draft: sent.draft, limits })
    : asked;
  if (isApplied && sent.problems.length === 0) return { leadsTo: listHref(view) };
  const count = params.get("count") === "exact" ? "exact" : "if_ready";
  const list = await readContactList(reader, view, { count });
  const { tree, problems } = list.filter;
  const isOpen = params.get("filter") === "edit" || problems.length > 0;
  const builder = sent ?? (isOpen ? { ...openBuilder(tree), problems } : null);
  const unedited = problems.length === 0 || isApplied ? asked : withoutFilter(asked);
  return {
    view,
    list,
    builder: builder && { ...builder, unedited },
    status: statusOf(list),
  };
}

function statusOf({ filter, pageGone }: ContactList): ListPage["status"] {
  if (filter.segmentGone) return 404;
  if (filter.problems.length > 0) return 422;
  return pageGone ? 400 : 200;
}

/** What a draft may ask about, for this person. */
export async function readBuilderLimits(
  reader: FilterReader,
): Promise<BuilderLimits> {
  const { findField, tags } = filterOptions(reader, await readFilterTerms(reader.kv));
  return { findField, isKnownTag: knowsTag(tags) };
}

/** The view with a draft as its filter. */
export async function viewAfter(
  reader: FilterReader,
  view: ContactListView,
  { draft, limits }: { draft: SentBuilder["draft"]; limits: BuilderLimits },
): Promise<ContactListView> {
  const { kv, principal } = reader;
  const segment = view.segmentId === null ? null : await findSegment(kv, principal, view.segmentId);
  return appliedView(view, { draft, segment, limits });
}
