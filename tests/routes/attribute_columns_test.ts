import { assert, assertEquals, assertFalse } from "@std/assert";
import type { Attribute } from "@/lib/domain/attribute.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageAttributes } from "@/lib/store/attributes.ts";
import { requireContactIn, stageActiveContact } from "@/lib/store/contacts.ts";
import { NOON } from "@/tests/support/deps.ts";
import { openTestApp, type TestApp, withOneOfEach } from "@/tests/support/app.ts";

function anAttribute(key: string, changes: Partial<Attribute> = {}): Attribute {
  return {
    key,
    name: `Name of ${key}`,
    description: "",
    type: "text",
    pattern: "",
    patternHint: "",
    options: [],
    position: 0,
    hasValues: true,
    createdAtMs: NOON,
    deletedAtMs: null,
    revision: 1,
    ...changes,
  };
}

/** Olena's plan is Pro, and she owes 1,250.5. */
async function withValues(app: TestApp, ...attributes: Attribute[]): Promise<void> {
  const { contact } = await withOneOfEach(app);
  await saveChange(app.deps.kv, async (change) => {
    stageAttributes(change, attributes);
    const read = await requireContactIn(change, contact.id);
    const values = { plan: "Pro", owes: 1250.5, due: "2026-12-31", vip: false };
    stageActiveContact(change, { ...read, after: { ...read.before, attributes: values } });
  });
}

async function choose(app: TestApp, ...columns: string[]): Promise<void> {
  const form = columns.map((column): [string, string] => ["columns", column]);
  const response = await app.ask("/profile/view", { as: "agent", form });
  assertEquals(response.status, 303);
}

async function listOf(app: TestApp): Promise<string> {
  const response = await app.ask("/contacts", {
    as: "agent",
    headers: { "accept-language": "en" },
  });
  assertEquals(response.status, 200);
  return await response.text();
}

Deno.test("attributes can be columns: each value as its type is read", async () => {
  await using app = await openTestApp();
  await withValues(
    app,
    anAttribute("plan", { type: "list", options: [{ value: "Pro", retired: false }] }),
    anAttribute("owes", { type: "number" }),
    anAttribute("due", { type: "date" }),
    anAttribute("vip", { type: "checkbox" }),
  );
  await choose(app, "phone", "attr.plan", "attr.owes", "attr.due", "attr.vip");
  const html = await listOf(app);
  for (const text of ["Name of plan", ">Pro<", ">1,250.5<", ">31 Dec 2026<", ">No<"]) {
    assert(html.includes(text), text);
  }
});

Deno.test("a column of a deleted attribute is hidden, and comes back with it", async () => {
  await using app = await openTestApp();
  await withValues(app, anAttribute("plan"));
  await choose(app, "attr.plan");
  await saveChange(app.deps.kv, (change) => {
    stageAttributes(change, [anAttribute("plan", { deletedAtMs: NOON })]);
  });
  assertFalse((await listOf(app)).includes(">Pro<"));
  await saveChange(app.deps.kv, (change) => stageAttributes(change, [anAttribute("plan")]));
  assert((await listOf(app)).includes(">Pro<"));
});

Deno.test("columns that no attribute could be are not remembered", async () => {
  await using app = await openTestApp();
  await withValues(app, anAttribute("plan"));
  await choose(app, "email", "attr.constructor", "attr.__proto__", "attr.plan", "attr.plan");
  const { value } = await app.deps.kv.get<{ preferences: unknown }>([
    1,
    "user",
    app.users.agent.id,
  ]);
  const preferences = value?.preferences;
  assert(preferences instanceof Object && "columns" in preferences);
  assertEquals(preferences.columns, ["email", "attr.plan"]);
});
