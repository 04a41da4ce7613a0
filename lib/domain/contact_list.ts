// The state of the contact list as its URL says it: every view is a link (2.2, 3.5).
import { withQuery } from "./query_string.ts";
import { PAGE_SIZES } from "./user.ts";

export const SORT_FIELDS = ["lastActivity", "created", "name", "conversations"] as const;
export type SortField = typeof SORT_FIELDS[number];
export type SortDirection = "asc" | "desc";
/** Ties are broken by id in the same direction. */
export interface ContactSort {
  by: SortField;
  direction: SortDirection;
}
export type PageSize = typeof PAGE_SIZES[number];

export interface ContactListView {
  /** As typed; the search decides what of it counts. */
  query: string;
  /** Any of them (3.1). */
  tagIds: string[];
  /** As `printFilter` writes it, or what someone typed there instead; "" without a filter. */
  filter: string;
  /** The open segment. Its own filter applies as long as `filter` is "". */
  segmentId: string | null;
  sort: ContactSort;
  /** Null follows the user's preference. */
  pageSize: PageSize | null;
  cursor: string | null;
}

export const DEFAULT_SORT: ContactSort = { by: "lastActivity", direction: "desc" };
/** Tags in one filter; more are ignored. */
const TAGS_IN_FILTER_MAX = 50;
const URL_SORT: Record<SortField, string> = {
  lastActivity: "activity",
  created: "created",
  name: "name",
  conversations: "conversations",
};

/** Reads `?q=&tag=&tag=&f=&segment=&sort=-activity&size=&page=`. What it does not know, it leaves at the default. */
export function parseListView(params: URLSearchParams): ContactListView {
  return {
    query: params.get("q") ?? "",
    tagIds: [...new Set(params.getAll("tag"))].filter(Boolean).slice(0, TAGS_IN_FILTER_MAX),
    filter: params.get("f") ?? "",
    segmentId: params.get("segment") || null,
    sort: parseSort(params.get("sort")),
    pageSize: parsePageSize(params.get("size")),
    cursor: params.get("page") || null,
  };
}

/** The parameters of a view, only what differs from the default, so that links stay short. */
export function listParams(view: ContactListView): URLSearchParams {
  const params = new URLSearchParams();
  if (view.query.trim() !== "") params.set("q", view.query);
  for (const id of view.tagIds) params.append("tag", id);
  if (view.filter !== "") params.set("f", view.filter);
  if (view.segmentId !== null) params.set("segment", view.segmentId);
  if (!isDefaultSort(view.sort)) params.set("sort", sortParam(view.sort));
  if (view.pageSize !== null) params.set("size", String(view.pageSize));
  if (view.cursor !== null) params.set("page", view.cursor);
  return params;
}

/** The list's address for a view with some parts changed. Any change but of the cursor starts at the first page. */
export function listHref(view: ContactListView, change: Partial<ContactListView> = {}): string {
  return withQuery("/contacts", listParams({ ...view, cursor: null, ...change }));
}

/** The list with the filter open for editing; the page stays, because only reading changes. */
export function editFilterHref(view: ContactListView): string {
  return withQuery("/contacts", [...listParams(view), ["filter", "edit"]]);
}

/** Without filter and segment; search, tags, sort and page size stay (3.5). */
export function withoutFilter(view: ContactListView): ContactListView {
  return { ...view, filter: "", segmentId: null, cursor: null };
}

/** A card's address that remembers the list it was opened from, for previous and next (5.4). */
export function cardHref(id: number, view: ContactListView): string {
  return withQuery(`/contacts/${id}`, listParams({ ...view, cursor: null, pageSize: null }));
}

/** The address of the edit page, which leads back to the card with the same list. */
export function editHref(id: number, view: ContactListView): string {
  return belowCardHref(id, "edit", view);
}

/** The address of a page below the card, such as `notes`, which leads back to the card with the same list. */
export function belowCardHref(id: number, page: string, view: ContactListView): string {
  const params = listParams({ ...view, cursor: null, pageSize: null });
  return withQuery(`/contacts/${id}/${page}`, params);
}

/** The address of a page below a card that leads back to the list as it is, on its page. */
export function fromRowHref(id: number, page: string, view: ContactListView): string {
  return withQuery(`/contacts/${id}/${page}`, [...listParams(view), ["from", "list"]]);
}

/** Where a page below a card leads back to: the card, or the list when it was opened from its row. */
export function aboveHref(id: number, params: URLSearchParams): string {
  const view = parseListView(params);
  if (params.get("from") !== "list") return cardHref(id, view);
  return listHref(view, { cursor: view.cursor });
}

/** The view with a tag switched on or off. */
export function toggledTag(view: ContactListView, tagId: string): string[] {
  return view.tagIds.includes(tagId)
    ? view.tagIds.filter((id) => id !== tagId)
    : [...view.tagIds, tagId];
}

/** What a sort parameter looks like: `name`, `-created`; a minus is descending. */
export function sortParam(sort: ContactSort): string {
  return (sort.direction === "desc" ? "-" : "") + URL_SORT[sort.by];
}

/** Dates start with the newest, counts with the highest, names with the first letter; a second click turns round. */
export function nextSort(current: ContactSort, by: SortField): ContactSort {
  if (current.by === by) return { by, direction: current.direction === "asc" ? "desc" : "asc" };
  return { by, direction: by === "name" ? "asc" : "desc" };
}

function parseSort(text: string | null): ContactSort {
  const direction = text?.startsWith("-") ? "desc" : "asc";
  const name = text?.replace(/^-/, "");
  const by = SORT_FIELDS.find((field) => URL_SORT[field] === name);
  return by ? { by, direction } : DEFAULT_SORT;
}

function parsePageSize(text: string | null): PageSize | null {
  return PAGE_SIZES.find((size) => String(size) === text) ?? null;
}

function isDefaultSort(sort: ContactSort): boolean {
  return sort.by === DEFAULT_SORT.by && sort.direction === DEFAULT_SORT.direction;
}
