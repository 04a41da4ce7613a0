// Loading packed parts through the cache, each with a tag that says whether it still holds for a view.
import { ByteCache, type CacheKind } from "./cache.ts";
import { type Chunk, emptyChunk } from "./chunk.ts";
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
import type { View } from "./view.ts";
import type { Layout } from "./layout.ts";

const CHUNK: CacheKind<Chunk> = {
  name: "chunk:",
  is: (value): value is Chunk => typeof value === "object" && value !== null && "offsets" in value,
  bytes: ({ text, offsets }) => text.length + offsets.byteLength + 100,
};
const SEGMENT: CacheKind<Float64Array> = {
  name: "segment:",
  is: (value) => value instanceof Float64Array,
  bytes: (segment) => segment.byteLength + 100,
};
const SET: CacheKind<Uint32Array> = {
  name: "set:",
  is: (value) => value instanceof Uint32Array,
  bytes: (bits) => bits.byteLength + 100,
};

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
  async chunks(column: TextColumn): Promise<Chunk[]> {
    const { chunk: size } = this.layout;
    return await this.#parts({
      kind: CHUNK,
      column,
      size,
      tag: (chunk) => this.#filled(chunk, size),
      read: (run) => readChunks(this.#packed, column, run),
      empty: () => emptyChunk(size),
    });
  }

  /** All published segments of a column; read again where a fold may have written, ids only where they grow. */
  async segments(column: NumberColumn): Promise<Float64Array[]> {
    const { segment: size } = this.layout;
    const { segmentVersions } = this.view.manifest;
    return await this.#parts({
      kind: SEGMENT,
      column,
      size,
      tag: column === "id"
        ? (segment) => this.#filled(segment, size)
        : (segment) => segmentVersions[segment] ?? 0,
      read: (run) => readSegments(this.#packed, column, run),
      empty: () => new Float64Array(size),
    });
  }

  /** A set of ordinals over the whole published range. */
  async set(name: string): Promise<Uint32Array> {
    const key = this.#key(name);
    const cached = this.cache.get(SET, key, this.view.publishedAt);
    if (cached !== undefined) return cached;
    this.hasRead = true;
    const bits = await readSet(this.#packed, name, this.#count(this.layout.block));
    this.cache.set(SET, key, { tag: this.view.publishedAt, value: bits });
    return bits;
  }

  async #parts<T>(source: Parts<T>): Promise<T[]> {
    const numbers = Array.from({ length: this.#count(source.size) }, (_, number) => number);
    const parts = numbers.map((number) =>
      this.cache.get(source.kind, this.#key(source.column, number), source.tag(number))
    );
    const missing = numbers.filter((number) => parts[number] === undefined);
    if (missing.length > 0) this.hasRead = true;
    for (const run of runsOf(missing)) {
      const read = await source.read(run);
      for (let number = run.first; number < run.end; number++) {
        const value = read.get(number) ?? source.empty();
        const entry = { tag: source.tag(number), value };
        this.cache.set(source.kind, this.#key(source.column, number), entry);
        parts[number] = value;
      }
    }
    return parts.flatMap((part) => part === undefined ? [] : [part]);
  }

  #key(...parts: (string | number)[]): string {
    return [this.view.version, ...parts].join(":");
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

interface Parts<T> {
  kind: CacheKind<T>;
  column: string;
  size: number;
  tag(number: number): number;
  read(run: Run): Promise<Map<number, T>>;
  empty(): T;
}
