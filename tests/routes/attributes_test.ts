import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { deleteAttribute } from "@/lib/actions/delete_attribute.ts";
import { restoreAttribute } from "@/lib/actions/restore_attribute.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { contactKey } from "@/lib/store/keys/contacts.ts";
import { openTestApp, type TestApp, withOneOfEach } from "@/tests/support/app.ts";
import { NEW_ATTRIBUTE, withPlan } from "@/tests/support/attribute_pages.ts";
import { actingAs } from "@/tests/support/deps.ts";

Deno.test("a value is set, said to be saved, shown on the card, and cleared", async () => {
  await using app = await openTestApp();
  const { path, card, value } = await withPlan(app);
  const send = (form: Record<string, string>) => app.ask(`${path}?q=olena`, { as: "agent", form });
  const saved = await send({ "attr.plan": " Pro ", base: "" });
  assertEquals([saved.status, saved.headers.get("location")], [303, `${card}?q=olena#attributes`]);
  assertEquals(await value(), "Pro");
  assertStringIncludes(await (await app.ask(card, { as: "agent" })).text(), "<span>Pro</span>");
  assertEquals((await send({ "attr.plan": "", base: "Pro" })).status, 303);
  assertEquals(await value(), undefined);
});

Deno.test("a value that is refused is 422 and stays in its control", async () => {
  await using app = await openTestApp();
  const { path, value } = await withPlan(app);
  const long = "ї".repeat(1001);
  const refused = await app.ask(path, { as: "agent", form: { "attr.plan": long, base: "" } });
  assertEquals(refused.status, 422);
  const html = await refused.text();
  assertStringIncludes(html, `value="${long}"`);
  assertStringIncludes(html, 'href="#attr.plan"');
  assertEquals(await value(), undefined);
});

Deno.test("a value that someone else has set shows both with 409, and is replaced when saved again", async () => {
  await using app = await openTestApp();
  const { path, set, value } = await withPlan(app);
  await set("theirs", "");
  const send = (base: string) =>
    app.ask(path, { as: "agent", form: { "attr.plan": "mine", base } });
  const conflict = await send("");
  assertEquals(conflict.status, 409);
  const html = await conflict.text();
  assertStringIncludes(html, "meanwhile: theirs");
  assertStringIncludes(html, 'name="base" value="theirs"');
  assertStringIncludes(html, 'value="mine"');
  assertEquals(await value(), "theirs");
  assertEquals((await send("theirs")).status, 303);
  assertEquals(await value(), "mine");
});

/** A card with `plan` and two more, and what posts the form of all values. */
async function withThree(app: TestApp) {
  const { card, set } = await withPlan(app);
  for (const [key, type] of [["sum", "number"], ["until", "date"]]) {
    await app.ask("/settings/attributes/new", {
      as: "admin",
      form: { ...NEW_ATTRIBUTE, key: key ?? "", name: key ?? "", type: type ?? "" },
    });
  }
  const sendAll = (form: Record<string, string>) =>
    app.ask(`${card}/attributes?q=olena`, { as: "agent", form });
  const contactId = Number(card.split("/").at(-1));
  const values = async () => (await requireContact(app.deps.kv, contactId)).attributes ?? {};
  return { card, set, sendAll, values };
}

Deno.test("what is typed into several values is saved together, as one change with one undo", async () => {
  await using app = await openTestApp();
  const { card, set, sendAll, values } = await withThree(app);
  await set("Pro", "");
  const saved = await sendAll({
    "attr.plan": "",
    "base.plan": "Pro",
    "attr.sum": "1 000,5",
    "base.sum": "",
    "attr.until": "2026-12-31",
    "base.until": "",
  });
  assertEquals([saved.status, saved.headers.get("location")], [303, `${card}?q=olena#attributes`]);
  assertEquals(await values(), { sum: 1000.5, until: "2026-12-31" });
  const { events } = await listEvents(app.deps.kv, Number(card.split("/").at(-1)), { limit: 9 });
  assertEquals(events.filter(({ kind }) => kind === "edited").length, 2);
});

Deno.test("one value that is refused loses none of the others that were typed", async () => {
  await using app = await openTestApp();
  const { sendAll, values } = await withThree(app);
  const refused = await sendAll({
    "attr.plan": "Pro",
    "base.plan": "",
    "attr.sum": "many",
    "base.sum": "",
  });
  assertEquals([refused.status, await values()], [422, {}]);
  const html = await refused.text();
  for (const kept of ['value="Pro"', 'value="many"', 'href="#attr.sum"']) {
    assertStringIncludes(html, kept);
  }
});

