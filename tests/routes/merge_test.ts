import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { addNote } from "@/lib/actions/add_note.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { deleteContact } from "@/lib/actions/delete_contact.ts";
import { mergeContacts } from "@/lib/actions/merge_contacts.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { pinNote } from "@/lib/actions/pin_note.ts";
import { unblockContact } from "@/lib/actions/unblock_contact.ts";
import { contactInput } from "@/lib/domain/contact_input.ts";
import { HANDLES_MAX } from "@/lib/domain/contact.ts";
import type { Merge } from "@/lib/domain/merge.ts";
import { DEFAULT_RIGHTS } from "@/lib/domain/rights.ts";
import { saveChange } from "@/lib/store/change.ts";
import { findContact, requireContact } from "@/lib/store/contacts.ts";
import { requireConversation } from "@/lib/store/conversations.ts";
import { mergeKey, mergeLockKey } from "@/lib/store/keys/merges.ts";
import { requireMerge } from "@/lib/store/merges.ts";
import { stageRights } from "@/lib/store/workspace.ts";
import { openTestApp, type TestApp } from "@/tests/support/app.ts";
import { aNamed } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";
import { type Pair, storePair, writeIn } from "@/tests/support/pairs.ts";

const headers = { "accept-language": "en" };

async function ready(app: TestApp) {
  const acting = actingAs(app.deps, app.users.admin);
  const pair = await storePair(acting);
  return { acting, ...pair, path: `/contacts/${pair.keptId}/merge` };
}

async function get(app: TestApp, path: string) {
  const response = await app.ask(path, { as: "agent", headers });
  return { status: response.status, html: await response.text() };
}

async function post(app: TestApp, path: string, form: [string, string][]) {
  const response = await app.ask(path, { as: "agent", headers, form });
  const location = response.headers.get("location");
  return { status: response.status, location, html: await response.text() };
}

/** What a page's form of this method would send, with radio buttons and boxes as they are. */
function formIn(html: string, method: "get" | "post"): [string, string][] {
  const form = [...html.matchAll(/<form[^>]*>[^]*?<\/form>/g)].map(([text]) => text)
    .filter((text) => text.includes(`method="${method}"`) && text.includes('name="with"')).at(-1);
  const inputs = [...(form ?? "").matchAll(/<input[^>]*>/g)].map(([text]) => text);
  return inputs.filter((text) => text.includes('type="hidden"') || / checked/.test(text))
    .map((text) => [attributeIn(text, "name"), attributeIn(text, "value")]);
}

function attributeIn(tag: string, name: string): string {
  return new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
}

/** What of this HTML is read, without the marks of where texts were joined. */
function textOf(html: string): string {
  return html.replace(/<!--[^]*?-->/g, "").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
}

/** The form of the third step, for a choice in the second. */
async function confirmForm(
  app: TestApp,
  { path, mergedId }: { path: string; mergedId: number },
  choice: Record<string, string> = {},
) {
  const compared = await get(app, `${path}?with=${mergedId}`);
  const chosen = formIn(compared.html, "get")
    .map(([name, value]): [string, string] => [name, choice[name] ?? value]);
  const query = new URLSearchParams(chosen);
  const confirmed = await get(app, `${path}?${query}`);
  assertEquals(confirmed.status, 200);
  return { html: confirmed.html, form: formIn(confirmed.html, "post"), query };
}

