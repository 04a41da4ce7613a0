// Which of some packed contacts have a text that is, contains or starts with a value.
import { type Condition, matchesText, type TextColumn } from "@/lib/domain/filter/condition.ts";
import { nameOfText } from "@/lib/domain/search.ts";
import { emptyBits, members, setBit } from "./bitmap.ts";
import { chunkText } from "./chunk.ts";
import type { Loader } from "./loader.ts";
import { narrow } from "./narrow.ts";
import { hasSet } from "./packed.ts";

type TextCondition = Extract<Condition, { kind: "text" }>;

/** Those of `within` of which a text of the column passes the test with one of the values. */
export async function withText(
  loader: Loader,
  { column, test, values }: TextCondition,
  within: Uint32Array,
): Promise<Uint32Array> {
  const [chunks, has] = await Promise.all([
    loader.chunks(column === "name" ? "text" : column),
    loader.set(hasSet(column)),
  ]);
  const wanted = values.map(narrow);
  const found = emptyBits(within.length * 32);
  const size = loader.layout.chunk;
  for (const ordinal of members(within)) {
    const chunk = chunks[Math.floor(ordinal / size)];
    if (chunk === undefined || ((has[ordinal >>> 5] ?? 0) >>> (ordinal & 31) & 1) === 0) continue;
    const lines = linesOf(column, chunkText(chunk, ordinal % size));
    const isMatch = lines.some((line) => wanted.some((value) => matchesText(line, test, value)));
    if (isMatch) setBit(found, ordinal, true);
  }
  return found;
}

function linesOf(column: TextColumn, text: string): string[] {
  return column === "name" ? [nameOfText(text)] : text.split("\n");
}
