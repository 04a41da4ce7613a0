import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { addNote } from "@/lib/actions/add_note.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { deleteContact } from "@/lib/actions/delete_contact.ts";
import { mergeContacts } from "@/lib/actions/merge_contacts.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { pinNote } from "@/lib/actions/pin_note.ts";
import { contactInput } from "@/lib/domain/contact_input.ts";
import { HANDLES_MAX } from "@/lib/domain/contact.ts";
import { DEFAULT_RIGHTS } from "@/lib/domain/rights.ts";
import { saveChange } from "@/lib/store/change.ts";
import { findContact, requireContact } from "@/lib/store/contacts.ts";
import { requireConversation } from "@/lib/store/conversations.ts";
import { stageRights } from "@/lib/store/workspace.ts";
import { openTestApp } from "@/tests/support/app.ts";
import { aNamed } from "@/tests/support/cast.ts";
import { attributeIn, confirmForm, keepMoving, mergeReady } from "@/tests/support/merge_pages.ts";
import { getPage, postForm, shownText } from "@/tests/support/pages.ts";

Deno.test("three steps lead to one contact: who, what stays, what moves", async () => {
  await using app = await openTestApp();
  const { keptId, mergedId, path, conversationId } = await mergeReady(app);
  const picked = await getPage(app, `${path}?find=shev`);
  assertStringIncludes(picked.html, `name="with" value="${mergedId}"`);
  assert(!picked.html.includes(`name="with" value="${keptId}"`), "itself is not on offer");
  for (const told of ["Telegram 123", "1 conversation", "+380 50", "Blocked until"]) {
    assertStringIncludes(picked.html, told);
  }
  const { html, form } = await confirmForm(app, { path, mergedId }, { "keep.name": "merged" });
  for (const told of ["1 conversation", "1 note", "1 tag", "2 addresses"]) {
    assertStringIncludes(html, told);
  }
  const lost = shownText(/<h2>What is not kept[^]*?<\/ul>/.exec(html)?.[0] ?? "");
  for (
    const told of [
      `Name of contact ${keptId}: Олена Шевченко 123`,
      `Language of contact ${mergedId}: English`,
      `Plan 123 of contact ${mergedId}: Basic`,
    ]
  ) assertStringIncludes(lost, told);
  const { status, location } = await postForm(app, path, form);
  assertEquals([status, location], [303, `/contacts/${keptId}`]);
  const card = shownText((await getPage(app, `/contacts/${keptId}`)).html);
  assertStringIncludes(card, `Not kept of contact ${mergedId}:`);
  const kept = await requireContact(app.deps.kv, keptId);
  assertEquals([kept.name, kept.language, kept.phones.length], ["O. Shevchenko", "uk", 2]);
  assertEquals(await findContact(app.deps.kv, mergedId), null);
  assertEquals((await requireConversation(app.deps.kv, conversationId)).contactId, keptId);
});

Deno.test("the same form sent twice merges once", async () => {
  await using app = await openTestApp();
  const { keptId, mergedId, path } = await mergeReady(app);
  const { form } = await confirmForm(app, { path, mergedId });
  const first = await postForm(app, path, form);
  const again = await postForm(app, path, form);
  assertEquals([first.status, again.status], [303, 303]);
  assertEquals([first.location, again.location], [`/contacts/${keptId}`, `/contacts/${keptId}`]);
});

Deno.test("sides are named by what becomes of them; conflicts come first; the block is locked", async () => {
  await using app = await openTestApp();
  const { mergedId, keptId, path } = await mergeReady(app);
  const { html } = await getPage(app, `${path}?with=${mergedId}`);
  for (const told of ["Keep this contact", "Will be merged into it", "Whoever is blocked stays"]) {
    assertStringIncludes(html, told);
  }
  assert(html.indexOf('id="row-name"') < html.indexOf('id="row-emails"'));
  assert(!html.includes('name="keep.block"'), "nobody can choose to lift a block");
  assertStringIncludes(html, `/contacts/${mergedId}/merge?with=${keptId}`);
});

Deno.test("a name that is written from right to left leaves the number beside it where it is", async () => {
  await using app = await openTestApp();
  const { acting, path } = await mergeReady(app);
  const { id } = await createContact(acting, { ...aNamed("محمد"), emails: ["m@example.com"] });
  const pages = [
    (await getPage(app, `${path}?find=m@example.com`)).html,
    (await getPage(app, `${path}?with=${id}`)).html,
    (await confirmForm(app, { path, mergedId: id })).html,
  ];
  for (const html of pages) {
    const main = html.slice(html.indexOf('id="dialog-part"'));
    assertMatch(main, new RegExp(`<bdi>محمد</bdi>[^№]{0,60}No\\. ${id}`));
  }
});

