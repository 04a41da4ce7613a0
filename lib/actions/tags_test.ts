import { assertEquals, assertRejects } from "@std/assert";
import { ConflictError, ForbiddenError, InputError, NotFoundError } from "@/lib/errors.ts";
import { findTag, listTags } from "@/lib/store/tags.ts";
import { ADMIN, AGENT, aTag } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { createTag } from "./create_tag.ts";
import { deleteTag } from "./delete_tag.ts";
import { editTag } from "./edit_tag.ts";
import { restoreTag } from "./restore_tag.ts";

Deno.test("an admin creates, renames, deletes and restores a tag", async () => {
  using kv = await memoryKv();
  const admin = actingAs(testDeps(kv), ADMIN);
  const { id } = await createTag(admin, aTag({ name: " VIP " }));
  const renamed = await editTag(admin, id, 1, aTag({ name: "Gold", color: "violet" }));
  assertEquals([renamed.name, renamed.color, renamed.revision], ["Gold", "violet", 2]);
  assertEquals((await deleteTag(admin, id)).deletedAtMs, admin.deps.now());
  await assertRejects(() => editTag(admin, id, 3, aTag()), NotFoundError);
  await restoreTag(admin, id);
  assertEquals((await findTag(kv, id))?.deletedAtMs, null);
});

Deno.test("deleting and restoring twice changes nothing more", async () => {
  using kv = await memoryKv();
  const admin = actingAs(testDeps(kv), ADMIN);
  const { id } = await createTag(admin, aTag());
  assertEquals(await deleteTag(admin, id), await deleteTag(admin, id));
  assertEquals(await restoreTag(admin, id), await restoreTag(admin, id));
  await assertRejects(() => deleteTag(admin, "nothing"), NotFoundError);
});

Deno.test("an agent creates a tag that agents see, and may not manage tags", async () => {
  using kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  const { id, visibleToAgents } = await createTag(agent, aTag({ visibleToAgents: false }));
  assertEquals(visibleToAgents, true);
  for (
    const forbidden of [editTag(agent, id, 1, aTag()), deleteTag(agent, id), restoreTag(agent, id)]
  ) {
    await assertRejects(() => forbidden, ForbiddenError);
  }
  assertEquals((await listTags(kv))[0]?.revision, 1);
});

Deno.test("an edit of an older revision is refused", async () => {
  using kv = await memoryKv();
  const admin = actingAs(testDeps(kv), ADMIN);
  const { id } = await createTag(admin, aTag());
  await editTag(admin, id, 1, aTag({ name: "First" }));
  await assertRejects(() => editTag(admin, id, 1, aTag({ name: "Second" })), ConflictError);
  assertEquals((await findTag(kv, id))?.name, "First");
});

Deno.test("restoring a tag whose name is taken is a problem of its name", async () => {
  using kv = await memoryKv();
  const admin = actingAs(testDeps(kv), ADMIN);
  const old = await createTag(admin, aTag());
  await deleteTag(admin, old.id);
  const young = await createTag(admin, aTag({ name: "vip" }));
  const error = await assertRejects(() => restoreTag(admin, old.id), InputError);
  assertEquals(error.problems, {
    name: { code: "tag_name_taken", params: { tagId: young.id } },
  });
});
