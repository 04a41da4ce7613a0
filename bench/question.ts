// A question of the bench, in a form that any engine can be asked.
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { parseSearch } from "@/lib/domain/search.ts";
import type { ContactSearch } from "@/lib/store/index/contact_index.ts";
import type { Work } from "./targets.ts";

export const PAGE_ROWS = 25;

interface Name {
  name: string;
  work: Work;
}

export type Question =
  & Name
  & (
    | {
      kind: "list";
      search: ContactSearch;
      /** Pages to go on before the one that is asked for. */
      pagesAhead: number;
      /** Whether the exact number of matches is part of the answer. */
      counts: boolean;
    }
    /** Each asking takes the next. */
    | { kind: "lists"; searches: ContactSearch[] }
    | { kind: "email"; email: string }
    | { kind: "tag counts"; tags: number }
    | { kind: "count"; filter: Condition }
    /** How many meet each of the conditions; each asking follows a write. */
    | { kind: "segment counts"; filters: readonly Condition[] }
  );

export type ListQuestion = Extract<Question, { kind: "list" }>;

export const LIST: ContactSearch = {
  words: [],
  filter: null,
  sort: { by: "lastActivity", direction: "desc" },
  limit: PAGE_ROWS,
  cursor: null,
};

/** A page without a count. */
export function page(name: string, wish: Partial<ContactSearch>, pagesAhead = 0): ListQuestion {
  const search = { ...LIST, ...wish };
  return { name, work: "page", kind: "list", search, pagesAhead, counts: false };
}

/** A page of those that match, and how many they are. */
export function matching(
  name: string,
  wish: Partial<ContactSearch>,
  pagesAhead = 0,
): ListQuestion {
  return { ...page(name, wish, pagesAhead), work: "search", counts: true };
}

export function search(name: string, query: string): ListQuestion {
  return matching(name, { words: parseSearch(query) });
}

export function filtered(name: string, filter: Condition): ListQuestion {
  return matching(name, { filter });
}

/** Each call gives the next, after the last the first again. */
export function inTurn<T>(list: readonly T[]): () => T {
  let asked = 0;
  return () => {
    const item = list[asked++ % list.length];
    if (item === undefined) throw new RangeError("Cannot take turns in an empty list");
    return item;
  };
}
