// Defining attributes: forms, conflicts, order and how many contacts have a value.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { listAttributes } from "@/lib/store/attributes.ts";
import { openTestApp, type TestApp, withOneOfEach } from "@/tests/support/app.ts";
import { NEW_ATTRIBUTE, withPlan } from "@/tests/support/attribute_pages.ts";

function editPlan(app: TestApp, name: string, revision: string): Promise<Response> {
  const form = { ...NEW_ATTRIBUTE, name, revision };
  return app.ask("/settings/attributes/plan", { as: "admin", form });
}

Deno.test("a new attribute leads back to the settings; one without a name is 422 with all input kept", async () => {
  await using app = await openTestApp();
  const made = await app.ask("/settings/attributes/new", { as: "admin", form: NEW_ATTRIBUTE });
  assertEquals([made.status, made.headers.get("location")], [303, "/settings/attributes"]);
  const [attribute] = await listAttributes(app.deps.kv);
  assertEquals([attribute?.key, attribute?.type], ["dohovir_do", "date"]);
  const form = {
    ...NEW_ATTRIBUTE,
    name: "",
    type: "list",
    options: "Gold\nSilver",
    key: "Bad Key",
  };
  const refused = await app.ask("/settings/attributes/new", { as: "admin", form });
  assertEquals(refused.status, 422);
  const html = await refused.text();
  for (const text of ["Last day", "Gold\nSilver", "Bad Key"]) assert(html.includes(text), text);
  assertStringIncludes(html, 'href="#name"');
});

Deno.test("an edit of what someone else has changed shows both with 409, and saves when both were seen", async () => {
  await using app = await openTestApp();
  await withOneOfEach(app);
  assertEquals((await editPlan(app, "Theirs", "1")).status, 303);
  const late = await editPlan(app, "Mine", "1");
  assertEquals(late.status, 409);
  const html = await late.text();
  assertStringIncludes(html, "<dd>Theirs</dd>");
  assertStringIncludes(html, 'value="Mine"');
  assertEquals((await listAttributes(app.deps.kv))[0]?.name, "Theirs");
  const again = /name="revision" value="(\d+)"/.exec(html)?.[1] ?? "";
  assertEquals((await editPlan(app, "Mine", again)).status, 303);
});

Deno.test("mending what was refused replaces nothing that was saved meanwhile", async () => {
  await using app = await openTestApp();
  await withOneOfEach(app);
  assertEquals((await editPlan(app, "Theirs", "1")).status, 303);
  const refused = await editPlan(app, "", "1");
  assertEquals(refused.status, 422);
  assertStringIncludes(await refused.text(), 'name="revision" value="1"');
});

Deno.test("once there are values, the form shows the type and does not offer another", async () => {
  await using app = await openTestApp();
  const { set } = await withPlan(app);
  await set("Pro", "");
  const html = await (await app.ask("/settings/attributes/plan", { as: "admin" })).text();
  assertStringIncludes(html, "Contacts have values, so the type stays as it is.");
  const form = { ...NEW_ATTRIBUTE, revision: "1", type: "number" };
  const refused = await app.ask("/settings/attributes/plan", { as: "admin", form });
  assertEquals(refused.status, 422);
  assertEquals((await listAttributes(app.deps.kv))[0]?.type, "text");
});

Deno.test("moving an attribute leads back to its button, or to the other one at the end of the list", async () => {
  await using app = await openTestApp();
  for (const key of ["a", "b", "c"]) {
    const form = { ...NEW_ATTRIBUTE, key, name: key };
    assertEquals((await app.ask("/settings/attributes/new", { as: "admin", form })).status, 303);
  }
  const move = async (key: string, move: string) =>
    (await app.ask(`/settings/attributes/${key}/move`, { as: "admin", form: { move } }))
      .headers.get("location")?.split("#")[1] ?? "";
  const ways = [await move("c", "up"), await move("c", "up"), await move("a", "down")];
  assertEquals(ways, ["c-up", "c-down", "a-up"]);
  assertEquals(await move("a", "up"), "a-up");
  const html = await (await app.ask("/settings/attributes", { as: "admin" })).text();
  for (const id of ["c-down", "a-up", "a-down", "b-up"]) assertStringIncludes(html, `id="${id}"`);
});

Deno.test("the settings say how many contacts have a value", async () => {
  await using app = await openTestApp();
  const { set } = await withPlan(app);
  await set("Pro", "");
  const html = await (await app.ask("/settings/attributes", { as: "admin" })).text();
  assertStringIncludes(html, '<a href="/contacts?f=attr.plan.set">1</a>');
});
