import { assertEquals, assertRejects } from "@std/assert";
import type { WorkspaceEvent } from "@/lib/domain/event.ts";
import { DEFAULT_RIGHTS } from "@/lib/domain/rights.ts";
import { ConflictError, ForbiddenError } from "@/lib/errors.ts";
import { listActivity } from "@/lib/store/activity.ts";
import { readRights } from "@/lib/store/workspace.ts";
import { ADMIN, AGENT, aNamed, anId, aSegment, aTag } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { memoryKv, snapshot } from "@/tests/support/kv.ts";
import { createContact } from "./create_contact.ts";
import { createSegment } from "./create_segment.ts";
import { createTag } from "./create_tag.ts";
import { deleteSegment } from "./delete_segment.ts";
import { deleteTag } from "./delete_tag.ts";
import { editSegment } from "./edit_segment.ts";
import { editTag } from "./edit_tag.ts";
import { restoreSegment } from "./restore_segment.ts";
import { restoreTag } from "./restore_tag.ts";
import { setRights } from "./set_rights.ts";

/** What the activity says of the settings, the oldest first: `kind subject`, and the fields of its changes. */
async function told(kv: Deno.Kv): Promise<[string, string][]> {
  return (await settingsEvents(kv)).map(({ kind, subject, changes }) => [
    `${kind} ${subject}`,
    changes.map(({ field, before, after }) => `${field}: ${before} > ${after}`).join("; "),
  ]);
}

async function settingsEvents(kv: Deno.Kv): Promise<WorkspaceEvent[]> {
  const { events } = await listActivity(kv, { userId: null, kind: null, limit: 100 });
  return events.flatMap((event) => "subject" in event ? [event] : []).toReversed();
}

Deno.test("every change of a tag's definition is an event, an idle one is none", async () => {
  using kv = await memoryKv();
  const acting = actingAs({ ...testDeps(kv), newId: anId }, ADMIN);
  const { id } = await createTag(acting, aTag());
  await editTag(acting, id, 1, aTag({ name: "Gold" }));
  await deleteTag(acting, id);
  await deleteTag(acting, id);
  await restoreTag(acting, id);
  await restoreTag(acting, id);
  assertEquals(await told(kv), [
    [
      "created tag",
      "name:  > VIP; color:  > amber; visibleToAgents:  > true; inQuickFilter:  > false",
    ],
    ["edited tag", "name: VIP > Gold"],
    ["deleted tag", ""],
    ["restored tag", ""],
  ]);
});

Deno.test("a tag that is made in passing is an event of its own in the same commit", async () => {
  using kv = await memoryKv();
  const acting = actingAs(testDeps(kv), AGENT);
  await createContact(acting, aNamed("Olena"), { newTags: ["Wholesale"] });
  assertEquals((await told(kv)).map(([what]) => what), ["created tag"]);
});

Deno.test("the history of a personal segment tells nobody its name or filter until it is shared", async () => {
  using kv = await memoryKv();
  const acting = actingAs({ ...testDeps(kv), newId: anId }, ADMIN);
  const { id } = await createSegment(acting, aSegment({ name: "Secret" }));
  await editSegment(acting, { id, revision: 1, changes: { name: "Secret 2" } });
  await editSegment(acting, { id, revision: 2, changes: { name: "Everyone's", shared: true } });
  await editSegment(acting, { id, revision: 3, changes: { shared: false } });
  await deleteSegment(acting, id);
  await restoreSegment(acting, id);
  assertEquals(await told(kv), [
    ["created segment", "shared:  > false"],
    ["edited segment", ""],
    ["edited segment", "name:  > Everyone's; filter:  > phone.empty; shared: false > true"],
    ["edited segment", "name: Everyone's > ; filter: phone.empty > ; shared: true > false"],
    ["deleted segment", ""],
    ["restored segment", ""],
  ]);
});

Deno.test("setRights() saves what admins decide, with its event, and nothing when nothing changes", async () => {
  using kv = await memoryKv();
  const acting = actingAs({ ...testDeps(kv), newId: anId }, ADMIN);
  const wanted = { ...DEFAULT_RIGHTS, "contact.merge": false };
  assertEquals(await setRights(acting, { seen: DEFAULT_RIGHTS, wanted }), true);
  assertEquals(await readRights(kv), wanted);
  assertEquals(await setRights(acting, { seen: DEFAULT_RIGHTS, wanted }), false);
  assertEquals(await told(kv), [["edited rights", "contact.merge: true > false"]]);
});

Deno.test("setRights() writes nothing for an agent, or over a decision that the person has not seen", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const wanted = { ...DEFAULT_RIGHTS, "contact.block": false };
  const asAgent = setRights(actingAs(deps, AGENT), { seen: DEFAULT_RIGHTS, wanted });
  await assertRejects(() => asAgent, ForbiddenError);
  await setRights(actingAs(deps, ADMIN), { seen: DEFAULT_RIGHTS, wanted });
  const before = await snapshot(kv);
  const late = { seen: DEFAULT_RIGHTS, wanted: { ...DEFAULT_RIGHTS, "contact.merge": false } };
  await assertRejects(() => setRights(actingAs(deps, ADMIN), late), ConflictError);
  assertEquals(await snapshot(kv), before);
});
