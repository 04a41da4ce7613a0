// Where packed and dirty contacts stand in a list: their sort values and ids, as far as they are asked for.
import type { ContactSort } from "@/lib/domain/contact_list.ts";
import { type Chunk, chunkText } from "./chunk.ts";
import type { Wanted } from "./column_cache.ts";
import type { Cursor } from "./cursor.ts";
import type { IndexState } from "./dirty.ts";
import type { Loader } from "./loader.ts";
import { columnNumber } from "./contents.ts";
import { keyPrefix, namePlace, type Place, type PlaceSource } from "./place.ts";

const COLUMNS = {
  created: "created",
  lastActivity: "last",
  conversations: "conversations",
} as const;

/** The sort values of packed ordinals. */
export type Order = Pick<PlaceSource, "value" | "key">;

export function cursorPlace({ value, id }: Cursor): Place {
  return typeof value === "string" ? namePlace(value, id) : { value, key: "", id };
}

export function statePlace({ by }: ContactSort, id: number, state: IndexState): Place {
  if (by === "name") return namePlace(state.nameKey, id);
  return { value: columnNumber(COLUMNS[by], { id, state }), key: "", id };
}

/** Sort values and ids of the ordinals that are wanted; of others nothing is said. */
export async function loadPlaces(
  loader: Loader,
  sort: ContactSort,
  isWanted: Wanted,
): Promise<PlaceSource> {
  const [order, id] = await Promise.all([
    loadOrder(loader, sort, isWanted),
    loadIds(loader, isWanted),
  ]);
  return { ...order, id };
}

/** Sort values without ids, which are only needed of those that come close to the page. */
export async function loadOrder(
  loader: Loader,
  { by }: ContactSort,
  isWanted: Wanted,
): Promise<Order> {
  if (by === "name") return nameReader(loader, isWanted);
  const segments = await loader.segments(COLUMNS[by], isWanted);
  return { value: numberReader(segments, loader.layout.segment), key: () => "" };
}

export async function loadIds(loader: Loader, isWanted: Wanted): Promise<PlaceSource["id"]> {
  return numberReader(await loader.segments("id", isWanted), loader.layout.segment);
}

function numberReader(segments: readonly Float64Array[], size: number): (at: number) => number {
  const shift = Math.log2(size);
  const mask = size - 1;
  return (ordinal) => segments[ordinal >>> shift]?.[ordinal & mask] ?? 0;
}

async function nameReader(loader: Loader, isWanted: Wanted): Promise<Order> {
  const chunks = await loader.chunks("name", isWanted);
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
