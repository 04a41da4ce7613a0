// The form of a segment: what is kept of it when it is refused, added to, or late.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createSegment } from "@/lib/actions/create_segment.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import { deleteTag } from "@/lib/actions/delete_tag.ts";
import type { FilterTree } from "@/lib/domain/filter/tree.ts";
import { listSegments } from "@/lib/store/segments.ts";
import { openTestApp } from "@/tests/support/app.ts";
import { aSegment, aTag } from "@/tests/support/cast.ts";
import { ENGLISH, pageOf } from "@/tests/support/pages.ts";
import { actors, SEGMENT_FORM } from "@/tests/support/segment_pages.ts";

Deno.test("a segment is made from the form, and leads to its list", async () => {
  await using app = await openTestApp();
  const response = await app.ask("/segments", { as: "agent", form: SEGMENT_FORM });
  const [made] = (await listSegments(app.deps.kv, app.users.agent.id)).personal;
  assertEquals([response.status, response.headers.get("location")], [
    303,
    `/contacts?segment=${made?.id}`,
  ]);
  assertEquals([made?.name, made?.filter], ["No phone", aSegment().filter]);
});

Deno.test("a refused form keeps what was typed and says what is wrong where it is", async () => {
  await using app = await openTestApp();
  const form: [string, string][] = [
    ["name", ""],
    ["fm", "any"],
    ["f0.field", "created"],
    ["f0.op", "on"],
    ["f0.v", "soon"],
    ["do", "save"],
  ];
  const response = await app.ask("/segments", { as: "agent", form, headers: ENGLISH });
  const html = await response.text();
  assertEquals(response.status, 422);
  assertStringIncludes(html, "Enter a name.");
  assertStringIncludes(html, "A condition of the filter is not possible as it is");
  assertStringIncludes(html, "soon");
  assertEquals((await listSegments(app.deps.kv, app.users.agent.id)).personal, []);
});

Deno.test("the builder's buttons change the form and save nothing", async () => {
  await using app = await openTestApp();
  const form = [...SEGMENT_FORM.slice(0, -1), ["add.field", "email"], ["do", "add"]] as [
    string,
    string,
  ][];
  const response = await app.ask("/segments", { as: "agent", form });
  assertEquals(response.status, 200);
  assertStringIncludes(await response.text(), "f1.field");
  assertEquals((await listSegments(app.deps.kv, app.users.agent.id)).personal, []);
});

Deno.test("a deleted tag is offered by its name where a segment asks about it, and stays chosen", async () => {
  await using app = await openTestApp();
  const { admin } = actors(app);
  const { id: tagId } = await createTag(admin, aTag({ name: "Lost" }));
  const filter: FilterTree = {
    match: "all",
    rules: [{ field: "tags", op: "any", values: [tagId] }],
  };
  const { id } = await createSegment(admin, aSegment({ filter }));
  await deleteTag(admin, tagId);
  const html = await pageOf(app, `/segments/${id}`, "admin");
  assertStringIncludes(html, "Lost: deleted, ignored");
  const box = html.match(new RegExp(`<input[^>]*value="${tagId}"[^>]*>`))?.[0] ?? "";
  assert(/ checked/.test(box), box);
});

Deno.test("the list changes a segment's filter alone, and is told when it came too late", async () => {
  await using app = await openTestApp();
  const { id } = await createSegment(actors(app).admin, aSegment({ shared: true }));
  const save = (filter: string, revision: string, next = "") =>
    app.ask(`/segments/${id}`, { as: "admin", form: { filter, revision, next } });
  const list = `/contacts?segment=${id}`;
  const saved = await save("email.empty", "1", `${list}&sort=name`);
  assertEquals([saved.status, saved.headers.get("location")], [303, `${list}&sort=name`]);
  const [after] = (await listSegments(app.deps.kv, "")).shared;
  assertEquals([after?.name, after?.shared, after?.filter.rules], ["No phone", true, [
    { field: "email", op: "empty", values: [] },
  ]]);
  assertEquals((await save("name.empty", "1")).status, 409);
  assertEquals((await save("name.sounds(like)", "2")).status, 422);
  assertEquals((await save("", "2")).status, 422);
  const astray = await save("name.empty", "2", "https://evil.example/");
  assertEquals(astray.headers.get("location"), list);
});

/** The revision that the form of this page will send. */
function revisionIn(html: string): string {
  return /name="revision" value="(\d+)"/.exec(html)?.[1] ?? "";
}

Deno.test("a segment's form that was refused, or has got a condition more, is as old as before", async () => {
  await using app = await openTestApp();
  const { id } = await createSegment(actors(app).admin, aSegment());
  const post = (changes: [string, string][], revision = "1") => {
    const changed = new Set(changes.map(([name]) => name));
    const form = SEGMENT_FORM.filter(([name]) => !changed.has(name));
    return app.ask(`/segments/${id}`, {
      as: "admin",
      form: [...form, ...changes, ["revision", revision]],
      headers: ENGLISH,
    });
  };
  assertEquals((await post([["name", "Theirs"]])).status, 303);
  const refused = await post([["name", ""]]);
  const added = await post([["do", "add"]]);
  for (const [page, status] of [[refused, 422], [added, 200]] as const) {
    assertEquals([page.status, revisionIn(await page.text())], [status, "1"]);
  }
  const late = await post([["name", "Mine"], ["f0.op", "set"]]);
  assertEquals(late.status, 409);
  const html = await late.text();
  assertStringIncludes(html, "<dd>Theirs</dd>");
  assertStringIncludes(html, "<dd>Contacts where there is no phone</dd>");
  assertStringIncludes(html, 'value="Mine"');
  assertEquals((await post([["name", "Mine"]], revisionIn(html))).status, 303);
});

Deno.test("a filter that cannot be read is not saved in silence", async () => {
  await using app = await openTestApp();
  assertEquals((await app.ask("/segments/new?f=phone.empty;((", { as: "agent" })).status, 422);
});
