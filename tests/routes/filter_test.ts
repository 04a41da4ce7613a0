import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { createContact } from "@/lib/actions/create_contact.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import { deleteTag } from "@/lib/actions/delete_tag.ts";
import { OPS } from "@/lib/domain/filter/field.ts";
import { RULES_MAX } from "@/lib/domain/filter/tree.ts";
import { openTestApp, type TestApp, type Who } from "@/tests/support/app.ts";
import { aNamed } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";

/** Olena with the tag, Taras without. */
async function withTwo(app: TestApp) {
  const acting = actingAs(app.deps, app.users.admin);
  const shown = { color: "blue", description: "", inQuickFilter: true } as const;
  const tag = await createTag(acting, { ...shown, name: "VIP", visibleToAgents: true });
  const secret = await createTag(acting, { ...shown, name: "Fraud", visibleToAgents: false });
  await createContact(acting, { ...aNamed("Olena"), tagIds: [tag.id, secret.id] });
  await createContact(acting, aNamed("Taras"));
  return { acting, tag, secret };
}

async function names(app: TestApp, path: string, as: Who = "admin") {
  const response = await app.ask(path, { as });
  const html = await response.text();
  const found = [...html.matchAll(/data-row="\d+"[^>]*>([^<]*)</g)].map(([, name]) => name);
  return { status: response.status, found, html };
}

async function leadsTo(app: TestApp, path: string): Promise<string | null> {
  const response = await app.ask(path, { as: "agent" });
  await response.body?.cancel();
  assertEquals(response.status, 303, path);
  return response.headers.get("location");
}

async function outcome(app: TestApp, params: string, as: Who = "agent") {
  const response = await app.ask(`/contacts/count?${params}`, {
    as,
    headers: { accept: "application/json" },
  });
  assertEquals(response.status, 200, params);
  return await response.json();
}

Deno.test("applying leads to the canonical address, and keeps search, sort and size", async () => {
  await using app = await openTestApp();
  const draft = "fm=any&f3.field=created&f3.op=on&f3.v=22.11.2026&f7.match=all&f7.0.field=name" +
    "&f7.0.op=contains&f7.0.v=+Ol&f9.field=&do=apply";
  assertEquals(
    await leadsTo(app, `/contacts?q=o&sort=name&size=25&page=x&f=id.eq(1)&${draft}`),
    "/contacts?q=o&f=any:created.on(2026-11-22);all(name.contains(Ol))&sort=name&size=25",
  );
  assertEquals(
    await leadsTo(app, "/contacts?f=id.eq(1)&sort=name&do=apply"),
    "/contacts?sort=name",
  );
});

Deno.test("a filter that cannot be applied is 422, shows nobody, and says why beside the rule", async () => {
  await using app = await openTestApp();
  const { secret } = await withTwo(app);
  const bad = [
    "f=id.gt(x)",
    "f=shoesize.is(42)",
    "f=name.last(30d)",
    "f=%25%25;;((",
    `f=tags.any(${secret.id})`,
    "f=tags.any(nobody)",
    "fm=all&f0.field=id&f0.op=eq&f0.v=x&do=apply",
    `f=${Array.from({ length: RULES_MAX + 1 }, (_, at) => `id.ne(${at})`).join(";")}`,
  ];
  for (const params of bad) {
    const { status, found, html } = await names(app, `/contacts?${params}`, "agent");
    assertEquals({ status, found }, { status: 422, found: [] }, params);
    assertStringIncludes(html, "This filter cannot be applied");
    assertStringIncludes(html, 'class="filter-form"');
  }
  const { html } = await names(app, "/contacts?f=name.is(Olena);id.gt(x)&sort=name", "agent");
  assertMatch(html, /href="\/contacts\?sort=name"[^>]*>Cancel</);
  assertMatch(html, /aria-invalid="true"[^>]*aria-describedby="f1-problem"/);
  assertStringIncludes(html, 'value="Olena"');
});

Deno.test("25 rules are applied, and what is typed beyond what a rule may hold is refused", async () => {
  await using app = await openTestApp();
  await withTwo(app);
  const many = Array.from({ length: RULES_MAX }, (_, at) => `id.ne(${at + 10})`).join(";");
  assertEquals((await names(app, `/contacts?f=${many}`)).found.length, 2);
  const long = await names(app, `/contacts?f=name.is(${"x".repeat(2000)})`);
  assertEquals([long.status, long.found], [422, []]);
});

Deno.test("a rule on a deleted tag is struck out and ignored", async () => {
  await using app = await openTestApp();
  const { acting, tag } = await withTwo(app);
  const filter = `tags.any(${tag.id});name.contains(Ta)`;
  assertEquals((await names(app, `/contacts?f=${filter}`)).found, []);
  await deleteTag(acting, tag.id);
  const { status, found, html } = await names(app, `/contacts?f=${filter}`);
  assertEquals([status, found], [200, ["Taras"]]);
  assertMatch(html, /<s class="chip-value">VIP<\/s>/);
  assertStringIncludes(html, "deleted — ignored");
  const builder = await names(app, `/contacts?f=${filter}&filter=edit`);
  assertMatch(builder.html, /<s>VIP: deleted, ignored<\/s>/);
});

