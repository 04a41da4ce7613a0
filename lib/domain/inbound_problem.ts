// What can keep an inbound request out: the codes that the delivery log carries, texts below `channel_log.`.

export const INBOUND_PROBLEMS = [
  "channel_off",
  "signature_missing",
  "signature_old",
  "signature_wrong",
  "body_type",
  "body_unread",
  /** Fields that break a rule. */
  "invalid",
  "event_reused",
  /** A delivery report on a message that the channel has not sent. */
  "message_unknown",
  /** Not from a person in a private chat, or of a kind that is no message. */
  "unsupported",
  /** A mail server's report that a mail could not be delivered. */
  "bounce",
  "blocked",
  /** Too much at once: it should come again. */
  "busy",
] as const;
export type InboundProblem = (typeof INBOUND_PROBLEMS)[number];
