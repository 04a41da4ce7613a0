// Answering on a conversation's page: what is sent, refused, tried again, and what the box offers.
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { startDialog } from "@/lib/actions/start_dialog.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireChannelIn, stageEditChannel } from "@/lib/store/channels.ts";
import { requireConversation } from "@/lib/store/conversations.ts";
import { openTestApp } from "@/tests/support/app.ts";
import { anId, anInput } from "@/tests/support/cast.ts";
import { aMessage, aReply, storeMessage } from "@/tests/support/conversations.ts";
import { actingAs, NOON } from "@/tests/support/deps.ts";
import { messagesOf, storeChannel, storeKnown } from "@/tests/support/dialogs.ts";
import { ENGLISH, pageOf } from "@/tests/support/pages.ts";
import { begunIn } from "@/tests/support/thread_pages.ts";

const HOUR_MS = 60 * 60_000;

Deno.test("an answer leads back to the thread, and a form sent twice answers once", async () => {
  await using app = await openTestApp();
  const { path, conversation } = await begunIn(app);
  const onceKey = /name="onceKey" value="([^"]+)"/.exec(await pageOf(app, path))?.[1] ?? "";
  const form = { onceKey, form: "text", message: "Вітаємо\r\nвас" };
  for (let times = 0; times < 2; times++) {
    const response = await app.ask(path, { as: "agent", form });
    assertEquals([response.status, response.headers.get("location")], [303, `${path}#end`]);
  }
  const texts = (await messagesOf(app.deps.kv, conversation.id)).map(({ text }) => text);
  assertEquals(texts.toSorted(), ["Вітаємо\nвас", "Добрий день!"]);
});

Deno.test("a refused answer keeps what was typed", async () => {
  await using app = await openTestApp();
  const { path } = await begunIn(app);
  const message = "щ".repeat(20_001); // 120 KB in the form
  const response = await app.ask(path, {
    as: "agent",
    form: { form: "text", message },
    headers: ENGLISH,
  });
  const html = await response.text();
  assertEquals(response.status, 422);
  assertStringIncludes(html, "Shorten it to 20,000 characters.");
  assertStringIncludes(html, message);
  assertStringIncludes(html, "<title>Error: ");
});

Deno.test("a conversation is closed and opened by its button, but not over the head of a new message", async () => {
  await using app = await openTestApp();
  const { path, where, conversation } = await begunIn(app);
  const press = async (form: Record<string, string>) => {
    const response = await app.ask(`${path}/status`, { as: "agent", form });
    assertEquals(response.status, 303);
    return (await requireConversation(app.deps.kv, conversation.id)).status;
  };
  const seen = /name="seen" value="([^"]+)"/.exec(await pageOf(app, path))?.[1] ?? "";
  assertEquals(await press({ status: "closed", seen }), "closed");
  assertStringIncludes(await pageOf(app, path), ">Reopen<");
  assertEquals(await press({ status: "open" }), "open");
  await storeMessage(app.deps.kv, where, aMessage({ text: "Ще одне" }));
  assertEquals(await press({ status: "closed", seen }), "open");
});

Deno.test("what failed says why and is sent again by its button; what has gone is not", async () => {
  await using app = await openTestApp();
  const { path, where, conversation } = await begunIn(app);
  const failed = { state: "failed", tries: 7, atMs: NOON, nextTryAtMs: null } as const;
  const { message } = await storeMessage(
    app.deps.kv,
    where,
    aReply({ delivery: { ...failed, problem: "blocked_by_customer" } }),
  );
  const html = await pageOf(app, path);
  assertStringIncludes(html, "Not delivered. The customer has blocked this channel.");
  const retry = () => app.ask(`${path}/retry`, { as: "agent", form: { message: message.id } });
  assertEquals((await retry()).status, 303);
  const [, queued] = await messagesOf(app.deps.kv, conversation.id);
  assertEquals(queued?.delivery?.state, "queued");
  const { message: sent } = await storeMessage(
    app.deps.kv,
    where,
    aReply({ delivery: { ...failed, state: "sent", problem: null } }),
  );
  const form = { message: sent.id };
  assertEquals((await app.ask(`${path}/retry`, { as: "agent", form })).status, 303);
  const [, , untouched] = await messagesOf(app.deps.kv, conversation.id);
  assertEquals(untouched?.delivery?.state, "sent");
});

