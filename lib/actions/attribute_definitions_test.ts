import { assertEquals, assertRejects } from "@std/assert";
import { ConflictError, ForbiddenError, InputError, NotFoundError } from "@/lib/errors.ts";
import { workspaceEventSchema } from "@/lib/domain/event.ts";
import { listAttributes } from "@/lib/store/attributes.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { ADMIN, AGENT, anInput, aTypedAttribute } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { Crash, faultyKv, memoryKv, snapshot } from "@/tests/support/kv.ts";
import { createAttribute } from "./create_attribute.ts";
import { createContact } from "./create_contact.ts";
import { deleteAttribute } from "./delete_attribute.ts";
import { editAttribute } from "./edit_attribute.ts";
import { moveAttribute } from "./move_attribute.ts";
import { restoreAttribute } from "./restore_attribute.ts";
import { setAttribute } from "./set_attribute.ts";

async function admin() {
  const kv = await memoryKv();
  return { kv, acting: actingAs(testDeps(kv), ADMIN), [Symbol.dispose]: () => kv.close() };
}

async function historyOf(kv: Deno.Kv) {
  const entries = await Array.fromAsync(kv.list({ prefix: rangePrefix("wev") }));
  return entries.map(({ value }) => workspaceEventSchema.parse(value));
}

Deno.test("an admin creates, edits, deletes and restores an attribute, each with its event", async () => {
  using stage = await admin();
  const { kv, acting } = stage;
  const created = await createAttribute(acting, aTypedAttribute({ name: " Тариф " }));
  assertEquals([created.key, created.name, created.position], ["taryf", "Тариф", 0]);
  await editAttribute(acting, "taryf", 1, aTypedAttribute({ name: "Plan", type: "number" }));
  assertEquals((await deleteAttribute(acting, "taryf")).deletedAtMs, acting.deps.now());
  await assertRejects(() => editAttribute(acting, "taryf", 3, aTypedAttribute()), NotFoundError);
  await restoreAttribute(acting, "taryf");
  const [attribute] = await listAttributes(kv);
  assertEquals([attribute?.name, attribute?.type, attribute?.deletedAtMs], [
    "Plan",
    "number",
    null,
  ]);
  const events = await historyOf(kv);
  assertEquals(events.map(({ kind }) => kind).sort(), ["created", "deleted", "edited", "restored"]);
  assertEquals(events.find(({ kind }) => kind === "edited")?.changes, [
    { field: "name", before: "Тариф", after: "Plan" },
    { field: "type", before: "text", after: "number" },
  ]);
  for (const { subject, subjectId, actor } of events) {
    assertEquals([subject, subjectId, actor], ["attribute", "taryf", acting.actor]);
  }
});

Deno.test("deleting and restoring twice changes nothing more", async () => {
  using stage = await admin();
  const { kv, acting } = stage;
  await createAttribute(acting, aTypedAttribute());
  assertEquals(await deleteAttribute(acting, "plan"), await deleteAttribute(acting, "plan"));
  assertEquals(await restoreAttribute(acting, "plan"), await restoreAttribute(acting, "plan"));
  assertEquals((await historyOf(kv)).length, 3);
  await assertRejects(() => deleteAttribute(acting, "nothing"), NotFoundError);
});

Deno.test("an edit that changes nothing writes nothing, whatever was read", async () => {
  using stage = await admin();
  const { kv, acting } = stage;
  const typed = aTypedAttribute({ type: "list", options: "Gold\nSilver" });
  await createAttribute(acting, typed);
  await editAttribute(acting, "plan", 1, { ...typed, name: "Level" });
  const before = await snapshot(kv);
  const same = await editAttribute(acting, "plan", 1, { ...typed, name: " Level " });
  assertEquals([same.name, same.revision], ["Level", 2]);
  assertEquals(await snapshot(kv), before);
});

Deno.test("the history names the options that are retired", async () => {
  using stage = await admin();
  const { kv, acting } = stage;
  const { id } = await createContact(acting, anInput());
  const typed = aTypedAttribute({ type: "list", options: "Gold\nSilver" });
  await createAttribute(acting, typed);
  await setAttribute(acting, id, { key: "plan", raw: "Gold", base: "" });
  await editAttribute(acting, "plan", 1, { ...typed, options: "", retired: ["Silver"] });
  const edited = (await historyOf(kv)).find(({ kind }) => kind === "edited");
  assertEquals(edited?.changes, [{ field: "retired", before: "", after: "Silver" }]);
});

