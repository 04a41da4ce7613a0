import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { ATTRIBUTE_VALUES_MAX } from "@/lib/domain/attribute.ts";
import { EditConflictError, ForbiddenError, InputError, NotFoundError } from "@/lib/errors.ts";
import { listAttributes } from "@/lib/store/attributes.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { aContact, ADMIN, AGENT, aNamed, aTypedAttribute } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { Crash, faultyKv, memoryKv, snapshot } from "@/tests/support/kv.ts";
import { stageAttributeValues, type StagedValues } from "./attribute_values.ts";
import { createAttribute } from "./create_attribute.ts";
import { createContact } from "./create_contact.ts";
import { deleteAttribute } from "./delete_attribute.ts";
import { editAttribute } from "./edit_attribute.ts";
import { restoreAttribute } from "./restore_attribute.ts";
import { setAttribute, setAttributes } from "./set_attribute.ts";

/** A workspace with attributes of these types, by key, and one contact. */
async function stageWith(types: Record<string, string>) {
  const kv = await memoryKv();
  const deps = testDeps(kv);
  const admin = actingAs(deps, ADMIN);
  for (const [name, type] of Object.entries(types)) {
    await createAttribute(admin, aTypedAttribute({ name, type, options: "Gold\nSilver" }));
  }
  const { id } = await createContact(admin, aNamed("Олена"));
  return { kv, deps, admin, agent: actingAs(deps, AGENT), id, [Symbol.dispose]: () => kv.close() };
}

Deno.test("setting and clearing a value are edits with their event, and keep the revision honest", async () => {
  using stage = await stageWith({ plan: "list" });
  const { kv, agent, id } = stage;
  const set = await setAttribute(agent, id, { key: "plan", raw: "gold", base: "" });
  assertEquals([set.attributes, set.revision], [{ plan: "Gold" }, 2]);
  const cleared = await setAttribute(agent, id, { key: "plan", raw: " ", base: "Gold" });
  assertEquals(["attributes" in cleared, cleared.revision], [false, 3]);
  const { events } = await listEvents(kv, id, { limit: 9 });
  const changes = events.flatMap((event) => event.kind === "edited" ? event.changes : []);
  assertEquals(
    changes.sort((a, b) => a.before.length - b.before.length),
    [
      { field: "attr.plan", before: [], after: ["Gold"] },
      { field: "attr.plan", before: ["Gold"], after: [] },
    ],
  );
});

Deno.test("a value that stays as it is writes nothing, whatever was read", async () => {
  using stage = await stageWith({ ltv: "number" });
  const { kv, agent, id } = stage;
  await setAttribute(agent, id, { key: "ltv", raw: "10,5", base: "" });
  const before = await snapshot(kv);
  for (const base of ["10.5", "", "7"]) {
    await setAttribute(agent, id, { key: "ltv", raw: " 10.5 ", base });
  }
  assertEquals(await snapshot(kv), before);
});

Deno.test("a value that someone else has set meanwhile is not overwritten", async () => {
  using stage = await stageWith({ plan: "text" });
  const { kv, agent, id } = stage;
  await setAttribute(agent, id, { key: "plan", raw: "theirs", base: "" });
  const error = await assertRejects(
    () => setAttribute(agent, id, { key: "plan", raw: "mine", base: "" }),
    EditConflictError,
  );
  assertEquals(error.current.attributes, { plan: "theirs" });
  await setAttribute(agent, id, { key: "plan", raw: "mine", base: "theirs" });
  assertEquals((await requireContact(kv, id)).attributes, { plan: "mine" });
});

Deno.test("a bad value, an unknown and a deleted attribute, and nobody's wish change nothing", async () => {
  using stage = await stageWith({ ltv: "number" });
  const { kv, admin, agent, deps, id } = stage;
  const refused = await assertRejects(
    () => setAttribute(agent, id, { key: "ltv", raw: "many", base: "" }),
    InputError,
  );
  assertEquals(refused.problems, { "attr.ltv": { code: "attribute_number" } });
  assertEquals((await listAttributes(kv))[0]?.hasValues, false);
  const wish = { raw: "1", base: "" };
  await assertRejects(() => setAttribute(agent, id, { ...wish, key: "none" }), NotFoundError);
  await assertRejects(() => setAttribute(agent, 999, { ...wish, key: "ltv" }), NotFoundError);
  await deleteAttribute(admin, "ltv");
  await assertRejects(() => setAttribute(agent, id, { ...wish, key: "ltv" }), NotFoundError);
  const nobody = { deps, principal: { id: "x", role: "guest" }, actor: agent.actor };
  await assertRejects(
    // A role that the table does not know is granted nothing.
    () => Reflect.apply(setAttribute, null, [nobody, id, { ...wish, key: "ltv" }]),
    ForbiddenError,
  );
});

