import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { blockContact } from "@/lib/actions/block_contact.ts";
import { createSegment } from "@/lib/actions/create_segment.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { deleteContact } from "@/lib/actions/delete_contact.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { restoreContact } from "@/lib/actions/restore_contact.ts";
import { startDialog } from "@/lib/actions/start_dialog.ts";
import { unblockContact } from "@/lib/actions/unblock_contact.ts";
import type { BlockInput } from "@/lib/domain/block_input.ts";
import type { FilterRule } from "@/lib/domain/filter/tree.ts";
import { DEFAULT_RIGHTS } from "@/lib/domain/rights.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { followDuplicates, MANY_CONTACTS } from "@/lib/store/duplicate_work.ts";
import { stageRights } from "@/lib/store/workspace.ts";
import { openTestApp, type TestApp, type Who } from "@/tests/support/app.ts";
import { aNamed, anInput, aSegment } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";
import { storeChannel } from "@/tests/support/dialogs.ts";
import { aMessage, receive, storedChannel } from "@/tests/support/inbound.ts";

const HOUR_MS = 60 * 60_000;
const ENGLISH = { "accept-language": "en" };
const FORM = { preset: "tomorrow", until: "", reason: "", note: "", seen: "" };

async function olenaIn({ deps, users }: TestApp): Promise<number> {
  return (await createContact(actingAs(deps, users.agent), anInput())).id;
}

async function block({ deps, users }: TestApp, id: number, input: Partial<BlockInput> = {}) {
  const terms = { preset: "forever", until: "", reason: "", note: "", ...input };
  await blockContact(actingAs(deps, users.admin), id, terms);
}

/** The page as it reads: without tags, hidden styles and line breaks. */
async function textOf(app: TestApp, path: string, as: Who = "agent"): Promise<string> {
  return shown(await htmlOf(app, path, as));
}

async function htmlOf(app: TestApp, path: string, as: Who = "agent"): Promise<string> {
  return await (await app.ask(path, { as, headers: ENGLISH })).text();
}

function shown(html: string): string {
  return html.replace(/<script[^]*?<\/script>/g, "").replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
}

function seenIn(html: string): string {
  return /name="seen" value="([^"]*)"/.exec(html)?.[1] ?? "";
}

function post(app: TestApp, path: string, form: Record<string, string>, as: Who = "agent") {
  return app.ask(path, { as, form, headers: ENGLISH });
}

Deno.test("each choice prints when it ends, to the minute and with the zone", async () => {
  await using app = await openTestApp(); // noon in UTC on Sunday, 22 November 2026
  const text = await textOf(app, `/contacts/${await olenaIn(app)}/block`);
  for (
    const choice of [
      "For an hour today, 15:00, GMT+2",
      "Until tomorrow Mon 23 Nov, 00:00, GMT+2",
      "Until next week Mon 23 Nov, 00:00, GMT+2",
      "Until next month Tue 1 Dec, 00:00, GMT+2",
      "For ever until you unblock",
      "Choose a time",
      "Time zone: Europe/Kyiv.",
      "will not arrive on any channel",
    ]
  ) assertStringIncludes(text, choice);
});

Deno.test("blocking leads back to where it was asked for, and says until when", async () => {
  await using app = await openTestApp();
  const id = await olenaIn(app);
  const from = [
    [`/contacts/${id}/block?q=ol`, `/contacts/${id}?q=ol`],
    [`/contacts/${id}/block?q=ol&size=25&page=x&from=list`, "/contacts?q=ol&size=25&page=x"],
  ] as const;
  for (const [path, back] of from) {
    const response = await post(app, path, FORM);
    assertEquals([response.status, response.headers.get("location")], [303, back]);
    await unblockContact(actingAs(app.deps, app.users.agent), id);
  }
  await post(app, `/contacts/${id}/block`, FORM);
  const { block } = await requireContact(app.deps.kv, id);
  assertEquals(block?.untilMs, Date.parse("2026-11-22T22:00:00Z"));
  assertEquals(block?.byUserId, app.users.agent.id);
});

Deno.test("a refused block keeps what was entered, and says at each field what is wrong", async () => {
  await using app = await openTestApp();
  const id = await olenaIn(app);
  const note = "x".repeat(501);
  const form = { ...FORM, preset: "until", until: "2026-11-22T10:00", reason: "spam", note };
  const response = await post(app, `/contacts/${id}/block`, form);
  const html = await response.text();
  assertEquals(response.status, 422);
  assertStringIncludes(html, "<title>Error: Block: ");
  assertStringIncludes(html, "This moment has passed");
  assertStringIncludes(html, "Shorten it to 500 characters.");
  assertStringIncludes(html, 'href="#until"');
  assertStringIncludes(html, 'value="2026-11-22T10:00"');
  assert(/value="until" checked/.test(html), "the choice");
  assert(/value="spam" selected/.test(html), "the reason");
  assertStringIncludes(html, `${note}</textarea>`);
  assertEquals((await requireContact(app.deps.kv, id)).block, undefined);
});

