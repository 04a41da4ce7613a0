// What the bench asks: the same questions for every engine, made of what its people have.
import type { Contact } from "@/lib/domain/contact.ts";
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { parseSearch } from "@/lib/domain/search.ts";
import type { ContactSearch } from "@/lib/store/index/contact_index.ts";
import { tagIdOf } from "./people.ts";
import type { Work } from "./targets.ts";

export const PAGE_ROWS = 25;

export type Question =
  & { name: string; work: Work }
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
  );

const LIST: ContactSearch = {
  words: [],
  filter: null,
  sort: { by: "lastActivity", direction: "desc" },
  limit: PAGE_ROWS,
  cursor: null,
};
const WORDS_MAX = 500;
const BY_NAME = { by: "name", direction: "asc" } as const;
const [COMMONEST_TAG, THIRD_TAG, RARE_TAG] = [tagIdOf(0), tagIdOf(2), tagIdOf(30)];

/** Questions whose first answer in a new process is measured as well. */
export const COLD_QUESTIONS: readonly string[] = [
  "list, first page",
  "search 'ivan'",
  "search a rare e-mail",
  "commonest tag",
];

/** All questions for a data set. */
export function questionsFor(contacts: readonly Contact[]): Question[] {
  const { email, phone } = someone(contacts);
  const pagesAhead = Math.min(1999, Math.floor(contacts.length / PAGE_ROWS / 2));
  return [
    page("list, first page", {}),
    page(`list, page ${pagesAhead + 1} by cursor`, {}, pagesAhead),
    page("list by name, first page", { sort: BY_NAME }),
    search("search 'ов'", "ов"),
    search("search 'ivan'", "ivan"),
    search("search 'shevchenko'", "shevchenko"),
    search("search a rare e-mail", email.split("@")[0] ?? ""),
    search("search 7 last digits of a phone", phone.slice(-7)),
    search("search a phone without country code", `0${phone.slice(4, 6)} ${phone.slice(6, 9)}`),
    search("search two words 'шевч олен'", "шевч олен"),
    search("search one letter 'a'", "a"),
    search("search without a hit", "qqqzzzqqq"),
    {
      name: "search another word each time",
      work: "search",
      kind: "lists",
      searches: manySearches(contacts),
    },
    filter("commonest tag", { filter: anyTag(COMMONEST_TAG) }),
    filter("any of two tags", { filter: anyTag(THIRD_TAG, RARE_TAG) }),
    filter("'ivan' and a tag, by name", {
      words: parseSearch("ivan"),
      filter: anyTag(COMMONEST_TAG),
      sort: BY_NAME,
    }),
    { name: "exact e-mail", work: "page", kind: "email", email },
    { name: "contacts per tag", work: "search", kind: "tag counts", tags: 40 },
  ];
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

function page(name: string, wish: Partial<ContactSearch>, pagesAhead = 0): Question {
  return {
    name,
    work: "page",
    kind: "list",
    search: { ...LIST, ...wish },
    pagesAhead,
    counts: false,
  };
}

function search(name: string, query: string): Question {
  return filter(name, { words: parseSearch(query) });
}

function filter(name: string, wish: Partial<ContactSearch>): Question {
  return {
    name,
    work: "search",
    kind: "list",
    search: { ...LIST, ...wish },
    pagesAhead: 0,
    counts: true,
  };
}

function anyTag(...anyOf: string[]): Condition {
  return { kind: "member", family: "tags", anyOf };
}

/** Pieces of e-mail addresses: what an index keeps of one word does not help it with the next. */
function manySearches(contacts: readonly Contact[]): ContactSearch[] {
  const step = Math.max(1, Math.floor(contacts.length / WORDS_MAX));
  const pieces = contacts.filter((_, at) => at % step === 0)
    .flatMap(({ emails: [email] }) => email ? [email.key.slice(1, 6)] : []);
  return [...new Set(pieces)].map((piece) => ({ ...LIST, words: parseSearch(piece) }));
}

/** One of the later half who has an e-mail and a Ukrainian mobile. */
function someone(contacts: readonly Contact[]): { email: string; phone: string } {
  for (const { emails, phones } of contacts.slice(Math.floor(contacts.length * 0.61))) {
    const email = emails[0]?.key;
    const phone = phones[0]?.key;
    if (email && phone?.startsWith("+380")) return { email, phone };
  }
  throw new RangeError(`Cannot make questions for ${contacts.length} contacts: take 100 or more`);
}
