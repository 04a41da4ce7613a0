// What the store should reach: ratios to PostgreSQL, times and memory, by the number of contacts.

/** An upper limit of the ratio, of the milliseconds, or of both. */
export interface Target {
  ratio?: number;
  ms?: number;
}

/** What a question or a write is to the database; creating counts as a touch. */
export type Work = "page" | "search" | "touch" | "rename";

/** What a new process is asked first: a page of the list, a page of matches, or that and how many they are. */
export type ColdWork = "page" | "search page" | "search and count";

export interface Targets {
  page: Target;
  /** Where PostgreSQL takes more than 10 ms. */
  slowSearch: Target;
  quickSearch: Target;
  touch: Target;
  rename: Target;
  coldMs: Record<ColdWork, number>;
  /** Of a process that has asked the fifteen questions. */
  rssMib: number;
  /** Of the database, to PostgreSQL's. */
  size: number | null;
  /** Of the process that loads all contacts and makes the index. */
  load: { minutes: number; peakMib: number } | null;
}

const SMALL: Targets = {
  page: { ratio: 1 },
  slowSearch: {},
  quickSearch: { ratio: 2, ms: 3 },
  touch: { ratio: 1.8 },
  rename: { ratio: 1.8 },
  coldMs: { page: 10, "search page": 60, "search and count": 60 },
  rssMib: 100,
  size: null,
  load: null,
};
const MIDDLE: Targets = {
  page: { ratio: 1.2 },
  slowSearch: { ratio: 0.3 },
  quickSearch: { ratio: 1.2, ms: 5 },
  touch: { ratio: 1.2 },
  rename: { ratio: 1.6 },
  coldMs: { page: 10, "search page": 100, "search and count": 150 },
  rssMib: 150,
  size: 2.5,
  load: null,
};
const LARGE: Targets = {
  page: { ratio: 0.8 },
  slowSearch: { ratio: 0.3 },
  quickSearch: { ratio: 1.2, ms: 6 },
  touch: { ratio: 1.2 },
  rename: { ratio: 2 },
  coldMs: { page: 10, "search page": 150, "search and count": 300 },
  rssMib: 300,
  size: 2.5,
  load: { minutes: 6, peakMib: 500 },
};
const SLOW_MS = 10;

/** The targets for stores of about 10,000, 100,000 and 1,000,000 contacts. */
export function targetsFor(contacts: number): Targets {
  return contacts < 30_000 ? SMALL : contacts < 300_000 ? MIDDLE : LARGE;
}

/** The target of a question or a write that takes PostgreSQL so long. */
export function targetOf(targets: Targets, work: Work, postgresMs: number): Target {
  if (work !== "search") return targets[work];
  return postgresMs > SLOW_MS ? targets.slowSearch : targets.quickSearch;
}

/** In words, with the verdict: "≤ 0.3", "≤ 1.2 and ≤ 5 ms: missed". */
export function verdict(target: Target, found: { ratio?: number; ms?: number }): string {
  const parts: string[] = [];
  if (target.ratio !== undefined) parts.push(`≤ ${target.ratio}`);
  if (target.ms !== undefined) parts.push(`≤ ${target.ms} ms`);
  const isMissed = exceeds(found.ratio, target.ratio) || exceeds(found.ms, target.ms);
  return parts.join(" and ") + (isMissed ? ": **missed**" : "");
}

function exceeds(found: number | undefined, limit: number | undefined): boolean {
  return found !== undefined && limit !== undefined && found > limit;
}