Deno.test("deleting an attribute keeps its values for the day it is restored", async () => {
  using stage = await stageWith({ plan: "text", city: "text" });
  const { kv, admin, agent, id } = stage;
  await setAttribute(agent, id, { key: "plan", raw: "Pro", base: "" });
  await deleteAttribute(admin, "plan");
  await setAttribute(agent, id, { key: "city", raw: "Київ", base: "" });
  await restoreAttribute(admin, "plan");
  assertEquals((await requireContact(kv, id)).attributes, { plan: "Pro", city: "Київ" });
});

Deno.test("the first value and a change of the type at once: exactly one wins", async () => {
  for (let round = 0; round < 20; round++) {
    using stage = await stageWith({ plan: "text" });
    const { kv, admin, agent, id } = stage;
    const results = await Promise.allSettled([
      setAttribute(agent, id, { key: "plan", raw: "Pro", base: "" }),
      editAttribute(admin, "plan", 1, aTypedAttribute({ type: "number" })),
    ]);
    assertEquals(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    const [attribute] = await listAttributes(kv);
    const { attributes } = await requireContact(kv, id);
    assertEquals(attribute?.type === "text", attributes?.plan === "Pro");
    assertEquals(attribute?.hasValues, attribute?.type === "text");
  }
});

Deno.test("a value that breaks off is whole or not there, with its event and the fixed type", async () => {
  for (const fault of ["crash_before", "crash_after"] as const) {
    using stage = await stageWith({ plan: "text" });
    const { kv, id } = stage;
    const faulty = actingAs(testDeps(faultyKv(kv, () => fault).kv), AGENT);
    const wish = { key: "plan", raw: "Pro", base: "" };
    await assertRejects(() => setAttribute(faulty, id, wish), Crash);
    const contact = await requireContact(kv, id);
    const isThere = fault === "crash_after";
    assertEquals(contact.attributes, isThere ? { plan: "Pro" } : undefined);
    assertEquals((await listAttributes(kv))[0]?.hasValues, isThere);
    assertEquals((await listEvents(kv, id, { limit: 9 })).events.length, isThere ? 2 : 1);
    // Doing it again is right in both cases.
    await setAttribute(stage.agent, id, { ...wish, base: isThere ? "Pro" : "" });
    assertEquals((await requireContact(kv, id)).attributes, { plan: "Pro" });
  }
});

function staged(
  kv: Deno.Kv,
  raws: Record<string, unknown>,
  attributes?: Record<string, string | number | boolean>,
): Promise<StagedValues> {
  return saveChange(kv, (change) => stageAttributeValues(change, { attributes }, raws));
}

Deno.test("of several values each is set, cleared or refused for itself", async () => {
  using stage = await stageWith({ plan: "list", ltv: "number", vip: "checkbox", city: "text" });
  const { kv, admin } = stage;
  await deleteAttribute(admin, "city");
  const raws = { plan: "silver", ltv: "x", vip: null, city: "Kyiv", shoe: 42, "attr.plan": "x" };
  assertEquals(await staged(kv, raws, { vip: true, ltv: 1, city: "Lviv" }), {
    attributes: { ltv: 1, city: "Lviv", plan: "Silver" },
    changes: [
      { field: "attr.plan", before: [], after: ["Silver"] },
      { field: "attr.vip", before: ["true"], after: [] },
    ],
    problems: {
      "attr.ltv": { code: "attribute_number" },
      "attr.city": { code: "attribute_unknown" },
      "attr.shoe": { code: "attribute_unknown" },
      "attr.attr.plan": { code: "attribute_unknown" },
    },
  });
  const valued = (await listAttributes(kv)).filter(({ hasValues }) => hasValues);
  assertEquals(valued.map(({ key }) => key), ["plan"]);
});

Deno.test("values are at most 50 and 16 KiB together; what is beyond is refused by name", async () => {
  const names = Array.from({ length: ATTRIBUTE_VALUES_MAX + 1 }, (_, at) => `a${at}`);
  using stage = await stageWith(Object.fromEntries(names.map((name) => [name, "text"])));
  const few = await staged(stage.kv, Object.fromEntries(names.map((name) => [name, "x"])));
  assertEquals(Object.keys(few.attributes).length, ATTRIBUTE_VALUES_MAX);
  assertEquals(few.problems, {
    "attr.a50": { code: "attribute_values_full", params: { max: 50 } },
  });
  const long = Object.fromEntries(names.slice(0, 9).map((name) => [name, "ї".repeat(1000)]));
  const large = await staged(stage.kv, long);
  assertEquals(Object.keys(large.attributes).length, 8);
  assertEquals(large.problems, { "attr.a8": { code: "attribute_values_large" } });
  // One that is full can still be changed and cleared.
  const changed = await staged(stage.kv, { a0: "y", a1: "" }, few.attributes);
  assertEquals([changed.problems, changed.attributes.a0, "a1" in changed.attributes], [
    {},
    "y",
    false,
  ]);
});

Deno.test("ten thousand hostile records are refused key by key and change no object", async () => {
  using stage = await stageWith({ plan: "text" });
  const before = Object.getOwnPropertyDescriptors(Object.prototype);
  const keys = fc.constantFrom("__proto__", "constructor", "prototype", "toString", "plan", "x.y");
  const values = fc.oneof(
    fc.object({ key: keys, maxDepth: 2 }),
    fc.constant(JSON.parse('{"__proto__":{"polluted":1}}')),
    fc.string(),
  );
  const records = fc.array(fc.tuple(fc.oneof(keys, fc.string()), values), { maxLength: 5 })
    .map((entries) => Object.fromEntries(entries));
  const contact = aContact();
  await saveChange(stage.kv, async (change) => {
    for (const raws of fc.sample(records, 10_000)) {
      const { attributes } = await stageAttributeValues(change, contact, raws);
      assert(Object.keys(attributes).every((key) => key === "plan"));
    }
  });
  assertEquals(Object.getOwnPropertyDescriptors(Object.prototype), before);
  assertEquals(Object.hasOwn(Object.prototype, "polluted"), false);
});

Deno.test("a contact that has all the values it may have can give one up for another in one change", async () => {
  const names = Array.from({ length: ATTRIBUTE_VALUES_MAX + 1 }, (_, at) => `k${at}`);
  using stage = await stageWith(Object.fromEntries(names.map((name) => [name, "text"])));
  const { kv, agent, id } = stage;
  const full = names.slice(0, -1).map((key) => ({ key, raw: "x", base: "" }));
  await setAttributes(agent, id, full);
  const more = { key: names.at(-1) ?? "", raw: "y", base: "" };
  const refused = await assertRejects(() => setAttribute(agent, id, more), InputError);
  assertEquals(Object.values(refused.problems).map(({ code }) => code), ["attribute_values_full"]);
  await setAttributes(agent, id, [more, { key: "k0", raw: "", base: "x" }]);
  const { attributes = {} } = await requireContact(kv, id);
  assertEquals([Object.keys(attributes).length, attributes[more.key]], [ATTRIBUTE_VALUES_MAX, "y"]);
});

Deno.test("a contact that has one value too many, by an attribute restored, can still have them changed", async () => {
  const names = Array.from({ length: ATTRIBUTE_VALUES_MAX + 2 }, (_, at) => `k${at}`);
  using stage = await stageWith(Object.fromEntries(names.map((name) => [name, "text"])));
  const { kv, admin, agent, id } = stage;
  const wish = (key: string) => ({ key, raw: "x", base: "" });
  await setAttributes(agent, id, names.slice(0, -2).map(wish));
  await deleteAttribute(admin, "k0");
  await setAttribute(agent, id, wish(`k${ATTRIBUTE_VALUES_MAX}`));
  await restoreAttribute(admin, "k0");
  await setAttribute(agent, id, { key: "k1", raw: "other", base: "x" });
  assertEquals((await requireContact(kv, id)).attributes?.["k1"], "other");
  const more = wish(`k${ATTRIBUTE_VALUES_MAX + 1}`);
  await assertRejects(() => setAttribute(agent, id, more), InputError);
});
