// Handles by which an inbound event names its sender.

/** A normalised e-mail, an E.164 number, or an id in a channel. */
export type HandleRef =
  | { kind: "email"; key: string }
  | { kind: "phone"; key: string }
  | { kind: "identity"; channelId: string; externalId: string };
