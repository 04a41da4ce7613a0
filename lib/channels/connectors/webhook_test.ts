import { assertEquals, assertRejects } from "@std/assert";
import type { Channel } from "@/lib/domain/channel.ts";
import type { Message } from "@/lib/domain/conversation.ts";
import { NO_BOX } from "@/lib/store/app_key.ts";
import { aChannel, aReply } from "@/tests/support/conversations.ts";
import { NOON, testDeps } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { aConversation } from "@/tests/support/outbox.ts";
import { openReceiver } from "@/tests/support/receiver.ts";
import { verifySignature } from "../signature.ts";
import { DeliveryError, type Order } from "./connector.ts";
import type { ConnectorSettings } from "./connector_settings.ts";
import { webhookConnector } from "./webhook.ts";

const SECRET = `whsec_${new Uint8Array(32).fill(1).toBase64()}`;
const OLD_SECRET = `whsec_${new Uint8Array(32).fill(2).toBase64()}`;
using kv = await memoryKv();
const { secrets: BOX } = testDeps(kv);
const NEVER = new AbortController().signal;

function connector(changes: Partial<ConnectorSettings> = {}) {
  return webhookConnector({
    privateHosts: ["127.0.0.1"],
    telegramApi: new URL("https://api.telegram.org"),
    secrets: BOX,
    now: () => NOON,
    ...changes,
  });
}

async function anOrder(
  url: string,
  { message = {}, ...changes }: Partial<Channel> & { message?: Partial<Message> } = {},
): Promise<Order> {
  const sealed = await Promise.all([SECRET, OLD_SECRET].map((secret) => BOX.seal(secret)));
  const secrets = sealed.map((sealed, at) => ({ id: `S${at}`, sealed, createdAtMs: NOON }));
  const channel = aChannel({ connector: { kind: "webhook", url }, secrets, ...changes });
  const conversation = { ...aConversation(channel, "01CONV"), subject: "Рахунок" };
  return {
    channel,
    conversation,
    message: aReply({ id: "01MESSAGE", text: "Вітаємо!", ...message }),
    partsDone: 0,
    earlierIds: () => Promise.resolve([]),
  };
}

async function failureOf(sent: Promise<unknown>): Promise<Partial<DeliveryError>> {
  const { code, isFinal, status, retryAfterMs } = await assertRejects(() => sent, DeliveryError);
  return { code, isFinal, status, retryAfterMs };
}

function jsonOf({ body }: { body: Uint8Array }): Record<string, unknown> {
  return JSON.parse(new TextDecoder().decode(body));
}

Deno.test("the receiver gets the message as signed JSON, under the message's id, and either secret proves it", async () => {
  await using receiver = openReceiver();
  const order = await anOrder(receiver.url);
  const delivered = await connector().deliver(order, NEVER);
  assertEquals(delivered, { state: "sent", externalId: null, status: 200 });
  const [got] = receiver.received;
  if (got === undefined) throw new Error("Nothing came");
  for (const secret of [SECRET, OLD_SECRET]) {
    assertEquals(await verifySignature([secret], got.headers, got.body, NOON), { id: "01MESSAGE" });
  }
  assertEquals(got.headers.get("content-type"), "application/json");
  assertEquals(jsonOf(got), {
    kind: "message",
    channelId: order.channel.id,
    channelType: "website",
    contactId: 1,
    conversationId: "01CONV",
    messageId: "01MESSAGE",
    identity: { externalId: "visitor-01CONV" },
    message: { text: "Вітаємо!", subject: "Рахунок", template: null, sentAtMs: NOON },
  });
});

Deno.test("templates, calls and the kinds of addresses come as they are", async () => {
  await using receiver = openReceiver();
  const template = { name: "order_ready", variables: ["42"] };
  const ways: [Partial<Channel>, Partial<Message>][] = [
    [{ type: "whatsapp" }, { text: "order_ready: 42", template }],
    [{ type: "call" }, { kind: "call", call: { outcome: "started", durationSeconds: null } }],
    [{ type: "email" }, {}],
  ];
  for (const [channel, message] of ways) {
    await connector().deliver(await anOrder(receiver.url, { ...channel, message }), NEVER);
  }
  const [whatsapp, call, email] = receiver.received.map(jsonOf);
  assertEquals(whatsapp?.message, { text: "", subject: "Рахунок", template, sentAtMs: NOON });
  assertEquals(call?.kind, "call");
  assertEquals(call?.identity, { phone: "visitor-01CONV" });
  assertEquals([call?.call, call?.message], [{ sentAtMs: NOON }, undefined]);
  assertEquals(email?.identity, { email: "visitor-01CONV" });
});

