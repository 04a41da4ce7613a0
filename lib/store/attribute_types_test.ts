import { assertEquals, assertThrows } from "@std/assert";
import type { Attribute } from "@/lib/domain/attribute.ts";
import { aContact, anAttribute } from "@/tests/support/cast.ts";
import { attributeTypes, readAttributeTypes } from "./attribute_types.ts";
import { listAttributes, stageAttributes } from "./attributes.ts";
import { saveChange } from "./change.ts";

async function define(kv: Deno.Kv, changes: Partial<Attribute>): Promise<void> {
  await saveChange(
    kv,
    (change) => stageAttributes(change, [anAttribute({ hasValues: true, ...changes })]),
  );
}

/** A store whose reads are counted. */
function counting(kv: Deno.Kv): { kv: Deno.Kv; reads(): number } {
  let reads = 0;
  const counted = new Proxy(kv, {
    get(target, name) {
      if (name === "get" || name === "list" || name === "getMany") reads++;
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { kv: counted, reads: () => reads };
}

Deno.test("types cost nothing for a contact without attributes, and nothing twice where they are fixed", async () => {
  using store = await Deno.openKv(":memory:");
  await define(store, {});
  const { kv, reads } = counting(store);
  await readAttributeTypes(kv, aContact());
  assertEquals(reads(), 0);
  const contact = aContact({ attributes: { plan: "Pro" } });
  await readAttributeTypes(kv, contact);
  const first = reads();
  await readAttributeTypes(kv, contact);
  assertEquals(reads(), first);
  assertEquals(attributeTypes(kv)("plan"), "text");
});

Deno.test("a type that no value had fixed is read again, and so is an attribute that came since", async () => {
  using kv = await Deno.openKv(":memory:");
  await define(kv, { hasValues: false });
  await listAttributes(kv);
  await define(kv, { type: "number" });
  await define(kv, { key: "due", type: "date" });
  await readAttributeTypes(kv, aContact({ attributes: { plan: 5, due: "2026-11-22" } }));
  assertEquals([attributeTypes(kv)("plan"), attributeTypes(kv)("due")], ["number", "date"]);
  assertEquals(attributeTypes(kv)("unheard_of"), null);
});

Deno.test("asking before anything was read is a mistake of the code, and says so", async () => {
  using kv = await Deno.openKv(":memory:");
  assertThrows(() => attributeTypes(kv)("plan"), Error, "was not read");
});
