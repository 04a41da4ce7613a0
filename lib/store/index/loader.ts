// Loading packed parts through the cache, each with a tag that says whether it still holds for a view.
import { emptyBits } from "./bitmap.ts";
import type { ByteCache, CacheKind } from "./cache.ts";
import { type Chunk, emptyChunk } from "./chunk.ts";
import type { Layout } from "./layout.ts";
import {
  type NumberColumn,
  type Packed,
  readChunks,
  readSegments,
  readSet,
  type Run,
  runsOf,
  type TextColumn,
} from "./packed.ts";
import { scanChunks } from "./scan.ts";
import type { View } from "./view.ts";

/** All parts of a column: a search needs all or none, so they are cached as one. Never changed once it is made. */
interface Column<T> {
  parts: readonly T[];
  tags: readonly number[];
  bytes: number;
}

const TEXTS: CacheKind<Column<Chunk>> = { name: "texts:", bytes: ({ bytes }) => bytes };
const NUMBERS: CacheKind<Column<Float64Array>> = { name: "numbers:", bytes: ({ bytes }) => bytes };
/** Ordinals below `scanned` whose text contains a gram. Texts never change, so this only grows. */
interface Gram {
  bits: Uint32Array;
  scanned: number;
}

const GRAM: CacheKind<Gram> = { name: "gram:", bytes: ({ bits }) => bits.byteLength };
const SET: CacheKind<Uint32Array> = { name: "set:", bytes: (bits) => bits.byteLength };

/** Made for one look at a view. After loading, ask `hasRead`: if so, the view must be confirmed before it is used. */
export class Loader {
  hasRead = false;
  readonly #packed: Packed;

  constructor(
    kv: Deno.Kv,
    readonly layout: Layout,
    readonly cache: ByteCache,
    readonly view: View,
  ) {
    this.#packed = { kv, version: view.version, layout };
  }

  /** All published chunks of a column. What is in a chunk never changes, so only growing ones are read again. */
  async chunks(column: TextColumn): Promise<readonly Chunk[]> {
    const { chunk: size } = this.layout;
    return await this.#column({
      kind: TEXTS,
      column,
      size,
      tag: (chunk) => this.#filled(chunk, size),
      read: (run) => readChunks(this.#packed, column, run),
      empty: () => emptyChunk(size),
      bytes: ({ text, offsets }) => text.length + offsets.byteLength,
    });
  }

  /** The published ordinals, dead ones too, whose text contains a narrow word of a few letters. */
  async gram(word: string): Promise<Uint32Array> {
    const chunks = await this.chunks("text");
    const { published } = this.view.manifest;
    const key = `${this.view.version}:${word}`;
    const known = this.cache.get(GRAM, key)?.value ?? { bits: emptyBits(0), scanned: 0 };
    if (known.scanned >= published) return known.bits;
    const bits = emptyBits(published);
    bits.set(known.bits);
    scanChunks(chunks, word, { from: Math.floor(known.scanned / this.layout.chunk), found: bits });
    this.cache.set(GRAM, key, { tag: "", value: { bits, scanned: published } });
    return bits;
  }

  /** All published segments of a column; read again where a fold may have written, ids only where they grow. */
  async segments(column: NumberColumn): Promise<readonly Float64Array[]> {
    const { segment: size } = this.layout;
    const { segmentVersions } = this.view.manifest;
    return await this.#column({
      kind: NUMBERS,
      column,
      size,
      tag: column === "id"
        ? (segment) => this.#filled(segment, size)
        : (segment) => segmentVersions[segment] ?? 0,
      read: (run) => readSegments(this.#packed, column, run),
      empty: () => new Float64Array(size),
      bytes: (segment) => segment.byteLength,
    });
  }

  /** A set of ordinals over the whole published range. */
  async set(name: string): Promise<Uint32Array> {
    const key = `${this.view.version}:${name}`;
    const cached = this.cache.get(SET, key);
    if (cached?.tag === this.view.publishedAt) return cached.value;
    this.hasRead = true;
    const value = await readSet(this.#packed, name, this.#count(this.layout.block));
    this.cache.set(SET, key, { tag: this.view.publishedAt, value });
    return value;
  }

  async #column<T>(source: ColumnSource<T>): Promise<readonly T[]> {
    const key = `${this.view.version}:${source.column}`;
    const cached = this.cache.get(source.kind, key)?.value;
    const tags = Array.from({ length: this.#count(source.size) }, (_, part) => source.tag(part));
    const stale = tags.flatMap((tag, part) => tag === cached?.tags[part] ? [] : [part]);
    if (cached !== undefined && stale.length === 0) return cached.parts;
    this.hasRead = true;
    const read = await readRuns(source, stale);
    const parts = tags.map((_, part) => read.get(part) ?? cached?.parts[part] ?? source.empty());
    const bytes = parts.reduce((sum, part) => sum + source.bytes(part), 0);
    this.cache.set(source.kind, key, { tag: "", value: { parts, tags, bytes } });
    return parts;
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

interface ColumnSource<T> {
  kind: CacheKind<Column<T>>;
  column: string;
  size: number;
  tag(part: number): number;
  read(run: Run): Promise<Map<number, T>>;
  empty(): T;
  bytes(part: T): number;
}

/** Every part asked for, those never written as empty ones. */
async function readRuns<T>(
  source: ColumnSource<T>,
  numbers: readonly number[],
): Promise<Map<number, T>> {
  const parts = new Map(numbers.map((part) => [part, source.empty()]));
  for (const run of runsOf(numbers)) {
    for (const [part, value] of await source.read(run)) parts.set(part, value);
  }
  return parts;
}
