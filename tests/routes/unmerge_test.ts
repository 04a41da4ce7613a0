// After a merge: old numbers lead to the card, and undoing gives everything back.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { unblockContact } from "@/lib/actions/unblock_contact.ts";
import { contactInput } from "@/lib/domain/contact_input.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { requireConversation } from "@/lib/store/conversations.ts";
import { requireMerge } from "@/lib/store/merges.ts";
import { openTestApp, type TestApp } from "@/tests/support/app.ts";
import { actingAs } from "@/tests/support/deps.ts";
import { confirmForm, keepMoving, mergeIdIn, mergeReady } from "@/tests/support/merge_pages.ts";
import { getPage, postForm } from "@/tests/support/pages.ts";
import { type Pair, writeIn } from "@/tests/support/pairs.ts";

/** Merged, and the address at which that is undone. */
async function merged(app: TestApp): Promise<Pair & { undo: string }> {
  const { path, ...pair } = await mergeReady(app);
  await postForm(app, path, (await confirmForm(app, { path, ...pair })).form);
  const card = await getPage(app, `/contacts/${pair.keptId}`);
  const event = `/contacts/${pair.keptId}/events/${mergeIdIn(card.html)}`;
  const asked = await postForm(app, `${event}/undo`, []);
  return { ...pair, undo: asked.location ?? "" };
}

Deno.test("an old number leads to the card, which says so once; a number that was never merged says nothing", async () => {
  await using app = await openTestApp();
  const { keptId, mergedId } = await merged(app);
  const moved = await app.ask(`/contacts/${mergedId}`, { as: "agent" });
  await moved.body?.cancel();
  assertEquals(moved.headers.get("location"), `/contacts/${keptId}?from=${mergedId}`);
  const told = `Contact ${mergedId} was merged into this one.`;
  assertStringIncludes((await getPage(app, `/contacts/${keptId}?from=${mergedId}`)).html, told);
  assert(!(await getPage(app, `/contacts/${keptId}`)).html.includes(told));
  for (const from of ["999", "x", String(keptId)]) {
    const { html } = await getPage(app, `/contacts/${keptId}?from=${from}`);
    assert(!html.includes("was merged into this one."), from);
  }
});

Deno.test("undoing shows what goes back, and gives it back; messages reach their own contact again", async () => {
  await using app = await openTestApp();
  const { keptId, mergedId, undo, channelId, conversationId } = await merged(app);
  const acting = actingAs(app.deps, app.users.admin);
  await unblockContact(acting, keptId);
  assertEquals((await writeIn(acting, channelId, "Hello?")).contactId, keptId);
  const { status, html } = await getPage(app, undo);
  assertEquals(status, 200);
  assertMatch(html, /class="crumbs">.*>Олена Шевченко 123<\/a>.*<\/ol>/);
  for (const told of ["O. Shevchenko", "@shev", "1 conversation", "1 note"]) {
    assertStringIncludes(html, told);
  }
  const astray = await getPage(app, undo.replace(`/${keptId}/`, `/${mergedId}/`));
  assertStringIncludes(astray.html, `href="/contacts/${keptId}"`, "to the card that there is");
  const undone = await postForm(app, undo, []);
  assertEquals([undone.status, undone.location], [303, `/contacts/${mergedId}`]);
  assertEquals((await requireContact(app.deps.kv, mergedId)).name, "O. Shevchenko");
  assertEquals((await requireConversation(app.deps.kv, conversationId)).contactId, mergedId);
  const again = await getPage(app, undo);
  assertEquals(again.status, 409);
  assertStringIncludes(again.html, "It was undone already");
});

Deno.test("a field that was edited since the merge is asked about, and the answer holds", async () => {
  await using app = await openTestApp();
  const acting = actingAs(app.deps, app.users.admin);
  const { path, keptId, mergedId } = await mergeReady(app);
  await postForm(
    app,
    path,
    (await confirmForm(app, { path, mergedId }, { "keep.name": "merged" })).form,
  );
  const now = await requireContact(app.deps.kv, keptId);
  await editContact(acting, keptId, now.revision, { ...contactInput(now), name: "Newer" });
  const card = await getPage(app, `/contacts/${keptId}`);
  const undo = `/contacts/${keptId}/merges/${mergeIdIn(card.html)}/undo`;
  const { html } = await getPage(app, undo);
  for (const told of ["Edited since the merge", "Newer", "Олена Шевченко 123"]) {
    assertStringIncludes(html, told);
  }
  await postForm(app, undo, [["answer:name", "restore"]]);
  assertEquals((await requireContact(app.deps.kv, keptId)).name, "Олена Шевченко 123");
});

Deno.test("while conversations are on their way, the card says so and offers to look again", async () => {
  await using app = await openTestApp();
  const { keptId } = await merged(app);
  const { kv } = app.deps;
  const card = await getPage(app, `/contacts/${keptId}`);
  assert(!card.html.includes("still being moved"));
  await keepMoving(app, await requireMerge(kv, mergeIdIn(card.html)), keptId);
  assertStringIncludes((await getPage(app, `/contacts/${keptId}`)).html, "still being moved");
});
