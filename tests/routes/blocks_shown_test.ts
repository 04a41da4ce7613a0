// Where people are told of blocks: on cards, in lists and conversations, and of addresses under others' blocks.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createSegment } from "@/lib/actions/create_segment.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { deleteContact } from "@/lib/actions/delete_contact.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { restoreContact } from "@/lib/actions/restore_contact.ts";
import { startDialog } from "@/lib/actions/start_dialog.ts";
import { unblockContact } from "@/lib/actions/unblock_contact.ts";
import type { FilterRule } from "@/lib/domain/filter/tree.ts";
import { followDuplicates, MANY_CONTACTS } from "@/lib/store/duplicate_work.ts";
import { openTestApp } from "@/tests/support/app.ts";
import { block, olenaIn } from "@/tests/support/blocked.ts";
import { aNamed, anInput, aSegment } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";
import { storeChannel } from "@/tests/support/dialogs.ts";
import { aMessage, receive, storedChannel } from "@/tests/support/inbound.ts";
import { pageOf, shownText } from "@/tests/support/pages.ts";

const HOUR_MS = 60 * 60_000;

Deno.test("a block is told wherever the contact is named, and where someone writes to them", async () => {
  await using app = await openTestApp();
  const { deps, users } = app;
  const id = await olenaIn(app);
  const { id: channelId } = await storeChannel(deps.kv, "email", { name: "Mail" });
  const hello = { channelId, subject: "Order", text: "Hello" };
  const { conversationId } = await startDialog(actingAs(deps, users.agent), id, hello);
  await block(app, id, { preset: "hour", reason: "spam" });
  // Two that may be the same person.
  const other = await createContact(
    actingAs(deps, users.agent),
    anInput({ emails: ["olena+1@example.com"], phones: [] }),
  );
  await followDuplicates(deps, MANY_CONTACTS);
  const told = {
    [`/contacts/${other.id}`]: "Blocked until 15:00",
    "/contacts/duplicates": "Blocked until 15:00",
    [`/contacts/${other.id}/merge?with=${id}`]: "until 15:00",
    "/contacts": "Blocked until 15:00",
    "/contacts?q=olena": "Blocked until 15:00",
    "/conversations": "Blocked until 15:00",
    [`/contacts/${id}`]: "Blocked until 15:00",
    [`/conversations/${conversationId}`]: "replies will not arrive until 15:00",
    [`/contacts/${id}/dialog`]: "replies will not arrive until 15:00",
  };
  for (const [path, words] of Object.entries(told)) {
    const text = shownText(await pageOf(app, path));
    assert(text.includes(words), `${path} says that the contact is blocked`);
  }
  deps.pass(HOUR_MS); // nobody has cleaned up
  for (const path of Object.keys(told)) {
    const text = shownText(await pageOf(app, path));
    assert(!/Blocked until|will not arrive until/.test(text), `${path} knows that it is over`);
  }
});

Deno.test("lists, filters and counts of segments know that a block is over before anyone has written that down", async () => {
  await using app = await openTestApp();
  const { deps, users } = app;
  const id = await olenaIn(app);
  await createContact(actingAs(deps, users.agent), aNamed("Taras"));
  const rules: FilterRule[] = [
    { field: "blocked", op: "true", values: [] },
    { field: "blockReason", op: "any", values: ["spam"] },
    { field: "blockEnd", op: "set", values: [] },
  ];
  const lists = ["/contacts?q=is:blocked"];
  for (const rule of rules) {
    const segment = aSegment({ name: rule.field, filter: { match: "all", rules: [rule] } });
    const { id } = await createSegment(actingAs(deps, users.agent), segment);
    lists.push(`/contacts?segment=${id}`);
  }
  await block(app, id, { preset: "hour", reason: "spam" });
  await deps.index.foldIfNeeded();
  const hasOlena = async (path: string) =>
    (await pageOf(app, path)).includes(`/contacts/${id}/block`);
  for (const over of [false, true]) {
    if (over) deps.pass(HOUR_MS);
    for (const path of lists) assertEquals(await hasOlena(path), !over, `${path}, over: ${over}`);
    assertEquals(await hasOlena("/contacts?q=-is:blocked"), over);
    const [sidebar = ""] = shownText(await pageOf(app, "/contacts")).split("All segments");
    for (const { field } of rules) assertStringIncludes(sidebar, `${field} ${over ? 0 : 1}`);
  }
});

