// The one interface through which lists, searches and counts of contacts are read, and how it is opened.
import type { ContactRow } from "@/lib/domain/contact.ts";
import type { ContactSort } from "@/lib/domain/contact_list.ts";
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { CACHE_BYTES_MAX } from "./cache.ts";
import { LAYOUT, type Layout, requireLayout } from "./layout.ts";
import { LEASE_MS } from "./lease.ts";
import { PackedIndex } from "./packed_index.ts";
import type { RebuildOptions } from "./rebuild.ts";
import type { RebuildReason } from "./rebuild_reason.ts";

/** Words and filter combine with AND; no words and no filter is the whole list. */
export interface ContactSearch {
  /** Folded words of `parseSearch`: each must be in the contact's text. */
  words: string[];
  /** Null is no filter. */
  filter: Condition | null;
  sort: ContactSort;
  /** Rows of a page: 1 to 1000. */
  limit: number;
  /** `next` or `previous` of an earlier page of the same sort; null for the first page. */
  cursor: string | null;
  /** What a cursor with too little beyond it gives: the first page, which is the default, or what there is. */
  atEnd?: "first_page" | "what_there_is";
  /** Whether the page may come without its total while that would take longer; "exact" is the default. */
  count?: "exact" | "if_ready";
}

export interface ContactPage {
  rows: ContactRow[];
  /** Exact number of contacts that match, unfolded writes included. Null only where "if_ready" allows it. */
  total: number | null;
  next: string | null;
  previous: string | null;
  /** 1-based place of the first row among all that match; null where it would cost a walk. */
  position: number | null;
}

export interface FoldResult {
  /** Dirty entries that went into the packed index. */
  folded: number;
  /** Dirty entries left: written meanwhile. */
  left: number;
  /** Why nothing was done: another folder holds the lease, or there was too little to do. */
  skipped: "leased" | "few" | null;
}

export interface ContactIndex {
  /** Throws `InputError` with code `cursor_invalid` on `cursor`. */
  search(query: ContactSearch): Promise<ContactPage>;
  /** Exact number of contacts that match, unfolded writes included. */
  count(query: Pick<ContactSearch, "words" | "filter">): Promise<number>;
  /** Exact number of contacts that meet each condition, all at one moment, in their order. Cheap to ask again. */
  countMany(conditions: readonly Condition[]): Promise<number[]>;
  /** Exact number of contacts per tag id; tags nobody has may be absent. */
  tagCounts(): Promise<Map<string, number>>;
  /** All contacts. */
  total(): Promise<number>;
  /** Writes waiting for a fold. */
  dirtyCount(): Promise<number>;
  /** One pass: packs all writes made before it began. */
  fold(): Promise<FoldResult>;
  /** A pass if enough writes wait, or a block waits to be sealed, and no other runs in this process. */
  foldIfNeeded(): Promise<FoldResult>;
  /**
   * For bulk writers, between commits: folds or waits while so many writes wait that searches would get slow, a whole
   * rebuild if need be; `alive` is called every few seconds. Throws `BusyError` when another folder gives no sign of
   * life for half a minute.
   */
  waitForRoom(alive?: () => Promise<unknown>): Promise<void>;
  /** Builds the index anew from the records while the store is in use, and changes over to it. */
  rebuild(options?: RebuildOptions): Promise<void>;
  /**
   * A rebuild if one is due and nobody is at it: the index is in an older format, contacts were loaded in bulk, or too
   * much of it is dead. Answers why there was one.
   */
  rebuildIfNeeded(options?: RebuildOptions): Promise<RebuildReason | null>;
}

export interface IndexOptions {
  /** All processes on a store must use the same. */
  layout: Layout;
  /** Memory for loaded parts of the index. */
  cacheBytesMax: number;
  /** `foldIfNeeded` folds from so many dirty entries on. */
  foldFrom: number;
  /** `waitForRoom` lets bulk writers go on below so many dirty entries. */
  dirtyMax: number;
  /** After so long without a sign of life, a folder's lease may be taken over. */
  leaseMs: number;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What `openContactIndex` takes where nothing else is said. */
export const DEFAULT_INDEX_OPTIONS: IndexOptions = {
  layout: LAYOUT,
  cacheBytesMax: CACHE_BYTES_MAX,
  foldFrom: 500,
  dirtyMax: 5000,
  leaseMs: LEASE_MS,
  now: () => Date.now(),
};

/** The index of a store. One for a process: it holds the cache. Throws `RangeError` on a wrong layout. */
export function openContactIndex(
  kv: Deno.Kv,
  options: Partial<IndexOptions> = {},
): ContactIndex {
  const all = { ...DEFAULT_INDEX_OPTIONS, ...options };
  requireLayout(all.layout);
  return new PackedIndex(kv, all);
}
