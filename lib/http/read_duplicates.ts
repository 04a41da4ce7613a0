// Reads a page of the queue of suspected duplicates: groups of contacts, judged anew from the records as they are (9.8).
import { z } from "zod";
import type { Contact } from "@/lib/domain/contact.ts";
import { keeperFirst, pairOf } from "@/lib/domain/duplicate_pair.ts";
import type { DuplicateScore } from "@/lib/domain/duplicate_score.ts";
import { listPairs, listPairsOf, type PairPlace } from "@/lib/store/duplicate_pairs.ts";
import { findReadable, findSuspects } from "@/lib/store/duplicates.ts";

const GROUPS_PER_PAGE = 10;
/** A larger group is shown in parts. */
const MEMBERS_MAX = 8;
/** Rows that a page looks through for groups that still are some. */
const PAIRS_SCANNED_MAX = 300;
const PAIRS_PER_READ = 30;

/** Another contact of a group, and the one it would be merged into. */
export interface Member extends DuplicateScore {
  contact: Contact;
  intoId: number;
  /** All contacts of the group that it is suspected to be. */
  suspectIds: number[];
}

export interface DuplicateGroup {
  /** Who would be kept. */
  keeper: Contact;
  members: Member[];
  place: PairPlace;
}

export interface DuplicatePage {
  groups: DuplicateGroup[];
  /** `after` of the next page; null at the end. */
  next: string | null;
}

/** A place as it stands in addresses; null when the text is none. */
export function parsePlace(text: string | null): PairPlace | null {
  const [, score, newerId, olderId] = /^(\d{1,4})-(\d{1,16})-(\d{1,16})$/.exec(text ?? "") ?? [];
  const id = z.coerce.number().int().positive();
  const schema = z.object({ score: z.coerce.number(), newerId: id, olderId: id });
  return schema.safeParse({ score, newerId, olderId }).data ?? null;
}

export function formatPlace({ score, newerId, olderId }: PairPlace): string {
  return `${score}-${newerId}-${olderId}`;
}

/** Groups by their best pair: the likeliest first, then the newest. Each group is on one page only. */
export async function readDuplicates(
  kv: Deno.Kv,
  { after }: { after: PairPlace | null },
): Promise<DuplicatePage> {
  const groups: DuplicateGroup[] = [];
  // While rows are on the move, two of them may lead to the same people.
  const shown = new Set<number>();
  let from = after;
  for (let scanned = 0; scanned < PAIRS_SCANNED_MAX; scanned += PAIRS_PER_READ) {
    const places = await listPairs(kv, { after: from, limit: PAIRS_PER_READ });
    for (const place of places) {
      if (groups.length === GROUPS_PER_PAGE && from) return { groups, next: formatPlace(from) };
      const group = await readGroup(kv, place);
      if (group !== null && !isShown(group, shown)) groups.push(group);
      from = place;
    }
    if (places.length < PAIRS_PER_READ) return { groups, next: null };
  }
  return { groups, next: from && formatPlace(from) };
}

/** Whether any of them is; then all are. */
function isShown({ keeper, members }: DuplicateGroup, shown: Set<number>): boolean {
  const ids = [keeper.id, ...members.map(({ contact }) => contact.id)];
  const isAny = ids.some((id) => shown.has(id));
  for (const id of ids) shown.add(id);
  return isAny;
}

/** The group of which the pair is the best one; null when another is, or when it is none any more. */
async function readGroup(kv: Deno.Kv, place: PairPlace): Promise<DuplicateGroup | null> {
  const { ids, isBest } = await readGroupIds(kv, place);
  if (!isBest) return null;
  const contacts = keeperFirst(await findReadable(kv, [...ids]));
  const links = await Promise.all(contacts.map((contact) => readLinks(kv, contact, ids)));
  const [keeper, ...others] = contacts;
  if (!keeper) return null;
  const members = others.flatMap((contact, at): Member[] => {
    const own = links[at + 1] ?? [];
    const best = own.find(({ id }) => id === keeper.id) ?? own[0];
    if (!best) return [];
    const { id: intoId, score, level, reasons } = best;
    return [{ contact, intoId, suspectIds: own.map(({ id }) => id), score, level, reasons }];
  });
  return members.length > 0 ? { keeper, members, place } : null;
}

/** All that hang together with the pair, up to a limit. */
async function readGroupIds(
  kv: Deno.Kv,
  place: PairPlace,
): Promise<{ ids: Set<number>; isBest: boolean }> {
  const ids = new Set([place.newerId, place.olderId]);
  let isBest = true;
  for (const id of ids) { // grows while it is gone through
    for (const [otherId, score] of await listPairsOf(kv, id)) {
      if (ids.size >= MEMBERS_MAX && !ids.has(otherId)) continue;
      ids.add(otherId);
      const [newerId, olderId] = pairOf(id, otherId);
      if (comesBefore({ score, newerId, olderId }, place)) isBest = false;
    }
  }
  return { ids, isBest };
}

function comesBefore(a: PairPlace, b: PairPlace): boolean {
  return (b.score - a.score || b.newerId - a.newerId || b.olderId - a.olderId) < 0;
}

interface Link extends DuplicateScore {
  id: number;
}

/** Whom of the group the contact is suspected to be, the likeliest first. */
async function readLinks(
  kv: Deno.Kv,
  contact: Contact,
  ids: ReadonlySet<number>,
): Promise<Link[]> {
  const suspects = await findSuspects(kv, contact, { selfId: contact.id });
  return suspects.filter(({ contact: { id } }) => ids.has(id))
    .map(({ contact: { id }, score, level, reasons }) => ({ id, score, level, reasons }));
}
