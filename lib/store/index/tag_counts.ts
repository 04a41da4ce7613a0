// How many contacts have each tag: counted once for what is published, corrected for what is dirty.
import { countBits, decodeBlock, hasInBlock, keepOnly } from "./bitmap.ts";
import type { Layout } from "./layout.ts";
import { ALIVE, type Packed, readBlock, tagOfSet } from "./packed.ts";
import type { View } from "./view.ts";

interface Published {
  version: number;
  publishedAt: string;
  counts: ReadonlyMap<string, number>;
  /** Per block the stored sets by tag, small enough to stay in memory. */
  blocks: readonly ReadonlyMap<string, Uint8Array>[];
}

export class TagCounter {
  #published: Published | null = null;
  #counts: { view: View; counts: ReadonlyMap<string, number> } | null = null;

  constructor(readonly kv: Deno.Kv, readonly layout: Layout) {}

  /** The counts of a view; `hasRead` when the view must be confirmed before they are used. Then call `keep`. */
  async count(
    view: View,
  ): Promise<{ counts: Map<string, number>; hasRead: boolean; keep(): void }> {
    if (this.#counts?.view === view) {
      return { counts: new Map(this.#counts.counts), hasRead: false, keep() {} };
    }
    const known = this.#published;
    const isKnown = known?.version === view.version && known.publishedAt === view.publishedAt;
    const published = isKnown ? known : await this.#read(view);
    const counts = corrected(published, view, this.layout);
    const keep = () => {
      this.#published = published;
      this.#counts = { view, counts };
    };
    return { counts: new Map(counts), hasRead: !isKnown, keep };
  }

  async #read(view: View): Promise<Published> {
    const packed: Packed = { kv: this.kv, version: view.version, layout: this.layout };
    const counts = new Map<string, number>();
    const blocks: Map<string, Uint8Array>[] = [];
    for (let block = 0; block * this.layout.block < view.manifest.published; block++) {
      const sets = await readBlock(packed, block);
      blocks.push(countBlock(sets, this.layout.block, counts));
    }
    return { version: view.version, publishedAt: view.publishedAt, counts, blocks };
  }
}

/** Adds the living members of each tag to the counts; answers the sets that are tags. */
function countBlock(
  sets: ReadonlyMap<string, Uint8Array>,
  blockSize: number,
  counts: Map<string, number>,
): Map<string, Uint8Array> {
  const tags = new Map<string, Uint8Array>();
  const stored = sets.get(ALIVE);
  if (stored === undefined) return tags;
  const alive = decodeBlock(stored, blockSize);
  for (const [name, set] of sets) {
    const tag = tagOfSet(name);
    if (tag === null) continue;
    tags.set(tag, set);
    const bits = decodeBlock(set, blockSize);
    keepOnly(bits, alive);
    add(counts, tag, countBits(bits));
  }
  return tags;
}

/** Takes away what dirty contacts had when they were packed, and adds what they have now. */
function corrected(published: Published, view: View, { block }: Layout): Map<string, number> {
  const counts = new Map(published.counts);
  for (const { ordinal, state } of view.dirty.values()) {
    for (const tag of state?.subject.tagIds ?? []) add(counts, tag, 1);
    if (ordinal === null) continue;
    for (const [tag, set] of published.blocks[Math.floor(ordinal / block)] ?? []) {
      if (hasInBlock(set, block, ordinal % block)) add(counts, tag, -1);
    }
  }
  return counts;
}

function add(counts: Map<string, number>, tag: string, delta: number): void {
  counts.set(tag, (counts.get(tag) ?? 0) + delta);
}
