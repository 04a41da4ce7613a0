import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import { readFlash } from "@/lib/http/flash.ts";
import { DEFAULT_RIGHTS } from "@/lib/domain/rights.ts";
import { TRASH_MS } from "@/lib/domain/trash.ts";
import { listEvents } from "@/lib/store/events.ts";
import { saveChange } from "@/lib/store/change.ts";
import { findContact, requireContact, requireContactIn } from "@/lib/store/contacts.ts";
import { stageTrash } from "@/lib/store/trash.ts";
import { stageRights } from "@/lib/store/workspace.ts";
import { openTestApp, type TestApp, withOneOfEach } from "@/tests/support/app.ts";
import { aNamed } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";

/** Follows a redirect of a POST as a browser does, with the flash it has left. */
async function follow(app: TestApp, response: Response) {
  assertEquals(response.status, 303, await response.text());
  const headers = new Headers();
  const cookies = response.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
  headers.set("cookie", cookies.join("; "));
  const flash = readFlash(headers, false);
  const to = response.headers.get("location") ?? "";
  const cookie = [`kartka=${app.secrets.agent}`, ...cookies].join("; ");
  const page = await app.ask(to, { headers: { cookie } });
  return { to, flash, status: page.status, html: await page.text() };
}

async function post(app: TestApp, path: string, form: Record<string, string> = {}) {
  return await follow(app, await app.ask(path, { as: "agent", form }));
}

Deno.test("a contact goes to the trash by its page, and comes back by the flash's button", async () => {
  await using app = await openTestApp();
  const { contact } = await withOneOfEach(app);
  const path = `/contacts/${contact.id}`;
  const asked = await (await app.ask(`${path}/delete`, { as: "agent" })).text();
  assertStringIncludes(asked, "Delete Olena Shevchenko?");
  const gone = await post(app, `${path}/delete`);
  assertEquals(gone.to, "/contacts");
  assertStringIncludes(gone.html, "Olena Shevchenko was moved to the trash.");
  assert(gone.flash?.undo);
  const undoPath = `${path}/events/${gone.flash.undo.eventId}/undo`;
  assertStringIncludes(gone.html, `action="${undoPath}"`);
  assertMatch(gone.html, /data-shortcut="z"[^>]*>Undo</);
  const back = await post(app, undoPath);
  assertEquals([back.to, back.status], [path, 200]);
  assertMatch(back.html, /Undone\.[\s\S]*>Redo</);
  assertEquals((await requireContact(app.deps.kv, contact.id)).emails, contact.emails);
  const twice = await post(app, undoPath); // one click too many
  assertEquals([twice.to, twice.flash?.key], [path, "flash.undone"]);
  assertEquals(twice.flash?.undo, back.flash?.undo);
  app.deps.pass(61_000);
  const again = await app.ask(undoPath, { as: "agent", form: {} });
  assertEquals(again.status, 409);
  assertStringIncludes(await again.text(), "It was undone already.");
});

Deno.test("the address of a deleted contact says that it is in the trash, and how it comes back", async () => {
  await using app = await openTestApp();
  const { contact } = await withOneOfEach(app);
  const path = `/contacts/${contact.id}`;
  await post(app, `${path}/delete`);
  for (const page of ["", "/edit", "/notes", "/delete", "/conversations"]) {
    const response = await app.ask(path + page, { as: "agent" });
    const html = await response.text();
    assertEquals(response.status, 404, page);
    assertStringIncludes(html, "This contact is in the trash");
    assertStringIncludes(html, `href="${path}/restore"`);
    assert(!html.includes("Olena"), "no name");
  }
  const json = await app.ask(path, { as: "agent", headers: { accept: "application/json" } });
  assertEquals((await json.json()).error.code, "trashed");
  const list = await (await app.ask("/contacts/trash", { as: "agent" })).text();
  assertStringIncludes(list, "Olena Shevchenko");
  assertStringIncludes(list, "30 days");
  const back = await post(app, `${path}/restore`);
  assertEquals([back.to, back.status], [path, 200]);
  assertStringIncludes(back.html, "Olena Shevchenko is back.");
  const empty = await (await app.ask("/contacts/trash", { as: "agent" })).text();
  assertStringIncludes(empty, "The trash is empty.");
});

