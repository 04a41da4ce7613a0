// What every connector does: hands one message to the other side, once, and says what became of it.
import type { Channel, ConnectorKind } from "@/lib/domain/channel.ts";
import type { Conversation, Message } from "@/lib/domain/conversation.ts";
import type { DeliveryProblem } from "@/lib/domain/delivery_problem.ts";

/** One message that is to leave Kartka. The same one may come again: the answer to it can be lost. */
export interface Order {
  /** Its secrets are sealed; connectors open what they need. */
  channel: Channel;
  conversation: Conversation;
  message: Message;
  /** Of a message that goes out in parts: how many have gone already. */
  partsDone: number;
  /** External ids of earlier messages of the conversation, oldest first, at most 20: what an e-mail refers to. */
  earlierIds(): Promise<readonly string[]>;
}

export interface Delivered {
  /** Sent: the other side took it. Delivered: the customer has it, as far as anybody can know. */
  state: "sent" | "delivered";
  /** The other side's id of it, for its receipts. */
  externalId: string | null;
  /** The HTTP or SMTP status that it was taken with. */
  status: number | null;
}

export interface Connector {
  /** Throws `DeliveryError`. After the signal nobody listens any more: whatever is open has to be let go. */
  deliver(order: Order, signal: AbortSignal): Promise<Delivered>;
}

export type Connectors = Record<ConnectorKind, Connector>;

export interface DeliveryFailure {
  /** Trying the same again is no use. What an admin can put right is not final: until then the message waits. */
  isFinal: boolean;
  /** The HTTP or SMTP status, if the other side has answered. */
  status?: number | null;
  /** How long the other side wants to be left alone. */
  retryAfterMs?: number;
  /** How many parts have gone before the one that failed. */
  partsDone?: number;
}

/** The message has not gone. Says so with a code, never with the address or the text. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  readonly isFinal: boolean;
  readonly status: number | null;
  readonly retryAfterMs: number;
  readonly partsDone: number;

  constructor(readonly code: DeliveryProblem, failure: DeliveryFailure) {
    super(`Not delivered: ${code}`);
    this.isFinal = failure.isFinal;
    this.status = failure.status ?? null;
    this.retryAfterMs = failure.retryAfterMs ?? 0;
    this.partsDone = failure.partsDone ?? 0;
  }
}
