// The first page of a search before the texts are loaded: who comes first in the list is looked at first.
import { addAll, emptyBits, isEmpty, members, setBit, without } from "./bitmap.ts";
import type { ContactSearch } from "./contact_index.ts";
import type { IndexState } from "./dirty.ts";
import { evaluateAll, type Part } from "./evaluate.ts";
import { GRAM_LETTERS } from "./gram.ts";
import { ALL, holding, type Loader } from "./loader.ts";
import { narrow } from "./narrow.ts";
import { PageCollector, type Place } from "./place.ts";
import { loadIds, loadOrder, type Order, statePlace } from "./place_source.ts";
import { type TextCondition, wordCandidates, type WordCondition } from "./text_condition.ts";

/** Reading so few chunks of texts takes no longer than a page without its total. */
const CHUNKS_FEW = 100;
/** Contacts looked at first, for each row of the page. */
const LOOKS_PER_ROW = 2;
/** How many more are looked at in each further go. */
const GROWTH = 4;

export interface FirstPage {
  places: Place[];
  hasNext: boolean;
}

/** What is asked of a view, and what is known of the answer without looking at packed texts. */
export interface Asked {
  /** All of it has to be met. */
  parts: readonly Part[];
  /** Packed contacts that may match: alive and not dirty. */
  living: Uint32Array;
  /** Dirty contacts that match, by id. */
  dirty: ReadonlyMap<number, IndexState>;
}

type ColdSearch = Asked & Pick<ContactSearch, "sort" | "limit">;

/** The first page without a total; null when all matches are found about as soon, so that they can be counted. */
export async function findFirstPage(
  loader: Loader,
  search: ColdSearch,
): Promise<FirstPage | null> {
  const slow = search.parts.filter(isSlow);
  if (slow.length === 0 || loader.uncachedChunks("text", ALL) <= CHUNKS_FEW) return null;
  const others = search.parts.filter((part) => !isSlow(part));
  let candidates = await evaluateAll(loader, others, search.living);
  for (const part of slow) candidates = await candidatesOf(loader, part, candidates);
  if (loader.uncachedChunks("text", holding(candidates)) <= CHUNKS_FEW) return null;
  return await walk(loader, search, { slow, candidates });
}

/** What is only known by looking at texts. */
type SlowPart = WordCondition | TextCondition;

function isSlow(part: Part): part is SlowPart {
  if (part.kind === "word") return part.word.length > GRAM_LETTERS;
  return part.kind === "text" && part.column === "name";
}

/** Those of `within` that grams say may meet it. */
async function candidatesOf(
  loader: Loader,
  part: SlowPart,
  within: Uint32Array,
): Promise<Uint32Array> {
  if (part.kind === "word") return await wordCandidates(loader, part, within);
  const found = emptyBits(within.length * 32);
  for (const word of part.values.map(narrow)) {
    addAll(found, word === "" ? within : await wordCandidates(loader, { word }, within));
  }
  return found;
}

/** Looks at candidates in the order of the list, more each time, until the page and one row more are sure. */
async function walk(
  loader: Loader,
  { sort, limit, dirty }: ColdSearch,
  { slow, candidates }: { slow: readonly SlowPart[]; candidates: Uint32Array },
): Promise<FirstPage> {
  const sign = sort.direction === "asc" ? 1 : -1;
  const order = await loadOrder(loader, sort, holding(candidates));
  const collector = new PageCollector({ sign, limit: limit + 1, beyond: null });
  for (const [id, state] of dirty) collector.offer(statePlace(sort, id, state));
  let left = candidates;
  for (let looks = LOOKS_PER_ROW * limit; !isEmpty(left); looks *= GROWTH) {
    const { front, end } = frontOf(left, order, { sign, count: looks });
    const hits = await evaluateAll(loader, slow, front);
    collector.offerAll(hits, { ...order, id: await loadIds(loader, holding(hits)) });
    left = without(left, front);
    const last = collector.page()[limit];
    // All that is left stands behind `end`.
    if (last !== undefined && sign * (last.value - end) <= 0) break;
  }
  const places = collector.page();
  return { places: places.slice(0, limit), hasNext: places.length > limit };
}

/** The first so many in the order of the list and whoever stands level with the last of them, whose value is `end`. */
function frontOf(
  ordinals: Uint32Array,
  order: Order,
  { sign, count }: { sign: 1 | -1; count: number },
): { front: Uint32Array; end: number } {
  const collector = new PageCollector({ sign, limit: count, beyond: null });
  collector.offerAll(ordinals, { ...order, id: (ordinal) => ordinal });
  const end = collector.page().at(-1)?.value ?? 0;
  const front = emptyBits(ordinals.length * 32);
  for (const ordinal of members(ordinals)) {
    if (sign * (order.value(ordinal) - end) <= 0) setBit(front, ordinal, true);
  }
  return { front, end };
}
