// What was loaded of the packed index, accounted by bytes; what was used longest ago goes first.

interface Cached {
  tag: string | number;
  value: unknown;
  bytes: number;
}

/** 192 MiB holds all texts and columns of two million contacts. */
export const CACHE_BYTES_MAX = 192 * 1024 * 1024;

export class ByteCache {
  readonly #entries = new Map<string, Cached>();
  #bytes = 0;

  constructor(readonly bytesMax: number) {}

  get bytes(): number {
    return this.#bytes;
  }

  /** The value if it is here with this very tag. */
  get<T>(kind: CacheKind<T>, key: string, tag: string | number): T | undefined {
    const name = kind.name + key;
    const cached = this.#entries.get(name);
    if (cached === undefined || cached.tag !== tag || !kind.is(cached.value)) return undefined;
    this.#entries.delete(name); // to the end: used last
    this.#entries.set(name, cached);
    return cached.value;
  }

  set<T>(kind: CacheKind<T>, key: string, entry: { tag: string | number; value: T }): void {
    const name = kind.name + key;
    this.#remove(name);
    const bytes = kind.bytes(entry.value);
    this.#entries.set(name, { ...entry, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.bytesMax) break;
      this.#remove(oldest);
    }
  }

  #remove(name: string): void {
    const cached = this.#entries.get(name);
    if (cached === undefined) return;
    this.#entries.delete(name);
    this.#bytes -= cached.bytes;
  }
}

/** One kind of cached values: how to tell one, and what it costs. */
export interface CacheKind<T> {
  name: string;
  is(value: unknown): value is T;
  bytes(value: T): number;
}
