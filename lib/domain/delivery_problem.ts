// What can keep a message from its customer: the codes that deliveries and the delivery log carry, texts below `delivery.`.
import type { Channel } from "./channel.ts";
import type { Delivery } from "./conversation.ts";

export const DELIVERY_PROBLEMS = [
  /** Never stored: it is true as long as the channel is off, and no longer. */
  "channel_off",
  "unreachable",
  "timeout",
  "tls_failed",
  "receiver_error",
  "too_many_requests",
  "redirected",
  /** A fault of ours in a connector. */
  "internal",
  "address_invalid",
  "address_private",
  "no_secret",
  "secret_unreadable",
  "refused",
  "empty",
  "blocked_by_customer",
  "customer_unknown",
  "token_refused",
  "login_refused",
  "sender_refused",
  "starttls_missing",
] as const;
export type DeliveryProblem = (typeof DELIVERY_PROBLEMS)[number];

/** These say something of one message or its customer; all others would keep any message of the channel. */
const OF_ONE_MESSAGE: readonly DeliveryProblem[] = [
  "channel_off",
  "too_many_requests",
  "refused",
  "empty",
  "blocked_by_customer",
  "customer_unknown",
];

/** Whether this is in the way of all messages of the channel. */
export function isChannelTrouble(problem: string | null): boolean {
  return problem !== null && !OF_ONE_MESSAGE.some((one) => one === problem);
}

/** Records of a newer version may hold codes that this one has no text for. */
function isDeliveryProblem(code: string): code is DeliveryProblem {
  return DELIVERY_PROBLEMS.some((known) => known === code);
}

/** Why a message has not arrived, as a text below `delivery.`; null when there is nothing to say. */
export function deliveryProblem(
  delivery: Delivery,
  channel: Pick<Channel, "enabled"> | null,
): DeliveryProblem | null {
  if (delivery.state === "queued" && channel?.enabled === false) return "channel_off";
  const { problem } = delivery;
  if (problem === null) return null;
  return isDeliveryProblem(problem) ? problem : "internal";
}
