// Pages of all contacts, from the row keys: no words, no tags, nothing of the packed index.
import type { ContactRow } from "@/lib/domain/contact.ts";
import { hasRow, listContactRows, rowPlace, type RowSide, type RowSort } from "../contact_rows.ts";
import { contactTotalKey } from "../keys/contacts.ts";
import type { ContactPage, ContactSearch } from "./contact_index.ts";
import { type Cursor, encodeCursor } from "./cursor.ts";

type PageWish = Pick<ContactSearch, "limit" | "atEnd"> & { sort: RowSort };

/** The number of all contacts. */
export async function readTotal(kv: Deno.Kv): Promise<number> {
  const { value } = await kv.get<Deno.KvU64>(contactTotalKey());
  return Number(value?.value ?? 0n);
}

/** Whether rows stand in the order of the list. */
export function hasRows(sort: ContactSearch["sort"]): sort is RowSort {
  return sort.by !== "conversations";
}

/** A page of all contacts. Where nothing is left at the cursor, or less than a page before it, the first page. */
export async function searchRows(
  kv: Deno.Kv,
  wish: PageWish,
  cursor: Cursor | null,
): Promise<ContactPage> {
  const from = cursor && sideOf(cursor, cursor.side);
  const [{ rows, more }, total, hasOther] = await Promise.all([
    listContactRows(kv, { ...wish, from }),
    readTotal(kv),
    // The cursor's own row may be gone, so what is on its other side is asked for.
    cursor !== null && hasRow(kv, wish.sort, sideOf(cursor, otherSide(cursor.side))),
  ]);
  if (startsAgain(wish, cursor, rows.length)) return await searchRows(kv, wish, null);
  const ends = cursor?.side === "before"
    ? { hasPrevious: more, hasNext: hasOther }
    : { hasPrevious: hasOther, hasNext: more };
  const position = ends.hasPrevious ? cursorPosition(cursor, rows.length) : 1;
  return { rows, total, position, ...edgeCursors(wish, { rows, position, ...ends }) };
}

/** Whether a page that found so few rows at its cursor is answered by the first page. */
export function startsAgain(
  { limit, atEnd }: Pick<ContactSearch, "limit" | "atEnd">,
  cursor: Cursor | null,
  found: number,
): boolean {
  if (cursor === null || atEnd === "what_there_is") return false;
  return found === 0 || (cursor.side === "before" && found < limit);
}

function sideOf({ value, id }: Cursor, side: Cursor["side"]): RowSide {
  return { side, place: { value, id } };
}

function otherSide(side: Cursor["side"]): Cursor["side"] {
  return side === "after" ? "before" : "after";
}

interface Ends {
  hasPrevious: boolean;
  hasNext: boolean;
}

/** As far as the cursor knows; rows that came or went meanwhile are not counted. */
function cursorPosition(cursor: Cursor | null, rows: number): number | null {
  if (cursor === null || cursor.position === 0) return null;
  return cursor.side === "after" ? cursor.position : Math.max(1, cursor.position - rows);
}

/** The cursors to both sides of a page. */
export function edgeCursors(
  { sort }: Pick<ContactSearch, "sort">,
  page: { rows: ContactRow[]; position: number | null } & Ends,
): Pick<ContactPage, "next" | "previous"> {
  const { rows, position } = page;
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return { next: null, previous: null };
  const before: Cursor = {
    side: "before",
    ...rowPlace(sort.by, first),
    position: position ?? 0,
  };
  const after: Cursor = {
    side: "after",
    ...rowPlace(sort.by, last),
    position: position === null ? 0 : position + rows.length,
  };
  return {
    next: page.hasNext ? encodeCursor(sort, after) : null,
    previous: page.hasPrevious ? encodeCursor(sort, before) : null,
  };
}
