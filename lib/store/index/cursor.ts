// Cursors: the place in a sorted list that the next or the previous page begins at, as one opaque word of a URL.
import { z } from "zod";
import { type Contact, contactRow } from "@/lib/domain/contact.ts";
import { InputError } from "@/lib/errors.ts";
import type { ContactSort } from "@/lib/domain/contact_list.ts";
import { rowPlace } from "../contact_rows.ts";

export interface Cursor {
  side: "after" | "before";
  /** Milliseconds, a count, or the name's sort key. */
  value: number | string;
  id: number;
  /** 1-based place of the page's first row when it is known; 0 when not. */
  position: number;
}

/** A name key has 65 characters of up to 4 bytes. */
const CURSOR_CHARS_MAX = 1000;
const FIELD_CODES = { lastActivity: "l", created: "c", name: "n", conversations: "m" } as const;

const partsSchema = z.tuple([
  z.string(),
  z.enum(["after", "before"]),
  z.union([z.number(), z.string()]),
  z.int().positive(),
  z.int().nonnegative(),
]);

/** Letters, digits, `-` and `_` only. */
export function encodeCursor(sort: ContactSort, cursor: Cursor): string {
  const { side, value, id, position } = cursor;
  const parts: z.infer<typeof partsSchema> = [sortCode(sort), side, value, id, position];
  return new TextEncoder().encode(JSON.stringify(parts))
    .toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Throws `InputError` with `cursor_invalid` on anything that `encodeCursor` has not made for this sort. */
export function decodeCursor(sort: ContactSort, text: string): Cursor {
  const parts = partsSchema.safeParse(parseParts(text));
  if (!parts.success) throw invalidCursor();
  const [code, side, value, id, position] = parts.data;
  const isOfSort = code === sortCode(sort) && (typeof value === "string") === (sort.by === "name");
  if (!isOfSort) throw invalidCursor();
  return { side, value, id, position };
}

function sortCode({ by, direction }: ContactSort): string {
  return `${direction === "desc" ? "-" : ""}${FIELD_CODES[by]}`;
}

function parseParts(text: string): unknown {
  if (text.length > CURSOR_CHARS_MAX) return null;
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: "base64url" });
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null; // no base64 or no JSON: refused below like any other wrong shape
  }
}

function invalidCursor(): InputError {
  return new InputError("Cannot show this page: its cursor is not one of this list; start again", {
    cursor: { code: "cursor_invalid" },
  });
}

/** The cursor at a contact itself, so that a page of one row is its neighbour in the list. */
export function cursorAt(contact: Contact, sort: ContactSort, side: Cursor["side"]): string {
  return encodeCursor(sort, { side, ...rowPlace(sort.by, contactRow(contact)), position: 0 });
}
