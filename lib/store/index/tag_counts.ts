// How many contacts have each tag: counted once for what is published, corrected for what is dirty.
import { countBits, decodeBlock, emptyBits, hasInBlock, keepOnly } from "./bitmap.ts";
import type { Layout } from "./layout.ts";
import { ALIVE, type Packed, readSet, readTagSets } from "./packed.ts";
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
      const [tags, [alive]] = await Promise.all([
        readTagSets(packed, block),
        readSet(packed, ALIVE, [block]),
      ]);
      countBlock(tags, alive ?? emptyBits(0), counts);
      blocks.push(tags);
    }
    return { version: view.version, publishedAt: view.publishedAt, counts, blocks };
  }
}

/** Adds the living members of each tag to the counts. */
function countBlock(
  tags: ReadonlyMap<string, Uint8Array>,
  alive: Uint32Array,
  counts: Map<string, number>,
): void {
  for (const [tag, set] of tags) {
    const bits = decodeBlock(set, alive.length * 32);
    keepOnly(bits, alive);
    add(counts, tag, countBits(bits));
  }
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