Deno.test("of all values only those are asked about that both have changed", async () => {
  await using app = await openTestApp();
  const { set, sendAll, values } = await withThree(app);
  await set("theirs", "");
  const form = { "attr.plan": "", "base.plan": "", "attr.sum": "5", "base.sum": "" };
  assertEquals((await sendAll(form)).status, 303);
  assertEquals(await values(), { plan: "theirs", sum: 5 }, "left alone, so theirs stays");
  const mine = { ...form, "attr.plan": "mine", "attr.sum": "7", "base.sum": "5" };
  const conflict = await sendAll(mine);
  assertEquals(conflict.status, 409);
  const html = await conflict.text();
  assertStringIncludes(html, "meanwhile: theirs");
  assertStringIncludes(html, 'name="base.plan" value="theirs"');
  assertStringIncludes(html, 'value="mine"');
  assertStringIncludes(html, 'value="7"');
  assertEquals(html.split("meanwhile: ").length, 2, "the other one is mine to change");
  assertEquals((await sendAll({ ...mine, "base.plan": "theirs" })).status, 303);
  assertEquals(await values(), { plan: "mine", sum: 7 });
});

Deno.test("a deleted attribute is on no card and no page of values, until it is restored", async () => {
  await using app = await openTestApp();
  const { path, card, set } = await withPlan(app);
  await set("Enterprise", "");
  const admin = actingAs(app.deps, app.users.admin);
  const isShown = async (at: string, as: string) =>
    (await (await app.ask(at, { as: "agent" })).text()).includes(as);
  const onCard = () => isShown(card, "<span>Enterprise</span>");
  const onPage = () => isShown(`${card}/attributes`, 'value="Enterprise"');
  assertEquals([await onCard(), await onPage()], [true, true]);
  await deleteAttribute(admin, "plan");
  const form = { "attr.plan": "x", base: "Enterprise" };
  assertEquals((await app.ask(path, { as: "agent" })).status, 404);
  assertEquals((await app.ask(path, { as: "agent", form })).status, 404);
  assertEquals([await onCard(), await onPage()], [false, false]);
  await restoreAttribute(admin, "plan");
  assertEquals([await onCard(), await onPage()], [true, true]);
  assertEquals((await app.ask(path, { as: "agent" })).status, 200);
});

Deno.test("a link that would run is never followed, however it came into the store", async () => {
  await using app = await openTestApp();
  const { contact } = await withOneOfEach(app);
  const link = { ...NEW_ATTRIBUTE, key: "shop", name: "Shop", type: "link" };
  await app.ask("/settings/attributes/new", { as: "admin", form: link });
  const path = `/contacts/${contact.id}`;
  const refused = await app.ask(`${path}/attributes/shop`, {
    as: "agent",
    form: { "attr.shop": "javascript:alert(1)", base: "" },
  });
  assertEquals(refused.status, 422);
  await refused.body?.cancel();
  const attributes = { shop: "javascript:alert(1)" };
  await app.deps.kv.set(contactKey(contact.id), { ...contact, attributes });
  const html = await (await app.ask(path, { as: "agent" })).text();
  assertStringIncludes(html, "<span>javascript:alert(1)</span>");
  assert(!/href="\s*javascript/i.test(html));
});

Deno.test("the timeline says values as people read them", async () => {
  await using app = await openTestApp();
  const { contact } = await withOneOfEach(app);
  const values = { number: "18450.5", date: "2026-12-31", checkbox: "true" };
  for (const [type, raw] of Object.entries(values)) {
    await app.ask("/settings/attributes/new", {
      as: "admin",
      form: { ...NEW_ATTRIBUTE, key: type, name: type, type },
    });
    const form = { [`attr.${type}`]: raw, base: "" };
    await app.ask(`/contacts/${contact.id}/attributes/${type}`, { as: "agent", form });
  }
  const html = await (await app.ask(`/contacts/${contact.id}`, { as: "agent" })).text();
  for (const words of ["18,450.5", "31 Dec 2026", "Yes"]) {
    assertStringIncludes(html, `<b>${words}</b>`);
  }
});

Deno.test("keys that no attribute has are 404, whatever they mean to objects", async () => {
  await using app = await openTestApp();
  const { card } = await withPlan(app);
  const keys = ["none", "__proto__", "constructor", "toString", "PLAN", "%D1%97", "x".repeat(400)];
  for (const key of keys) {
    for (const path of [`${card}/attributes/${key}`, `/settings/attributes/${key}`]) {
      for (const form of [undefined, { [`attr.${key}`]: "x", name: "x", type: "text" }]) {
        const { status } = await app.ask(path, { as: "admin", form });
        assertEquals(status, 404, `${path} ${form ? "POST" : "GET"}`);
      }
    }
  }
});

Deno.test("the card tells in which language, from where and by whom", async () => {
  await using app = await openTestApp();
  const { card } = await withPlan(app);
  const html = await (await app.ask(card, { as: "agent" })).text();
  const section = html.slice(html.indexOf('id="attributes"'));
  for (const text of ["Ukrainian", "Entered by hand", app.users.admin.name]) {
    assert(section.includes(`<dd>${text}</dd>`), text);
  }
});