Deno.test("three steps lead to one contact: who, what stays, what moves", async () => {
  await using app = await openTestApp();
  const { keptId, mergedId, path, conversationId } = await ready(app);
  const picked = await get(app, `${path}?find=shev`);
  assertStringIncludes(picked.html, `name="with" value="${mergedId}"`);
  assert(!picked.html.includes(`name="with" value="${keptId}"`), "itself is not on offer");
  for (const told of ["Telegram 123", "1 conversation", "+380 50", "Blocked until"]) {
    assertStringIncludes(picked.html, told);
  }
  const { html, form } = await confirmForm(app, { path, mergedId }, { "keep.name": "merged" });
  for (const told of ["1 conversation", "1 note", "1 tag", "2 addresses"]) {
    assertStringIncludes(html, told);
  }
  const lost = textOf(/<h2>What is not kept[^]*?<\/ul>/.exec(html)?.[0] ?? "");
  for (
    const told of [
      `Name of contact ${keptId}: Олена Шевченко 123`,
      `Language of contact ${mergedId}: English`,
      `Plan 123 of contact ${mergedId}: Basic`,
    ]
  ) assertStringIncludes(lost, told);
  const { status, location } = await post(app, path, form);
  assertEquals([status, location], [303, `/contacts/${keptId}`]);
  const card = textOf((await get(app, `/contacts/${keptId}`)).html);
  assertStringIncludes(card, `Not kept of contact ${mergedId}:`);
  const kept = await requireContact(app.deps.kv, keptId);
  assertEquals([kept.name, kept.language, kept.phones.length], ["O. Shevchenko", "uk", 2]);
  assertEquals(await findContact(app.deps.kv, mergedId), null);
  assertEquals((await requireConversation(app.deps.kv, conversationId)).contactId, keptId);
});

Deno.test("the same form sent twice merges once", async () => {
  await using app = await openTestApp();
  const { keptId, mergedId, path } = await ready(app);
  const { form } = await confirmForm(app, { path, mergedId });
  const first = await post(app, path, form);
  const again = await post(app, path, form);
  assertEquals([first.status, again.status], [303, 303]);
  assertEquals([first.location, again.location], [`/contacts/${keptId}`, `/contacts/${keptId}`]);
});

Deno.test("sides are named by what becomes of them; conflicts come first; the block is locked", async () => {
  await using app = await openTestApp();
  const { mergedId, keptId, path } = await ready(app);
  const { html } = await get(app, `${path}?with=${mergedId}`);
  for (const told of ["Keep this contact", "Will be merged into it", "Whoever is blocked stays"]) {
    assertStringIncludes(html, told);
  }
  assert(html.indexOf('id="row-name"') < html.indexOf('id="row-emails"'));
  assert(!html.includes('name="keep.block"'), "nobody can choose to lift a block");
  assertStringIncludes(html, `/contacts/${mergedId}/merge?with=${keptId}`);
});

Deno.test("a name that is written from right to left leaves the number beside it where it is", async () => {
  await using app = await openTestApp();
  const { acting, path } = await ready(app);
  const { id } = await createContact(acting, { ...aNamed("محمد"), emails: ["m@example.com"] });
  const pages = [
    (await get(app, `${path}?find=m@example.com`)).html,
    (await get(app, `${path}?with=${id}`)).html,
    (await confirmForm(app, { path, mergedId: id })).html,
  ];
  for (const html of pages) {
    const main = html.slice(html.indexOf('id="dialog-part"'));
    assertMatch(main, new RegExp(`<bdi>محمد</bdi>[^№]{0,60}No\\. ${id}`));
  }
});

Deno.test("of two pinned notes the one that will not be pinned is named before", async () => {
  await using app = await openTestApp();
  const { acting, keptId, mergedId, path } = await ready(app);
  const told = `The pin of a note of contact ${mergedId}`;
  await pinNote(acting, mergedId, await addNote(acting, mergedId, "Theirs"));
  assert(!(await confirmForm(app, { path, mergedId })).html.includes(told), "it comes along");
  await pinNote(acting, keptId, await addNote(acting, keptId, "Ours"));
  assertStringIncludes((await confirmForm(app, { path, mergedId })).html, told);
});

Deno.test("what cannot be merged says why, and what leads on", async () => {
  await using app = await openTestApp();
  const { acting, keptId, mergedId, path } = await ready(app);
  const [gone, other] = [
    await createContact(acting, aNamed("Gone")),
    await createContact(acting, aNamed("Other")),
  ];
  await deleteContact(acting, gone.id);
  const into = `/contacts/${other.id}/merge`;
  const refused: [string, string][] = [
    [`${path}?with=${keptId}`, "This is the same contact"],
    [`${path}?with=999999`, "There is no contact 999,999"],
    [`${path}?with=x`, "Choose the other contact first"],
    [`${path}?with=${gone.id}`, `Contact ${gone.id} is in the trash`],
  ];
  await post(app, path, (await confirmForm(app, { path, mergedId })).form);
  refused.push([
    `${path}?with=${mergedId}`,
    `Contact ${mergedId} was merged into this one already`,
  ]);
  refused.push([`${into}?with=${mergedId}`, `was merged into contact ${keptId} already`]);
  for (const [address, told] of refused) {
    const { status, html } = await get(app, address);
    assertEquals(status, 422, address);
    assertStringIncludes(html, told);
  }
  const survivor = await get(app, `${into}?with=${mergedId}`);
  assertStringIncludes(survivor.html, `href="${into}?with=${keptId}"`);
  assertStringIncludes((await get(app, `${path}?with=${gone.id}`)).html, 'href="/contacts/trash"');
});

