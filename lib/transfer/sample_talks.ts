// What invented people have written lately, by sandbox channels: so that a newcomer finds conversations to answer.
import { createChannel } from "@/lib/actions/create_channel.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { receiveInbound } from "@/lib/actions/receive_inbound.ts";
import {
  canWriteFirstByDefault,
  type Channel,
  type ChannelType,
  usualConversationType,
} from "@/lib/domain/channel.ts";
import type { Identity } from "@/lib/domain/contact.ts";
import type { InboundIdentity, PersonEvent } from "@/lib/domain/inbound.ts";
import { ConfigError, InputError } from "@/lib/errors.ts";
import { listChannels } from "@/lib/store/channels.ts";
import type { SampleJob } from "@/lib/store/sample_job.ts";
import { diceFor } from "./dice.ts";
import { samplePerson } from "./sample_people.ts";

/** The last ones to be created have written. */
const TALKERS = 24;
const DAYS_MS = 6 * 24 * 60 * 60_000;
const HOUR_MS = 60 * 60_000;

const CHANNELS: { type: ChannelType; name: string }[] = [
  { type: "website", name: "Сайт" },
  { type: "telegram", name: "Telegram" },
  { type: "email", name: "Пошта" },
  { type: "call", name: "Дзвінки" },
];

const TALKS = [
  ["Добрий день! Коли буде доставка?", "Замовлення № 4121, Нова пошта."],
  ["Вітаю, чи є у вас розмір M?", "І чи можна приміряти в магазині?"],
  ["Хочу повернути товар: не підійшов колір."],
  ["Надішліть, будь ласка, рахунок на оплату.", "На ФОП, реквізити ті самі.", "Дякую!"],
  ["Hello! Do you ship to Warsaw?", "How much would two boxes be?"],
  ["Не можу зайти в кабінет, пише «невірний пароль»."],
  ["Дякую, усе прийшло вчасно 👍"],
];

/** A workspace without channels of its own gets one of each common kind, all delivered inside Kartka. */
export async function sampleChannels(acting: Acting): Promise<readonly Channel[]> {
  const there = await listChannels(acting.deps.kv);
  const sandboxes = there.filter(({ connector }) => connector.kind === "sandbox");
  if (there.some((channel) => !isSample(channel))) return sandboxes;
  const missing = CHANNELS.filter(({ name }) => !there.some((channel) => channel.name === name));
  try {
    for (const { type, name } of missing) {
      sandboxes.push(await createChannel(acting, type, typed(type, name)));
    }
  } catch (error) {
    // Without a key to seal secrets with there are no channels, and people all the same.
    if (!(error instanceof ConfigError)) throw error;
  }
  return sandboxes;
}

function isSample({ type, name }: Channel): boolean {
  return CHANNELS.some((sample) => sample.type === type && sample.name === name);
}

function typed(type: ChannelType, name: string) {
  const conversationType = usualConversationType(type);
  return {
    name,
    conversationType,
    canWriteFirst: canWriteFirstByDefault({ type, conversationType }),
    connector: "sandbox",
    url: "",
    botToken: "",
    host: "",
    port: "",
    security: "tls",
    user: "",
    password: "",
    from: "",
  };
}

/** By what a person is known in a messenger, if they are one of those who have written there. */
export function sampleIdentities(
  index: number,
  { seed, total }: SampleJob,
  channels: readonly Channel[],
): Identity[] {
  const channel = channels.find(({ type }) => type === "telegram");
  const writes = channel && index >= total - TALKERS && index % 3 === 0;
  return writes ? [{ channelId: channel.id, externalId: sampleId(seed, index), label: "" }] : [];
}

/** Whether the person is one of those who write: their last activity is what they have written. */
export function isSampleTalker(
  index: number,
  job: SampleJob,
  channels: readonly Channel[],
): boolean {
  return index >= job.total - TALKERS && wayOf(index, job, channels) !== null;
}

/** Lets the people write, each message at its own time, and once however often this is begun. */
export async function sampleTalks(
  { deps }: Acting,
  job: SampleJob,
  channels: readonly Channel[],
): Promise<void> {
  for (let index = Math.max(0, job.total - TALKERS); index < job.total; index++) {
    const way = wayOf(index, job, channels);
    if (way !== null) await talk(index, way);
  }

  async function talk(index: number, { channel, identity }: Way): Promise<void> {
    const dice = diceFor(job.seed + 1, index);
    const texts = channel.type === "call" ? [null] : dice.pick(TALKS);
    const agoMs = Math.min(DAYS_MS, job.nowMs - HOUR_MS - samplePerson(index, job).createdAtMs);
    const firstAtMs = Math.floor(job.nowMs - HOUR_MS - dice.roll() * agoMs);
    for (const [nth, text] of texts.entries()) {
      const sentAtMs = firstAtMs + nth * 5 * 60_000;
      const event = eventOf(text, { identity, sentAtMs });
      const eventId = `${sampleId(job.seed, index)}-${job.nowMs}-${nth}`;
      const then = { ...deps, now: () => sentAtMs, newId: () => deps.newId(sentAtMs) };
      await receiveInbound(then, channel, { eventId, bodyHash: eventId, event })
        .catch(unlessRefused);
    }
  }
}

/** A channel that an admin has changed meanwhile may not take this; the others may. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof InputError)) throw error;
}

function eventOf(
  text: string | null,
  { identity, sentAtMs }: { identity: InboundIdentity; sentAtMs: number },
): PersonEvent {
  if (text === null) return { kind: "call", identity, call: { outcome: "missed", sentAtMs } };
  return { kind: "message", identity, message: { text, sentAtMs, attachments: [] } };
}

interface Way {
  channel: Channel;
  identity: InboundIdentity;
}

/** Null for a person who has no address in any of the channels. */
function wayOf(index: number, job: SampleJob, channels: readonly Channel[]): Way | null {
  const { emails: [email], phones: [phone] } = samplePerson(index, job);
  const find = (wanted: ChannelType) =>
    channels.find(({ type, enabled }) => type === wanted && enabled);
  const telegram = find("telegram");
  if (telegram && index % 3 === 0) {
    return { channel: telegram, identity: { externalId: sampleId(job.seed, index) } };
  }
  const mail = find("email");
  if (mail && email && index % 3 === 1) return { channel: mail, identity: { email: email.key } };
  const calls = find("call");
  return calls && phone?.key ? { channel: calls, identity: { phone: phone.key } } : null;
}

function sampleId(seed: number, index: number): string {
  return `sample-${seed}-${index}`;
}