Deno.test("agents whom the workspace does not let delete see neither the page nor a way back", async () => {
  await using app = await openTestApp();
  const { contact } = await withOneOfEach(app);
  const path = `/contacts/${contact.id}`;
  const { kv } = app.deps;
  const rights = { ...DEFAULT_RIGHTS, "contact.delete": false };
  await saveChange(kv, (change) => stageRights(change, rights));
  assertEquals((await app.ask(`${path}/delete`, { as: "agent" })).status, 403);
  assertEquals((await app.ask(`${path}/delete`, { as: "agent", form: {} })).status, 403);
  const card = await (await app.ask(path, { as: "agent" })).text();
  assert(!card.includes(`${path}/delete`), "not offered");
  assertEquals((await app.ask(`${path}/delete`, { as: "admin", form: {} })).status, 303);
  const gone = await app.ask(path, { as: "agent" });
  assertEquals([gone.status, (await gone.text()).includes("/restore")], [404, false]);
  const list = await (await app.ask("/contacts/trash", { as: "agent" })).text();
  assert(list.includes("Olena Shevchenko") && !list.includes("/restore"));
  assertEquals((await app.ask(`${path}/restore`, { as: "agent" })).status, 403);
  assertEquals((await app.ask(`${path}/restore`, { as: "agent", form: {} })).status, 403);
  const { events } = await listEvents(kv, contact.id, { limit: 20 });
  const deletion = events.find(({ kind }) => kind === "deleted");
  for (const form of [undefined, {}]) {
    const undo = await app.ask(`${path}/events/${deletion?.id}/undo`, { as: "agent", form });
    assertEquals(undo.status, 403, "undoing is no way around");
    await undo.body?.cancel();
  }
  assertEquals(await findContact(kv, contact.id), null);
});

Deno.test("an address that is somebody else's by now: 409 names them, and offers two ways out", async () => {
  for (const way of ["without", "merge"] as const) {
    await using app = await openTestApp();
    const { contact } = await withOneOfEach(app);
    const path = `/contacts/${contact.id}`;
    const gone = await post(app, `${path}/delete`);
    const acting = actingAs(app.deps, app.users.agent);
    const taker = await createContact(acting, {
      ...aNamed("Taker"),
      emails: ["OLENA@example.com"],
    });
    const byUndo = await post(app, `${path}/events/${gone.flash?.undo?.eventId}/undo`);
    assertEquals([byUndo.to, byUndo.status], [`${path}/restore`, 200]);
    const refused = await app.ask(`${path}/restore`, { as: "agent", form: {} });
    const html = await refused.text();
    assertEquals(refused.status, 409);
    for (const said of [`href="/contacts/${taker.id}"`, "olena@example.com", "Taker"]) {
      assertStringIncludes(html, said);
    }
    const form: Record<string, string> = way === "merge"
      ? { merge: String(taker.id) }
      : { without: "1" };
    const back = await app.ask(`${path}/restore`, { as: "agent", form });
    assertEquals(back.status, 303);
    const to = way === "merge" ? `/contacts/${taker.id}/merge?with=${contact.id}` : path;
    assertEquals(back.headers.get("location"), to);
    const { emails, phones, unclaimed } = await requireContact(app.deps.kv, contact.id);
    assertEquals([emails, phones], [[], contact.phones]);
    assertEquals(unclaimed?.map(({ key }) => key), ["olena@example.com"]);
  }
});

Deno.test("the trash has pages of fifty, each contact once, the one deleted last first", async () => {
  await using app = await openTestApp();
  const acting = actingAs(app.deps, app.users.agent);
  for (let at = 1; at <= 52; at++) {
    const { id } = await createContact(acting, aNamed(`Nobody ${at}.`));
    app.deps.pass(1000);
    await app.ask(`/contacts/${id}/delete`, { as: "agent", form: {} });
  }
  const first = await (await app.ask("/contacts/trash", { as: "agent" })).text();
  const next = /\/contacts\/trash\?before=[\d-]+/.exec(first)?.[0] ?? "";
  const second = await (await app.ask(next, { as: "agent" })).text();
  const names = [first, second].map((html) => [...html.matchAll(/>Nobody (\d+)\./g)].length);
  assertEquals(names, [50, 2]);
  assert(first.indexOf("Nobody 52.") < first.indexOf("Nobody 51."));
  assertEquals((await app.ask("/contacts/trash?before=nonsense", { as: "agent" })).status, 200);
});

