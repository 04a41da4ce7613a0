// What an agent can click at, as requests.
import { printFilter } from "@/lib/domain/filter/text.ts";
import type { FilterTree } from "@/lib/domain/filter/tree.ts";
import type { Dice } from "@/lib/transfer/dice.ts";
import { z } from "zod";
import { FILTERS } from "./http_filters.ts";
import { tagIdOf } from "./people.ts";
import type { Clicker, Visited } from "./visitor.ts";

/** What a click is to be about. */
export interface Wish {
  /** A contact. */
  id: number;
  segmentIds: readonly string[];
  dice: Dice;
}

export interface ClickKind {
  name: string;
  /** How often, beside the others. */
  weight: number;
  click(visitor: Clicker, wish: Wish): Promise<Visited>;
}

const QUERIES = ["ов", "ivan", "shevchenko", "шевч олен", "067", "gmail", "ko", "мар"];
/** As people type them into the search box. */
const TYPED = ["tag:vip seen:<30d", "lang:en ivan", "has:phone -has:email", "phone:38067 -tag:опт"];
const TAGS = 8;

export const CLICK_KINDS: readonly ClickKind[] = [
  { name: "list page", weight: 4, click: (visitor) => visitor.get("/contacts") },
  { name: "next page of a tag", weight: 2, click: nextPage },
  {
    name: "search",
    weight: 6,
    click: (visitor, { dice }) => list(visitor, { q: dice.pick(QUERIES) }),
  },
  {
    name: "tag",
    weight: 2,
    click: (visitor, { dice }) => list(visitor, { tag: tagIdOf(dice.zipf(TAGS)) }),
  },
  {
    name: "filter",
    weight: 4,
    click: (visitor, { dice }) => list(visitor, { f: printFilter(dice.pick(FILTERS)) }),
  },
  {
    name: "filter by name or creation",
    weight: 1,
    click: (visitor, { dice }) => {
      const sort = dice.pick(["name", "-name", "created", "-created"]);
      return list(visitor, { f: printFilter(dice.pick(FILTERS)), sort });
    },
  },
  {
    name: "segment",
    weight: 3,
    click: (visitor, { dice, segmentIds }) => list(visitor, { segment: dice.pick(segmentIds) }),
  },
  {
    name: "typed filter",
    weight: 1,
    click: (visitor, { dice }) => list(visitor, { q: dice.pick(TYPED) }),
  },
  {
    name: "count while editing a filter",
    weight: 1,
    click: (visitor, { dice }) => visitor.get(countPath(dice.pick(FILTERS))),
  },
  { name: "list by name", weight: 1, click: (visitor) => list(visitor, { sort: "name" }) },
  { name: "card", weight: 5, click: (visitor, { id }) => visitor.get(`/contacts/${id}`) },
  { name: "create", weight: 1, click: create },
  { name: "edit", weight: 2, click: edit },
];

/** Throws when the app does not take one of the filters: its page would be empty, and fast. */
export async function requireFilters(visitor: Clicker): Promise<void> {
  for (const filter of FILTERS) {
    const { body } = await visitor.get(countPath(filter));
    if (countSchema.safeParse(JSON.parse(body)).success) continue;
    throw new Error(`The app does not take the filter ${printFilter(filter)}`);
  }
}

const countSchema = z.object({ count: z.int() });

function countPath(filter: FilterTree): string {
  return `/contacts/count?${new URLSearchParams({ f: printFilter(filter) })}`;
}

function list(visitor: Clicker, params: Record<string, string>): Promise<Visited> {
  return visitor.get(`/contacts?${new URLSearchParams(params)}`);
}

/** The time is that of the second page; the first one says where it is. */
async function nextPage(visitor: Clicker, { dice }: Wish): Promise<Visited> {
  const tag = tagIdOf(dice.zipf(TAGS));
  const { body } = await list(visitor, { tag });
  const cursor = /href="\/contacts\?[^"]*\bpage=([^"&]+)/.exec(body)?.[1];
  if (cursor === undefined) throw new Error(`The list of the tag ${tag} has no second page`);
  return await list(visitor, { tag, page: decodeURIComponent(cursor) });
}

function create(visitor: Clicker, { dice }: Wish): Promise<Visited> {
  const number = Math.floor(dice.roll() * 2 ** 48).toString(36);
  return visitor.post("/contacts/new", [
    ["name", `Новий Контакт ${number}`],
    ["emails", `new.${number}@example.com`],
  ]);
}

/** The time is that of saving; the form is asked for before. To a name like nobody's, or the app would ask back. */
async function edit(visitor: Clicker, { id, dice }: Wish): Promise<Visited> {
  const name = `Правка ${Math.floor(dice.roll() * 2 ** 48).toString(36)}`;
  return await visitor.post(`/contacts/${id}/edit`, [
    ["name", name],
    ...await visitor.editForm(id),
  ]);
}
