// Reads all that the list page shows, in as few waits as there can be.
import type { ContactListView, PageSize } from "@/lib/domain/contact_list.ts";
import { parseSearch, QUERY_CHARS_MAX } from "@/lib/domain/search.ts";
import { isOffered, type Tag } from "@/lib/domain/tag.ts";
import type { Preferences, Principal } from "@/lib/domain/user.ts";
import { InputError } from "@/lib/errors.ts";
import type { ContactIndex, ContactPage, ContactSearch } from "@/lib/store/index/contact_index.ts";
import { listTags } from "@/lib/store/tags.ts";
import { tagsCondition } from "./tags_condition.ts";

export interface ContactList {
  page: ContactPage;
  pageSize: PageSize;
  /** Of the workspace, whatever is filtered. */
  allCount: number;
  /** The asked page is gone, and this is the first one. */
  pageGone: boolean;
  /** The query is longer than what is searched. */
  queryCut: boolean;
  /** That this viewer may see, by id. */
  tags: Map<string, Tag>;
  /** In the quick filter, commonest first, with the number of contacts. */
  quickTags: (Tag & { count: number })[];
}

export interface ListReader {
  kv: Deno.Kv;
  index: ContactIndex;
  principal: Principal;
  preferences: Preferences;
}

export async function readContactList(
  reader: ListReader,
  view: ContactListView,
): Promise<ContactList> {
  const pageSize = view.pageSize ?? reader.preferences.pageSize;
  const visible = (await listTags(reader.kv)).filter((tag) => isOffered(tag, reader.principal));
  const filter = tagsCondition(view.tagIds, visible);
  const [found, allCount, counts] = await Promise.all([
    searchOrFirstPage(reader.index, view, { filter, limit: pageSize }),
    reader.index.total(),
    reader.index.tagCounts(),
  ]);
  const quickTags = visible.filter((tag) => tag.inQuickFilter || view.tagIds.includes(tag.id))
    .map((tag) => ({ ...tag, count: counts.get(tag.id) ?? 0 }))
    .sort((a, b) => b.count - a.count);
  return {
    ...found,
    pageSize,
    allCount,
    queryCut: view.query.length > QUERY_CHARS_MAX,
    tags: new Map(visible.map((tag) => [tag.id, tag])),
    quickTags,
  };
}

/** A cursor that cannot be read any more gives the first page, and says so. */
async function searchOrFirstPage(
  index: ContactIndex,
  view: ContactListView,
  wish: Pick<ContactSearch, "filter" | "limit">,
) {
  const query = { ...wish, words: parseSearch(view.query), sort: view.sort };
  try {
    return { page: await index.search({ ...query, cursor: view.cursor }), pageGone: false };
  } catch (error) {
    if (!(error instanceof InputError) || view.cursor === null) throw error;
    return { page: await index.search({ ...query, cursor: null }), pageGone: true };
  }
}
