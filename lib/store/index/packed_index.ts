// The index over packed data: looks at one consistent view, and looks again when it moved while it was being loaded.
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { BusyError } from "@/lib/errors.ts";
import { ByteCache } from "./cache.ts";
import type {
  ContactIndex,
  ContactPage,
  ContactSearch,
  FoldResult,
  IndexOptions,
} from "./contact_index.ts";
import { type Cursor, decodeCursor } from "./cursor.ts";
import { findMatches, pageOfMatches } from "./filter_search.ts";
import { fold } from "./fold.ts";
import { Loader } from "./loader.ts";
import { rebuild } from "./rebuild.ts";
import { edgeCursors, readTotal, searchRows, startsAgain } from "./row_search.ts";
import { readViewRows } from "./rows.ts";
import { TagCounter } from "./tag_counts.ts";
import { type View, ViewReader } from "./view.ts";

const LIMIT_MAX = 1000;
/** Each look that fails has met a write or a fold while it was loading. */
const LOOKS_MAX = 40;
/** Contacts that fit one commit of a bulk writer. */
const BATCH_MAX = 160;
const ROOM_TRIES_MAX = 300;
const ROOM_PAUSE_MS = 100;

export class PackedIndex implements ContactIndex {
  readonly #cache: ByteCache;
  readonly #views: ViewReader;
  readonly #tagCounter: TagCounter;
  #folding: Promise<FoldResult> | null = null;
  /** Counting after every batch would read each dirty entry dozens of times before it is folded. */
  #callsWithRoom = 0;

  constructor(readonly kv: Deno.Kv, readonly options: IndexOptions) {
    this.#cache = new ByteCache(options.cacheBytesMax);
    this.#views = new ViewReader(kv, options.layout);
    this.#tagCounter = new TagCounter(kv, options.layout);
  }

  async search(query: ContactSearch): Promise<ContactPage> {
    requireLimit(query.limit);
    const words = query.words.filter((word) => word !== "");
    const cursor = query.cursor === null ? null : decodeCursor(query.sort, query.cursor);
    if (words.length === 0 && query.filter === null) {
      return await searchRows(this.kv, query, cursor);
    }
    return await this.#searchPacked({ ...query, words }, cursor);
  }

  async count(query: Pick<ContactSearch, "words" | "filter">): Promise<number> {
    if (query.words.length === 0 && query.filter === null) return await this.total();
    return await this.#look(async (view) => {
      const loader = new Loader(this.kv, this.options.layout, this.#cache, view);
      const { total } = await findMatches(loader, query);
      return loader.hasRead && await this.#views.read() !== view ? null : total;
    });
  }

  async countMany(conditions: readonly Condition[]): Promise<number[]> {
    return await this.#look(async (view) => {
      const loader = new Loader(this.kv, this.options.layout, this.#cache, view);
      const counts: number[] = [];
      for (const filter of conditions) {
        counts.push((await findMatches(loader, { words: [], filter })).total);
      }
      return loader.hasRead && await this.#views.read() !== view ? null : counts;
    });
  }

  async tagCounts(): Promise<Map<string, number>> {
    return await this.#look(async (view) => {
      const { counts, hasRead } = await this.#tagCounter.count(view);
      return hasRead && await this.#views.read() !== view ? null : counts;
    });
  }

  total(): Promise<number> {
    return readTotal(this.kv);
  }

  async dirtyCount(): Promise<number> {
    return (await this.#views.read()).dirty.size;
  }

  /** Callers of the same process share one pass. */
  fold(): Promise<FoldResult> {
    this.#folding ??= fold(this.kv, this.options).finally(() => this.#folding = null);
    return this.#folding;
  }

  async foldIfNeeded(): Promise<FoldResult> {
    if (this.#folding !== null) return await this.#folding;
    const left = await this.dirtyCount();
    if (left < this.options.foldFrom) return { folded: 0, left, skipped: "few" };
    return await this.fold();
  }

  async waitForRoom(): Promise<void> {
    if (this.#callsWithRoom-- > 0) return;
    for (let tries = 0; tries < ROOM_TRIES_MAX; tries++) {
      const room = this.options.dirtyMax - await this.dirtyCount();
      this.#callsWithRoom = Math.floor(room / 2 / BATCH_MAX);
      if (room > 0) return;
      const { skipped } = await this.fold();
      if (skipped !== null) await new Promise((resolve) => setTimeout(resolve, ROOM_PAUSE_MS));
    }
    throw new BusyError("Cannot go on writing: the index is not being folded", 503, 30);
  }

  rebuild(): Promise<void> {
    return rebuild(this.kv, this.options);
  }

  #searchPacked(query: ContactSearch, cursor: Cursor | null): Promise<ContactPage> {
    let viewOfMovedRows: View | null = null;
    return this.#look(async (view) => {
      const loader = new Loader(this.kv, this.options.layout, this.#cache, view);
      const matches = await findMatches(loader, query);
      const { places, position } = await pageOfMatches(loader, matches, { ...query, cursor });
      if (loader.hasRead && await this.#views.read() !== view) return null;
      if (startsAgain(query, cursor, places.length)) return await this.#searchPacked(query, null);
      const { rows, isAsViewed } = await readViewRows(this.kv, view, places.map(({ id }) => id));
      if (!isAsViewed && viewOfMovedRows !== view) {
        viewOfMovedRows = view; // the same view again: the records were written past the index
        return null;
      }
      const { total } = matches;
      const hasNext = position - 1 + places.length < total;
      const cursors = edgeCursors(query, { rows, position, hasPrevious: position > 1, hasNext });
      return { rows, total, position, ...cursors };
    });
  }

  /** Runs until the answer comes from a view that held the whole time; null asks for another look. */
  async #look<T>(answer: (view: View) => Promise<T | null>): Promise<T> {
    for (let look = 0; look < LOOKS_MAX; look++) {
      const view = await this.#views.read();
      try {
        const result = await answer(view);
        if (result !== null) return result;
      } catch (error) {
        // Half of a value that is just being replaced or deleted cannot be read; one that stays so is an error.
        if (await this.#views.read() === view) throw error;
      }
    }
    throw new BusyError(
      "Cannot read the index: it moved under each of 40 looks; try again",
      503,
      1,
    );
  }
}

function requireLimit(limit: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIMIT_MAX) return;
  throw new RangeError(`Cannot search for ${limit} rows: a page has 1 to ${LIMIT_MAX}`);
}
