// What was loaded of the packed index, accounted by bytes; what was used longest ago goes first.

/** 192 MiB holds all texts and columns of two million contacts. */
export const CACHE_BYTES_MAX = 192 * 1024 * 1024;

/** One kind of cached values. Each kind has a name of its own, which is what makes `get` answer with its type. */
export interface CacheKind<T> {
  name: string;
  bytes(value: T): number;
}

export interface Cached<T> {
  /** What the value was loaded for; the caller decides whether it still holds. */
  tag: string;
  value: T;
}

interface Slot {
  kind: CacheKind<never>;
  cached: Cached<unknown>;
  bytes: number;
}

export class ByteCache {
  readonly #slots = new Map<string, Slot>();
  #bytes = 0;

  constructor(readonly bytesMax: number) {}

  get bytes(): number {
    return this.#bytes;
  }

  get<T>(kind: CacheKind<T>, key: string): Cached<T> | undefined {
    const slot = this.#slots.get(kind.name + key);
    if (slot === undefined || !isOfKind(slot, kind)) return undefined;
    this.#slots.delete(kind.name + key); // to the end: used last
    this.#slots.set(kind.name + key, slot);
    return slot.cached;
  }

  set<T>(kind: CacheKind<T>, key: string, cached: Cached<T>): void {
    this.#remove(kind.name + key);
    const bytes = kind.bytes(cached.value);
    this.#slots.set(kind.name + key, { kind, cached, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#slots.keys()) {
      if (this.#bytes <= this.bytesMax) break;
      this.#remove(oldest);
    }
  }

  #remove(name: string): void {
    const slot = this.#slots.get(name);
    if (slot === undefined) return;
    this.#slots.delete(name);
    this.#bytes -= slot.bytes;
  }
}

/** What was stored with a kind is of its type. */
function isOfKind<T>(slot: Slot, kind: CacheKind<T>): slot is Slot & { cached: Cached<T> } {
  return slot.kind === kind;
}
