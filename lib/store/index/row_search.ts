// Pages of all contacts, from the row keys: no words, no tags, nothing of the packed index.
import type { ContactRow } from "@/lib/domain/contact.ts";
import { listContactRows, rowPlace } from "../contact_rows.ts";
import { contactTotalKey } from "../keys.ts";
import type { ContactPage, ContactSearch } from "./contact_index.ts";
import { type Cursor, encodeCursor } from "./cursor.ts";

type PageWish = Pick<ContactSearch, "sort" | "limit" | "atEnd">;

/** The number of all contacts. */
export async function readTotal(kv: Deno.Kv): Promise<number> {
  const { value } = await kv.get<Deno.KvU64>(contactTotalKey());
  return Number(value?.value ?? 0n);
}

/** A page of all contacts. Where nothing is left at the cursor, or less than a page before it, the first page. */
export async function searchRows(
  kv: Deno.Kv,
  wish: PageWish,
  cursor: Cursor | null,
): Promise<ContactPage> {
  const from = cursor && { side: cursor.side, place: { value: cursor.value, id: cursor.id } };
  const [{ rows, more }, total] = await Promise.all([
    listContactRows(kv, { ...wish, from }),
    readTotal(kv),
  ]);
  if (startsAgain(wish, cursor, rows.length)) return await searchRows(kv, wish, null);
  const ends = await readEnds(kv, wish, { cursor, rows, more });
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

interface Ends {
  hasPrevious: boolean;
  hasNext: boolean;
}

/** `more` tells of one side; on the other one row is looked for, because the cursor's own may be gone. */
async function readEnds(
  kv: Deno.Kv,
  wish: PageWish,
  page: { cursor: Cursor | null; rows: ContactRow[]; more: boolean },
): Promise<Ends> {
  const { cursor, rows, more } = page;
  if (cursor === null) return { hasPrevious: false, hasNext: more };
  const isAfter = cursor.side === "after";
  const edge = isAfter ? rows[0] : rows.at(-1);
  if (edge === undefined) return { hasPrevious: false, hasNext: false };
  const from = {
    side: isAfter ? "before" as const : "after" as const,
    place: rowPlace(wish.sort.by, edge),
  };
  const { rows: beyond } = await listContactRows(kv, { sort: wish.sort, limit: 1, from });
  const hasOther = beyond.length > 0;
  return isAfter
    ? { hasPrevious: hasOther, hasNext: more }
    : { hasPrevious: more, hasNext: hasOther };
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
