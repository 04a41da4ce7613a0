// How many contacts meet each of some conditions, asked again and again: kept for what is published, corrected for what
// is dirty.
import { type Condition, matchesCondition } from "@/lib/domain/filter/condition.ts";
import { countBits, hasBit } from "./bitmap.ts";
import { ByteCache, type CacheKind } from "./cache.ts";
import { evaluate } from "./evaluate.ts";
import { withKnownTexts } from "./known_texts.ts";
import type { Loader } from "./loader.ts";
import { ALIVE } from "./packed.ts";
import { simplified } from "./simplify.ts";
import type { View } from "./view.ts";

/** Packed contacts that meet a condition, those that are dirty too. */
interface Base {
  bits: Uint32Array;
  count: number;
}

/** Counts kept while nothing is written; conditions with moving dates are new ones each minute. */
const COUNTS_MAX = 1000;
const BASE: CacheKind<Base> = { name: "base:", bytes: ({ bits }) => bits.byteLength };

export class ConditionCounter {
  readonly #bases: ByteCache;
  /** Being made now: whoever needs one of these meanwhile waits for it. */
  readonly #making = new Map<string, Promise<Base>>();
  #known: { view: View; counts: Map<string, number> } | null = null;

  /** @param bytesMax for the sets that are kept; what was asked for longest ago goes first. */
  constructor(bytesMax: number) {
    this.#bases = new ByteCache(bytesMax);
  }

  /** Counts in the order of the conditions. Call `keep` once the loader's view is confirmed. */
  async count(
    loader: Loader,
    conditions: readonly Condition[],
  ): Promise<{ counts: number[]; keep(): void }> {
    const { view } = loader;
    const known = new Map(this.#known?.view === view ? this.#known.counts : []);
    const bases = new Map<string, Base>();
    const counts: number[] = [];
    for (const condition of conditions.map(simplified)) {
      const key = JSON.stringify(condition);
      let count = known.get(key);
      if (count === undefined) {
        const base = await this.#base(loader, condition, key);
        bases.set(key, base);
        count = corrected(base, condition, view);
      }
      known.set(key, count);
      counts.push(count);
    }
    return { counts, keep: () => this.#keep(view, known, bases) };
  }

  async #base(loader: Loader, condition: Condition, key: string): Promise<Base> {
    const cached = this.#bases.get(BASE, key);
    const tag = tagOf(loader.view);
    if (cached?.tag === tag) return cached.value;
    const name = `${tag}:${key}`;
    const others = this.#making.get(name);
    if (others !== undefined) {
      loader.noteRead(); // what another look has read has to be confirmed by this one too
      return await others;
    }
    const made = makeBase(loader, condition).finally(() => this.#making.delete(name));
    this.#making.set(name, made);
    return await made;
  }

  #keep(view: View, counts: Map<string, number>, bases: ReadonlyMap<string, Base>): void {
    for (const [key, value] of bases) this.#bases.set(BASE, key, { tag: tagOf(view), value });
    if (counts.size > COUNTS_MAX) counts.clear();
    this.#known = { view, counts };
  }
}

async function makeBase(loader: Loader, condition: Condition): Promise<Base> {
  const part = await withKnownTexts(loader, condition);
  const bits = await evaluate(loader, part, await loader.set(ALIVE));
  return { bits, count: countBits(bits) };
}

function tagOf({ version, publishedAt }: View): string {
  return `${version}:${publishedAt}`;
}

/** Dirty contacts as they are now, not as they were packed. */
function corrected({ bits, count }: Base, condition: Condition, view: View): number {
  let result = count;
  for (const { ordinal, state } of view.dirty.values()) {
    if (ordinal !== null && hasBit(bits, ordinal)) result--;
    if (state !== null && matchesCondition(condition, state.subject)) result++;
  }
  return result;
}
