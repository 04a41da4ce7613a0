// Taking in what a channel reports: one commit that asks who it is from, whether it may enter, and stores it (10.2).
import type { Channel } from "@/lib/domain/channel.ts";
import type { InboundAnswer, InboundEvent } from "@/lib/domain/inbound.ts";
import type { Deps } from "./deps.ts";

/** An event with what makes it the same as another one. */
export interface InboundReport {
  /** The sender's id of it: the same one again is taken once. */
  eventId: string;
  /** SHA-256 of the raw body. */
  bodyHash: string;
  event: InboundEvent;
}

export function receiveInbound(
  _deps: Deps,
  _channel: Channel,
  _report: InboundReport,
): Promise<InboundAnswer> {
  throw new Error("Cannot receive yet: being built");
}
