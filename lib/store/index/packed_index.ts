// The index over packed data: looks at one consistent view, and looks again when it moved while it was being loaded.
import { type Condition, EVERYBODY } from "@/lib/domain/filter/condition.ts";
import { BusyError } from "@/lib/errors.ts";
import { ByteCache } from "./cache.ts";
import { ConditionCounter } from "./condition_counts.ts";
import type {
  ContactIndex,
  ContactPage,
  ContactSearch,
  FoldResult,
  IndexOptions,
} from "./contact_index.ts";
import { type Cursor, decodeCursor } from "./cursor.ts";
import { searchEmail } from "./email_search.ts";
import { findMatches, findPage } from "./filter_search.ts";
import { fold } from "./fold.ts";
import { Loader } from "./loader.ts";
import { isLeased } from "./lease.ts";
import { rebuild, type RebuildOptions } from "./rebuild.ts";
import { type RebuildReason, rebuildReason } from "./rebuild_reason.ts";
import { WriteRoom } from "./room.ts";
import { isSealDue } from "./manifest.ts";
import { edgeCursors, hasRows, readTotal, searchRows, startsAgain } from "./row_search.ts";
import { readViewRows } from "./rows.ts";
import { isEverybody, isNobody, onlyEmail, simplified } from "./simplify.ts";
import { isPublishedBy, TagCounter } from "./tag_counts.ts";
import { type View, ViewReader } from "./view.ts";

type Wanted = Pick<ContactSearch, "words" | "filter">;

const LIMIT_MAX = 1000;
/** Of the memory for the index, for counts that are asked for again and again. */
const COUNTS_SHARE = 1 / 16;
/** Each look that fails has met a write or a fold while it was loading. */
const LOOKS_MAX = 40;

export class PackedIndex implements ContactIndex {
  readonly #cache: ByteCache;
  readonly #views: ViewReader;
  readonly #tagCounter: TagCounter;
  readonly #counter: ConditionCounter;
  #folding: Promise<FoldResult> | null = null;
  #rebuilding: Promise<RebuildReason | null> | null = null;
  readonly #room: WriteRoom;

  constructor(readonly kv: Deno.Kv, readonly options: IndexOptions) {
    this.#cache = new ByteCache(options.cacheBytesMax);
    this.#views = new ViewReader(kv, options.layout);
    this.#tagCounter = new TagCounter(kv, options.layout);
    this.#room = new WriteRoom(kv, this, options);
    this.#counter = new ConditionCounter(options.cacheBytesMax * COUNTS_SHARE);
  }

  async search(query: ContactSearch): Promise<ContactPage> {
    requireLimit(query.limit);
    const cursor = query.cursor === null ? null : decodeCursor(query.sort, query.cursor);
    const wanted = { ...query, ...wantedOf(query) };
    return await this.#searchKeys(wanted, cursor) ?? await this.#searchPacked(wanted, cursor);
  }

