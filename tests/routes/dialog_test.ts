import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { requireConversation } from "@/lib/store/conversations.ts";
import { findContactIdByPhone } from "@/lib/store/handles.ts";
import { openTestApp, type TestApp } from "@/tests/support/app.ts";
import { aNamed, anInput } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";
import { messagesOf, storeChannel } from "@/tests/support/dialogs.ts";
import { ENGLISH, pageOf } from "@/tests/support/pages.ts";

async function ready(app: TestApp) {
  const { deps, users } = app;
  const mail = await storeChannel(deps.kv, "email", { name: "Mail" });
  const phone = await storeChannel(deps.kv, "call", { name: "Phone" });
  const chat = await storeChannel(deps.kv, "telegram", { name: "Bot" });
  const off = await storeChannel(deps.kv, "email", { name: "Old mail", enabled: false });
  const input = anInput({ emails: ["one@example.com", "two@example.com"] });
  const olena = await createContact(actingAs(deps, users.agent), input);
  return { mail, phone, chat, off, olena, path: `/contacts/${olena.id}/dialog` };
}

function waysIn(html: string): string[] {
  return [...html.matchAll(/name="via" value="\w+ ([^"]*)"/g)].map(([, address]) => address ?? "");
}

function conversationOf(response: Response): string {
  const location = response.headers.get("location") ?? "";
  return /^\/conversations\/(\w+)#end$/.exec(location)?.[1] ?? location;
}

Deno.test("the page offers every address of every usable channel, and lists the others with reason and fix", async () => {
  await using app = await openTestApp();
  const { path, off, olena } = await ready(app);
  const html = await pageOf(app, path, "admin");
  assertEquals(waysIn(html), ["one@example.com", "two@example.com", "+380671234567"]);
  assertStringIncludes(html, "lets nobody write first");
  assertStringIncludes(html, "This channel is switched off.");
  assertStringIncludes(html, `href="/settings/channels/${off.id}"`);
  const agents = await pageOf(app, path);
  assert(!agents.includes("/settings/channels/"));
  assertStringIncludes(agents, "This channel is switched off. Ask an admin.");
  assert(!html.includes("Ask an admin."));
  const { id } = await createContact(actingAs(app.deps, app.users.agent), aNamed("Тарас"));
  const none = await pageOf(app, `/contacts/${id}/dialog`);
  assertEquals(waysIn(none), []);
  assertStringIncludes(none, "No channel can be used yet");
  assertStringIncludes(none, "The contact has no phone.");
  assertStringIncludes(none, `href="/contacts/${id}/edit"`);
  assertEquals(olena.id === id, false);
});

Deno.test("an e-mail begins with its subject; the same form sent twice writes once", async () => {
  await using app = await openTestApp();
  const { path, mail, olena } = await ready(app);
  const onceKey = /name="onceKey" value="([^"]+)"/.exec(await pageOf(app, path))?.[1] ?? "";
  const via = `${mail.id} two@example.com`;
  const form = { via, onceKey, subject: "Order 118", message: "Вітаємо" };
  const first = conversationOf(await app.ask(path, { as: "agent", form }));
  const second = conversationOf(await app.ask(path, { as: "agent", form }));
  assertEquals(first, second);
  const conversation = await requireConversation(app.deps.kv, first);
  assertEquals(
    [conversation.address, conversation.subject, conversation.contactId],
    ["two@example.com", "Order 118", olena.id],
  );
  assertEquals((await messagesOf(app.deps.kv, first)).length, 1);
  const html = await pageOf(app, path);
  assertEquals(waysIn(html)[0], "two@example.com");
  assertStringIncludes(html, "continues the conversation");
});

Deno.test("a refused dialog keeps the choice and what was typed, and says what is missing", async () => {
  await using app = await openTestApp();
  const { path, mail } = await ready(app);
  const via = `${mail.id} two@example.com`;
  const form = { via, subject: "", message: "Typed text" };
  const response = await app.ask(path, { as: "agent", form, headers: ENGLISH });
  const html = await response.text();
  assertEquals(response.status, 422);
  assertStringIncludes(html, "Enter a subject.");
  assertStringIncludes(html, "Typed text</textarea>");
  assert(new RegExp(`value="${via}" checked`).test(html), "the choice");
});

