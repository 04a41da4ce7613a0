import { assertEquals, assertRejects } from "@std/assert";
import { type Tag, TAG_DEFINITIONS_MAX } from "@/lib/domain/tag.ts";
import { InputError } from "@/lib/errors.ts";
import { anId, aTag } from "@/tests/support/cast.ts";
import { NOON } from "@/tests/support/deps.ts";
import { faultyKv, keysUnder, memoryKv } from "@/tests/support/kv.ts";
import { saveChange } from "./change.ts";
import { tagKey } from "./keys/workspace.ts";
import { findTag, listTags, requireTagIn, stageCreateTag, stageEditTag } from "./tags.ts";

function stored(changes: Partial<Tag> = {}): Tag {
  const rest = { id: anId(), deletedAtMs: null, createdAtMs: NOON, revision: 1 };
  return { ...aTag(), color: "red", ...rest, ...changes };
}

function create(kv: Deno.Kv, tag: Tag): Promise<void> {
  return saveChange(kv, (change) => stageCreateTag(change, tag));
}

function edit(kv: Deno.Kv, id: string, changes: Partial<Tag>): Promise<void> {
  return saveChange(kv, async (change) => {
    const before = await requireTagIn(change, id);
    await stageEditTag(change, before, { ...before, ...changes });
  });
}

Deno.test("listTags() gives all definitions by name and sees each change at once", async () => {
  using kv = await memoryKv();
  assertEquals(await listTags(kv), []);
  const [vip, debtor] = [stored({ name: "vip" }), stored({ name: "Debtor" })];
  await create(kv, vip);
  await create(kv, debtor);
  assertEquals(await listTags(kv), [debtor, vip]);
  await edit(kv, vip.id, { name: "A-list" });
  assertEquals((await listTags(kv)).map(({ name }) => name), ["A-list", "Debtor"]);
});

Deno.test("listTags() reads the list once while nothing changes", async () => {
  using kv = await memoryKv();
  await create(kv, stored());
  const first = await listTags(kv);
  assertEquals(await listTags(kv) === first, true);
  assertEquals((await listTags(faultyKv(kv).kv)) === first, false); // another process has its own
});

Deno.test("a name is unique whatever its case and width, and says whose it is", async () => {
  using kv = await memoryKv();
  const first = stored({ name: "Боржник" });
  await create(kv, first);
  const problems = { name: { code: "tag_name_taken", params: { tagId: first.id } } };
  const taken = await assertRejects(() => create(kv, stored({ name: "БОРЖНИК" })), InputError);
  assertEquals(taken.problems, problems);
  await create(kv, stored({ name: "VIP" }));
  await assertRejects(() => create(kv, stored({ name: "ｖｉｐ" })), InputError);
  assertEquals((await keysUnder(kv, [1, "tag_name"])).length, 2);
});

Deno.test("of two tags created with one name at once one succeeds", async () => {
  using kv = await memoryKv();
  const results = await Promise.allSettled([1, 2, 3].map(() => create(kv, stored({ name: "x" }))));
  assertEquals(results.filter(({ status }) => status === "fulfilled").length, 1);
  assertEquals((await listTags(kv)).length, 1);
});

Deno.test("a deleted tag frees its name and cannot come back while another has it", async () => {
  using kv = await memoryKv();
  const [old, young] = [stored(), stored()];
  await create(kv, old);
  await edit(kv, old.id, { deletedAtMs: NOON });
  await create(kv, young);
  await assertRejects(() => edit(kv, old.id, { deletedAtMs: null }), InputError);
  await edit(kv, young.id, { name: "Other" });
  await edit(kv, old.id, { deletedAtMs: null });
  assertEquals((await findTag(kv, old.id))?.deletedAtMs, null);
  assertEquals((await keysUnder(kv, [1, "tag_name"])).length, 2);
});

Deno.test("a rename that changes only the case keeps the name held", async () => {
  using kv = await memoryKv();
  const tag = stored({ name: "vip" });
  await create(kv, tag);
  await edit(kv, tag.id, { name: "VIP" });
  await assertRejects(() => create(kv, stored({ name: "vip" })), InputError);
});

Deno.test("there are at most a thousand definitions, deleted ones included", async () => {
  using kv = await memoryKv();
  for (let at = 0; at < TAG_DEFINITIONS_MAX - 1; at++) {
    const tag = stored({ name: `t${at}`, deletedAtMs: NOON });
    await kv.set(tagKey(tag.id), tag);
  }
  const last = await Promise.allSettled(["a", "b"].map((name) => create(kv, stored({ name }))));
  assertEquals(last.filter(({ status }) => status === "fulfilled").length, 1);
  const error = await assertRejects(() => create(kv, stored({ name: "more" })), InputError);
  assertEquals(error.problems["form"]?.code, "tags_full");
});

Deno.test("a tag that is created while another counts them is counted", async () => {
  using kv = await memoryKv();
  for (let at = 0; at < TAG_DEFINITIONS_MAX - 1; at++) {
    const tag = stored({ name: `t${at}`, deletedAtMs: NOON });
    await kv.set(tagKey(tag.id), tag);
  }
  let lists = 0;
  const interrupted = new Proxy(kv, {
    get(target, property) {
      const value = Reflect.get(target, property);
      if (property !== "list") return typeof value === "function" ? value.bind(target) : value;
      return async function* (selector: Deno.KvListSelector, options: Deno.KvListOptions) {
        yield* target.list(selector, options);
        if (lists++ === 0) await create(kv, stored({ name: "rival" }));
      };
    },
  });
  await assertRejects(() => create(interrupted, stored({ name: "late" })), InputError);
  assertEquals((await listTags(kv)).length, TAG_DEFINITIONS_MAX);
});
