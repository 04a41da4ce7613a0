import { assertEquals, assertRejects } from "@std/assert";
import { type Attribute, ATTRIBUTES_MAX } from "@/lib/domain/attribute.ts";
import { InputError, NotFoundError } from "@/lib/errors.ts";
import { anAttribute } from "@/tests/support/cast.ts";
import { NOON } from "@/tests/support/deps.ts";
import { faultyKv, memoryKv } from "@/tests/support/kv.ts";
import {
  listAttributes,
  requireAttributeIn,
  stageCreateAttribute,
  stageEditAttribute,
} from "./attributes.ts";
import { saveChange } from "./change.ts";
import { attributeKey } from "./keys/workspace.ts";

function create(kv: Deno.Kv, changes: Partial<Attribute>): Promise<Attribute> {
  return saveChange(kv, (change) => stageCreateAttribute(change, anAttribute(changes)));
}

function edit(kv: Deno.Kv, key: string, changes: Partial<Attribute>): Promise<void> {
  return saveChange(kv, async (change) => {
    const before = await requireAttributeIn(change, key);
    await stageEditAttribute(change, { ...before, ...changes });
  });
}

async function codesOf(promise: Promise<unknown>): Promise<Record<string, string>> {
  const { problems } = await assertRejects(() => promise, InputError);
  return Object.fromEntries(Object.entries(problems).map(([path, { code }]) => [path, code]));
}

Deno.test("listAttributes() gives all definitions by position and sees each change at once", async () => {
  using kv = await memoryKv();
  assertEquals(await listAttributes(kv), []);
  await create(kv, { key: "zone", name: "Zone" });
  await create(kv, { key: "city", name: "City" });
  assertEquals((await listAttributes(kv)).map(({ key }) => key), ["zone", "city"]);
  await edit(kv, "zone", { position: 5, deletedAtMs: NOON });
  assertEquals((await listAttributes(kv)).map(({ key }) => key), ["city", "zone"]);
});

Deno.test("listAttributes() reads the list once while nothing changes", async () => {
  using kv = await memoryKv();
  await create(kv, {});
  const first = await listAttributes(kv);
  assertEquals(await listAttributes(kv) === first, true);
  assertEquals((await listAttributes(faultyKv(kv).kv)) === first, false); // another process has its own
});

Deno.test("a key is never given twice, and a name only once among the living, ignoring case", async () => {
  using kv = await memoryKv();
  await create(kv, { key: "plan", name: "План" });
  assertEquals(await codesOf(create(kv, { key: "plan", name: "Other" })), {
    key: "attribute_key_taken",
  });
  assertEquals(await codesOf(create(kv, { key: "other", name: "ПЛАН" })), {
    name: "attribute_name_taken",
  });
  await edit(kv, "plan", { deletedAtMs: NOON });
  assertEquals(await codesOf(create(kv, { key: "plan", name: "x" })), {
    key: "attribute_key_taken",
  });
  await create(kv, { key: "other", name: "план" });
  assertEquals(await codesOf(edit(kv, "plan", { deletedAtMs: null })), {
    name: "attribute_name_taken",
  });
});

Deno.test("of attributes created with one key or one name at once one succeeds", async () => {
  using kv = await memoryKv();
  const wishes = [{ key: "a", name: "x" }, { key: "a", name: "y" }, { key: "b", name: "X" }];
  const results = await Promise.allSettled(wishes.map((wish) => create(kv, wish)));
  const names = (await listAttributes(kv)).map(({ name }) => name.toLowerCase());
  assertEquals(new Set(names).size, names.length);
  assertEquals(results.filter(({ status }) => status === "fulfilled").length, names.length);
});

Deno.test("there are at most a hundred definitions, deleted ones included", async () => {
  using kv = await memoryKv();
  for (let at = 0; at < ATTRIBUTES_MAX - 1; at++) {
    const attribute = anAttribute({ key: `k${at}`, name: `n${at}`, deletedAtMs: NOON });
    await kv.set(attributeKey(attribute.key), attribute);
  }
  const last = ["a", "b"].map((key) => create(kv, { key, name: key }));
  const results = await Promise.allSettled(last);
  assertEquals(results.filter(({ status }) => status === "fulfilled").length, 1);
  assertEquals(await codesOf(create(kv, { key: "more", name: "more" })), {
    form: "attributes_full",
  });
});

Deno.test("requireAttributeIn() refuses what is not there", async () => {
  using kv = await memoryKv();
  for (const key of ["none", "__proto__", "constructor"]) {
    await assertRejects(
      () => saveChange(kv, (change) => requireAttributeIn(change, key)),
      NotFoundError,
    );
  }
});