  async count(query: Wanted): Promise<number> {
    const wanted = wantedOf(query);
    const { filter, words } = wanted;
    if (filter === null && words.length === 0) return await this.total();
    if (filter !== null && isNobody(filter)) return 0;
    return await this.#look(async (view) => {
      const loader = this.#loader(view);
      const { total } = await findMatches(loader, wanted);
      return await this.#holds(loader) ? total : null;
    });
  }

  async countMany(conditions: readonly Condition[]): Promise<number[]> {
    return await this.#look(async (view) => {
      const loader = this.#loader(view);
      const { counts, keep } = await this.#counter.count(loader, conditions);
      if (!await this.#holds(loader)) return null;
      keep();
      return counts;
    });
  }

  async tagCounts(): Promise<Map<string, number>> {
    const counter = this.#tagCounter;
    return await this.#look(async (view) => {
      const known = counter.counts(view);
      if (known !== null) return known;
      const published = await counter.read(view);
      const now = await this.#views.read();
      // Others may have written meanwhile, but nobody folded.
      if (!isPublishedBy(published, now)) return null;
      counter.keep(published);
      return counter.counts(now);
    });
  }

  total(): Promise<number> {
    return readTotal(this.kv);
  }

  async dirtyCount(): Promise<number> {
    return (await this.#views.readIfReady())?.dirty.size ?? 0;
  }

  /** Callers of the same process share one pass. */
  fold(): Promise<FoldResult> {
    this.#folding ??= fold(this.kv, this.options).finally(() => this.#folding = null);
    return this.#folding;
  }

  async foldIfNeeded(): Promise<FoldResult> {
    if (this.#folding !== null) return await this.#folding;
    const view = await this.#views.readIfReady();
    if (view === null) return { folded: 0, left: 0, skipped: "few" };
    const { dirty: { size: left }, manifest } = view;
    const isDue = left >= this.options.foldFrom || isSealDue(manifest);
    if (!isDue) return { folded: 0, left, skipped: "few" };
    return await this.fold();
  }

  waitForRoom(alive?: () => Promise<unknown>): Promise<void> {
    return this.#room.wait(alive);
  }

  rebuild(options?: RebuildOptions): Promise<void> {
    return rebuild(this.kv, this.options, options);
  }

  /** Callers of the same process share one. */
  rebuildIfNeeded(options?: RebuildOptions): Promise<RebuildReason | null> {
    this.#rebuilding ??= this.#rebuildIfNeeded(options).finally(() => this.#rebuilding = null);
    return this.#rebuilding;
  }

  async #rebuildIfNeeded(options?: RebuildOptions): Promise<RebuildReason | null> {
    const reason = await rebuildReason(this.kv, this.options.layout);
    if (reason === null || await isLeased(this.kv, this.options)) return null;
    try {
      await this.rebuild(options);
      return reason;
    } catch (error) {
      if (error instanceof BusyError) return null; // whoever is at it, or the next minute
      throw error;
    }
  }

  /** What needs nothing of the packed index; null where it is needed. */
  async #searchKeys(query: ContactSearch, cursor: Cursor | null): Promise<ContactPage | null> {
    const { words, filter } = query;
    if (filter !== null && isNobody(filter)) return noPage();
    if (words.length > 0) return null;
    if (filter === null) {
      const { sort, limit, atEnd } = query;
      return hasRows(sort) ? await searchRows(this.kv, { sort, limit, atEnd }, cursor) : null;
    }
    const email = cursor === null ? onlyEmail(filter) : null;
    return email === null ? null : await searchEmail(this.kv, email);
  }

  #loader(view: View): Loader {
    return new Loader(this.kv, this.options.layout, this.#cache, view);
  }

  #searchPacked(query: ContactSearch, cursor: Cursor | null): Promise<ContactPage> {
    let viewOfMovedRows: View | null = null;
    return this.#look(async (view) => {
      const loader = this.#loader(view);
      const { places, position, hasNext, total } = await findPage(loader, query, cursor);
      if (!await this.#holds(loader)) return null;
      if (startsAgain(query, cursor, places.length)) return await this.#searchPacked(query, null);
      const { rows, isAsViewed } = await readViewRows(this.kv, view, places.map(({ id }) => id));
      if (!isAsViewed && viewOfMovedRows !== view) {
        viewOfMovedRows = view; // the same view again: the records were written past the index
        return null;
      }
      const cursors = edgeCursors(query, { rows, position, hasPrevious: position > 1, hasNext });
      return { rows, total, position, ...cursors };
    });
  }

  /** Whether the loader's view has not moved while parts of it were read, by this look or another. */
  async #holds(loader: Loader): Promise<boolean> {
    if (loader.isSure) return true;
    if (await this.#views.read() !== loader.view) return false;
    loader.confirm();
    return true;
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

/** What is asked in its shortest form; a filter that everybody meets is none. */
function wantedOf({ words, filter }: Wanted): Wanted {
  const condition = simplified(filter ?? EVERYBODY);
  return {
    words: words.filter((word) => word !== ""),
    filter: isEverybody(condition) ? null : condition,
  };
}

function noPage(): ContactPage {
  return { rows: [], total: 0, next: null, previous: null, position: 1 };
}

function requireLimit(limit: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIMIT_MAX) return;
  throw new RangeError(`Cannot search for ${limit} rows: a page has 1 to ${LIMIT_MAX}`);
}
