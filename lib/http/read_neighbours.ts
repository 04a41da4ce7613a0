// Previous and next of a contact in the list the agent came from (5.4): two searches of one row, at once.
import type { Contact } from "@/lib/domain/contact.ts";
import type { ContactSort } from "@/lib/domain/contact_list.ts";
import { cursorAt } from "@/lib/store/index/cursor.ts";
import type { ContactIndex } from "@/lib/store/index/contact_index.ts";
import type { ListFilter } from "./list_filter.ts";

export interface Neighbours {
  previousId: number | null;
  nextId: number | null;
}

/** The list that the card was opened from. */
export interface WalkedList {
  sort: ContactSort;
  filter: Pick<ListFilter, "words" | "condition">;
}

/** Also right when the contact itself no longer matches: then these are the ones around its place. */
export async function readNeighbours(
  index: ContactIndex,
  contact: Contact,
  { sort, filter }: WalkedList,
): Promise<Neighbours> {
  const { words, condition } = filter;
  const search = { words, filter: condition, sort, limit: 1, atEnd: "what_there_is" } as const;
  const [before, after] = await Promise.all([
    index.search({ ...search, cursor: cursorAt(contact, sort, "before") }),
    index.search({ ...search, cursor: cursorAt(contact, sort, "after") }),
  ]);
  return { previousId: before.rows[0]?.id ?? null, nextId: after.rows[0]?.id ?? null };
}
