// What can keep a message from its customer: the codes that deliveries and the delivery log carry, texts below `delivery.`.

/** While they last the message stays queued; the others come with a state of their own. */
export const DELIVERY_PROBLEMS = [
  /** The channel is switched off: no try is counted. */
  "channel_off",
  /** The channel rests after failures in a row, or as long as the other side has asked: no try is counted. */
  "channel_resting",
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

/** Records of a newer version may hold codes that this one has no text for. */
export function isDeliveryProblem(code: string): code is DeliveryProblem {
  return DELIVERY_PROBLEMS.some((known) => known === code);
}