Deno.test("a form that was opened before midnight prints the new ends before anything is blocked", async () => {
  await using app = await openTestApp(); // noon in UTC on Sunday: Monday begins in ten hours
  const id = await olenaIn(app);
  const path = `/contacts/${id}/block`;
  const shownIn = (html: string) => /name="shown" value="(\d+)"/.exec(html)?.[1] ?? "";
  let opened = "";
  for (const hours of [4, 4, 3]) { // nobody is signed out for having slept
    opened = await htmlOf(app, path);
    await app.deps.settle(); // that they were seen is noted beside the answer
    app.deps.pass(hours * HOUR_MS);
  }
  const old = { ...FORM, preset: "next_week", shown: shownIn(opened) };
  const response = await post(app, path, old);
  const html = await response.text();
  assertEquals(response.status, 422);
  assertStringIncludes(shown(html), "the ends are new");
  assertStringIncludes(shown(html), "Until next week Mon 30 Nov, 00:00");
  assert(/value="next_week" checked/.test(html), "the choice");
  assertEquals((await requireContact(app.deps.kv, id)).block, undefined);
  assertEquals((await post(app, path, { ...old, shown: shownIn(html) })).status, 303);
  const { block } = await requireContact(app.deps.kv, id);
  assertEquals(block?.untilMs, Date.parse("2026-11-29T22:00:00Z"));
});

Deno.test("a block that holds is changed by the same form, which leaves its end as it is unless asked", async () => {
  await using app = await openTestApp();
  const id = await olenaIn(app);
  await block(app, id, { preset: "next_month", reason: "spam", note: "Casino" });
  const path = `/contacts/${id}/block`;
  const html = await htmlOf(app, path);
  assertStringIncludes(shown(html), "As it is now Tue 1 Dec, 00:00, GMT+2");
  assertStringIncludes(html, "Casino</textarea>");
  const form = { ...FORM, preset: "", reason: "fraud", note: "", seen: seenIn(html) };
  assertEquals((await post(app, path, form)).status, 303);
  const kept = (await requireContact(app.deps.kv, id)).block;
  assertEquals([kept?.untilMs, kept?.reason], [Date.parse("2026-11-30T22:00:00Z"), "fraud"]);
  const longer = { ...form, preset: "forever", seen: seenIn(await htmlOf(app, path)) };
  assertEquals((await post(app, path, longer)).status, 303);
  const extended = (await requireContact(app.deps.kv, id)).block;
  assertEquals([extended?.untilMs, extended?.id], [null, kept?.id]);
});

Deno.test("a form that is older than a colleague's change overwrites nothing, and shows what is now", async () => {
  await using app = await openTestApp();
  const id = await olenaIn(app);
  await block(app, id);
  const path = `/contacts/${id}/block`;
  const stale = await post(app, path, { ...FORM, preset: "hour", note: "Mine" });
  const html = await stale.text();
  assertEquals(stale.status, 409);
  assertStringIncludes(html, "Someone has blocked, unblocked or changed the block meanwhile");
  assertStringIncludes(html, "Mine</textarea>");
  assertEquals((await requireContact(app.deps.kv, id)).block?.untilMs, null);
  const again = { ...FORM, preset: "hour", seen: seenIn(html) };
  assertEquals((await post(app, path, again)).status, 303);
  await unblockContact(actingAs(app.deps, app.users.admin), id);
  assertEquals((await post(app, path, again)).status, 409);
  assertEquals((await requireContact(app.deps.kv, id)).block, undefined);
});

Deno.test("unblocking is a form of its own; where nothing holds any more it says so", async () => {
  await using app = await openTestApp();
  const id = await olenaIn(app);
  await block(app, id);
  const path = `/contacts/${id}/unblock`;
  const first = await post(app, path, {});
  assertEquals([first.status, first.headers.get("location")], [303, `/contacts/${id}`]);
  assertEquals((await requireContact(app.deps.kv, id)).block, undefined);
  const cookie = (await post(app, path, {})).headers.get("set-cookie") ?? "";
  const flash = /kartka_flash=([^;]+)/.exec(cookie)?.[1] ?? "";
  assertStringIncludes(
    new TextDecoder().decode(Uint8Array.fromBase64(flash, { alphabet: "base64url" })),
    "flash.not_blocked",
  );
});

