import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  cardHref,
  type ContactListView,
  DEFAULT_SORT,
  editFilterHref,
  listHref,
  nextSort,
  parseListView,
  SORT_FIELDS,
  toggledTag,
  withoutFilter,
} from "./contact_list.ts";
import { PAGE_SIZES } from "./user.ts";

const PLAIN: ContactListView = {
  query: "",
  tagIds: [],
  filter: "",
  segmentId: null,
  sort: DEFAULT_SORT,
  pageSize: null,
  cursor: null,
};

const views: fc.Arbitrary<ContactListView> = fc.record({
  query: fc.string({ unit: "grapheme" }).filter((query) => query === "" || query.trim() !== ""),
  tagIds: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { maxLength: 5 }),
  filter: fc.string({ unit: "grapheme" }),
  segmentId: fc.option(fc.string({ minLength: 1, maxLength: 8 })),
  sort: fc.record({
    by: fc.constantFrom(...SORT_FIELDS),
    direction: fc.constantFrom("asc" as const, "desc" as const),
  }),
  pageSize: fc.option(fc.constantFrom(...PAGE_SIZES)),
  cursor: fc.option(fc.string({ minLength: 1 })),
});

Deno.test("every view of the list is a link that leads back to it", () => {
  fc.assert(fc.property(views, (view) => {
    const url = new URL(listHref(view, { cursor: view.cursor }), "http://kartka.example");
    assertEquals(parseListView(url.searchParams), view);
  }));
});

Deno.test("the plain list has the short address", () => {
  assertEquals(listHref(PLAIN), "/contacts");
});

Deno.test("clearing search, tags or sort leaves the others and starts at the first page", () => {
  const view: ContactListView = {
    query: "іван",
    tagIds: ["a", "b"],
    filter: "name.is(Olena);tags.any(a,b)",
    segmentId: "01J",
    sort: { by: "name", direction: "asc" },
    pageSize: 100,
    cursor: "here",
  };
  const after = (change: Partial<ContactListView>) =>
    parseListView(new URL(listHref(view, change), "http://kartka.example").searchParams);
  const first = { ...view, cursor: null };
  assertEquals(after({ query: "" }), { ...first, query: "" });
  assertEquals(after({ tagIds: [] }), { ...first, tagIds: [] });
  assertEquals(after({ filter: "" }), { ...first, filter: "" });
  assertEquals(after(withoutFilter(view)), { ...first, filter: "", segmentId: null });
  assertEquals(after({ sort: DEFAULT_SORT }), { ...first, sort: DEFAULT_SORT });
  assertEquals(after({ pageSize: null }), { ...first, pageSize: null });
});

Deno.test("a filter in an address can be read", () => {
  const filter = "tags.any(01J,01K);lastActivity.last(30d)";
  assertEquals(listHref({ ...PLAIN, filter }), `/contacts?f=${filter}`);
  assertEquals(editFilterHref({ ...PLAIN, filter }), `/contacts?f=${filter}&filter=edit`);
});

Deno.test("what an address says wrongly is left at the default", () => {
  const view = parseListView(new URLSearchParams("sort=-shoesize&size=26&page=&tag=&tag=a&tag=a"));
  assertEquals(view, { ...PLAIN, tagIds: ["a"] });
});

Deno.test("an address with thousands of tags is cut, not obeyed", () => {
  const params = new URLSearchParams(Array.from({ length: 5000 }, (_, n) => ["tag", `${n}`]));
  assertEquals(parseListView(params).tagIds.length, 50);
});

Deno.test("sorting by dates starts with the newest, by names with the first; a second click turns round", () => {
  assertEquals(nextSort(DEFAULT_SORT, "name"), { by: "name", direction: "asc" });
  assertEquals(nextSort(DEFAULT_SORT, "created"), { by: "created", direction: "desc" });
  assertEquals(nextSort(DEFAULT_SORT, "lastActivity"), { by: "lastActivity", direction: "asc" });
});

Deno.test("a tag is switched on and off without touching the others", () => {
  const on = toggledTag({ ...PLAIN, tagIds: ["a"] }, "b");
  assertEquals(on, ["a", "b"]);
  assertEquals(toggledTag({ ...PLAIN, tagIds: on }, "a"), ["b"]);
});

Deno.test("a card remembers the list it was opened from, but not the page", () => {
  assertEquals(cardHref(42, PLAIN), "/contacts/42");
  const view = { ...PLAIN, query: "іван", cursor: "here", pageSize: 25 as const };
  assertEquals(cardHref(42, view), `/contacts/42?${new URLSearchParams({ q: "іван" })}`);
});