Deno.test("a conversation of a contact in the trash is read, not answered, and says how it comes back", async () => {
  await using app = await openTestApp();
  const { contact, ids } = await withOneOfEach(app);
  await post(app, `/contacts/${contact.id}/delete`);
  const path = `/conversations/${ids.conversationId}`;
  const list = await (await app.ask("/conversations", { as: "agent" })).text();
  assertStringIncludes(list, "A contact in the trash");
  const page = await app.ask(path, { as: "agent" });
  const html = await page.text();
  assertEquals([page.status, html.includes('name="text"')], [200, false]);
  assertStringIncludes(html, `href="/contacts/${contact.id}/restore"`);
  const form = { form: "text", text: "Hello?", subject: "Order 118", onceKey: "a-form-of-its-own" };
  const refused = await app.ask(path, { as: "agent", form });
  assertEquals(refused.status, 404);
  assertStringIncludes(await refused.text(), "This contact is in the trash");
});

Deno.test("who presses twice is told twice that it was done, not that it cannot be", async () => {
  await using app = await openTestApp();
  const { contact } = await withOneOfEach(app);
  const path = `/contacts/${contact.id}`;
  const [gone, goneTwice] = [await post(app, `${path}/delete`), await post(app, `${path}/delete`)];
  assertEquals([goneTwice.to, goneTwice.flash], [gone.to, gone.flash]);
  const byOther = await app.ask(`${path}/delete`, { as: "admin", form: {} });
  assertEquals(byOther.status, 404, "whoever has not done it is told where it is");
  await byOther.body?.cancel();
  app.deps.pass(1000);
  const [back, backTwice] = [
    await post(app, `${path}/restore`),
    await post(app, `${path}/restore`),
  ];
  assertEquals([backTwice.to, backTwice.flash], [back.to, back.flash]);
  const { events } = await listEvents(app.deps.kv, contact.id, { limit: 20 });
  assertEquals(events.filter(({ kind }) => kind === "deleted" || kind === "restored").length, 2);
});

Deno.test("an agent who may not merge is not offered it on the way back, and loses no address by it", async () => {
  await using app = await openTestApp();
  const { contact } = await withOneOfEach(app);
  const path = `/contacts/${contact.id}/restore`;
  await post(app, `/contacts/${contact.id}/delete`);
  const acting = actingAs(app.deps, app.users.agent);
  const { id } = await createContact(acting, { ...aNamed("Taker"), emails: ["olena@example.com"] });
  const rights = { ...DEFAULT_RIGHTS, "contact.merge": false };
  await saveChange(app.deps.kv, (change) => stageRights(change, rights));
  const html = await (await app.ask(path, { as: "agent" })).text();
  assert(!html.includes("Restore and merge") && html.includes("Restore without"));
  const forced = await app.ask(path, { as: "agent", form: { merge: String(id) } });
  assertEquals(forced.status, 403);
  await forced.body?.cancel();
  assertEquals(await findContact(app.deps.kv, contact.id), null, "nothing was given up");
});

Deno.test("whose time in the trash is up is not offered back", async () => {
  await using app = await openTestApp();
  const { contact } = await withOneOfEach(app);
  const path = `/contacts/${contact.id}/restore`;
  await saveChange(app.deps.kv, async (change) => {
    const read = await requireContactIn(change, contact.id);
    const deletedAtMs = app.deps.now() - TRASH_MS;
    stageTrash(change, read, { deletedAtMs, byUserId: app.users.agent.id, eventId: "01EVENT" });
  });
  const list = await (await app.ask("/contacts/trash", { as: "agent" })).text();
  assert(list.includes("Olena Shevchenko") && !list.includes("/restore"));
  for (const form of [undefined, {}]) {
    const response = await app.ask(path, { as: "agent", form });
    await response.body?.cancel();
    assertEquals(response.status, 404);
  }
});
