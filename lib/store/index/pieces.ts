// Which ordinals have a line that contains or starts with a few letters: kept once it is known, for texts never change.
import type { TextColumn as FilterColumn } from "@/lib/domain/filter/condition.ts";
import { addAll, bitsBetween, emptyBits, keepOnly } from "./bitmap.ts";
import type { CacheKind } from "./cache.ts";
import { GRAM_LETTERS, gramsOf } from "./gram.ts";
import { type LineTest, scanLines } from "./line_scan.ts";
import type { Loader } from "./loader.ts";
import type { TextColumn } from "./packed.ts";

/** A beginning up to this long is kept: all dialling codes with those of their regions, and most of a first name. */
const START_LETTERS = 7;

/** Ordinals below `known` of which a line passes. */
interface Piece {
  bits: Uint32Array;
  known: number;
}

const PIECE: CacheKind<Piece> = { name: "piece:", bytes: ({ bits }) => bits.byteLength };

/** The packed column that has a field's lines. */
export function packedColumn(column: FilterColumn): TextColumn {
  return column === "name" ? "text" : column;
}

/** Whether the answer to a test is worth keeping: short values come again, and there are not too many of them. */
export function isPiece({ test, value }: LineTest): boolean {
  if (value === "" || test === "is") return false;
  return value.length <= (test === "contains" ? GRAM_LETTERS : START_LETTERS);
}

/** The published ordinals, dead ones too, of which a line of the column passes; the test `isPiece`. */
export async function loadPiece(
  loader: Loader,
  column: FilterColumn,
  lineTest: LineTest,
): Promise<Uint32Array> {
  const { version, manifest: { published } } = loader.view;
  const key = `${version}:${column}:${lineTest.test}:${lineTest.value}`;
  const before = loader.cache.get(PIECE, key)?.value ?? { bits: emptyBits(0), known: 0 };
  if (before.known >= published) return before.bits;
  const added = bitsBetween(before.known, published);
  if (column === "name") keepOnly(added, await loader.gram(gramsOf(lineTest.value)[0] ?? ""));
  const chunks = await loader.chunks(packedColumn(column), (_, end) => end > before.known);
  const bits = scanLines(chunks, lineTest, added);
  addAll(bits, before.bits);
  loader.cache.set(PIECE, key, { tag: "", value: { bits, known: published } });
  return bits;
}
