// How many contacts have each tag: counted once for what is published, corrected for what is dirty.
import { countBits, decodeBlock, emptyBits, hasInBlock, keepOnly } from "./bitmap.ts";
import type { Layout } from "./layout.ts";
import { ALIVE, type Packed, readSet, readTagSets } from "./packed.ts";
import type { View } from "./view.ts";

/** What was counted of what is published. */
export interface Published {
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

  /** The counts of a view; null until what it has published was read and kept. */
  counts(view: View): Map<string, number> | null {
    const published = this.#published;
    if (published === null || !isPublishedBy(published, view)) return null;
    if (this.#counts?.view !== view) {
      this.#counts = { view, counts: corrected(published, view, this.layout) };
    }
    return new Map(this.#counts.counts);
  }

  /**
   * Counts what a view has published. A later view must show that it still is, and then the counts are right for that one:
   * what a fold writes before it publishes is of contacts that are dirty there.
   */
  async read(view: View): Promise<Published> {
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

  /** To be called when a view was seen to have it published after all reading. */
  keep(published: Published): void {
    this.#published = published;
  }
}

export function isPublishedBy(published: Published, view: View): boolean {
  return published.version === view.version && published.publishedAt === view.publishedAt;
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
