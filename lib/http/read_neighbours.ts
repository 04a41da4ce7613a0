// Previous and next of a contact in the list the agent came from (5.4): two searches of one row, at once.
import { isOffered } from "@/lib/actions/contact_fields.ts";
import { type Contact, type ContactRow, contactRow } from "@/lib/domain/contact.ts";
import type { ContactListSort, ContactListView } from "@/lib/domain/contact_list.ts";
import { nameSortKey } from "@/lib/domain/name_order.ts";
import { parseSearch } from "@/lib/domain/search.ts";
import type { Principal } from "@/lib/domain/user.ts";
import { cursorAt } from "@/lib/store/index/cursor.ts";
import type { ContactIndex } from "@/lib/store/index/contact_index.ts";
import { comparePlaces, namePlace, type Place } from "@/lib/store/index/place.ts";
import { listTags } from "@/lib/store/tags.ts";

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
  const known = tagIds.filter((id) => tags.some((tag) => tag.id === id));
  const search = { words: parseSearch(query), tagIds: known, sort, limit: 1 };
  const [before, after] = await Promise.all([
    index.search({ ...search, cursor: cursorAt(contact, sort, "before") }),
    index.search({ ...search, cursor: cursorAt(contact, sort, "after") }),
  ]);
  const orderOf = (row: ContactRow) => compareInList(sort, row, contactRow(contact));
  return {
    previousId: before.rows.find((row) => orderOf(row) < 0)?.id ?? null,
    nextId: after.rows.find((row) => orderOf(row) > 0)?.id ?? null,
  };
}

/** Where there is nothing beyond a cursor, a search begins anew: such a row is not on the asked side. */
function compareInList(sort: ContactListSort, left: ContactRow, right: ContactRow): number {
  const sign = sort.direction === "asc" ? 1 : -1;
  return sign * comparePlaces(placeOf(sort, left), placeOf(sort, right));
}

function placeOf({ by }: ContactListSort, row: ContactRow): Place {
  const { id, name, createdAtMs, lastActivityAtMs } = row;
  if (by === "name") return namePlace(nameSortKey(name), id);
  return { value: by === "created" ? createdAtMs : lastActivityAtMs ?? 0, key: "", id };
}
