import { assertEquals, assertRejects } from "@std/assert";
import { editContact } from "@/lib/actions/edit_contact.ts";
import type { Attribute } from "@/lib/domain/attribute.ts";
import type { ImportRules } from "@/lib/domain/import_run.ts";
import { listAttributes, stageAttributes } from "@/lib/store/attributes.ts";
import { saveChange } from "@/lib/store/change.ts";
import { findContact, requireContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { ADMIN, AGENT, anInput, changesOf } from "@/tests/support/cast.ts";
import { actingAs, NOON, testDeps } from "@/tests/support/deps.ts";
import { carriedOut, checked, mapped } from "@/tests/support/imports.ts";
import { Crash, faultyKv, memoryKv } from "@/tests/support/kv.ts";

const LTV: Partial<Attribute> = { key: "ltv", name: "Сума", type: "number" };
const PLAN: Partial<Attribute> = {
  key: "plan",
  name: "План",
  type: "list",
  options: [{ value: "Pro", retired: false }, { value: "Free", retired: true }],
};

const HEADING = "name,email,План,attr.ltv\n";

async function aStore(...definitions: Partial<Attribute>[]): Promise<Deno.Kv> {
  const kv = await memoryKv();
  await saveChange(kv, (change) => {
    stageAttributes(
      change,
      definitions.map((definition, position) => ({
        key: "x",
        name: "X",
        description: "",
        type: "text",
        pattern: "",
        patternHint: "",
        options: [],
        position,
        hasValues: false,
        createdAtMs: NOON,
        deletedAtMs: null,
        revision: 1,
        ...definition,
      })),
    );
  });
  return kv;
}

async function imported(kv: Deno.Kv, rows: string, rules: Partial<ImportRules> = {}) {
  const deps = testDeps(kv);
  deps.pass(1000);
  const acting = actingAs(deps, ADMIN);
  const run = await checked(
    acting,
    await mapped(acting, HEADING + rows, rules),
  );
  return { run, done: await carriedOut(acting, run) };
}

Deno.test("columns whose heading is an attribute's name or field are taken as its values", async () => {
  using kv = await aStore(PLAN, LTV);
  const { run } = await imported(kv, "Ivan,ivan@example.com,pro,1 250\n");
  assertEquals(run.columns, ["name", "email", "attr.plan", "attr.ltv"]);
  assertEquals((await requireContact(kv, 1)).attributes, { plan: "Pro", ltv: 1250 });
  const { events: [event] } = await listEvents(kv, 1, { limit: 1 });
  assertEquals(changesOf(event).map(({ field }) => field), [
    "name",
    "emails",
    "attr.plan",
    "attr.ltv",
  ]);
});

Deno.test("what is no value of an attribute is left out with a warning, and the row is taken", async () => {
  using kv = await aStore(PLAN, LTV);
  const { done } = await imported(kv, "Ivan,ivan@example.com,Free,many\n");
  assertEquals((await requireContact(kv, 1)).attributes, undefined);
  assertEquals(done?.tally.created, 1);
  assertEquals(
    done?.tally.groups.map(({ reason, column }) => [reason, column]),
    [["attribute_option_retired", 2], ["attribute_number", 3]],
  );
});

Deno.test("each kind of value that does not fit has a reason of its own", async () => {
  const cases: [definition: Partial<Attribute>, cell: string, reason: string][] = [
    [{ type: "list", options: [{ value: "Pro", retired: false }] }, "Gold", "attribute_option"],
    [{ type: "number" }, "1.000.000", "attribute_number"],
    [{ type: "date" }, "31/12/2026", "attribute_date"],
    [{ type: "link" }, "javascript:alert(1)", "attribute_link"],
    [{ type: "checkbox" }, "maybe", "attribute_checkbox"],
    [{ pattern: "\\d+" }, "x", "attribute_pattern"],
    [{ pattern: "\\d+", patternHint: "Digits." }, "x", "attribute_pattern"],
    [{}, "x".repeat(1001), "attribute_too_long"],
  ];
  for (const [definition, cell, reason] of cases) {
    using kv = await aStore({ ...definition, key: "plan", name: "План" }, LTV);
    const { done } = await imported(kv, `Ivan,ivan@example.com,${cell},\n`);
    assertEquals(done?.tally.groups.map((group) => group.reason), [reason], cell);
  }
});

for (
  const [existing, after] of [
    ["fill", { plan: "Pro", ltv: 5 }],
    ["overwrite", { plan: "Pro", ltv: 7 }],
    ["keep", { ltv: 5 }],
  ] as const
) {
  Deno.test(`the rule "${existing}" holds for each attribute of a known person`, async () => {
    using kv = await aStore(PLAN, LTV);
    await imported(kv, "Olena,olena@example.com,,5\n");
    await imported(kv, "Olena,olena@example.com,Pro,7\n", { existing });
    assertEquals((await requireContact(kv, 1)).attributes, after);
  });
}

Deno.test("an import that gives no value leaves the ones there are", async () => {
  using kv = await aStore(PLAN, LTV);
  await imported(kv, "Olena,olena@example.com,Pro,5\n");
  await imported(kv, "Olena S,olena@example.com,,\n", { existing: "overwrite" });
  const { name, attributes } = await requireContact(kv, 1);
  assertEquals([name, attributes], ["Olena S", { plan: "Pro", ltv: 5 }]);
});

Deno.test("the type of an attribute is fixed before a run gives its first value", async () => {
  using kv = await aStore(PLAN, LTV);
  const acting = actingAs(testDeps(kv), ADMIN);
  const file = HEADING + "Ivan,ivan@example.com,Pro,5\n";
  const run = await checked(acting, await mapped(acting, file));
  assertEquals((await listAttributes(kv)).map(({ hasValues }) => hasValues), [false, false]);
  // The order, the claim; then the rows, for which the worker does not live long enough.
  const { kv: dying } = faultyKv(kv, (commit) => commit === 2 ? "crash_before" : null);
  const deps = { ...acting.deps, kv: dying };
  await assertRejects(() => carriedOut({ ...acting, deps }, run), Crash);
  assertEquals(await findContact(kv, 1), null);
  assertEquals((await listAttributes(kv)).map(({ hasValues }) => hasValues), [true, true]);
});

Deno.test("a contact keeps its attributes when its form is saved", async () => {
  using kv = await aStore(PLAN, LTV);
  await imported(kv, "Olena,olena@example.com,Pro,5\n");
  const acting = actingAs(testDeps(kv), AGENT);
  const { revision } = await requireContact(kv, 1);
  const after = await editContact(acting, 1, revision, anInput({ name: "Olena S" }));
  assertEquals([after.name, after.attributes], ["Olena S", { plan: "Pro", ltv: 5 }]);
});