Deno.test("attributes are the admins' to manage", async () => {
  using stage = await admin();
  await createAttribute(stage.acting, aTypedAttribute());
  const before = await snapshot(stage.kv);
  const agent = actingAs(stage.acting.deps, AGENT);
  const forbidden = [
    createAttribute(agent, aTypedAttribute({ name: "x" })),
    editAttribute(agent, "plan", 1, aTypedAttribute({ name: "x" })),
    moveAttribute(agent, "plan", "up"),
    deleteAttribute(agent, "plan"),
    restoreAttribute(agent, "plan"),
  ];
  for (const result of forbidden) await assertRejects(() => result, ForbiddenError);
  assertEquals(await snapshot(stage.kv), before);
});

Deno.test("an edit of an older revision is refused; moving is no edit", async () => {
  using stage = await admin();
  const { acting } = stage;
  await createAttribute(acting, aTypedAttribute({ name: "A" }));
  await createAttribute(acting, aTypedAttribute({ name: "B" }));
  await moveAttribute(acting, "b", "up");
  await editAttribute(acting, "b", 1, aTypedAttribute({ name: "C" }));
  await assertRejects(
    () => editAttribute(acting, "b", 1, aTypedAttribute({ name: "D" })),
    ConflictError,
  );
});

Deno.test("moving changes places with the neighbour that is shown, and stops at the ends", async () => {
  using stage = await admin();
  const { kv, acting } = stage;
  for (const name of ["a", "b", "c", "d"]) {
    await createAttribute(acting, aTypedAttribute({ name }));
  }
  const order = async () =>
    (await listAttributes(kv)).filter((one) => one.deletedAtMs === null).map(({ key }) => key);
  await deleteAttribute(acting, "b");
  await moveAttribute(acting, "c", "up");
  assertEquals(await order(), ["c", "a", "d"]);
  const before = await snapshot(kv);
  await moveAttribute(acting, "c", "up");
  await moveAttribute(acting, "d", "down");
  assertEquals(await snapshot(kv), before);
  await moveAttribute(acting, "c", "down");
  await restoreAttribute(acting, "b");
  assertEquals(await order(), ["a", "b", "c", "d"]);
  await deleteAttribute(acting, "b");
  await assertRejects(() => moveAttribute(acting, "b", "up"), NotFoundError);
});

Deno.test("two who move and create at once leave every attribute with a place of its own", async () => {
  using stage = await admin();
  const { kv, acting } = stage;
  for (const name of ["a", "b", "c"]) await createAttribute(acting, aTypedAttribute({ name }));
  await Promise.all([
    moveAttribute(acting, "a", "down"),
    moveAttribute(acting, "c", "up"),
    createAttribute(acting, aTypedAttribute({ name: "d" })),
  ]);
  const all = await listAttributes(kv);
  assertEquals(all.map(({ position }) => position), [0, 1, 2, 3]);
});

Deno.test("restoring an attribute whose name is taken is a problem of its name", async () => {
  using stage = await admin();
  const { acting } = stage;
  await createAttribute(acting, aTypedAttribute());
  await deleteAttribute(acting, "plan");
  await createAttribute(acting, { ...aTypedAttribute({ name: "plan" }), key: "plan_2" });
  const error = await assertRejects(() => restoreAttribute(acting, "plan"), InputError);
  assertEquals(error.problems, {
    name: { code: "attribute_name_taken", params: { key: "plan_2" } },
  });
});

Deno.test("a change of a definition that breaks off is whole or not there, with its event", async () => {
  for (const fault of ["crash_before", "crash_after"] as const) {
    using stage = await admin();
    const { kv } = stage;
    const faulty = actingAs(testDeps(faultyKv(kv, () => fault).kv), ADMIN);
    await assertRejects(() => createAttribute(faulty, aTypedAttribute()), Crash);
    const isThere = fault === "crash_after" ? 1 : 0;
    assertEquals((await listAttributes(kv)).length, isThere);
    assertEquals((await historyOf(kv)).length, isThere);
  }
});
