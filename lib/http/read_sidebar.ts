// Reads what the sidebar of every page shows: how many contacts there are, and the segments with their counts.
import type { Segment, VisibleSegments } from "@/lib/domain/segment.ts";
import type { ContactIndex } from "@/lib/store/index/contact_index.ts";
import { countPairs } from "@/lib/store/duplicate_pairs.ts";
import { listVisibleSegments } from "@/lib/store/segments.ts";
import { filterOptions, type FilterViewer } from "./filter_options.ts";
import { readFilterTerms } from "./filter_terms.ts";
import { rightsOf } from "./rights.ts";
import { filterMeaning, type SegmentFlaw } from "./segment_meaning.ts";
import { whenIndexed, withinMs } from "./when_indexed.ts";

/** Segments in the sidebar; each costs a count on every page. */
export const SIDEBAR_SEGMENTS_MAX = 12;
/** Places that shared segments leave to one's own. */
const PERSONAL_SHOWN_MIN = 4;
/** A new process has to load what it counts, which no page waits for any longer than this. */
const COUNTS_WAIT_MS = 1000;

export interface SidebarReader extends FilterViewer {
  kv: Deno.Kv;
  index: ContactIndex;
}

export interface SidebarSegment {
  id: string;
  name: string;
  /** Null while the index is being built, or loaded for the first time. */
  count: number | null;
  flaw: SegmentFlaw;
}

export interface Sidebar {
  contactCount: number;
  /** Suspected pairs, as the work on them has left it. */
  duplicateCount: number;
  /** Whether the workspace lets this person import. */
  mayImport: boolean;
  /** Shared ones first, each kind by name. */
  segments: SidebarSegment[];
}

/** @param currentId the open segment, which is shown even where there is no room for all. */
export async function readSidebar(
  reader: SidebarReader,
  currentId: string | null,
): Promise<Sidebar> {
  const { kv, principal, index } = reader;
  const [contactCount, duplicateCount, rights, segments] = await Promise.all([
    index.total(),
    countPairs(kv),
    rightsOf(kv, principal),
    readSegments(reader, currentId),
  ]);
  return { contactCount, duplicateCount, mayImport: rights["import.run"], segments };
}

async function readSegments(
  reader: SidebarReader,
  currentId: string | null,
): Promise<SidebarSegment[]> {
  const [visible, terms] = await Promise.all([
    listVisibleSegments(reader.kv, reader.principal),
    readFilterTerms(reader.kv),
  ]);
  const shown = shownSegments(visible, currentId);
  if (shown.length === 0) return [];
  const options = filterOptions(reader, terms);
  const meanings = shown.map((segment) => filterMeaning(segment.filter, options));
  const conditions = meanings.map(({ condition }) => condition);
  const counts = await withinMs(whenIndexed(reader.index.countMany(conditions)), COUNTS_WAIT_MS);
  return shown.map(({ id, name }, at) => ({
    id,
    name,
    count: counts && (counts[at] ?? 0),
    flaw: meanings[at]?.flaw ?? null,
  }));
}

/** The first of each kind, and in any case the open one. */
export function shownSegments(
  { shared, personal }: VisibleSegments,
  currentId: string | null,
): Segment[] {
  const ownMax = Math.max(PERSONAL_SHOWN_MIN, SIDEBAR_SEGMENTS_MAX - shared.length);
  const own = personal.slice(0, ownMax);
  const shown = [...shared.slice(0, SIDEBAR_SEGMENTS_MAX - own.length), ...own];
  if (currentId === null || shown.some(({ id }) => id === currentId)) return shown;
  const current = [...shared, ...personal].find(({ id }) => id === currentId);
  return current ? [...shown, current] : shown;
}
