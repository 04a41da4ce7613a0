// Answering words and conditions from one view: which ordinals and which dirty contacts match, and the page of them.
import type { ContactSort } from "@/lib/domain/contact_list.ts";
import { type Condition, matchesCondition } from "@/lib/domain/filter/condition.ts";
import { matchesSearch } from "@/lib/domain/search.ts";
import { countBits, setBit } from "./bitmap.ts";
import { type Chunk, chunkText } from "./chunk.ts";
import type { ContactSearch } from "./contact_index.ts";
import type { Cursor } from "./cursor.ts";
import { type IndexState, lastMs } from "./dirty.ts";
import { evaluateAll } from "./evaluate.ts";
import type { Loader } from "./loader.ts";
import { narrow } from "./narrow.ts";
import { ALIVE } from "./packed.ts";
import { keyPrefix, namePlace, PageCollector, type Place, type PlaceSource } from "./place.ts";
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

/** All contacts of the loader's view that match. */
export async function findMatches(
  loader: Loader,
  { words, filter }: Pick<ContactSearch, "words" | "filter">,
): Promise<Matches> {
  const wanted = words.map((word) => ({ kind: "word" as const, word: narrow(word) }));
  const parts = filter === null ? wanted : [...wanted, ...partsOf(filter)];
  const hits = await evaluateAll(loader, parts, await livingSet(loader));
  const dirty = dirtyMatches(loader.view, words, filter);
  return { hits, dirty, total: countBits(hits) + dirty.size };
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
export async function pageOfMatches(
  loader: Loader,
  { hits, dirty, total }: Matches,
  wish: { sort: ContactSort; limit: number; cursor: Cursor | null },
): Promise<MatchPage> {
  const { sort, limit, cursor } = wish;
  const isBefore = cursor?.side === "before";
  const sign = (sort.direction === "asc") === isBefore ? -1 : 1;
  const beyond = cursor && cursorPlace(cursor);
  const collector = new PageCollector({ sign, limit, beyond });
  collector.offerAll(hits, await placeSource(loader, sort));
  for (const [id, state] of dirty) collector.offer(statePlace(sort, id, state));
  const places = collector.page();
  if (isBefore) places.reverse();
  const ahead = isBefore ? collector.beyondCount - places.length : total - collector.beyondCount;
  return { places, position: ahead + 1 };
}

function cursorPlace({ value, id }: Cursor): Place {
  return typeof value === "string" ? namePlace(value, id) : { value, key: "", id };
}

function statePlace({ by }: ContactSort, id: number, state: IndexState): Place {
  if (by === "name") return namePlace(state.nameKey, id);
  const { subject } = state;
  return { value: by === "created" ? subject.createdAtMs : lastMs(subject), key: "", id };
}

async function placeSource(loader: Loader, { by }: ContactSort): Promise<PlaceSource> {
  const id = numberReader(await loader.segments("id"), loader.layout.segment);
  if (by === "name") return { id, ...await nameReader(loader) };
  const column = by === "created" ? "created" : "last";
  const value = numberReader(await loader.segments(column), loader.layout.segment);
  return { id, value, key: () => "" };
}

function numberReader(segments: readonly Float64Array[], size: number): (at: number) => number {
  const shift = Math.log2(size);
  const mask = size - 1;
  return (ordinal) => segments[ordinal >>> shift]?.[ordinal & mask] ?? 0;
}

async function nameReader(loader: Loader): Promise<Pick<PlaceSource, "value" | "key">> {
  const chunks = await loader.chunks("name");
  const size = loader.layout.chunk;
  function key(ordinal: number): string {
    const chunk = chunks[Math.floor(ordinal / size)];
    return chunk === undefined ? "" : chunkText(chunk, ordinal % size);
  }
  return { key, value: numberReader(chunks.map(prefixesOf), size) };
}

const prefixes = new WeakMap<Chunk, Float64Array>();

/** Of every name key in a chunk; made once, for a chunk never changes. */
function prefixesOf(chunk: Chunk): Float64Array {
  const known = prefixes.get(chunk);
  if (known !== undefined) return known;
  const size = chunk.offsets.length - 1;
  const made = Float64Array.from({ length: size }, (_, at) => keyPrefix(chunkText(chunk, at)));
  prefixes.set(chunk, made);
  return made;
}
