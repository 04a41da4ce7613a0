// Previous and next of a contact in the list the agent came from (5.4): two searches of one row, at once.
import { isOffered } from "@/lib/domain/tag.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import type { ContactListView } from "@/lib/domain/contact_list.ts";
import { parseSearch } from "@/lib/domain/search.ts";
import type { Principal } from "@/lib/domain/user.ts";
import { cursorAt } from "@/lib/store/index/cursor.ts";
import type { ContactIndex } from "@/lib/store/index/contact_index.ts";
import { listTags } from "@/lib/store/tags.ts";
import { tagsCondition } from "./tags_condition.ts";

export interface Neighbours {
  previousId: number | null;
  nextId: number | null;
}

export interface NeighbourReader {
  kv: Deno.Kv;
  index: ContactIndex;
  principal: Principal;
}

/** Also right when the contact itself no longer matches: then these are the ones around its place. */
export async function readNeighbours(
  { kv, index, principal }: NeighbourReader,
  contact: Contact,
  view: ContactListView,
): Promise<Neighbours> {
  const { sort, query, tagIds } = view;
  const tags = (await listTags(kv)).filter((tag) => isOffered(tag, principal));
  const filter = tagsCondition(tagIds, tags);
  const atEnd = "what_there_is" as const;
  const search = { words: parseSearch(query), filter, sort, limit: 1, atEnd };
  const [before, after] = await Promise.all([
    index.search({ ...search, cursor: cursorAt(contact, sort, "before") }),
    index.search({ ...search, cursor: cursorAt(contact, sort, "after") }),
  ]);
  return { previousId: before.rows[0]?.id ?? null, nextId: after.rows[0]?.id ?? null };
}
