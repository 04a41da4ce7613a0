import { assertEquals, assertRejects } from "@std/assert";
import { MESSAGE_CHARS_MAX, SERVICE_WINDOW_MS } from "@/lib/domain/conversation.ts";
import { ForbiddenError, InputError, NotFoundError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireChannelIn, stageEditChannel } from "@/lib/store/channels.ts";
import { requireConversation } from "@/lib/store/conversations.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import { AGENT } from "@/tests/support/cast.ts";
import { aMessage, storeMessage } from "@/tests/support/conversations.ts";
import { actingAs, NOON } from "@/tests/support/deps.ts";
import {
  activityOf,
  eventKinds,
  messagesOf,
  orderedDeps,
  storeChannel,
  storeKnown,
} from "@/tests/support/dialogs.ts";
import { Crash, type Fault, faultyKv, keysUnder, memoryKv, snapshot } from "@/tests/support/kv.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { sendMessage } from "./send_message.ts";
import { setConversationStatus } from "./set_conversation_status.ts";

const ONCE = "once-key-000001";

/** Olena wrote a minute ago in a channel of this type. */
async function begun(
  kv: Deno.Kv,
  type: Channel["type"] = "telegram",
  changes: Partial<Channel> = {},
) {
  const deps = orderedDeps(kv);
  const channel = await storeChannel(kv, type, changes);
  const contact = await storeKnown(deps, channel.id);
  const where = { contactId: contact.id, channelId: channel.id, address: "u-1" };
  const { conversation } = await storeMessage(kv, where, aMessage({ atMs: NOON }));
  deps.pass(60_000);
  return { deps, channel, contact, conversation, agent: actingAs(deps, AGENT) };
}

Deno.test("sendMessage() stores the answer, queues it, moves the activity and tells the timeline", async () => {
  using kv = await memoryKv();
  const { agent, contact, channel, conversation } = await begun(kv);
  let delivered = 0;
  const deps = { ...agent.deps, deliverSoon: () => void delivered++ };
  const sent = await sendMessage({ ...agent, deps }, conversation.id, { text: " \nВітаємо! \n" });
  const [, answer] = await messagesOf(kv, conversation.id);
  assertEquals([answer?.id, answer?.text, answer?.authorUserId, answer?.direction], [
    sent.messageId,
    "Вітаємо!",
    AGENT.id,
    "out",
  ]);
  assertEquals(answer?.delivery, {
    state: "queued",
    tries: 0,
    atMs: NOON + 60_000,
    nextTryAtMs: NOON + 60_000,
    problem: null,
  });
  assertEquals((await keysUnder(kv, [1, "outbox"])).length, 1);
  assertEquals(await activityOf(kv, contact.id), [1, [channel.id], NOON + 60_000]);
  assertEquals((await eventKinds(kv, contact.id)).at(-1), "message");
  assertEquals(delivered, 1);
});

Deno.test("sendMessage() opens a closed conversation again", async () => {
  using kv = await memoryKv();
  const { agent, conversation } = await begun(kv);
  await setConversationStatus(agent, conversation.id, { status: "closed" });
  await sendMessage(agent, conversation.id, { text: "Ще одне" });
  assertEquals((await requireConversation(kv, conversation.id)).status, "open");
});

Deno.test("sendMessage() of a form sent twice, or again after a lost answer, stores one message", async () => {
  using kv = await memoryKv();
  const { agent, conversation } = await begun(kv);
  const text = { text: "Вітаємо" };
  const faulty = faultyKv(kv, (at) => at === 0 ? "crash_after" : null);
  const lost = { ...agent, deps: { ...agent.deps, kv: faulty.kv } };
  await assertRejects(
    () => sendMessage(lost, conversation.id, text, { onceKey: ONCE }),
    Crash,
  );
  const again = await Promise.all(
    Array.from({ length: 5 }, () => sendMessage(agent, conversation.id, text, { onceKey: ONCE })),
  );
  const messages = await messagesOf(kv, conversation.id);
  assertEquals(messages.length, 2);
  assertEquals(new Set(again.map(({ messageId }) => messageId)), new Set([messages[1]?.id]));
});

Deno.test("other words in a form that has been sent are another message", async () => {
  using kv = await memoryKv();
  const { agent, conversation } = await begun(kv);
  for (const text of ["Вітаємо", "Ще одне", "Ще одне"]) {
    await sendMessage(agent, conversation.id, { text }, { onceKey: ONCE });
  }
  const texts = (await messagesOf(kv, conversation.id)).slice(1).map(({ text }) => text);
  assertEquals(texts, ["Вітаємо", "Ще одне"]);
});

Deno.test("sendMessage() leaves nothing behind when it dies before its commit, and heals when others are faster", async () => {
  using kv = await memoryKv();
  const { agent, conversation } = await begun(kv);
  const before = await snapshot(kv);
  const through = (fault: Fault) => {
    const faulty = faultyKv(kv, (at) => at === 0 ? fault : null);
    const acting = { ...agent, deps: { ...agent.deps, kv: faulty.kv } };
    return sendMessage(acting, conversation.id, { text: "Вітаємо" });
  };
  await assertRejects(() => through("crash_before"), Crash);
  assertEquals(await snapshot(kv), before);
  await through("locked");
  await through("conflict");
  assertEquals((await messagesOf(kv, conversation.id)).length, 3);
});