Deno.test("a message that waits says when it is tried again and why, a new one only that it waits", async () => {
  await using app = await openTestApp();
  const { path, where } = await begunIn(app);
  const delivery = {
    state: "queued",
    tries: 2,
    atMs: NOON,
    nextTryAtMs: NOON + HOUR_MS,
    problem: "unreachable",
  } as const;
  await storeMessage(app.deps.kv, where, aReply({ delivery }));
  const html = await pageOf(app, path);
  assertMatch(
    html,
    /Waiting to be sent\. The other side could not be reached\. Next try 22 Nov 2026, 15:00\./,
  );
});

Deno.test("while the channel is off the page says so in place of the box, and a text posted is kept", async () => {
  await using app = await openTestApp();
  const { path, channel, conversation } = await begunIn(app);
  await saveChange(app.deps.kv, async (change) => {
    const before = await requireChannelIn(change, channel.id);
    await stageEditChannel(change, { ...before, enabled: false });
  });
  const html = await pageOf(app, path);
  assertStringIncludes(html, "Channel Telegram is switched off");
  assert(!html.includes('name="message"'));
  assert(!html.includes(`/settings/channels/${channel.id}`)); // an agent cannot change it
  assertStringIncludes(await pageOf(app, path, "admin"), `/settings/channels/${channel.id}`);
  const response = await app.ask(path, { as: "agent", form: { form: "text", message: "Typed" } });
  assertEquals(response.status, 422);
  assertStringIncludes(await response.text(), "Typed");
  assertEquals((await messagesOf(app.deps.kv, conversation.id)).length, 1);
});

Deno.test("where the day is over the box takes a template, and keeps a text that was too late", async () => {
  await using app = await openTestApp();
  const { deps, users } = app;
  const channel = await storeChannel(deps.kv, "whatsapp", { name: "WhatsApp" });
  const { id } = await storeKnown(deps, channel.id);
  const where = { contactId: id, channelId: channel.id, address: "u-1" };
  const { conversation } = await storeMessage(
    deps.kv,
    where,
    aMessage({ atMs: NOON - 23 * HOUR_MS }),
  );
  const path = `/conversations/${conversation.id}`;
  assertStringIncludes(await pageOf(app, path), 'name="message"');
  deps.pass(HOUR_MS);
  assertStringIncludes(await pageOf(app, path), 'name="template"');
  const late = await app.ask(path, {
    as: "agent",
    form: { form: "text", message: "Typed" },
    headers: ENGLISH,
  });
  const html = await late.text();
  assertEquals(late.status, 422);
  assertStringIncludes(html, "only a template can be sent");
  assertStringIncludes(html, "Typed</textarea>");
  const form = { form: "template", template: "order_ready", variables: "Олена\r\n\r\n118\r\n" };
  assertEquals((await app.ask(path, { as: "agent", form })).status, 303);
  const message = (await messagesOf(deps.kv, conversation.id)).find(({ template }) => template);
  assertEquals(message?.template, { name: "order_ready", variables: ["Олена", "", "118"] });
  assertStringIncludes(await pageOf(app, path), "Template order_ready");
  assertEquals(message?.authorUserId, users.agent.id);
});

Deno.test("a call has a number to press and a button to note it", async () => {
  await using app = await openTestApp();
  const { deps, users } = app;
  const channel = await storeChannel(deps.kv, "call", { name: "Phone" });
  const agent = actingAs({ ...deps, newId: anId }, users.agent);
  const { id } = await storeKnown(deps, "none", anInput({ phones: ["044 123 45 67 ext. 12"] }));
  const { conversationId } = await startDialog(agent, id, { channelId: channel.id, text: "" });
  const path = `/conversations/${conversationId}`;
  const html = await pageOf(app, path);
  assertStringIncludes(html, 'href="tel:+380441234567;ext=12"');
  assertStringIncludes(html, "Outgoing call");
  const response = await app.ask(path, { as: "agent", form: { form: "call" } });
  assertEquals(response.status, 303);
  assertEquals((await messagesOf(deps.kv, conversationId)).length, 2);
});
