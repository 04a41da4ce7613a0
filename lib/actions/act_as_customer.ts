// Being a customer in the sandbox: what one does there comes in as from any other side (10.3).
import type { Channel } from "@/lib/domain/channel.ts";
import type { InboundAnswer, PersonEvent } from "@/lib/domain/inbound.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { requireChannel } from "@/lib/store/channels.ts";
import type { Acting } from "./deps.ts";
import { receiveInbound } from "./receive_inbound.ts";

/**
 * Takes the event in once, however often its form arrives.
 * @param token of the form; the same form with something else in it is another event
 * Throws `ForbiddenError`, `NotFoundError` unless the channel delivers to the sandbox, and what `receiveInbound` throws.
 */
export async function actAsCustomer(
  { deps, principal }: Acting,
  channelId: string,
  { event, token }: { event: PersonEvent; token: string },
): Promise<InboundAnswer> {
  requireAllowed(principal, "conversation.write");
  const channel = await requireSandbox(deps.kv, channelId);
  const bodyHash = await digest(JSON.stringify(event));
  const eventId = `sandbox-${await digest(`${principal.id} ${token} ${bodyHash}`)}`;
  return await receiveInbound(deps, channel, { eventId, bodyHash, event });
}

/** The channel, if it delivers to the sandbox: in any other one nobody may pretend. Throws `NotFoundError`. */
export async function requireSandbox(kv: Deno.Kv, channelId: string): Promise<Channel> {
  const channel = await requireChannel(kv, channelId);
  if (channel.connector.kind === "sandbox") return channel;
  throw new NotFoundError(`Channel ${channelId} does not deliver to the sandbox`);
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(bytes).toBase64({ alphabet: "base64url", omitPadding: true });
}