Deno.test("an id in the answer is kept, anything else in it is not", async () => {
  const answers = ['{"id": "ext-7"}', '{"id": 7}', "{", '"id"', "null", '{"id": ""}', ""];
  const externalIds = [];
  for (const answer of answers) {
    await using receiver = openReceiver(() => new Response(answer, { status: 202 }));
    const { externalId } = await connector().deliver(await anOrder(receiver.url), NEVER);
    externalIds.push(externalId);
  }
  assertEquals(externalIds, ["ext-7", null, null, null, null, null, null]);
});

const STATUSES: [number, DeliveryError["code"], boolean][] = [
  [400, "refused", true],
  [401, "refused", true],
  [404, "refused", true],
  [410, "refused", true],
  [408, "refused", false],
  [409, "refused", false],
  [425, "refused", false],
  [429, "too_many_requests", false],
  [302, "redirected", false],
  [308, "redirected", false],
  [500, "receiver_error", false],
  [503, "receiver_error", false],
];

Deno.test("4xx is final but for those that mean later; 3xx and 5xx are tried again; nothing is followed", async () => {
  for (const [status, code, isFinal] of STATUSES) {
    await using receiver = openReceiver(() =>
      new Response(null, { status, headers: { location: "/elsewhere" } })
    );
    const failure = await failureOf(connector().deliver(await anOrder(receiver.url), NEVER));
    assertEquals(failure, { code, isFinal, status, retryAfterMs: 0 }, `${status}`);
    assertEquals(receiver.received.length, 1);
  }
});

Deno.test("Retry-After is honoured, as seconds and as a date", async () => {
  const texts = ["120", new Date(NOON + 90_000).toUTCString(), "soon", "-5"];
  const pauses = [];
  for (const text of texts) {
    const headers = { "retry-after": text };
    await using receiver = openReceiver(() => new Response(null, { status: 503, headers }));
    const failure = await failureOf(connector().deliver(await anOrder(receiver.url), NEVER));
    pauses.push(failure.retryAfterMs);
  }
  assertEquals(pauses, [120_000, 90_000, 0, 0]);
});

Deno.test("an answer of 64 MB is read to its first 64 KiB, and counts by its status", async () => {
  const chunk = new Uint8Array(1024 * 1024);
  let pulled = 0;
  await using receiver = openReceiver(() =>
    new Response(
      new ReadableStream({
        pull(controller) {
          if (pulled++ < 64) controller.enqueue(chunk);
          else controller.close();
        },
      }),
    )
  );
  const { status } = await connector().deliver(await anOrder(receiver.url), NEVER);
  assertEquals(status, 200);
  assertEquals(pulled < 64, true);
});

Deno.test("a receiver that hangs is let go when the try ends, and tried again", async () => {
  const arrived = Promise.withResolvers<void>();
  await using receiver = openReceiver(() => {
    arrived.resolve();
    return new Promise(() => {});
  });
  const ending = new AbortController();
  const sent = connector().deliver(await anOrder(receiver.url), ending.signal);
  await arrived.promise;
  ending.abort();
  const failure = await failureOf(sent);
  assertEquals([failure.code, failure.isFinal], ["timeout", false]);
});

Deno.test("nobody there, an address inside our network, and one that is none are tried again: an admin can put them right", async () => {
  const gone = openReceiver();
  await gone[Symbol.asyncDispose]();
  const nobody = await failureOf(connector().deliver(await anOrder(gone.url), NEVER));
  assertEquals([nobody.code, nobody.isFinal], ["unreachable", false]);
  const inside = connector({ privateHosts: [] }).deliver(await anOrder(gone.url), NEVER);
  assertEquals((await failureOf(inside)).code, "address_private");
  const none = await failureOf(connector().deliver(await anOrder("ftp://example.org"), NEVER));
  assertEquals([none.code, none.isFinal], ["address_invalid", false]);
  const unknown = connector({ resolve: () => Promise.resolve([]) });
  const nameless = await failureOf(unknown.deliver(await anOrder("http://no.such/"), NEVER));
  assertEquals([nameless.code, nameless.isFinal], ["unreachable", false]);
});

Deno.test("without a secret that can be read nothing is sent, and the message waits", async () => {
  await using receiver = openReceiver();
  const bare = await failureOf(
    connector().deliver(await anOrder(receiver.url, { secrets: [] }), NEVER),
  );
  assertEquals([bare.code, bare.isFinal], ["no_secret", false]);
  const keyless = connector({ secrets: NO_BOX });
  const sealed = await failureOf(keyless.deliver(await anOrder(receiver.url), NEVER));
  assertEquals([sealed.code, sealed.isFinal], ["secret_unreadable", false]);
  assertEquals(receiver.received, []);
});
