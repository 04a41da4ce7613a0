// Which of some packed contacts have a text that is, contains or starts with a value, or have a word somewhere.
import {
  type Condition,
  isAttributeColumn,
  type TextColumn,
} from "@/lib/domain/filter/condition.ts";
import { addAll, both, countBits, emptyBits, without } from "./bitmap.ts";
import { GRAM_LETTERS, gramsOf } from "./gram.ts";
import { type LineTest, scanLines } from "./line_scan.ts";
import { holding, type Loader } from "./loader.ts";
import { narrow } from "./narrow.ts";
import { hasSet } from "./packed.ts";
import { isPiece, loadPiece, packedColumn } from "./pieces.ts";

export type TextCondition = Extract<Condition, { kind: "text" }>;

/** A narrow word that has to be somewhere in the searched text. */
export interface WordCondition {
  kind: "word";
  word: string;
}

/** A gram of a million contacts takes about as long to read as so many chunks of texts. */
const CHUNKS_PER_GRAM = 16;

/** Those of `within` of which a text of the column passes the test with one of the values. */
export async function withText(
  loader: Loader,
  condition: TextCondition,
  within: Uint32Array,
): Promise<Uint32Array> {
  const found = emptyBits(within.length * 32);
  let left = await havingText(loader, condition.column, within);
  for (const lineTest of lineTests(condition)) {
    const hits = await withLine(loader, condition.column, lineTest, left);
    addAll(found, hits);
    left = without(left, hits);
  }
  return found;
}

/** An attribute is few people's, so that most chunks need not be read. */
async function havingText(
  loader: Loader,
  column: TextColumn,
  within: Uint32Array,
): Promise<Uint32Array> {
  return isAttributeColumn(column) ? both(within, await loader.set(hasSet(column))) : within;
}

/** Those of `within` that may meet the condition, as far as that is cheap to say. */
export async function textCandidates(
  loader: Loader,
  condition: TextCondition,
  within: Uint32Array,
): Promise<Uint32Array> {
  const found = emptyBits(within.length * 32);
  const having = await havingText(loader, condition.column, within);
  for (const lineTest of lineTests(condition)) {
    addAll(found, await lineCandidates(loader, condition.column, lineTest, having));
  }
  return found;
}

/** Those of `within` whose text has the word. */
export async function withWord(
  loader: Loader,
  { word }: WordCondition,
  within: Uint32Array,
): Promise<Uint32Array> {
  const left = await wordCandidates(loader, { word }, within);
  if (word.length <= GRAM_LETTERS) return left;
  const test = { test: "contains", value: word, isFirstLineOnly: false } as const;
  return scanLines(await loader.chunks("text", holding(left)), test, left);
}

/** Those of `within` whose text may have the word; of a short word, those that have it. */
export async function wordCandidates(
  loader: Loader,
  { word }: Pick<WordCondition, "word">,
  within: Uint32Array,
): Promise<Uint32Array> {
  let left = within;
  for (const [at, gram] of gramsOf(word).entries()) {
    // The first gram may be loaded by another query too; a second one has to be worth it.
    const isWorth = at === 0 || isMany(loader, left) || isFar(loader, left);
    if (isWorth) left = both(left, await loader.gram(gram));
  }
  return left;
}

function lineTests({ column, test, values }: TextCondition): LineTest[] {
  const isFirstLineOnly = column === "name";
  // Texts have no newlines, so a value with one is nowhere.
  return values.filter((value) => !value.includes("\n"))
    .map((value) => ({ test, value: narrow(value), isFirstLineOnly }));
}

async function withLine(
  loader: Loader,
  column: TextColumn,
  lineTest: LineTest,
  within: Uint32Array,
): Promise<Uint32Array> {
  const candidates = await lineCandidates(loader, column, lineTest, within);
  const isAny = lineTest.value === "" && lineTest.test !== "is";
  if (isAny || isKnown(loader, lineTest, within)) return candidates;
  const chunks = await loader.chunks(packedColumn(column), holding(candidates));
  return scanLines(chunks, lineTest, candidates);
}

async function lineCandidates(
  loader: Loader,
  column: TextColumn,
  lineTest: LineTest,
  within: Uint32Array,
): Promise<Uint32Array> {
  if (lineTest.value === "") return both(within, await loader.set(hasSet(column)));
  if (isKnown(loader, lineTest, within)) {
    return both(within, await loadPiece(loader, column, lineTest));
  }
  let left = within;
  for (const gram of gramsOf(lineTest.value)) {
    if (!isMany(loader, left)) break;
    left = both(left, await gramOf(loader, column, gram));
  }
  return left;
}

/** Whether all that pass are known at once; of few contacts, looking at their texts takes less. */
function isKnown(loader: Loader, lineTest: LineTest, within: Uint32Array): boolean {
  return isPiece(lineTest) && isMany(loader, within);
}

/** Looking at the texts of a segment takes about as long as one more gram. */
function isMany({ layout }: Loader, ordinals: Uint32Array): boolean {
  return countBits(ordinals) > layout.segment;
}

/** Whether looking at their texts means reading so many chunks that one more gram takes less. */
function isFar(loader: Loader, ordinals: Uint32Array): boolean {
  return loader.uncachedChunks("text", holding(ordinals)) > CHUNKS_PER_GRAM;
}

async function gramOf(loader: Loader, column: TextColumn, gram: string): Promise<Uint32Array> {
  // Grams of the whole text come from sealed blocks; a name is a part of it.
  if (column === "name") return await loader.gram(gram);
  return await loadPiece(loader, column, {
    test: "contains",
    value: gram,
    isFirstLineOnly: false,
  });
}
