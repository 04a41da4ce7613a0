// The served app, from a customer's first words to the answer at their end: for each way in which messages leave.
import { assert, assertEquals } from "@std/assert";
import type { Channel, ChannelType, Connector } from "@/lib/domain/channel.ts";
import { inboundAnswerSchema } from "@/lib/domain/inbound.ts";
import { openSecretBox, type SecretBox } from "@/lib/store/secret_box.ts";
import { openBotApi } from "@/tests/support/bot_api.ts";
import { BOT_TOKEN } from "@/tests/support/channels.ts";
import { signedRequest, storedChannel } from "@/tests/support/inbound.ts";
import { openReceiver } from "@/tests/support/receiver.ts";
import { openSite, type Site } from "@/tests/support/site.ts";
import { openSmtpSink } from "@/tests/support/smtp.ts";

const CHAT = "7654321";
const ANSWER = "Вітаємо! Чим допомогти?";
/** As often as the thread is looked at until it says what became of the answer. */
const LOOKS_MAX = 500;

/** Who writes, by the type of the channel. */
const CUSTOMERS = {
  api: { externalId: "visitor-1", name: "Olena" },
  telegram: { externalId: CHAT, name: "Taras" },
  email: { email: "iryna@example.com", name: "Iryna" },
  website: { externalId: "visitor-2", name: "Petro" },
};
type Written = keyof typeof CUSTOMERS;

Deno.test("an answer reaches the customer by webhook, Telegram, e-mail and sandbox, and the thread says so", async () => {
  const appKey = crypto.getRandomValues(new Uint8Array(32));
  await using receiver = openReceiver();
  await using bot = openBotApi({ token: BOT_TOKEN, chats: [CHAT] });
  await using sink = await openSmtpSink();
  const channels = new Map<Written, Channel>();
  await using site = await openSite({
    env: {
      KARTKA_APP_KEY: appKey.toBase64(),
      KARTKA_PRIVATE_HOSTS: "127.0.0.1",
      KARTKA_TELEGRAM_API: bot.url.origin,
    },
    async fill({ deps }) {
      const secrets = await openSecretBox(appKey);
      const ways = await connectors(secrets, { url: receiver.url, port: sink.port });
      for (const [type, connector] of ways) {
        channels.set(type, await storedChannel({ ...deps, secrets }, { type, connector }));
      }
    },
  });
  for (const [type, channel] of channels) {
    const conversation = await write(site, channel, CUSTOMERS[type]);
    const page = await answer(site, conversation);
    assert(page.includes(type === "website" ? "Delivered" : "Sent"), type);
  }
  assertEquals(receiver.received.length, 1);
  const [webhook] = receiver.received.map(({ body }) => JSON.parse(new TextDecoder().decode(body)));
  assertEquals([webhook.identity, webhook.message.text], [{ externalId: "visitor-1" }, ANSWER]);
  assertEquals(bot.sent, [{ chatId: CHAT, text: ANSWER }]);
  const [mail] = sink.taken;
  assertEquals([mail?.to, mail?.mail.text?.trim()], [["iryna@example.com"], ANSWER]);
});

async function connectors(
  box: SecretBox,
  { url, port }: { url: string; port: number },
): Promise<[Written & ChannelType, Connector][]> {
  const mail = { kind: "email", host: "127.0.0.1", port, security: "none" } as const;
  return [
    ["api", { kind: "webhook", url }],
    ["telegram", { kind: "telegram", botToken: await box.seal(BOT_TOKEN) }],
    ["email", { ...mail, user: "", password: null, from: "support@example.org" }],
    ["website", { kind: "sandbox" }],
  ];
}

/** The customer writes first; the id of the conversation. */
async function write(
  site: Site,
  channel: Channel,
  identity: Record<string, string>,
): Promise<string> {
  const body = { kind: "message", identity, message: { text: "Добрий день" } };
  const options = { id: `evt-${channel.type}`, atMs: Date.now(), origin: site.url };
  const response = await fetch(await signedRequest(channel.id, body, options));
  const { conversationId } = inboundAnswerSchema.parse(await response.json());
  assert(conversationId !== null);
  return conversationId;
}

/** An agent answers by the form; the thread's page once the answer no longer waits. */
async function answer(site: Site, conversation: string): Promise<string> {
  const url = `${site.url}/conversations/${conversation}`;
  const headers = {
    cookie: `kartka=${site.secrets.agent}`,
    origin: site.url,
    "accept-language": "en",
  };
  const form = new URLSearchParams({ message: ANSWER, onceKey: crypto.randomUUID() });
  const posted = await fetch(url, { method: "POST", redirect: "manual", headers, body: form });
  await posted.body?.cancel();
  assertEquals(posted.status, 303);
  for (let look = 0; look < LOOKS_MAX; look++) {
    const page = await (await fetch(url, { headers })).text();
    if (!page.includes("Waiting to be sent")) return page;
  }
  throw new Error("The answer still waits");
}