Deno.test("a contact that is being merged asks for another try", async () => {
  await using app = await openTestApp();
  const { acting, mergedId, path } = await ready(app);
  const third = await createContact(acting, aNamed("Third"));
  const { revision } = await requireContact(app.deps.kv, mergedId);
  const revisions = { kept: revision, merged: third.revision };
  const order = { keptId: mergedId, mergedId: third.id, choices: {}, revisions };
  const unfinished = await mergeContacts(acting, order);
  const { form } = await confirmForm(app, { path, mergedId });
  await keepMoving(app, unfinished, mergedId);
  const { status, html } = await post(app, path, form);
  assertEquals(status, 409);
  assertStringIncludes(html, "belongs to a merge that is not finished");
  assertStringIncludes(html, "Try again");
});

Deno.test("someone edits one of them meanwhile: what is new is marked, choices stay, nothing is merged", async () => {
  await using app = await openTestApp();
  const { acting, mergedId, path } = await ready(app);
  const { form, query } = await confirmForm(app, { path, mergedId }, { "keep.name": "merged" });
  const before = await requireContact(app.deps.kv, mergedId);
  await editContact(acting, mergedId, before.revision, { ...contactInput(before), language: "pl" });
  for (const answer of [await post(app, path, form), await get(app, `${path}?${query}`)]) {
    assertEquals(answer.status, 409);
    assertStringIncludes(answer.html, "Someone has changed these contacts meanwhile");
    const rows = answer.html.split("<tr").filter((row) => row.includes("badge warn"));
    assertEquals(rows.map((row) => attributeIn(row, "id")), ["row-language"]);
    assertStringIncludes(answer.html, 'id="row-name" data-chosen="merged"');
  }
  assertEquals((await requireContact(app.deps.kv, mergedId)).language, "pl");
});

Deno.test("what does not fit into one contact is said in words, and cannot go on", async () => {
  await using app = await openTestApp();
  const { acting, path } = await ready(app);
  const emails = Array.from({ length: HANDLES_MAX }, (_, at) => `e${at}@example.com`);
  const many = await createContact(acting, { ...aNamed("Many"), emails });
  const { status, html } = await get(app, `${path}?with=${many.id}`);
  assertEquals(status, 422);
  assertStringIncludes(html, `E-mails: together there are ${HANDLES_MAX + 1}`);
  assertStringIncludes(html, 'href="#row-emails"');
  assert(!html.includes(">Next<"));
});

Deno.test("agents without the right see no control and get no page; admins do", async () => {
  await using app = await openTestApp();
  const { keptId, mergedId, path } = await ready(app);
  const { form } = await confirmForm(app, { path, mergedId });
  await saveChange(
    app.deps.kv,
    (change) => stageRights(change, { ...DEFAULT_RIGHTS, "contact.merge": false }),
  );
  assert(!(await get(app, `/contacts/${keptId}`)).html.includes("/merge"));
  assertEquals((await get(app, path)).status, 403);
  assertEquals((await post(app, path, form)).status, 403);
  const response = await app.ask(path, { as: "admin" });
  await response.body?.cancel();
  assertEquals(response.status, 200);
});

/** Merged, and the address at which that is undone. */
async function merged(app: TestApp): Promise<Pair & { undo: string }> {
  const { path, ...pair } = await ready(app);
  await post(app, path, (await confirmForm(app, { path, ...pair })).form);
  const card = await get(app, `/contacts/${pair.keptId}`);
  const event = `/contacts/${pair.keptId}/events/${mergeIdIn(card.html)}`;
  const asked = await post(app, `${event}/undo`, []);
  return { ...pair, undo: asked.location ?? "" };
}

