// Everything outside Kartka that a channel of each type speaks with: what it reports, and what has reached it.
import { assertEquals } from "@std/assert";
import { createChannel } from "@/lib/actions/create_channel.ts";
import { openChannelSecrets } from "@/lib/actions/channel_secret.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { telegramSecretToken } from "@/lib/channels/inbound/telegram.ts";
import { type Channel, CHANNEL_TYPES, type ChannelType } from "@/lib/domain/channel.ts";
import type { TypedChannel } from "@/lib/domain/channel_input.ts";
import type { BotApi } from "./bot_api.ts";
import { aBotForm, aChannelForm, aMailForm } from "./channels.ts";
import { signedRequest } from "./inbound.ts";
import type { Receiver } from "./receiver.ts";
import type { Site } from "./site.ts";
import type { SmtpSink } from "./smtp.ts";

export const CHAT_ID = 4242;

export interface Made {
  channel: Channel;
  secret: string;
}

/** Everything outside Kartka. */
export interface Outside {
  bot: BotApi;
  smtp: SmtpSink;
  receiver: Receiver;
}

export async function makeChannels(
  acting: Acting,
  { smtp, receiver }: Outside,
  made: Map<string, Made>,
): Promise<void> {
  const make = async (key: string, type: ChannelType, typed: TypedChannel) => {
    const channel = await createChannel(acting, type, { ...typed, name: `Channel ${key}` });
    const [secret = ""] = await openChannelSecrets(acting.deps, channel);
    made.set(key, { channel, secret });
  };
  await make("sandbox", "website", aChannelForm());
  for (const type of CHANNEL_TYPES) {
    const webhook = aChannelForm({ connector: "webhook", url: receiver.url });
    const server = { host: "127.0.0.1", port: String(smtp.port), security: "none", user: "" };
    const typed = type === "telegram"
      ? aBotForm()
      : type === "email"
      ? aMailForm({ ...server, password: "" })
      : webhook;
    await make(type, type, typed);
  }
}

export interface Way extends Made, Outside {
  type: ChannelType;
}

let updates = 0;

/** As the type's own programs report it. Requires that it is taken. */
export async function comesIn(
  site: Site,
  way: Way,
  { name, text }: { name: string; text: string },
) {
  const response = await fetch(await requestOf(site, way, { name, text }));
  assertEquals(response.status, 200, await response.text());
}

async function requestOf(
  { url }: Site,
  { type, channel, secret }: Way,
  { name, text }: { name: string; text: string },
): Promise<Request> {
  updates++;
  const sent = { origin: url, secret, atMs: Date.now(), id: `evt_loop_${updates}` };
  if (type === "telegram") {
    return telegramRequest(`${url}/api/telegram/${channel.id}`, { secret, name, text });
  }
  if (type === "email") {
    const mail = mimeOf({ name, text, id: `${sent.id}@example.com` });
    return await signedRequest(channel.id, mail, { ...sent, type: "message/rfc822" });
  }
  const event = type === "call"
    ? { kind: "call", identity: { phone: "+380671112233", name }, call: { outcome: "missed" } }
    : { kind: "message", identity: { externalId: `u-${type}`, name }, message: { text } };
  return await signedRequest(channel.id, event, sent);
}

function telegramRequest(
  url: string,
  { secret, name, text }: { secret: string; name: string; text: string },
): Request {
  const from = { id: CHAT_ID, is_bot: false, first_name: name };
  const message = {
    message_id: updates,
    date: nextSecond(),
    chat: { id: CHAT_ID, type: "private" },
    from,
    text,
  };
  return new Request(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-telegram-bot-api-secret-token": telegramSecretToken(secret),
    },
    body: JSON.stringify({ update_id: updates, message }),
  });
}

/**
 * Clocks of mail and Telegram know whole seconds. The one that has begun may be before an answer that was just given, and
 * what is sent then moves no last activity; of the next one Kartka makes now.
 */
function nextSecond(): number {
  return Math.floor(Date.now() / 1000) + 1;
}

function mimeOf({ name, text, id }: { name: string; text: string; id: string }): string {
  return [
    `From: ${name} <customer@example.com>`,
    "To: support@example.com",
    "Subject: A question",
    `Message-ID: <${id}>`,
    `Date: ${new Date(nextSecond() * 1000).toUTCString()}`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "",
    text,
  ].join("\r\n");
}

/** Whether the answer has reached the program at the other end. */
export function hasArrived({ type, channel, bot, smtp, receiver }: Way): boolean {
  if (type === "telegram") return bot.sent.some(({ text }) => text === `Answer by ${type}`);
  if (type === "email") {
    return smtp.taken.some(({ mail }) => (mail.text ?? "").includes(`Answer by ${type}`));
  }
  return receiver.received.some(({ body }) => new TextDecoder().decode(body).includes(channel.id));
}