Deno.test("of two pinned notes the one that will not be pinned is named before", async () => {
  await using app = await openTestApp();
  const { acting, keptId, mergedId, path } = await mergeReady(app);
  const told = `The pin of a note of contact ${mergedId}`;
  await pinNote(acting, mergedId, await addNote(acting, mergedId, "Theirs"));
  assert(!(await confirmForm(app, { path, mergedId })).html.includes(told), "it comes along");
  await pinNote(acting, keptId, await addNote(acting, keptId, "Ours"));
  assertStringIncludes((await confirmForm(app, { path, mergedId })).html, told);
});

Deno.test("what cannot be merged says why, and what leads on", async () => {
  await using app = await openTestApp();
  const { acting, keptId, mergedId, path } = await mergeReady(app);
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
  await postForm(app, path, (await confirmForm(app, { path, mergedId })).form);
  refused.push([
    `${path}?with=${mergedId}`,
    `Contact ${mergedId} was merged into this one already`,
  ]);
  refused.push([`${into}?with=${mergedId}`, `was merged into contact ${keptId} already`]);
  for (const [address, told] of refused) {
    const { status, html } = await getPage(app, address);
    assertEquals(status, 422, address);
    assertStringIncludes(html, told);
  }
  const survivor = await getPage(app, `${into}?with=${mergedId}`);
  assertStringIncludes(survivor.html, `href="${into}?with=${keptId}"`);
  assertStringIncludes(
    (await getPage(app, `${path}?with=${gone.id}`)).html,
    'href="/contacts/trash"',
  );
});

Deno.test("a contact that is being merged asks for another try", async () => {
  await using app = await openTestApp();
  const { acting, mergedId, path } = await mergeReady(app);
  const third = await createContact(acting, aNamed("Third"));
  const { revision } = await requireContact(app.deps.kv, mergedId);
  const revisions = { kept: revision, merged: third.revision };
  const order = { keptId: mergedId, mergedId: third.id, choices: {}, revisions };
  const unfinished = await mergeContacts(acting, order);
  const { form } = await confirmForm(app, { path, mergedId });
  await keepMoving(app, unfinished, mergedId);
  const { status, html } = await postForm(app, path, form);
  assertEquals(status, 409);
  assertStringIncludes(html, "belongs to a merge that is not finished");
  assertStringIncludes(html, "Try again");
});

Deno.test("someone edits one of them meanwhile: what is new is marked, choices stay, nothing is merged", async () => {
  await using app = await openTestApp();
  const { acting, mergedId, path } = await mergeReady(app);
  const { form, query } = await confirmForm(app, { path, mergedId }, { "keep.name": "merged" });
  const before = await requireContact(app.deps.kv, mergedId);
  await editContact(acting, mergedId, before.revision, { ...contactInput(before), language: "pl" });
  for (const answer of [await postForm(app, path, form), await getPage(app, `${path}?${query}`)]) {
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
  const { acting, path } = await mergeReady(app);
  const emails = Array.from({ length: HANDLES_MAX }, (_, at) => `e${at}@example.com`);
  const many = await createContact(acting, { ...aNamed("Many"), emails });
  const { status, html } = await getPage(app, `${path}?with=${many.id}`);
  assertEquals(status, 422);
  assertStringIncludes(html, `E-mails: together there are ${HANDLES_MAX + 1}`);
  assertStringIncludes(html, 'href="#row-emails"');
  assert(!html.includes(">Next<"));
});

Deno.test("agents without the right see no control and get no page; admins do", async () => {
  await using app = await openTestApp();
  const { keptId, mergedId, path } = await mergeReady(app);
  const { form } = await confirmForm(app, { path, mergedId });
  await saveChange(
    app.deps.kv,
    (change) => stageRights(change, { ...DEFAULT_RIGHTS, "contact.merge": false }),
  );
  assert(!(await getPage(app, `/contacts/${keptId}`)).html.includes("/merge"));
  assertEquals((await getPage(app, path)).status, 403);
  assertEquals((await postForm(app, path, form)).status, 403);
  const response = await app.ask(path, { as: "admin" });
  await response.body?.cancel();
  assertEquals(response.status, 200);
});
