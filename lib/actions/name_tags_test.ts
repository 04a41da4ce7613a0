import { assertEquals, assertRejects } from "@std/assert";
import { InputError } from "@/lib/errors.ts";
import { listTags } from "@/lib/store/tags.ts";
import { ADMIN, AGENT, aNamed, anInput, aTag } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { keysUnder, memoryKv } from "@/tests/support/kv.ts";
import { createContact } from "./create_contact.ts";
import { createTag } from "./create_tag.ts";
import { editContact } from "./edit_contact.ts";

Deno.test("a contact brings new tags in its own commit, and finds known ones by name ignoring case", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const vip = await createTag(actingAs(deps, ADMIN), aTag({ name: "VIP" }));
  const newTags = ["vip", "Опт", "опт", "Новий", ...Array.from({ length: 20 }, (_, i) => `t${i}`)];
  const contact = await createContact(actingAs(deps, AGENT), aNamed("Олена"), { newTags });
  const tags = new Map((await listTags(kv)).map((tag) => [tag.id, tag.name]));
  assertEquals(contact.tagIds[0], vip.id);
  assertEquals(contact.tagIds.slice(1, 3).map((id) => tags.get(id)), ["Опт", "Новий"]);
  assertEquals(tags.size, 23);
});

Deno.test("a refused contact leaves no new tag behind", async () => {
  using kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  await createContact(agent, anInput());
  const error = await assertRejects(
    () => createContact(agent, anInput(), { newTags: ["Опт"] }),
    InputError,
  );
  assertEquals(error.problems["emails.0"]?.code, "handle_taken");
  assertEquals(await listTags(kv), []);
});

Deno.test("an edit adds new tags to the ones chosen", async () => {
  using kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  const { id } = await createContact(agent, aNamed("Олена"), { newTags: ["Опт"] });
  const [opt] = await listTags(kv);
  const input = { ...aNamed("Олена"), tagIds: [opt?.id ?? ""] };
  const edited = await editContact(agent, id, 1, input, { newTags: ["Борг"] });
  assertEquals(edited.tagIds.length, 2);
});

Deno.test("a new tag cannot take the name of one that only admins see", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  await createTag(actingAs(deps, ADMIN), aTag({ name: "Борг", visibleToAgents: false }));
  const before = await keysUnder(kv, []);
  const error = await assertRejects(
    () => createContact(actingAs(deps, AGENT), aNamed("Олена"), { newTags: ["борг"] }),
    InputError,
  );
  assertEquals(error.problems["tagIds"]?.code, "tag_name_taken");
  assertEquals((await keysUnder(kv, [])).length, before.length + 1); // the id block only
});

Deno.test("too many tags together are refused by name of the limit", async () => {
  using kv = await memoryKv();
  const newTags = Array.from({ length: 101 }, (_, index) => `tag ${index}`);
  const error = await assertRejects(
    () => createContact(actingAs(testDeps(kv), AGENT), aNamed("Олена"), { newTags }),
    InputError,
  );
  assertEquals(error.problems["tagIds"], { code: "too_many", params: { max: 100 } });
});
