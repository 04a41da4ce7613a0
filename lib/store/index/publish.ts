// Publishing a fold, shard by shard: in one commit ordinals become alive and the entries they came from go.
import {
  bitmapKey,
  dirtyHeadKey,
  dirtyKey,
  manifestKey,
  ordinalKey,
  packedRange,
} from "../keys/search_index.ts";
import { decodeBlock, emptyBits, encodeBlock, setBit } from "./bitmap.ts";
import type { DirtyEntry } from "./dirty.ts";
import { type LeasedWriter, pause } from "./leased_writer.ts";
import type { Manifest } from "./manifest.ts";
import { encodeOrdinal, textDigest } from "./ordinal.ts";
import { ALIVE, type Packed } from "./packed.ts";

/** A dirty entry as the fold has read it, and the ordinal it was packed at; null for a contact that is gone. */
export interface FoldItem {
  id: number;
  shard: number;
  versionstamp: string;
  entry: DirtyEntry;
  ordinal: number | null;
}

/** Each may change two blocks and two keys; all has to fit the 1000 mutations of a commit. */
const ITEMS_PER_COMMIT = 200;
const TRIES_MAX = 50;
const PAUSE_MS = 10;

export class Publisher {
  /** Sets of living ordinals per block, as last committed. */
  readonly #alive = new Map<number, Uint32Array>();

  constructor(
    readonly packed: Packed,
    readonly writer: LeasedWriter,
    readonly manifest: Manifest,
  ) {}

  /** The number published. Items that were written again meanwhile stay dirty, for the next fold. */
  async publishShard(shard: number, items: readonly FoldItem[]): Promise<number> {
    let waiting = items;
    let published = 0;
    for (let tries = 0; waiting.length > 0 && tries < TRIES_MAX;) {
      const { head, current } = await this.#readShard(shard);
      waiting = waiting.filter(({ id, versionstamp }) => current.get(id) === versionstamp);
      const batch = waiting.slice(0, ITEMS_PER_COMMIT);
      if (batch.length > 0 && await this.#publish(shard, head, batch)) {
        published += batch.length;
        waiting = waiting.slice(batch.length);
      } else {
        tries++;
        await pause(Math.random() * PAUSE_MS);
      }
    }
    return published;
  }

  /** The head comes first: a write after it makes the commit fail. */
  async #readShard(
    shard: number,
  ): Promise<{ head: Deno.AtomicCheck; current: Map<number, string> }> {
    const { kv, version } = this.packed;
    const head = await kv.get(dirtyHeadKey(version, shard));
    const current = new Map<number, string>();
    const range = kv.list({ prefix: packedRange(version, "d", shard) }, { batchSize: 500 });
    for await (const { key, versionstamp } of range) current.set(Number(key.at(-1)), versionstamp);
    return { head, current };
  }

  async #publish(
    shard: number,
    head: Deno.AtomicCheck,
    batch: readonly FoldItem[],
  ): Promise<boolean> {
    const { version } = this.packed;
    const alive = await this.#aliveAfter(batch);
    const isSaved = await this.writer.commit((atomic) => {
      atomic.check(head);
      for (const [block, bits] of alive) setOrDelete(atomic, version, block, bits);
      for (const item of batch) this.#stageItem(atomic, item);
      atomic.set(manifestKey(version), this.manifest).set(dirtyHeadKey(version, shard), 0);
    });
    if (isSaved) { for (const [block, bits] of alive) this.#alive.set(block, bits); }
    return isSaved;
  }

  #stageItem(atomic: Deno.AtomicOperation, { id, shard, entry, ordinal }: FoldItem): void {
    const { version } = this.packed;
    atomic.delete(dirtyKey(version, shard, id));
    if (entry.state === null || ordinal === null) atomic.delete(ordinalKey(version, id));
    else if (ordinal !== entry.ordinal) {
      const digest = textDigest(entry.state);
      atomic.set(ordinalKey(version, id), encodeOrdinal({ ordinal, digest }));
    }
  }

  async #aliveAfter(batch: readonly FoldItem[]): Promise<Map<number, Uint32Array>> {
    const { block: size } = this.packed.layout;
    const after = new Map<number, Uint32Array>();
    for (const { entry, ordinal } of batch) {
      if (entry.ordinal === ordinal) continue;
      for (const [at, isAlive] of [[entry.ordinal, false], [ordinal, true]] as const) {
        if (at === null) continue;
        const block = Math.floor(at / size);
        const bits = after.get(block) ?? (await this.#aliveIn(block)).slice();
        setBit(bits, at % size, isAlive);
        after.set(block, bits);
      }
    }
    return after;
  }

  async #aliveIn(block: number): Promise<Uint32Array> {
    const known = this.#alive.get(block);
    if (known !== undefined) return known;
    const { kv, version, layout } = this.packed;
    const { value } = await kv.get<unknown>(bitmapKey(version, block, ALIVE));
    const bits = value === null ? emptyBits(layout.block) : decodeBlock(value, layout.block);
    this.#alive.set(block, bits);
    return bits;
  }
}

function setOrDelete(
  atomic: Deno.AtomicOperation,
  version: number,
  block: number,
  bits: Uint32Array,
): void {
  const value = encodeBlock(bits);
  if (value === null) atomic.delete(bitmapKey(version, block, ALIVE));
  else atomic.set(bitmapKey(version, block, ALIVE), value);
}
