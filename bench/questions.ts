// What the bench asks: the same questions for every engine, made of what its people have.
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { parseSearch } from "@/lib/domain/search.ts";
import type { ContactSearch } from "@/lib/store/index/contact_index.ts";
import * as conditions from "./conditions.ts";
import { all, text } from "./conditions.ts";
import type { Population } from "./population.ts";
import { filtered, LIST, matching, page, PAGE_ROWS, type Question, search } from "./question.ts";
import type { ColdWork } from "./targets.ts";

const WORDS_MAX = 500;
const PAGES_AHEAD_MAX = 1999;
/** Of all contacts. */
const COMMONEST_TAG_SHARE = 0.33;
const BY_NAME = { by: "name", direction: "asc" } as const;
const { COMMONEST_TAG, RARE_TAG, THIRD_TAG } = conditions;

/** Questions whose first answer in a new process is measured as well, and how much of it is waited for. */
export const COLD_QUESTIONS: readonly { name: string; work: ColdWork }[] = [
  { name: "list, first page", work: "page" },
  { name: "search 'ivan'", work: "search page" },
  { name: "search 'ivan'", work: "search and count" },
  { name: "search 'ов'", work: "search and count" },
  { name: "search a rare e-mail", work: "search page" },
  { name: "search a rare e-mail", work: "search and count" },
  { name: "search 7 last digits of a phone", work: "search and count" },
  { name: "search two words 'шевч олен'", work: "search page" },
  { name: "search two words 'шевч олен'", work: "search and count" },
  { name: "commonest tag", work: "search and count" },
  { name: "tag AND number AND last activity", work: "search and count" },
  { name: "phone starts with +38067", work: "search and count" },
];

/** All questions about these contacts; the fifteen come first. */
export function questionsFor(contacts: Population): Question[] {
  return [...theFifteen(contacts), ...furtherQuestions(contacts)];
}

/**
 * The questions by which the index was designed. One of them asks of blocks there; as long as those do not exist, it asks
 * the same of a tag.
 */
export function theFifteen(contacts: Population): Question[] {
  const { email, phone } = someone(contacts);
  const ahead = pagesAhead(contacts.total);
  return [
    page("list, first page", {}),
    page(`list, page ${ahead + 1} by cursor`, {}, ahead),
    search("search 'ов'", "ов"),
    search("search 'ivan'", "ivan"),
    search("search 'shevchenko'", "shevchenko"),
    search("search a rare e-mail", email.split("@")[0] ?? ""),
    search("search 7 last digits of a phone", phone.slice(-7)),
    search("search a phone without country code", `0${phone.slice(4, 6)} ${phone.slice(6, 9)}`),
    search("search two words 'шевч олен'", "шевч олен"),
    filtered("commonest tag", COMMONEST_TAG),
    filtered("two tags", all(THIRD_TAG, RARE_TAG)),
    filtered("tag AND number AND last activity", conditions.TAG_AND_ORDERS_AND_ACTIVITY),
    counted("count (list AND text~) OR (e-mail^ AND NOT blocked)", conditions.OR_OF_ANDS),
    page("e-mail is", { filter: text("email", "is", email) }),
    filtered("phone starts with +38067", text("phone", "starts", "38067")),
  ];
}

function furtherQuestions(contacts: Population): Question[] {
  const { email } = someone(contacts);
  return [
    page("list by name, first page", { sort: BY_NAME }),
    { name: "look-up by e-mail", work: "page", kind: "email", email },
    search("search one letter 'a'", "a"),
    search("search without a hit", "qqqzzzqqq"),
    {
      name: "search another word each time",
      work: "search",
      kind: "lists",
      searches: manySearches(contacts),
    },
    filtered("any of two tags", conditions.anyTag(2, 30)),
    filtered("neither phone nor e-mail", conditions.NEITHER_PHONE_NOR_EMAIL),
    filtered("name contains 'шевч', no tags", conditions.NAMED_WITHOUT_TAGS),
    filtered("name does not contain 'енко'", conditions.NOT_NAMED),
    filtered("attribute text contains 'льв'", text("attr.city", "contains", "льв")),
    filtered("date AND checkbox AND NOT link", conditions.BORN_SUBSCRIBED_WITHOUT_SITE),
    filtered("25 rules", conditions.TWENTY_FIVE_RULES),
    matching("'ivan' and a tag, by name", {
      words: parseSearch("ivan"),
      filter: COMMONEST_TAG,
      sort: BY_NAME,
    }),
    ...sortsUnderFilter(contacts.total),
    { name: "contacts per tag", work: "search", kind: "tag counts", tags: 40 },
    {
      name: `${conditions.SEGMENTS.length} segment counts after a write`,
      work: "search",
      kind: "segment counts",
      filters: conditions.SEGMENTS,
    },
  ];
}

function counted(name: string, filter: Condition): Question {
  return { name, work: "search", kind: "count", filter };
}

/** Both other orders under a filter, in both directions, deep down. */
function sortsUnderFilter(total: number): Question[] {
  const ahead = pagesAhead(total * COMMONEST_TAG_SHARE);
  const sorts = (["created", "name"] as const).flatMap((by) =>
    (["asc", "desc"] as const).map((direction) => ({ by, direction }))
  );
  return sorts.map((sort) => {
    const name = `commonest tag by ${sort.by} ${sort.direction}, page ${ahead + 1}`;
    return matching(name, { filter: COMMONEST_TAG, sort }, ahead);
  });
}

/** To page 2000, or to the middle of what there is. */
function pagesAhead(rows: number): number {
  return Math.min(PAGES_AHEAD_MAX, Math.floor(rows / PAGE_ROWS / 2));
}

/** Pieces of e-mail addresses: what an index keeps of one word does not help it with the next. */
function manySearches(contacts: Population): ContactSearch[] {
  const count = Math.min(WORDS_MAX, contacts.total);
  const pieces = Array.from({ length: count }, (_, at) => contacts.spread(at / count))
    .flatMap(({ emails: [email] }) => email ? [email.key.slice(1, 6)] : []);
  return [...new Set(pieces)].map((piece) => ({ ...LIST, words: parseSearch(piece) }));
}

/** One of the later half who has an e-mail and a Ukrainian mobile. */
function someone(contacts: Population): { email: string; phone: string } {
  for (let place = Math.floor(contacts.total * 0.61); place < contacts.total; place++) {
    const { emails, phones } = contacts.at(place);
    const email = emails[0]?.key;
    const phone = phones[0]?.key;
    if (email && phone?.startsWith("+380")) return { email, phone };
  }
  throw new RangeError(`Cannot make questions for ${contacts.total} contacts: take 100 or more`);
}
