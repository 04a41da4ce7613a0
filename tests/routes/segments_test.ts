import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import { createSegment } from "@/lib/actions/create_segment.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import { deleteSegment } from "@/lib/actions/delete_segment.ts";
import { deleteTag } from "@/lib/actions/delete_tag.ts";
import type { FilterTree } from "@/lib/domain/filter/tree.ts";
import { listSegments, listVisibleSegments } from "@/lib/store/segments.ts";
import { openTestApp } from "@/tests/support/app.ts";
import { aNamed, anInput, aSegment, aTag } from "@/tests/support/cast.ts";
import { pageOf } from "@/tests/support/pages.ts";
import { actors, SEGMENT_FORM } from "@/tests/support/segment_pages.ts";

/** Names and counts as the navigation shows them, the first time it is there. */
function sidebarIn(html: string): string[] {
  const nav = html.slice(html.indexOf("<nav"), html.indexOf("</nav>"));
  return [...nav.matchAll(/segment=[^>]*>.*?<\/a>/gs)].map(([link]) =>
    link.replace(/^[^>]*>/, "").replace(/<[^>]+>/g, " ").replace(/\s+/g, " ").trim()
  );
}

Deno.test("a segment is renamed, shared, deleted and restored", async () => {
  await using app = await openTestApp();
  const { kv } = app.deps;
  const { id } = await createSegment(actors(app).admin, aSegment());
  const form = [...SEGMENT_FORM.slice(1), ["name", "Mute"], ["shared", "on"], ["revision", "1"]];
  const edit = { as: "admin", form: form as [string, string][] } as const;
  assertEquals((await app.ask(`/segments/${id}`, edit)).headers.get("location"), "/segments");
  const { agent } = app.users;
  assertEquals((await listVisibleSegments(kv, agent)).shared.map(({ name }) => name), ["Mute"]);
  assertStringIncludes(
    await pageOf(app, `/segments/${id}/delete`, "admin"),
    "Delete the segment “Mute”?",
  );
  await app.ask(`/segments/${id}/delete`, { as: "admin", form: {} });
  assertEquals((await listVisibleSegments(kv, agent)).shared, []);
  assertStringIncludes(await pageOf(app, "/segments", "admin"), `/segments/${id}/restore`);
  assert(!(await pageOf(app, "/segments", "agent")).includes("restore"));
  await app.ask(`/segments/${id}/restore`, { as: "admin", form: {} });
  assertEquals((await listVisibleSegments(kv, agent)).shared.length, 1);
});

Deno.test("another's personal segment is 404 on every page, and named on none", async () => {
  await using app = await openTestApp();
  const { id } = await createSegment(actors(app).agent, aSegment({ name: "Private" }));
  await createContact(actors(app).admin, anInput());
  for (const path of [`/segments/${id}`, `/segments/${id}/delete`]) {
    assertEquals((await app.ask(path, { as: "admin" })).status, 404, path);
    assertEquals((await app.ask(path, { as: "admin", form: SEGMENT_FORM })).status, 404, path);
  }
  assertEquals((await app.ask(`/segments/${id}/restore`, { as: "admin", form: {} })).status, 404);
  const pages = ["/segments", `/contacts?segment=${id}`, `/contacts/1?segment=${id}`];
  for (const path of pages) assert(!(await pageOf(app, path, "admin")).includes("Private"), path);
});

Deno.test("the navigation of every page shows segments with counts that are right at once", async () => {
  await using app = await openTestApp();
  const { admin, agent } = actors(app);
  await createSegment(admin, aSegment({ shared: true }));
  const email: FilterTree = { match: "all", rules: [{ field: "email", op: "set", values: [] }] };
  await createSegment(agent, aSegment({ name: "With e-mail", filter: email }));
  await createContact(admin, anInput());
  assertEquals(sidebarIn(await pageOf(app, "/profile", "agent")), ["No phone 0", "With e-mail 1"]);
  await createContact(admin, aNamed("Taras"));
  assertEquals(sidebarIn(await pageOf(app, "/contacts", "agent")), ["No phone 1", "With e-mail 1"]);
  assertEquals(sidebarIn(await pageOf(app, "/contacts/1", "admin")), ["No phone 1"]);
});

Deno.test("the open segment is where one is, in its list and on a card from it", async () => {
  await using app = await openTestApp();
  const { admin } = actors(app);
  const { id } = await createSegment(admin, aSegment({ shared: true }));
  await createContact(admin, aNamed("Taras"));
  const currentIn = (html: string) =>
    [
      ...html.slice(0, html.indexOf("</nav>")).matchAll(
        /<a href="([^"]*)" aria-current="(page|true)"/g,
      ),
    ]
      .map(([, href, current]) => [href, current]);
  const segment = `/contacts?segment=${id}`;
  assertEquals(currentIn(await pageOf(app, segment, "admin")), [[segment, "page"]]);
  assertEquals(currentIn(await pageOf(app, `/contacts/1?segment=${id}`, "admin")), [[
    segment,
    "true",
  ]]);
  assertEquals(currentIn(await pageOf(app, "/contacts", "admin")), [["/contacts", "page"]]);
  assertEquals(currentIn(await pageOf(app, `/segments/${id}`, "admin")), [["/segments", "true"]]);
});

