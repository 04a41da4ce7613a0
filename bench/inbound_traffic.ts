// Customers who write, at a steady rate whatever the server does, and agents who answer some of them.
import { inboundAnswerSchema } from "@/lib/domain/inbound.ts";
import { signedHeaders } from "@/lib/channels/signature.ts";
import { type Dice, diceFor } from "@/lib/transfer/dice.ts";
import type { BenchChannel } from "./inbound_channels.ts";
import { timeOf } from "./measure.ts";
import type { Visitor } from "./visitor.ts";

export interface TrafficOptions {
  /** Of the site, without a slash at its end. */
  url: string;
  channels: readonly BenchChannel[];
  /** For the agents' answers. */
  visitor: Pick<Visitor, "post">;
  /** Events a second. */
  rate: number;
  seconds: number;
}

/** A request, and how long it took; null: no good answer. */
export interface Traffic {
  eventsMs: (number | null)[];
  repliesMs: (number | null)[];
  /** Of refused events, by status; 0 where there was no answer at all. */
  statuses: Map<number, number>;
}

const SEED = 41;
/** One sender in five has never written before; the others are so many in each channel. */
const NEW_SHARE = 0.2;
const KNOWN_SENDERS = 500;
/** Every tenth message is answered. */
const REPLY_EVERY = 10;
const WORDS = "доброго дня підкажіть будь ласка коли прийде замовлення дякую чекаю на відповідь"
  .split(" ");

/** Ends when all that was sent is answered. */
export async function sendTraffic(options: TrafficOptions): Promise<Traffic> {
  const traffic: Traffic = { eventsMs: [], repliesMs: [], statuses: new Map() };
  const dice = diceFor(SEED, 0);
  const running: Promise<void>[] = [];
  const startMs = performance.now();
  const count = options.rate * options.seconds;
  for (let at = 0; at < count; at++) {
    await until(startMs + (at * 1000) / options.rate);
    running.push(sendOne(options, traffic, { at, dice }));
  }
  await Promise.all(running);
  return traffic;
}

async function sendOne(
  { url, channels, visitor }: TrafficOptions,
  traffic: Traffic,
  { at, dice }: { at: number; dice: Dice },
): Promise<void> {
  const channel = dice.pick(channels);
  const body = new TextEncoder().encode(JSON.stringify(eventOf(channel, at, dice)));
  const conversationId = await post(url, { channel, at, body }, traffic);
  if (conversationId === null || at % REPLY_EVERY > 0 || channel.type === "call") return;
  const reply = await visitor.post(`/conversations/${conversationId}`, [
    ["message", `Вітаємо! Відповідь ${at}`],
    ["form", channel.type === "email" ? "email" : "text"],
  ]).catch(() => null);
  traffic.repliesMs.push(reply?.status === 303 ? reply.ms : null);
}

/** The conversation that the event is in; null when it was not taken. */
async function post(
  url: string,
  { channel, at, body }: { channel: BenchChannel; at: number; body: Uint8Array<ArrayBuffer> },
  traffic: Traffic,
): Promise<string | null> {
  const timestampSeconds = Math.floor(Date.now() / 1000);
  const signed = await signedHeaders(channel.secret, { id: `bench_${at}`, timestampSeconds, body });
  const headers = { "content-type": "application/json", ...signed };
  let status = 0;
  let conversationId: string | null = null;
  const ms = await timeOf(async () => {
    const response = await fetch(`${url}/api/inbound/${channel.id}`, {
      method: "POST",
      headers,
      body,
    })
      .catch(() => null);
    const text = await response?.text();
    status = response?.status ?? 0;
    if (status === 200) ({ conversationId } = inboundAnswerSchema.parse(JSON.parse(text ?? "")));
  });
  traffic.eventsMs.push(conversationId === null ? null : ms);
  if (conversationId === null) {
    traffic.statuses.set(status, (traffic.statuses.get(status) ?? 0) + 1);
  }
  return conversationId;
}

function eventOf({ type }: BenchChannel, at: number, dice: Dice) {
  const isNew = dice.roll() < NEW_SHARE;
  const sender = isNew ? KNOWN_SENDERS + at : Math.floor(dice.roll() * KNOWN_SENDERS);
  const name = `Клієнт ${sender}`;
  if (type === "call") {
    const phone = `+38067${String(2_000_000 + sender).padStart(7, "0")}`;
    return { kind: "call", identity: { phone, name }, call: { outcome: "missed" } };
  }
  const identity = type === "email"
    ? { email: `bench.sender.${sender}@example.com`, name }
    : { externalId: `sender-${sender}`, name };
  const text = Array.from({ length: 15 }, () => dice.pick(WORDS)).join(" ");
  return { kind: "message", identity, message: { text, externalId: `m-${at}` } };
}

function until(atMs: number): Promise<void> {
  const leftMs = atMs - performance.now();
  return leftMs <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, leftMs));
}
