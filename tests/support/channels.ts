// Channels for tests: what a form sends about one, and what comes of it.
import { createChannel } from "@/lib/actions/create_channel.ts";
import type { Channel, ChannelType } from "@/lib/domain/channel.ts";
import { EMPTY_CONNECTOR, type TypedChannel } from "@/lib/domain/channel_input.ts";
import type { TestApp } from "./app.ts";
import { actingAs } from "./deps.ts";

export const BOT_TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ";
export const SMTP_PASSWORD = "correct horse battery";

/** A website's chat that delivers to the sandbox. */
export function aChannelForm(changes: Partial<TypedChannel> = {}): TypedChannel {
  return {
    ...EMPTY_CONNECTOR,
    name: "Site chat",
    conversationType: "chat",
    canWriteFirst: false,
    ...changes,
  };
}

/** An e-mail channel that delivers by SMTP, with a password. */
export function aMailForm(changes: Partial<TypedChannel> = {}): TypedChannel {
  return aChannelForm({
    name: "Support mail",
    conversationType: "email",
    canWriteFirst: true,
    connector: "email",
    host: "smtp.example.com",
    port: "587",
    security: "starttls",
    user: "support",
    password: SMTP_PASSWORD,
    from: "support@example.com",
    ...changes,
  });
}

/** A Telegram bot. */
export function aBotForm(changes: Partial<TypedChannel> = {}): TypedChannel {
  return aChannelForm({
    name: "Bot",
    conversationType: "social",
    connector: "telegram",
    botToken: BOT_TOKEN,
    ...changes,
  });
}

/** By an admin, with a secret of its own. */
export async function makeChannel(
  { deps, users }: TestApp,
  type: ChannelType,
  typed: TypedChannel,
): Promise<Channel> {
  return await createChannel(actingAs(deps, users.admin), type, typed);
}