Deno.test("admins see what is hidden from agents, flagged; agents see nothing of it", async () => {
  await using app = await openTestApp();
  const { admin } = actors(app);
  const hidden = await createTag(admin, aTag({ name: "Fraud", visibleToAgents: false }));
  const gone = await createTag(admin, aTag({ name: "Old" }));
  const asks = (id: string): FilterTree => {
    return { match: "all", rules: [{ field: "tags", op: "any", values: [id] }] };
  };
  await createSegment(admin, aSegment({ name: "Check", shared: true, filter: asks(hidden.id) }));
  await createSegment(admin, aSegment({ name: "Past", shared: true, filter: asks(gone.id) }));
  await deleteTag(admin, gone.id);
  const [seen, byAgent] = [
    await pageOf(app, "/segments", "admin"),
    await pageOf(app, "/segments", "agent"),
  ];
  for (const text of ["admins only", "ignores a deleted tag"]) assertStringIncludes(seen, text);
  for (const text of ["Check", "Fraud", "admins only"]) assert(!byAgent.includes(text), text);
  assertStringIncludes(byAgent, "Past");
});

Deno.test("a restore that cannot be says why", async () => {
  await using app = await openTestApp();
  const { agent } = actors(app);
  const { id } = await createSegment(agent, aSegment());
  await deleteSegment(agent, id);
  await createSegment(agent, aSegment());
  const response = await app.ask(`/segments/${id}/restore`, { as: "agent", form: {} });
  assertEquals(response.status, 303);
  const cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
  const next = await app.ask("/segments", {
    headers: { cookie: `kartka=${app.secrets.agent}; ${cookie}`, "accept-language": "en" },
  });
  assertStringIncludes(await next.text(), "Another segment has this name now.");
});

Deno.test("ready-made filters lead to their list and to a new segment with their name", async () => {
  await using app = await openTestApp();
  const html = await pageOf(app, "/segments", "agent");
  assertStringIncludes(html, 'href="/contacts?f=phone.empty"');
  assertStringIncludes(html, 'href="/segments/new?f=phone.empty&amp;name=No+phone"');
  const form = await pageOf(app, "/segments/new?f=phone.empty&name=No+phone", "agent");
  assertStringIncludes(form, 'value="No phone"');
  assert(!form.includes('name="shared"'));
});

Deno.test("the card tells which segments the contact is in, and why not in the others", async () => {
  await using app = await openTestApp();
  const { admin } = actors(app);
  const email: FilterTree = { match: "all", rules: [{ field: "email", op: "set", values: [] }] };
  await createSegment(admin, aSegment({ shared: true }));
  const { id } = await createSegment(admin, aSegment({ name: "With e-mail", filter: email }));
  await createContact(admin, aNamed("Taras"));
  const text = (html: string) => {
    const part = html.slice(html.indexOf('id="segments"'), html.indexOf('id="timeline"'));
    return part.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
  };
  const html = await pageOf(app, "/contacts/1", "admin");
  assertStringIncludes(text(html), "There is no phone Met");
  assertStringIncludes(text(html), "Other segments: 1 With e-mail");
  assertStringIncludes(text(html), "There is an e-mail Not met");
  const open = (html: string) => [...html.matchAll(/<details[^>]* open/g)].length;
  assertEquals([open(html), open(await pageOf(app, `/contacts/1?segment=${id}`, "admin"))], [0, 2]);
});

Deno.test("a workspace without segments has no word about them on the card", async () => {
  await using app = await openTestApp();
  await createContact(actors(app).admin, aNamed("Taras"));
  assert(!(await pageOf(app, "/contacts/1", "admin")).includes('id="segments"'));
});

Deno.test("opening a segment's list notes its use, once an hour", async () => {
  await using app = await openTestApp();
  const { kv } = app.deps;
  const { id } = await createSegment(actors(app).admin, aSegment({ shared: true }));
  const usedAfter = async (path: string) => {
    await pageOf(app, path, "agent");
    await app.deps.settle();
    return (await listSegments(kv, "")).shared[0]?.usedAtMs ?? null;
  };
  assertEquals(await usedAfter("/contacts"), null);
  const first = app.deps.now();
  assertEquals(await usedAfter(`/contacts?segment=${id}`), first);
  app.deps.pass(3_599_999);
  assertEquals(await usedAfter(`/contacts?segment=${id}`), first);
  app.deps.pass(1);
  assertEquals(await usedAfter(`/contacts?segment=${id}`), first + 3_600_000);
});

Deno.test("the list of a segment that is gone, or another's, is empty with 404 and says so", async () => {
  await using app = await openTestApp();
  const { admin, agent } = actors(app);
  await createContact(admin, aNamed("Taras"));
  const { id } = await createSegment(agent, aSegment());
  for (const segment of [id, "01GONE", "x"]) {
    const response = await app.ask(`/contacts?segment=${segment}`, { as: "admin" });
    assertEquals(response.status, 404);
    const html = await response.text();
    assertStringIncludes(html, "This segment was deleted, or it is not yours.");
    assert(!html.includes("Taras"));
  }
});
