// Columns in the cache: block by block, each with those of its parts that were asked for so far.
import type { ByteCache, CacheKind } from "./cache.ts";
import { type Run, runsOf } from "./packed.ts";

/** The parts of one block of a column. Never changed once it is made. */
export interface PartGroup<T> {
  parts: readonly (T | undefined)[];
  /** What each part was read for. */
  tags: readonly (number | undefined)[];
  bytes: number;
}

/** Whether a part with the ordinals from `first` up to but not with `end` is asked for. */
export type Wanted = (first: number, end: number) => boolean;

export interface ColumnSource<T> {
  kind: CacheKind<PartGroup<T>>;
  /** Index version and name of the column. */
  key: string;
  /** Ordinals in a part. */
  size: number;
  /** Number of parts. */
  count: number;
  partsPerGroup: number;
  isWanted: Wanted;
  /** A part that was read for another tag is read again. */
  tag(part: number): number;
  read(run: Run): Promise<Map<number, T>>;
  /** Stands for a part that was never written or is not asked for. */
  empty: T;
  bytes(part: T): number;
}

/** Reading so many parts too many takes less than reading in two goes. */
const GAP_MAX = 3;

/** The parts of a column by number, where it matters the empty one for those not asked for. */
export async function loadColumn<T>(
  cache: ByteCache,
  source: ColumnSource<T>,
): Promise<readonly T[]> {
  const parts: T[] = [];
  const stale: number[][] = [];
  for (let first = 0; first < source.count; first += source.partsPerGroup) {
    const end = Math.min(first + source.partsPerGroup, source.count);
    const missing = addCached(parts, cache, source, { first, end });
    if (missing.length > 0) stale.push(missing);
  }
  await Promise.all(stale.map(async (missing) => {
    for (const [part, value] of await readGroup(cache, source, missing)) parts[part] = value;
  }));
  return parts;
}

/** Number of parts that would have to be read. */
export function countUncached<T>(cache: ByteCache, source: ColumnSource<T>): number {
  let count = 0;
  for (let first = 0; first < source.count; first += source.partsPerGroup) {
    const end = Math.min(first + source.partsPerGroup, source.count);
    count += addCached([], cache, source, { first, end }).length;
  }
  return count;
}

/** Adds the parts of a group as far as they are cached or not asked for; answers which have to be read. */
function addCached<T>(
  parts: T[],
  cache: ByteCache,
  source: ColumnSource<T>,
  { first, end }: Run,
): number[] {
  const { size, empty } = source;
  const cached = cache.get(source.kind, groupKey(source, first))?.value;
  const missing: number[] = [];
  for (let part = first; part < end; part++) {
    const known = cached?.parts[part - first];
    const isKnown = known !== undefined && cached?.tags[part - first] === source.tag(part);
    parts.push(isKnown ? known : empty);
    if (!isKnown && source.isWanted(part * size, (part + 1) * size)) missing.push(part);
  }
  return missing;
}

/** Reads parts of one group, and whatever lies between them, and keeps all of it. */
async function readGroup<T>(
  cache: ByteCache,
  source: ColumnSource<T>,
  missing: readonly number[],
): Promise<Map<number, T>> {
  const first = Math.floor((missing[0] ?? 0) / source.partsPerGroup) * source.partsPerGroup;
  const read = new Map<number, T>();
  await Promise.all(
    runsOf(missing, GAP_MAX).map(async (run) => {
      const values = await source.read(run);
      for (let part = run.first; part < run.end; part++) {
        read.set(part, values.get(part) ?? source.empty);
      }
    }),
  );
  keep(cache, source, { first, read });
  return read;
}

function keep<T>(
  cache: ByteCache,
  source: ColumnSource<T>,
  { first, read }: { first: number; read: ReadonlyMap<number, T> },
): void {
  // Asked for again: others may have read other parts meanwhile.
  const key = groupKey(source, first);
  const known = cache.get(source.kind, key)?.value;
  const parts = [...known?.parts ?? []];
  const tags = [...known?.tags ?? []];
  for (const [part, value] of read) {
    parts[part - first] = value;
    tags[part - first] = source.tag(part);
  }
  const bytes = parts.reduce(
    (sum, part) => sum + (part === undefined ? 0 : source.bytes(part)),
    0,
  );
  cache.set(source.kind, key, { tag: "", value: { parts, tags, bytes } });
}

function groupKey<T>({ key, partsPerGroup }: ColumnSource<T>, first: number): string {
  return `${key}:${first / partsPerGroup}`;
}
