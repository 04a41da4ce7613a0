import { assertEquals, assertRejects } from "@std/assert";
import { aChannel, aReply } from "@/tests/support/conversations.ts";
import { type BotApi, openBotApi } from "@/tests/support/bot_api.ts";
import { BOT_TOKEN } from "@/tests/support/channels.ts";
import { NOON, testDeps } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { aConversation } from "@/tests/support/outbox.ts";
import { DeliveryError, type Order } from "./connector.ts";
import { TELEGRAM_CHARS_MAX, telegramConnector } from "./telegram.ts";

const CHAT = "7654321";
const BLOCKER = "7654322";
using kv = await memoryKv();
const { secrets: BOX } = testDeps(kv);
const NEVER = new AbortController().signal;

function openApi(): BotApi {
  return openBotApi({ token: BOT_TOKEN, chats: [CHAT, BLOCKER], blockedBy: [BLOCKER] });
}

function deliver(api: BotApi, order: Order) {
  return telegramConnector({
    privateHosts: ["127.0.0.1"],
    telegramApi: api.url,
    secrets: BOX,
    now: () => NOON,
  }).deliver(order, NEVER);
}

interface Wish {
  text?: string;
  chat?: string;
  token?: string;
  partsDone?: number;
}

async function anOrder(
  { text = "Вітаємо!", chat = CHAT, token = BOT_TOKEN, partsDone = 0 }: Wish = {},
): Promise<Order> {
  const botToken = await BOX.seal(token);
  const channel = aChannel({ type: "telegram", connector: { kind: "telegram", botToken } });
  return {
    channel,
    conversation: { ...aConversation(channel, "01CONV"), address: chat },
    message: aReply({ text }),
    partsDone,
    earlierIds: () => Promise.resolve([]),
  };
}

async function failureOf(sent: Promise<unknown>): Promise<DeliveryError> {
  return await assertRejects(() => sent, DeliveryError);
}

Deno.test("a message goes to the customer's chat, and Telegram's id of it is kept", async () => {
  await using api = openApi();
  const delivered = await deliver(api, await anOrder());
  assertEquals(delivered, { state: "sent", externalId: "1", status: 200 });
  assertEquals(api.sent, [{ chatId: CHAT, text: "Вітаємо!" }]);
});

Deno.test("a text beyond 4096 characters goes in parts, in order, each of which Telegram takes", async () => {
  await using api = openApi();
  const text = Array.from({ length: 2000 }, (_, at) => `слово${at}`).join(" ");
  const { externalId } = await deliver(api, await anOrder({ text }));
  assertEquals(api.sent.length, Math.ceil(text.length / TELEGRAM_CHARS_MAX));
  assertEquals(api.sent.map((part) => part.text).join(" "), text);
  assertEquals(externalId, String(api.sent.length));
});

Deno.test("a part that fails tells how many have gone, and only the rest go at the next try", async () => {
  await using api = openApi();
  const text = ["one ".repeat(1000), "two ".repeat(1000), "three ".repeat(600)].join("\n\n");
  api.faults.push(null, null, "flood");
  const failure = await failureOf(deliver(api, await anOrder({ text })));
  assertEquals([failure.code, failure.isFinal, failure.partsDone], [
    "too_many_requests",
    false,
    2,
  ]);
  assertEquals(api.sent.length, 2);
  await deliver(api, await anOrder({ text, partsDone: failure.partsDone }));
  assertEquals(api.sent.map((part) => part.text.slice(0, 3)), ["one", "two", "thr"]);
});

Deno.test("what Telegram refuses is told apart: blocked, unknown, a wrong token, a text without letters", async () => {
  await using api = openApi();
  const wishes: [Wish, DeliveryError["code"], boolean, number | null][] = [
    [{ chat: BLOCKER }, "blocked_by_customer", true, 403],
    [{ chat: "1" }, "customer_unknown", true, 400],
    [{ text: " \n " }, "empty", true, null],
    [{ token: "123456:wrong" }, "token_refused", false, 401], // until the right one is entered
  ];
  for (const [wish, code, isFinal, status] of wishes) {
    const failure = await failureOf(deliver(api, await anOrder(wish)));
    assertEquals([failure.code, failure.isFinal, failure.status], [code, isFinal, status]);
  }
  assertEquals(api.sent, []);
});

Deno.test("flood control, faults of Telegram, and answers of others are tried again", async () => {
  await using api = openApi();
  const faults = ["flood", "error", "gateway", "cut"] as const;
  const seen = [];
  for (const fault of faults) {
    api.faults.push(fault);
    const failure = await failureOf(deliver(api, await anOrder()));
    seen.push([failure.code, failure.isFinal, failure.status, failure.retryAfterMs]);
  }
  assertEquals(seen, [
    ["too_many_requests", false, 429, 30_000],
    ["receiver_error", false, 500, 0],
    ["receiver_error", false, 502, 0],
    ["receiver_error", false, 200, 0],
  ]);
});

Deno.test("no error names the token", async () => {
  await using api = openApi();
  api.faults.push("error");
  const failure = await failureOf(deliver(api, await anOrder()));
  assertEquals(`${failure.stack}${JSON.stringify(failure)}`.includes(BOT_TOKEN), false);
});