Deno.test("whose addresses are under somebody else's block is told so, on the card and where someone writes to them", async () => {
  await using app = await openTestApp();
  const { deps, users } = app;
  const [agent, admin] = [actingAs(deps, users.agent), actingAs(deps, users.admin)];
  const blocked = await olenaIn(app);
  await block(app, blocked, { preset: "hour" });
  await editContact(admin, blocked, 1, aNamed("Olena"));
  const { id } = await createContact(agent, anInput({ name: "Iryna" })); // the address is hers now
  const { id: channelId } = await storeChannel(deps.kv, "email", { name: "Mail" });
  const hello = { channelId, subject: "Order", text: "Hello" };
  const { conversationId } = await startDialog(agent, id, hello);
  const chat = await storedChannel(deps, { type: "telegram" });
  await deleteContact(admin, blocked);
  const { contactId: talker } = await receive(deps, chat, aMessage({ externalId: "7" }));
  const phone = { externalId: "7", email: "olena@example.com" };
  assertEquals((await receive(deps, chat, aMessage(phone))).result, "dropped");

  const pages = [`/contacts/${id}`, `/contacts/${id}/dialog`, `/conversations/${conversationId}`];
  for (const path of [...pages, `/contacts/${talker}`]) {
    const text = shownText(await pageOf(app, path));
    assertStringIncludes(text, "Messages do not arrive until 15:00", path);
    assertStringIncludes(text, "What comes from elsewhere gets in", path);
    assertStringIncludes(text, "That contact has been deleted", path);
  }
  assertStringIncludes(shownText(await pageOf(app, `/contacts/${id}`)), "olena@example.com");
  await deleteContact(admin, id);
  const toNobody = shownText(await pageOf(app, "/dialog?to=olena@example.com"));
  assertStringIncludes(toNobody, "Messages do not arrive until 15:00");
  await restoreContact(admin, blocked);
  assertStringIncludes(
    shownText(await pageOf(app, `/contacts/${talker}`)),
    `Open contact ${blocked}`,
  );
  deps.pass(HOUR_MS); // nobody has cleaned up
  for (const path of [`/contacts/${talker}`, "/dialog?to=olena@example.com"]) {
    assert(!(shownText(await pageOf(app, path))).includes("do not arrive"), path);
  }
});

Deno.test("who has named an address before its owner was blocked is told to be kept out whole", async () => {
  await using app = await openTestApp();
  const { deps } = app;
  const blocked = await olenaIn(app);
  const chat = await storedChannel(deps, { type: "telegram" });
  const naming = aMessage({ externalId: "7", email: "olena@example.com" });
  const { contactId, conversationId } = await receive(deps, chat, naming);
  await block(app, blocked);
  for (const path of [`/contacts/${contactId}`, `/conversations/${conversationId}`]) {
    const text = shownText(await pageOf(app, path));
    assertStringIncludes(text, "Nothing that they send gets in. olena@example.com");
    assertStringIncludes(text, `Open contact ${blocked}`);
  }
  await block(app, contactId ?? 0);
  const own = shownText(await pageOf(app, `/contacts/${contactId}`));
  assert(!own.includes("Nothing that they send"), "their own block says all");
});

Deno.test("the card tells of past blocks, and of one whose time is up before anyone has written that down", async () => {
  await using app = await openTestApp();
  const { deps, users } = app;
  const id = await olenaIn(app);
  assert(!(shownText(await pageOf(app, `/contacts/${id}`))).includes("earlier block"));
  await block(app, id, { reason: "abuse", note: "Shouts" });
  await unblockContact(actingAs(deps, users.agent), id);
  await block(app, id, { preset: "hour" });
  deps.pass(HOUR_MS);
  const card = shownText(await pageOf(app, `/contacts/${id}`));
  assertStringIncludes(card, "2 earlier blocks");
  assertStringIncludes(card, "Abuse: Shouts");
  assertStringIncludes(card, `Set by ${users.admin.name}`);
  assertStringIncludes(card, `${users.agent.name} unblocked`);
  assertStringIncludes(card, "Ended by itself");
  for (let at = 0; at < 9; at++) {
    await block(app, id);
    await unblockContact(actingAs(deps, users.agent), id);
  }
  const html = await pageOf(app, `/contacts/${id}`);
  assertStringIncludes(shownText(html), "Earlier blocks, more than 10");
  assertStringIncludes(html, `href="/contacts/${id}/blocks"`);
  const all = shownText(await pageOf(app, `/contacts/${id}/blocks`));
  assertEquals(all.match(/Set by/g)?.length, 11);
});