Deno.test("where blocking is switched off for agents they get 403 and see no control; badges stay", async () => {
  await using app = await openTestApp();
  const id = await olenaIn(app);
  await block(app, id);
  await saveChange(app.deps.kv, (change) => {
    stageRights(change, { ...DEFAULT_RIGHTS, "contact.block": false });
    return Promise.resolve();
  });
  const path = `/contacts/${id}/block`;
  assertEquals((await app.ask(path, { as: "agent" })).status, 403);
  assertEquals((await post(app, path, FORM)).status, 403);
  assertEquals((await post(app, `/contacts/${id}/unblock`, {})).status, 403);
  assertEquals((await app.ask(path, { as: "admin" })).status, 200);
  for (const page of ["/contacts", `/contacts/${id}`]) {
    const html = await htmlOf(app, page);
    assert(!/\/(un)?block/.test(html.replaceAll("/blocks", "")), `${page} has a control`);
    assert(/Blocked\s*for ever/.test(shown(html)), `${page} has a badge`);
    assert((await htmlOf(app, page, "admin")).includes(`${path}`), `${page} of an admin`);
  }
});

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
    const text = await textOf(app, path);
    assert(text.includes(words), `${path} says that the contact is blocked`);
  }
  deps.pass(HOUR_MS); // nobody has cleaned up
  for (const path of Object.keys(told)) {
    const text = await textOf(app, path);
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
    (await htmlOf(app, path)).includes(`/contacts/${id}/block`);
  for (const over of [false, true]) {
    if (over) deps.pass(HOUR_MS);
    for (const path of lists) assertEquals(await hasOlena(path), !over, `${path}, over: ${over}`);
    assertEquals(await hasOlena("/contacts?q=-is:blocked"), over);
    const [sidebar = ""] = shown(await htmlOf(app, "/contacts")).split("All segments");
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
    const text = await textOf(app, path);
    assertStringIncludes(text, "Messages do not arrive until 15:00", path);
    assertStringIncludes(text, "What comes from elsewhere gets in", path);
    assertStringIncludes(text, "That contact has been deleted", path);
  }
  assertStringIncludes(await textOf(app, `/contacts/${id}`), "olena@example.com");
  await deleteContact(admin, id);
  const toNobody = await textOf(app, "/dialog?to=olena@example.com");
  assertStringIncludes(toNobody, "Messages do not arrive until 15:00");
  await restoreContact(admin, blocked);
  assertStringIncludes(await textOf(app, `/contacts/${talker}`), `Open contact ${blocked}`);
  deps.pass(HOUR_MS); // nobody has cleaned up
  for (const path of [`/contacts/${talker}`, "/dialog?to=olena@example.com"]) {
    assert(!(await textOf(app, path)).includes("do not arrive"), path);
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
    const text = await textOf(app, path);
    assertStringIncludes(text, "Nothing that they send gets in. olena@example.com");
    assertStringIncludes(text, `Open contact ${blocked}`);
  }
  await block(app, contactId ?? 0);
  const own = await textOf(app, `/contacts/${contactId}`);
  assert(!own.includes("Nothing that they send"), "their own block says all");
});

Deno.test("the card tells of past blocks, and of one whose time is up before anyone has written that down", async () => {
  await using app = await openTestApp();
  const { deps, users } = app;
  const id = await olenaIn(app);
  assert(!(await textOf(app, `/contacts/${id}`)).includes("earlier block"));
  await block(app, id, { reason: "abuse", note: "Shouts" });
  await unblockContact(actingAs(deps, users.agent), id);
  await block(app, id, { preset: "hour" });
  deps.pass(HOUR_MS);
  const card = await textOf(app, `/contacts/${id}`);
  assertStringIncludes(card, "2 earlier blocks");
  assertStringIncludes(card, "Abuse: Shouts");
  assertStringIncludes(card, `Set by ${users.admin.name}`);
  assertStringIncludes(card, `${users.agent.name} unblocked`);
  assertStringIncludes(card, "Ended by itself");
  for (let at = 0; at < 9; at++) {
    await block(app, id);
    await unblockContact(actingAs(deps, users.agent), id);
  }
  const html = await htmlOf(app, `/contacts/${id}`);
  assertStringIncludes(shown(html), "Earlier blocks, more than 10");
  assertStringIncludes(html, `href="/contacts/${id}/blocks"`);
  const all = await textOf(app, `/contacts/${id}/blocks`);
  assertEquals(all.match(/Set by/g)?.length, 11);
});