Deno.test("a segment that is not there shows nobody, whatever is searched for", async () => {
  await using app = await openTestApp();
  await withTwo(app);
  const { status, found, html } = await names(app, "/contacts?segment=01J&q=o");
  assertEquals([status, found], [404, []]);
  assertStringIncludes(html, "This segment was deleted, or it is not yours");
});

Deno.test("the search island gets all parts that a search changes, for an impossible filter too", async () => {
  await using app = await openTestApp();
  await withTwo(app);
  const headers = { "x-kartka-part": "results" };
  for (const [params, expected] of [["q=tag:VIP", 200], ["f=id.gt(x)", 422]] as const) {
    const response = await app.ask(`/contacts?${params}`, { as: "agent", headers });
    const html = await response.text();
    assertEquals([response.status, response.headers.get("x-kartka-part")], [expected, "results"]);
    for (const part of ["count", "filters", "hints", "filter", "status", "results"]) {
      assertStringIncludes(html, `id="list-${part}"`);
    }
    assert(!html.includes('<form class="search"'));
  }
});

Deno.test("/contacts/count counts what the list would show, and says it in words", async () => {
  await using app = await openTestApp();
  const { tag } = await withTwo(app);
  assertEquals(await outcome(app, ""), {
    count: 2,
    text: "2 contacts found",
    sentence: "All contacts",
    problems: {},
  });
  assertEquals((await outcome(app, "q=name:ol")).count, 1);
  assertEquals((await outcome(app, `tag=${tag.id}&f=name.contains(Ta)`)).count, 0);
  const draft = `f=id.eq(7)&fm=all&f0.field=tags&f0.op=none&f0.v=${tag.id}`;
  const { count, sentence } = await outcome(app, draft);
  assertEquals([count, sentence], [1, "Contacts where tag is not VIP"]);
});

Deno.test("/contacts/count tells of mistakes, and not of what is not finished", async () => {
  await using app = await openTestApp();
  const draft = "fm=all&f0.field=name&f0.op=is&f1.field=id&f1.op=eq&f1.v=x";
  const { count, problems } = await outcome(app, draft);
  assertEquals([count, Object.keys(problems)], [null, ["1"]]);
});

Deno.test("a list without its total offers to count, and then tells it", async () => {
  await using app = await openTestApp();
  await withTwo(app);
  const { index } = app.deps;
  const search = index.search.bind(index);
  index.search = async (query) => {
    const page = await search(query);
    return query.count === "if_ready" ? { ...page, total: null } : page;
  };
  const later = await names(app, "/contacts?f=name.contains(a)&sort=name");
  const link = /<a href="([^"]*)" data-count[^>]*>Count</.exec(later.html)?.[1] ?? "";
  assertEquals(link, "/contacts?f=name.contains(a)&amp;sort=name&amp;count=exact");
  assertEquals(later.found.length, 2);
  const counted = await names(app, link.replaceAll("&amp;", "&"));
  assertStringIncludes(counted.html, "2 of 2");
});

const TEXTS = fc.oneof(
  fc.constantFrom(
    "",
    "%",
    "'",
    '"',
    "\ud800",
    "😀",
    "~",
    "a,b",
    "30d",
    "2026-11-22",
    "x".repeat(2000),
  ),
  fc.string({ unit: "binary", maxLength: 30 }),
);
const PARTS = fc.constantFrom(
  "field",
  "op",
  "v",
  "v.unit",
  "match",
  "0.field",
  "0.op",
  "0.v",
  "99.v",
);
const FORM_FIELDS = fc.oneof(
  fc.tuple(
    fc.tuple(fc.nat({ max: 120 }), PARTS).map(([at, part]) => `f${at}.${part}`),
    fc.oneof(
      TEXTS,
      fc.constantFrom("name", "tags", "created", "id", "language", ...Object.values(OPS).flat()),
    ),
  ),
  fc.tuple(fc.constantFrom("fm", "f", "q", "do", "filter", "count", "segment", "tag"), TEXTS),
  fc.tuple(
    fc.constant("do"),
    fc.constantFrom("apply", "add", "add:1", "add_group", "remove:0", "remove:1.0", "refresh"),
  ),
);

Deno.test("no form of the builder, however odd, is answered with 5xx", async () => {
  await using app = await openTestApp();
  await withTwo(app);
  const seen = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(FORM_FIELDS, { maxLength: 30 }), async (fields) => {
      const params = new URLSearchParams(
        fields.map(([name, value]) => [name, value.toWellFormed()]),
      );
      for (const path of ["/contacts", "/contacts/count"]) {
        const response = await app.ask(`${path}?${params}`, { as: "agent" });
        await response.body?.cancel();
        seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
        assert(response.status < 500, `${response.status} from ${path}?${params}`);
      }
    }),
    { numRuns: 300 },
  );
  for (const status of [200, 303, 422]) assert((seen.get(status) ?? 0) > 0, String(status));
});
