// Loading packed parts through the cache, each with a tag that says whether it still holds for a view.
import { countNear, emptyBits } from "./bitmap.ts";
import type { ByteCache, CacheKind } from "./cache.ts";
import { type Chunk, emptyChunk } from "./chunk.ts";
import {
  type ColumnSource,
  countUncached,
  loadColumn,
  type PartGroup,
  type Wanted,
} from "./column_cache.ts";
import { loadGram } from "./gram_loader.ts";
import type { Layout } from "./layout.ts";
import {
  ALIVE,
  type NumberColumn,
  type Packed,
  readChunks,
  readSegments,
  readSet,
  type TextColumn,
} from "./packed.ts";
import type { View } from "./view.ts";

const TEXTS: CacheKind<PartGroup<Chunk>> = { name: "texts:", bytes: ({ bytes }) => bytes };
const NUMBERS: CacheKind<PartGroup<Float64Array>> = {
  name: "numbers:",
  bytes: ({ bytes }) => bytes,
};
/** A set, and what each of its blocks was read for. Never changed once it is made. */
interface CachedSet {
  bits: Uint32Array;
  tags: readonly (string | number)[];
}

const SET: CacheKind<CachedSet> = { name: "set:", bytes: ({ bits }) => bits.byteLength };

const emptySegments = new Map<number, Float64Array>();
const emptyChunks = new Map<number, Chunk>();

/** One for all of a size, which nobody changes. */
function emptySegment(size: number): Float64Array {
  const segment = emptySegments.get(size) ?? new Float64Array(size);
  emptySegments.set(size, segment);
  return segment;
}

function sharedEmptyChunk(size: number): Chunk {
  const chunk = emptyChunks.get(size) ?? emptyChunk(size);
  emptyChunks.set(size, chunk);
  return chunk;
}

/** Asks for all parts of a column. */
export const ALL: Wanted = () => true;

/** Asks for the parts of a column that hold one of these ordinals. */
export function holding(ordinals: Uint32Array): Wanted {
  return (first, end) => countNear(ordinals, first, end) > 0;
}

/** Looks per view that have read and not confirmed it: what they have left in the cache is not sure. */
const unsureLooks = new WeakMap<View, number>();

/** Made for one look at a view. Unless it `isSure` at the end, the view must be confirmed before the answer is used. */
export class Loader {
  readonly packed: Packed;
  #hasRead = false;

  constructor(
    kv: Deno.Kv,
    readonly layout: Layout,
    readonly cache: ByteCache,
    readonly view: View,
  ) {
    this.packed = { kv, version: view.version, layout };
  }

  /** Whether all that the view's looks have used was confirmed. */
  get isSure(): boolean {
    return !this.#hasRead && !unsureLooks.get(this.view);
  }

  /** To be called before something is read from the store. */
  noteRead(): void {
    if (!this.#hasRead) this.#addUnsure(1);
    this.#hasRead = true;
  }

  /** To be called when the view was seen to hold after all reading. */
  confirm(): void {
    if (this.#hasRead) this.#addUnsure(-1);
    this.#hasRead = false;
  }

  #addUnsure(looks: number): void {
    unsureLooks.set(this.view, (unsureLooks.get(this.view) ?? 0) + looks);
  }

  /**
   * The published chunks of a column; empty ones may stand for those that are not asked for. What is in a chunk never
   * changes, so only growing ones are read again.
   */
  async chunks(column: TextColumn, isWanted: Wanted = ALL): Promise<readonly Chunk[]> {
    return await this.#load(this.#chunkSource(column, isWanted));
  }

  /** How many of the chunks that are asked for have to be read from the store. */
  uncachedChunks(column: TextColumn, isWanted: Wanted = ALL): number {
    return countUncached(this.cache, this.#chunkSource(column, isWanted));
  }

  /** The published ordinals, dead ones too, whose text has a narrow gram of 1 to 3 letters. */
  async gram(gram: string): Promise<Uint32Array> {
    return await loadGram(this, gram);
  }

  /**
   * The published segments of a column; empty ones may stand for those that are not asked for. Read again where a fold
   * may have written, ids only where they grow.
   */
  async segments(
    column: NumberColumn,
    isWanted: Wanted = ALL,
  ): Promise<readonly Float64Array[]> {
    const { segment: size, block } = this.layout;
    const { segmentVersions } = this.view.manifest;
    return await this.#load({
      kind: NUMBERS,
      key: `${this.view.version}:${column}`,
      size,
      count: this.#count(size),
      partsPerGroup: Math.max(1, block / size),
      isWanted,
      tag: column === "id"
        ? (segment) => this.#filled(segment, size)
        : (segment) => segmentVersions[segment] ?? 0,
      read: (run) => readSegments(this.packed, column, run),
      empty: emptySegment(size),
      bytes: (segment) => segment === emptySegment(size) ? 0 : segment.byteLength,
    });
  }

  /** A set of ordinals over the whole published range. */
  async set(name: string): Promise<Uint32Array> {
    const key = `${this.view.version}:${name}`;
    const cached = this.cache.get(SET, key)?.value;
    const { block: size } = this.layout;
    const tags = this.#setTags(name);
    const stale = tags.flatMap((tag, block) => tag === cached?.tags[block] ? [] : [block]);
    if (cached !== undefined && stale.length === 0) return cached.bits;
    this.noteRead();
    const read = await readSet(this.packed, name, stale);
    const bits = emptyBits(tags.length * size);
    bits.set(cached?.bits.subarray(0, bits.length) ?? []);
    for (const [at, block] of stale.entries()) bits.set(read[at] ?? [], block * size >>> 5);
    this.cache.set(SET, key, { tag: "", value: { bits, tags } });
    return bits;
  }

  /** Per block of a set what it holds for. A fold makes contacts alive shard by shard, all else before it publishes. */
  #setTags(name: string): (string | number)[] {
    const { publishedAt, manifest: { blockVersions } } = this.view;
    return Array.from(
      { length: this.#count(this.layout.block) },
      (_, block) => name === ALIVE ? publishedAt : blockVersions[block] ?? 0,
    );
  }

  #chunkSource(column: TextColumn, isWanted: Wanted): ColumnSource<Chunk> {
    const { chunk: size, block } = this.layout;
    // Of name keys, searches keep eight bytes each beside them.
    const besides = column === "name" ? size * Float64Array.BYTES_PER_ELEMENT : 0;
    return {
      kind: TEXTS,
      key: `${this.view.version}:${column}`,
      size,
      count: this.#count(size),
      partsPerGroup: Math.max(1, block / size),
      isWanted,
      tag: (chunk) => this.#filled(chunk, size),
      read: (run) => readChunks(this.packed, column, run),
      empty: sharedEmptyChunk(size),
      // Attributes that few have are mostly chunks without a text, which are all one.
      bytes: ({ text, offsets }) => text === "" ? 0 : text.length + offsets.byteLength + besides,
    };
  }

  async #load<T>(source: ColumnSource<T>): Promise<readonly T[]> {
    return await loadColumn(this.cache, {
      ...source,
      read: (run) => {
        this.noteRead();
        return source.read(run);
      },
    });
  }

  /** Parts of the given size that hold published ordinals. */
  #count(size: number): number {
    return Math.ceil(this.view.manifest.published / size);
  }

  /** Published ordinals in a part. */
  #filled(part: number, size: number): number {
    return Math.min(this.view.manifest.published - part * size, size);
  }
}