Deno.test("two agents who answer at once are both stored, in an order that all lists agree on", async () => {
  using kv = await memoryKv();
  const { agent, conversation } = await begun(kv);
  const texts = Array.from({ length: 8 }, (_, at) => `Відповідь ${at}`);
  await Promise.all(texts.map((text) => sendMessage(agent, conversation.id, { text })));
  const stored = await requireConversation(kv, conversation.id);
  const messages = await messagesOf(kv, conversation.id);
  assertEquals(messages.slice(1).map(({ text }) => text).toSorted(), texts);
  assertEquals(stored.messageCount, 9);
  assertEquals(stored.last.id, messages.at(-1)?.id);
  assertEquals((await keysUnder(kv, [1, "outbox"])).map((key) => key.at(-1)), [
    ...messages.slice(1).map(({ id }) => id),
  ]);
  await assertSound(kv);
});

Deno.test("a message that races with closing always leaves the conversation open or closed after it was seen", async () => {
  for (let round = 0; round < 10; round++) {
    using kv = await memoryKv();
    const { agent, conversation, channel, contact } = await begun(kv);
    const where = { contactId: contact.id, channelId: channel.id, address: "u-1" };
    const wish = { status: "closed" as const, seenMessageId: conversation.last.id };
    const [closing] = await Promise.allSettled([
      setConversationStatus(agent, conversation.id, wish),
      storeMessage(kv, where, aMessage({ atMs: NOON + 90_000 })),
    ]);
    // Closed first, then opened by the message; or refused, because the message was first.
    if (closing.status === "rejected") assertEquals(closing.reason.name, "InputError");
    assertEquals((await requireConversation(kv, conversation.id)).status, "open");
  }
});

Deno.test("sendMessage() refuses text once the window of WhatsApp is closed, and takes a template at any time", async () => {
  using kv = await memoryKv();
  const { deps, agent, conversation } = await begun(kv, "whatsapp");
  const template = { name: "order_ready", variables: ["118"] };
  await sendMessage(agent, conversation.id, { text: "Вітаємо" });
  await sendMessage(agent, conversation.id, { text: "", template });
  deps.pass(SERVICE_WINDOW_MS);
  const error = await assertRejects(
    () => sendMessage(agent, conversation.id, { text: "Ви тут?" }),
    InputError,
  );
  assertEquals(error.problems["text"]?.code, "window_closed");
  await sendMessage(agent, conversation.id, { text: "", template });
  const messages = await messagesOf(kv, conversation.id);
  assertEquals(messages.map((message) => message.template?.name ?? null), [
    null,
    null,
    "order_ready",
    "order_ready",
  ]);
});

Deno.test("sendMessage() in a channel of calls is the record of a call, delivered only by a webhook", async () => {
  for (const isWebhook of [false, true]) {
    using kv = await memoryKv();
    const connector = isWebhook
      ? { kind: "webhook" as const, url: "https://example.com/" }
      : { kind: "sandbox" as const };
    const { agent, conversation } = await begun(kv, "call", { connector });
    await sendMessage(agent, conversation.id, { text: "" });
    const [, call] = await messagesOf(kv, conversation.id);
    assertEquals([call?.kind, call?.call?.outcome], ["call", "started"]);
    assertEquals(call?.delivery?.state ?? null, isWebhook ? "queued" : null);
  }
});

Deno.test("sendMessage() refuses nobody, unknown conversations, bad input and a channel that is off; nothing is written", async () => {
  using kv = await memoryKv();
  const { agent, conversation, channel } = await begun(kv);
  await saveChange(kv, async (change) => {
    const before = await requireChannelIn(change, channel.id);
    await stageEditChannel(change, { ...before, enabled: false });
  });
  const before = await snapshot(kv);
  const nobody = { ...agent, principal: { id: "x", role: "nobody" as never } };
  await assertRejects(() => sendMessage(nobody, conversation.id, { text: "x" }), ForbiddenError);
  await assertRejects(() => sendMessage(agent, "01NONE", { text: "x" }), NotFoundError);
  const off = await assertRejects(
    () => sendMessage(agent, conversation.id, { text: "x" }, { onceKey: ONCE }),
    InputError,
  );
  assertEquals(off.problems["form"]?.code, "channel_off");
  assertEquals(await snapshot(kv), before);
});

Deno.test("the largest message and its largest template fit a commit", async () => {
  using kv = await memoryKv();
  const { agent, conversation } = await begun(kv, "whatsapp");
  const longest = "й".repeat(MESSAGE_CHARS_MAX);
  await sendMessage(agent, conversation.id, { text: longest });
  const template = { name: "й".repeat(512), variables: Array(20).fill("й".repeat(500)) };
  await sendMessage(agent, conversation.id, { text: "", template });
  assertEquals((await messagesOf(kv, conversation.id)).length, 3);
});