Deno.test("an old number leads to the card, which says so once; a number that was never merged says nothing", async () => {
  await using app = await openTestApp();
  const { keptId, mergedId } = await merged(app);
  const moved = await app.ask(`/contacts/${mergedId}`, { as: "agent" });
  await moved.body?.cancel();
  assertEquals(moved.headers.get("location"), `/contacts/${keptId}?from=${mergedId}`);
  const told = `Contact ${mergedId} was merged into this one.`;
  assertStringIncludes((await get(app, `/contacts/${keptId}?from=${mergedId}`)).html, told);
  assert(!(await get(app, `/contacts/${keptId}`)).html.includes(told));
  for (const from of ["999", "x", String(keptId)]) {
    const { html } = await get(app, `/contacts/${keptId}?from=${from}`);
    assert(!html.includes("was merged into this one."), from);
  }
});

Deno.test("undoing shows what goes back, and gives it back; messages reach their own contact again", async () => {
  await using app = await openTestApp();
  const { keptId, mergedId, undo, channelId, conversationId } = await merged(app);
  const acting = actingAs(app.deps, app.users.admin);
  await unblockContact(acting, keptId);
  assertEquals((await writeIn(acting, channelId, "Hello?")).contactId, keptId);
  const { status, html } = await get(app, undo);
  assertEquals(status, 200);
  for (const told of ["O. Shevchenko", "@shev", "1 conversation", "1 note"]) {
    assertStringIncludes(html, told);
  }
  const astray = await get(app, undo.replace(`/${keptId}/`, `/${mergedId}/`));
  assertStringIncludes(astray.html, `href="/contacts/${keptId}"`, "to the card that there is");
  const undone = await post(app, undo, []);
  assertEquals([undone.status, undone.location], [303, `/contacts/${mergedId}`]);
  assertEquals((await requireContact(app.deps.kv, mergedId)).name, "O. Shevchenko");
  assertEquals((await requireConversation(app.deps.kv, conversationId)).contactId, mergedId);
  const again = await get(app, undo);
  assertEquals(again.status, 409);
  assertStringIncludes(again.html, "It was undone already");
});

Deno.test("a field that was edited since the merge is asked about, and the answer holds", async () => {
  await using app = await openTestApp();
  const acting = actingAs(app.deps, app.users.admin);
  const { path, keptId, mergedId } = await ready(app);
  await post(
    app,
    path,
    (await confirmForm(app, { path, mergedId }, { "keep.name": "merged" })).form,
  );
  const now = await requireContact(app.deps.kv, keptId);
  await editContact(acting, keptId, now.revision, { ...contactInput(now), name: "Newer" });
  const card = await get(app, `/contacts/${keptId}`);
  const undo = `/contacts/${keptId}/merges/${mergeIdIn(card.html)}/undo`;
  const { html } = await get(app, undo);
  for (const told of ["Edited since the merge", "Newer", "Олена Шевченко 123"]) {
    assertStringIncludes(html, told);
  }
  await post(app, undo, [["answer:name", "restore"]]);
  assertEquals((await requireContact(app.deps.kv, keptId)).name, "Олена Шевченко 123");
});

/** As if its last commit had not been made yet. */
async function keepMoving({ deps: { kv } }: TestApp, merge: Merge, contactId: number) {
  await kv.set(mergeKey(merge.id), { ...merge, state: "moving" });
  await kv.set(mergeLockKey(contactId), merge.id);
}

/** The event of a merge has its id. */
function mergeIdIn(html: string): string {
  const entry = html.split("<li").find((part) => / id="event-[^]*#merge"/.test(part));
  return /id="event-([0-9A-Z]{26})"/.exec(entry ?? "")?.[1] ?? "";
}

Deno.test("while conversations are on their way, the card says so and offers to look again", async () => {
  await using app = await openTestApp();
  const { keptId } = await merged(app);
  const { kv } = app.deps;
  const card = await get(app, `/contacts/${keptId}`);
  assert(!card.html.includes("still being moved"));
  await keepMoving(app, await requireMerge(kv, mergeIdIn(card.html)), keptId);
  assertStringIncludes((await get(app, `/contacts/${keptId}`)).html, "still being moved");
});
