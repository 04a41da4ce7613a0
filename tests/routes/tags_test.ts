// The settings of a tag over HTTP.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createTag } from "@/lib/actions/create_tag.ts";
import { requireTag } from "@/lib/store/tags.ts";
import { openTestApp } from "@/tests/support/app.ts";
import { aTag } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";

Deno.test("a tag's form that was refused is as old as before: what it corrects overwrites nobody's change", async () => {
  await using app = await openTestApp();
  const { id, color } = await createTag(actingAs(app.deps, app.users.admin), aTag());
  const edit = (name: string, revision: string) =>
    app.ask(`/settings/tags/${id}`, {
      as: "admin",
      form: { name, color, visibleToAgents: "on", revision },
    });
  assertEquals((await edit("Renamed", "1")).status, 303);
  const refused = await edit("", "1");
  assertEquals(refused.status, 422);
  const [, revision = ""] = /name="revision" value="(\d+)"/.exec(await refused.text()) ?? [];
  assertEquals((await edit("Mine", revision)).status, 409);
  assertEquals((await requireTag(app.deps.kv, id)).name, "Renamed");
});

Deno.test("whoever saves a tag too late sees what is saved beside what they entered, and saves it again", async () => {
  await using app = await openTestApp();
  const { id } = await createTag(actingAs(app.deps, app.users.admin), aTag());
  const edit = (form: Record<string, string>) =>
    app.ask(`/settings/tags/${id}`, { as: "admin", form: { color: "red", ...form } });
  const theirs = { name: "Theirs", color: "pink", visibleToAgents: "on", revision: "1" };
  assertEquals((await edit(theirs)).status, 303);
  const late = await edit({ name: "Mine", description: "Typed", revision: "1" });
  assertEquals(late.status, 409);
  const html = await late.text();
  for (const saved of ["Theirs", "Pink", "empty", "Yes"]) {
    assertStringIncludes(html, `<dd>${saved}</dd>`);
  }
  assert(!html.includes("<dt>In the quick filter</dt>"), "nobody has turned it on");
  for (const mine of ['value="Mine"', 'value="Typed"', 'value="red" checked']) {
    assertStringIncludes(html, mine);
  }
  const [, revision = ""] = /name="revision" value="(\d+)"/.exec(html) ?? [];
  assertEquals((await edit({ name: "Mine", revision })).status, 303);
  assertEquals((await requireTag(app.deps.kv, id)).name, "Mine");
});
