// Reads all that the page of segments shows: each with its count, its owner, and what is wrong with it.
import { asksAboutHidden, isVisible, type Segment } from "@/lib/domain/segment.ts";
import { mayChangeSegment } from "@/lib/domain/segment_access.ts";
import type { Locale } from "@/lib/domain/user.ts";
import { filterSentence } from "@/lib/i18n/filter_sentence.ts";
import { listSegments } from "@/lib/store/segments.ts";
import { findUser } from "@/lib/store/users.ts";
import { filterNames, filterOptions } from "./filter_options.ts";
import { readFilterTerms } from "./filter_terms.ts";
import type { SidebarReader } from "./read_sidebar.ts";
import { filterMeaning, type SegmentFlaw } from "./segment_meaning.ts";
import { whenIndexed } from "./when_indexed.ts";

export interface SegmentRow extends Pick<Segment, "id" | "name" | "usedAtMs"> {
  /** What the filter means, in words. */
  sentence: string;
  /** Null while the index is being built. */
  count: number | null;
  flaw: SegmentFlaw;
  /** Null for a user who is gone. */
  ownerName: string | null;
  mayChange: boolean;
  /** It asks about a tag that agents do not see, so they do not get it. */
  adminsOnly: boolean;
}

export interface SegmentsPage {
  shared: SegmentRow[];
  personal: SegmentRow[];
  /** That this person may restore. */
  deleted: Segment[];
}

/** All counts are of one moment. */
export async function readSegmentsPage(
  reader: SidebarReader & { locale: Locale },
): Promise<SegmentsPage> {
  const { kv, principal, locale } = reader;
  const [{ shared, personal }, terms] = await Promise.all([
    listSegments(kv, principal.id),
    readFilterTerms(kv),
  ]);
  const { tags } = terms;
  const all = [...shared, ...personal];
  const visible = all.filter((segment) => isVisible(segment, principal, tags));
  const options = filterOptions(reader, terms);
  const meanings = visible.map((segment) => filterMeaning(segment.filter, options));
  const [counts, owners] = await Promise.all([
    whenIndexed(reader.index.countMany(meanings.map(({ condition }) => condition))),
    readNames(kv, visible),
  ]);
  const names = filterNames(principal, terms);
  const rows = visible.map((segment, at): SegmentRow => ({
    ...segment,
    sentence: filterSentence(locale, segment.filter, names),
    count: counts && (counts[at] ?? 0),
    flaw: meanings[at]?.flaw ?? null,
    ownerName: owners.get(segment.ownerId) ?? null,
    mayChange: mayChangeSegment(principal, segment),
    adminsOnly: segment.shared && asksAboutHidden(segment.filter, tags),
  }));
  const sharedCount = visible.filter((segment) => segment.shared).length;
  return {
    shared: rows.slice(0, sharedCount),
    personal: rows.slice(sharedCount),
    deleted: all.filter((one) => one.deletedAtMs !== null && mayChangeSegment(principal, one)),
  };
}

/** Of the owners, each read once. */
async function readNames(kv: Deno.Kv, segments: Segment[]): Promise<Map<string, string>> {
  const ids = [...new Set(segments.map(({ ownerId }) => ownerId))];
  const users = await Promise.all(ids.map((id) => findUser(kv, id)));
  return new Map(users.flatMap((user) => user ? [[user.id, user.name]] : []));
}
