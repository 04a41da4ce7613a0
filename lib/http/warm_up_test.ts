import { assertEquals } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import { createSegment } from "@/lib/actions/create_segment.ts";
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { ADMIN, aNamed, aSegment } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { readSidebar } from "./read_sidebar.ts";
import { warmUp } from "./warm_up.ts";

Deno.test("after warming up, the first sidebar reads no texts", async () => {
  using kv = await memoryKv();
  const index = openContactIndex(kv);
  const admin = actingAs(testDeps(kv, index), ADMIN);
  for (const name of ["Olena", "Taras"]) await createContact(admin, aNamed(name));
  const rule = { field: "name", op: "contains" as const, values: ["olena"] };
  await createSegment(admin, aSegment({ shared: true, filter: { match: "all", rules: [rule] } }));
  await index.fold();
  let lists = 0;
  const counted = new Proxy(kv, {
    get(target, name) {
      if (name === "list") lists++;
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const deps = testDeps(counted, openContactIndex(counted));
  await warmUp(deps);
  lists = 0;
  const viewer = { principal: ADMIN, nowMs: deps.now(), timeZone: deps.timeZone };
  const { segments } = await readSidebar({ ...deps, ...viewer }, null);
  assertEquals(segments.map(({ count }) => count), [1]);
  // What remains is the admin's own segments, which nobody has asked for before.
  assertEquals(lists, 1);
});
