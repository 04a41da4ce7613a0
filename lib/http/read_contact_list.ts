// Reads all that the list page shows, in as few waits as there can be.
import type { Attribute } from "@/lib/domain/attribute.ts";
import { attributeField } from "@/lib/domain/attribute_key.ts";
import type { AttributeValues, ContactRow } from "@/lib/domain/contact.ts";
import type { ContactListView, PageSize } from "@/lib/domain/contact_list.ts";
import type { FilterField } from "@/lib/domain/filter/field.ts";
import { workspaceFields } from "@/lib/domain/filter/workspace_fields.ts";
import { QUERY_CHARS_MAX } from "@/lib/domain/search.ts";
import { isOffered, type Tag } from "@/lib/domain/tag.ts";
import { attributeColumns, type Preferences } from "@/lib/domain/user.ts";
import { InputError } from "@/lib/errors.ts";
import { findContacts } from "@/lib/store/handle_owners.ts";
import type { ContactIndex, ContactPage, ContactSearch } from "@/lib/store/index/contact_index.ts";
import { goneTagNames } from "./filter_options.ts";
import { type FilterReader, type ListFilter, readListFilter } from "./list_filter.ts";
import { whenIndexed } from "./when_indexed.ts";

export interface ContactList {
  page: ContactPage;
  filter: ListFilter;
  pageSize: PageSize;
  /** Of the workspace, whatever is filtered. */
  allCount: number;
  /** The asked page is gone, and this is the first one. */
  pageGone: boolean;
  /** The query is longer than what is searched. */
  queryCut: boolean;
  /** That this viewer may see, by id. */
  tags: Map<string, Tag>;
  /** Names of deleted ones, by id. */
  goneTags: Map<string, string>;
  /** In the quick filter, commonest first, with the number of contacts; without while the index is being built. */
  quickTags: (Tag & { count: number | null })[];
  /** That filters may ask about, deleted ones included. */
  fields: readonly FilterField[];
  /** All that are not deleted. */
  attributes: readonly Attribute[];
  /** Those that this viewer has chosen as columns, with the values of the page's contacts. */
  attributeColumns: { shown: Attribute[]; values: Map<number, AttributeValues> };
}

export interface ListReader extends FilterReader {
  index: ContactIndex;
  preferences: Preferences;
}

export interface ListWish {
  /** "if_ready" lets the page come before its total where counting would take longer. */
  count: "exact" | "if_ready";
}

export async function readContactList(
  reader: ListReader,
  view: ContactListView,
  { count }: ListWish,
): Promise<ContactList> {
  const pageSize = view.pageSize ?? reader.preferences.pageSize;
  const { filter, terms } = await readListFilter(reader, view);
  const { tags } = terms;
  const visible = tags.filter((tag) => isOffered(tag, reader.principal));
  const wish = { words: filter.words, filter: filter.condition, limit: pageSize, count };
  const attributes = terms.attributes.filter(({ deletedAtMs }) => deletedAtMs === null);
  const [found, allCount, counts] = await Promise.all([
    searchOrFirstPage(reader.index, view, wish),
    reader.index.total(),
    whenIndexed(reader.index.tagCounts()),
  ]);
  const quickTags = visible.filter((tag) => tag.inQuickFilter || view.tagIds.includes(tag.id))
    .map((tag) => ({ ...tag, count: counts && (counts.get(tag.id) ?? 0) }))
    .sort((a, b) => (b.count ?? 0) - (a.count ?? 0));
  return {
    ...found,
    filter,
    pageSize,
    allCount,
    queryCut: view.query.length > QUERY_CHARS_MAX,
    tags: new Map(visible.map((tag) => [tag.id, tag])),
    goneTags: goneTagNames(reader.principal, tags),
    quickTags,
    fields: workspaceFields(terms),
    attributes,
    attributeColumns: await readAttributeColumns(reader, attributes, found.page.rows),
  };
}

/** Rows do not hold values, for most lists show none: where one does, the records of its page are read. */
async function readAttributeColumns(
  { kv, preferences }: ListReader,
  attributes: readonly Attribute[],
  rows: readonly ContactRow[],
): Promise<ContactList["attributeColumns"]> {
  const chosen = new Set(attributeColumns(preferences.columns));
  const shown = attributes.filter(({ key }) => chosen.has(attributeField(key)));
  if (shown.length === 0) return { shown, values: new Map() };
  const contacts = await findContacts(kv, rows.map(({ id }) => id));
  const values = [...contacts].map(([id, contact]) => [id, contact.attributes ?? {}] as const);
  return { shown, values: new Map(values) };
}

/** A cursor that cannot be read any more gives the first page, and says so. */
async function searchOrFirstPage(
  index: ContactIndex,
  view: ContactListView,
  wish: Pick<ContactSearch, "words" | "filter" | "limit" | "count">,
) {
  const query = { ...wish, sort: view.sort };
  try {
    return { page: await index.search({ ...query, cursor: view.cursor }), pageGone: false };
  } catch (error) {
    if (!(error instanceof InputError) || view.cursor === null) throw error;
    return { page: await index.search({ ...query, cursor: null }), pageGone: true };
  }
}