Deno.test("a choice that is none, or is gone, is said at the choice", async () => {
  await using app = await openTestApp();
  const { path, chat, off } = await ready(app);
  const said = async (via: string) => {
    const form = { via, subject: "x", message: "x" };
    const response = await app.ask(path, { as: "agent", form, headers: ENGLISH });
    assertEquals(response.status, 422, via);
    return /id="via-problem".*?<span>(.*?)<\/span>/s.exec(await response.text())?.[1];
  };
  assertEquals(await said(""), "Choose where to write.");
  assertEquals(
    await said("01NONE x@example.com"),
    "This address cannot be written to any more; choose another.",
  );
  assertEquals(await said(`${off.id} one@example.com`), "This channel is switched off.");
  assertEquals(
    await said(`${chat.id} u-9`),
    "This messenger lets nobody write first to someone who has not written.",
  );
});

Deno.test("from the menu a known address leads to its contact, another is written to as a new one", async () => {
  await using app = await openTestApp();
  const { olena, phone } = await ready(app);
  const known = await app.ask("/dialog?to=067+123-45-67", { as: "agent" });
  assertEquals([known.status, known.headers.get("location")], [
    303,
    `/contacts/${olena.id}/dialog`,
  ]);
  const html = await pageOf(app, "/dialog?to=050+111+22+33");
  assertEquals(waysIn(html), ["+380501112233"]);
  assertStringIncludes(html, "Nobody has +380 50 111 2233 yet");
  assertEquals(await findContactIdByPhone(app.deps.kv, "+380501112233"), null); // not before it is sent
  const form = { to: "+380 50 111 2233", via: `${phone.id} +380501112233` };
  const id = conversationOf(await app.ask("/dialog", { as: "agent", form }));
  const { contactId } = await requireConversation(app.deps.kv, id);
  assertEquals((await requireContact(app.deps.kv, contactId)).createdByUserId, app.users.agent.id);
});

Deno.test("from the menu the other address of a contact does not slip in", async () => {
  await using app = await openTestApp();
  const { mail } = await ready(app);
  const form = {
    to: "new@example.com",
    via: `${mail.id} one@example.com`,
    subject: "x",
    message: "x",
  };
  const id = conversationOf(await app.ask("/dialog", { as: "agent", form }));
  assertEquals((await requireConversation(app.deps.kv, id)).address, "new@example.com");
});

Deno.test("from the menu an address that has become a contact's meanwhile is not called nobody's", async () => {
  await using app = await openTestApp();
  const { mail } = await ready(app);
  const textOf = async (to: string) => {
    const form = { to, via: `${mail.id} ${to}`, subject: "x", message: "" };
    return await (await app.ask("/dialog", { as: "agent", form, headers: ENGLISH })).text();
  };
  const [nobodys, taken] = [await textOf("new@example.com"), await textOf("one@example.com")];
  assertStringIncludes(nobodys, "Nobody has new@example.com yet");
  assert(!taken.includes("Nobody has"));
  assertStringIncludes(taken, "Write something first.");
});

Deno.test("from the menu what is neither phone nor e-mail is asked again, and a refused text is kept", async () => {
  await using app = await openTestApp();
  const { mail } = await ready(app);
  const bad = await app.ask("/dialog?to=Olena", { as: "agent", headers: ENGLISH });
  assertEquals(bad.status, 422);
  assertStringIncludes(await bad.text(), "This is neither a phone nor an e-mail.");
  const via = `${mail.id} new@example.com`;
  const form = { to: "new@example.com", via, subject: "", message: "Typed text" };
  const refused = await app.ask("/dialog", { as: "agent", form, headers: ENGLISH });
  assertEquals(refused.status, 422);
  assertStringIncludes(await refused.text(), "Typed text</textarea>");
});
