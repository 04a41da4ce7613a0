// What the other side of a channel is given: addresses, and requests that work as they stand once the secret is in.
import { addressKind, type Channel, type ChannelType } from "@/lib/domain/channel.ts";
import { INBOUND_BYTES_MAX } from "@/lib/domain/inbound.ts";
import type { Config } from "@/lib/config.ts";

/** Where reports of a channel go. @param origin without a slash at its end */
function inboundUrl(origin: string, channelId: string): string {
  return `${origin}/api/inbound/${channelId}`;
}

/** Where Telegram sends the updates of a bot. */
function telegramUrl(origin: string, channelId: string): string {
  return `${origin}/api/telegram/${channelId}`;
}

/** All that the other side of a channel needs, for the channel's page. */
export function channelSamples(origin: string, channel: Pick<Channel, "id" | "type">) {
  const { id, type } = channel;
  const telegram = { url: telegramUrl(origin, id), setWebhook: setWebhookSample(origin, id) };
  return {
    inboundUrl: inboundUrl(origin, id),
    curl: curlSample(origin, channel),
    pipe: type === "email" ? mailPipeSample(origin, channel) : null,
    telegram: type === "telegram" ? telegram : null,
  };
}

/** Links for others begin with the public address, and without one with what this request was sent to. */
export function originOf({ publicUrl }: Pick<Config, "publicUrl">, url: URL): string {
  return publicUrl?.origin ?? url.origin;
}

/** A stand-in of the form `whsec_…`, for the secret is shown on a page of its own. */
const SECRET_PLACE = "whsec_...";

/** The secret's bytes as openssl wants them. */
const KEY_LINE =
  `KEY="$(printf %s "\${SECRET#whsec_}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')"`;

/**
 * A shell script that reports one event, signed. Needs openssl and curl; nothing else of a POSIX shell.
 * @param secret the place of it, where it is not known
 */
export function curlSample(
  origin: string,
  { id, type }: Pick<Channel, "id" | "type">,
  secret = SECRET_PLACE,
): string {
  return `SECRET='${secret}'
BODY='${JSON.stringify(sampleEvent(type))}'
ID="sample-$(date +%s)"
TIME="$(date +%s)"
${KEY_LINE}
SIGNATURE="$(printf %s "$ID.$TIME.$BODY" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | openssl base64 -A)"
curl -i '${inboundUrl(origin, id)}' \\
  -H 'content-type: application/json' \\
  -H "webhook-id: $ID" \\
  -H "webhook-timestamp: $TIME" \\
  -H "webhook-signature: v1,$SIGNATURE" \\
  --data-raw "$BODY"`;
}

/**
 * A shell script that a mail server runs for each mail, which is its standard input. The same mail has the same id, so
 * that one that is tried again is stored once; it exits as mail servers understand it: 0 taken, 75 later, 65 never.
 * @param secret the place of it, where it is not known
 */
export function mailPipeSample(
  origin: string,
  { id }: Pick<Channel, "id">,
  secret = SECRET_PLACE,
): string {
  return `#!/bin/sh
SECRET='${secret}'
MAIL="$(mktemp)" || exit 75
trap 'rm -f "$MAIL"' EXIT
head -c ${INBOUND_BYTES_MAX} > "$MAIL" && cat > /dev/null || exit 75
ID="mail-$(openssl dgst -sha256 -r "$MAIL" | cut -c 1-64)"
TIME="$(date +%s)"
${KEY_LINE}
SIGNATURE="$({ printf %s "$ID.$TIME."; cat "$MAIL"; } |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | openssl base64 -A)"
STATUS="$(curl -sS -o /dev/null -w '%{http_code}' '${inboundUrl(origin, id)}' \\
  -H 'content-type: message/rfc822' \\
  -H "webhook-id: $ID" \\
  -H "webhook-timestamp: $TIME" \\
  -H "webhook-signature: v1,$SIGNATURE" \\
  --data-binary "@$MAIL")"
case "$STATUS" in
  200) exit 0 ;;
  400 | 422) exit 65 ;;
  *) exit 75 ;;
esac`;
}

/** The one call that tells Telegram where to send. */
function setWebhookSample(origin: string, channelId: string): string {
  return `curl 'https://api.telegram.org/bot<TOKEN>/setWebhook' \\
  -d 'url=${telegramUrl(origin, channelId)}' \\
  -d 'secret_token=<SECRET>' \\
  -d 'allowed_updates=["message","edited_message"]'`;
}

/** An event of a person who does not exist, in the letters that any shell can quote. */
function sampleEvent(type: ChannelType) {
  const kind = addressKind(type);
  if (kind === "phone") {
    const call = { outcome: "missed" };
    return { kind: "call", identity: { phone: "+380441234567", name: "Sample Caller" }, call };
  }
  const address = kind === "email"
    ? { email: "sample@example.com" }
    : { externalId: "sample-visitor" };
  const identity = { ...address, name: "Sample Visitor" };
  return { kind: "message", identity, message: { text: "Hello from the terminal" } };
}
