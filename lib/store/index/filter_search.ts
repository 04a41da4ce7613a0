// Answering words and conditions from one view: which ordinals and which dirty contacts match, and the page of them.
import type { ContactSort } from "@/lib/domain/contact_list.ts";
import { type Condition, matchesCondition } from "@/lib/domain/filter/condition.ts";
import { matchesSearch } from "@/lib/domain/search.ts";
import { countBits, setBit } from "./bitmap.ts";
import { type Asked, findFirstPage } from "./cold_search.ts";
import type { ContactSearch } from "./contact_index.ts";
import type { Cursor } from "./cursor.ts";
import type { IndexState } from "./dirty.ts";
import { evaluateAll } from "./evaluate.ts";
import { holding, type Loader } from "./loader.ts";
import { narrow } from "./narrow.ts";
import { ALIVE } from "./packed.ts";
import { PageCollector, type Place } from "./place.ts";
import { cursorPlace, loadPlaces, statePlace } from "./place_source.ts";
import type { View } from "./view.ts";

export interface Matches {
  /** Packed contacts that are not dirty. */
  hits: Uint32Array;
  /** Dirty contacts by id. */
  dirty: ReadonlyMap<number, IndexState>;
  total: number;
}

export interface MatchPage {
  places: Place[];
  /** 1-based place of the first row; 1 when there is none. */
  position: number;
}

/** A page, and what is around it. */
export interface FoundPage extends MatchPage {
  hasNext: boolean;
  /** Null when counting would have taken longer, and need not be. */
  total: number | null;
}

type Wanted = Pick<ContactSearch, "words" | "filter">;

/** The page that is asked for, or the first. */
export async function findPage(
  loader: Loader,
  query: ContactSearch,
  cursor: Cursor | null,
): Promise<FoundPage> {
  const asked = await askedOf(loader, query);
  if (query.count === "if_ready" && cursor === null) {
    const first = await findFirstPage(loader, { ...query, ...asked });
    if (first !== null) return { ...first, position: 1, total: null };
  }
  const matches = await matchesOf(loader, asked);
  const page = await pageOfMatches(loader, matches, { ...query, cursor });
  const { total } = matches;
  return { ...page, total, hasNext: page.position - 1 + page.places.length < total };
}

/** All contacts of the loader's view that match. */
export async function findMatches(loader: Loader, wanted: Wanted): Promise<Matches> {
  return await matchesOf(loader, await askedOf(loader, wanted));
}

async function matchesOf(loader: Loader, { parts, living, dirty }: Asked): Promise<Matches> {
  const hits = await evaluateAll(loader, parts, living);
  return { hits, dirty, total: countBits(hits) + dirty.size };
}

async function askedOf(loader: Loader, { words, filter }: Wanted): Promise<Asked> {
  const wanted = words.map((word) => ({ kind: "word" as const, word: narrow(word) }));
  return {
    parts: filter === null ? wanted : [...wanted, ...partsOf(filter)],
    living: await livingSet(loader),
    dirty: dirtyMatches(loader.view, words, filter),
  };
}

/** Alive and not dirty: the packed form of these is what is true. */
async function livingSet(loader: Loader): Promise<Uint32Array> {
  const living = (await loader.set(ALIVE)).slice();
  for (const { ordinal } of loader.view.dirty.values()) {
    if (ordinal !== null) setBit(living, ordinal, false);
  }
  return living;
}

/** What all has to be met, so that it can be ordered together with the words. */
function partsOf(condition: Condition): readonly Condition[] {
  return condition.kind === "all" ? condition.of : [condition];
}

function dirtyMatches(
  { dirty }: View,
  words: readonly string[],
  filter: Condition | null,
): Map<number, IndexState> {
  const matches = new Map<number, IndexState>();
  for (const [id, { state }] of dirty) {
    if (state === null) continue;
    if (filter !== null && !matchesCondition(filter, state.subject)) continue;
    if (matchesSearch(state.text, words)) matches.set(id, state);
  }
  return matches;
}

/** The page of the matches that a cursor asks for, or the first. */
async function pageOfMatches(
  loader: Loader,
  { hits, dirty, total }: Matches,
  wish: { sort: ContactSort; limit: number; cursor: Cursor | null },
): Promise<MatchPage> {
  const { sort, limit, cursor } = wish;
  const isBefore = cursor?.side === "before";
  const sign = (sort.direction === "asc") === isBefore ? -1 : 1;
  const beyond = cursor && cursorPlace(cursor);
  const collector = new PageCollector({ sign, limit, beyond });
  collector.offerAll(hits, await loadPlaces(loader, sort, holding(hits)));
  for (const [id, state] of dirty) collector.offer(statePlace(sort, id, state));
  const places = collector.page();
  if (isBefore) places.reverse();
  const ahead = isBefore ? collector.beyondCount - places.length : total - collector.beyondCount;
  return { places, position: ahead + 1 };
}
