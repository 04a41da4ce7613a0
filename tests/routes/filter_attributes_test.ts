// Filters on attributes, channels and conversations, as the pages of the list and of segments show them.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { saveChange } from "@/lib/store/change.ts";
import { listAttributesIn, stageAttributes } from "@/lib/store/attributes.ts";
import { requireContactIn, stageActiveContact } from "@/lib/store/contacts.ts";
import { stageCreateChannel } from "@/lib/store/channels.ts";
import { openTestApp, type TestApp } from "@/tests/support/app.ts";
import { aNamed, anAttribute } from "@/tests/support/cast.ts";
import { aChannel } from "@/tests/support/conversations.ts";
import { actingAs, NOON } from "@/tests/support/deps.ts";

const PLAN = anAttribute({
  key: "plan",
  name: "Tariff",
  type: "list",
  options: [{ value: "Pro", retired: false }, { value: "Old one", retired: true }],
  hasValues: true,
});
const OWES = anAttribute({
  key: "owes",
  name: "Debt",
  type: "number",
  position: 1,
  hasValues: true,
});

/** Olena is on Pro and has two conversations in the channel, Taras has one, Iryna has nothing. */
async function withThree(app: TestApp): Promise<{ channelId: string }> {
  const acting = actingAs(app.deps, app.users.admin);
  const channel = aChannel({ name: "Our bot" });
  await saveChange(app.deps.kv, (change) => stageCreateChannel(change, channel));
  await saveChange(app.deps.kv, (change) => stageAttributes(change, [PLAN, OWES]));
  const olena = await createContact(acting, aNamed("Olena"));
  const taras = await createContact(acting, aNamed("Taras"));
  await createContact(acting, aNamed("Iryna"));
  const talks = { channelIds: [channel.id] };
  await give(app, olena, {
    ...talks,
    conversationCount: 2,
    attributes: { plan: "Pro", owes: 7.5 },
  });
  await give(app, taras, { ...talks, conversationCount: 1, attributes: { plan: "Old one" } });
  return { channelId: channel.id };
}

async function give(app: TestApp, { id }: Contact, values: Partial<Contact>): Promise<void> {
  await saveChange(app.deps.kv, async (change) => {
    const read = await requireContactIn(change, id);
    const { before } = read;
    await listAttributesIn(change); // as whoever gives a value does
    stageActiveContact(change, { ...read, after: { ...before, ...values } });
  });
}

async function names(app: TestApp, path: string) {
  const response = await app.ask(path, { as: "agent", headers: { "accept-language": "en" } });
  const html = await response.text();
  const found = [...html.matchAll(/data-row="\d+"[^>]*>([^<]*)</g)].map(([, name]) => name);
  return { status: response.status, found, html };
}

Deno.test("the list is filtered by attributes, channels and conversations, and says so in their names", async () => {
  await using app = await openTestApp();
  const { channelId } = await withThree(app);
  const asked: [string, string[], string][] = [
    ["f=attr.plan.any(Pro)", ["Olena"], "Tariff is “Pro”"],
    ["f=attr.plan.any(Old one)", ["Taras"], "Tariff is “Old one”"],
    ["f=attr.plan.empty", ["Iryna"], "Tariff is empty"],
    ["f=attr.owes.gt(7)", ["Olena"], "Debt is more than 7"],
    [`f=channel.any(${channelId})`, ["Taras", "Olena"], "channel is Our bot"],
    ["f=conversations.ge(2)", ["Olena"], "number of conversations is at least 2"],
    ["q=attr.plan:pro", ["Olena"], "Tariff is “Pro”"],
    ['q=channel:"our bot" conversations:1', ["Taras"], "channel is Our bot"],
  ];
  for (const [params, found, sentence] of asked) {
    const page = await names(app, `/contacts?${params}`);
    assertEquals([page.status, page.found.toSorted()], [200, found.toSorted()], params);
    assertStringIncludes(page.html, sentence);
  }
});

Deno.test("what does not exist is a problem of the rule, or a hint about what was typed", async () => {
  await using app = await openTestApp();
  await withThree(app);
  for (
    const f of ["attr.nothing.set", "attr.plan.any(Gold)", "channel.any(x)", "attr.plan.gt(1)"]
  ) {
    const { status, found } = await names(app, `/contacts?f=${f}`);
    assertEquals([status, found], [422, []], f);
  }
  const { html } = await names(app, "/contacts?q=attr.nothing:1");
  assertStringIncludes(html, "There is no field “attr.nothing” to filter by");
});

Deno.test("the list is sorted by number of conversations, without a filter too, and pages go on", async () => {
  await using app = await openTestApp();
  await withThree(app);
  const most = await names(app, "/contacts?sort=-conversations");
  assertEquals(most.found, ["Olena", "Taras", "Iryna"]);
  const fewest = await names(app, "/contacts?sort=conversations");
  assertEquals(fewest.found, ["Iryna", "Taras", "Olena"]);
});

Deno.test("a rule on a deleted attribute is struck out and ignored, and revives with it", async () => {
  await using app = await openTestApp();
  await withThree(app);
  const deleted = { ...PLAN, deletedAtMs: NOON };
  await saveChange(app.deps.kv, (change) => stageAttributes(change, [deleted]));
  const path = "/contacts?f=attr.plan.any(Pro);conversations.ge(1)";
  const ignored = await names(app, path);
  assertEquals([ignored.status, ignored.found.toSorted()], [200, ["Olena", "Taras"]]);
  assertStringIncludes(ignored.html, "Tariff");
  assertEquals((await names(app, "/contacts?q=attr.plan:Pro")).found, []); // searched as text
  await saveChange(app.deps.kv, (change) => stageAttributes(change, [PLAN]));
  assertEquals((await names(app, path)).found, ["Olena"]);
});

Deno.test("the builder offers attributes by their names and options, deleted ones where they are asked about", async () => {
  await using app = await openTestApp();
  await withThree(app);
  const gone = { ...OWES, deletedAtMs: NOON };
  await saveChange(app.deps.kv, (change) => stageAttributes(change, [gone]));
  const { html } = await names(app, "/contacts?filter=edit&f=attr.plan.any(Pro);channel.set");
  assertStringIncludes(html, '<optgroup label="Attributes">');
  assertStringIncludes(html, "Tariff");
  assertStringIncludes(html, "Old one");
  assert(!html.includes("Debt"));
  const asking = await names(app, "/contacts?filter=edit&f=attr.owes.gt(1)");
  assertStringIncludes(asking.html, "Debt");
});

Deno.test("a segment may ask about attributes, and its form keeps them", async () => {
  await using app = await openTestApp();
  await withThree(app);
  const form: [string, string][] = [
    ["name", "Paying"],
    ["fm", "all"],
    ["f0.field", "attr.plan"],
    ["f0.op", "any"],
    ["f0.v", "Pro"],
    ["do", "save"],
  ];
  const response = await app.ask("/segments", { as: "agent", form });
  await response.body?.cancel();
  assertEquals(response.status, 303);
  const { found } = await names(app, response.headers.get("location") ?? "");
  assertEquals(found, ["Olena"]);
});
