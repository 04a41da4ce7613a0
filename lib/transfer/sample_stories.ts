// What has happened to a few invented people, so that a newcomer meets notes, a merge, blocks and duplicates.
import { addNote } from "@/lib/actions/add_note.ts";
import { blockContact } from "@/lib/actions/block_contact.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { mergeContacts } from "@/lib/actions/merge_contacts.ts";
import { pinNote } from "@/lib/actions/pin_note.ts";
import { receiveInbound } from "@/lib/actions/receive_inbound.ts";
import { setAttribute } from "@/lib/actions/set_attribute.ts";
import type { BlockPreset, BlockReason } from "@/lib/domain/block_choice.ts";
import type { Channel, ChannelType } from "@/lib/domain/channel.ts";
import type { InboundIdentity, PersonEvent } from "@/lib/domain/inbound.ts";
import { KartkaError } from "@/lib/errors.ts";
import { findContact } from "@/lib/store/contacts.ts";
import type { SampleJob } from "@/lib/store/sample_job.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

const OLENA = {
  externalId: "olena_shevchenko",
  name: "Олена Шевченко",
  phone: "+380671234568",
  language: "uk",
};
const OLENA_BY_MAIL = { email: "o.shevchenko@romashka.example", name: "O. Shevchenko" };
const ANDRII = { phone: "+380671234567", name: "Андрій Мельник" };
const ANDRII_BY_CHAT = { ...ANDRII, externalId: "amelnyk", name: "Andrii Melnyk" };
const IRYNA = { email: "iryna.bondar@poshta.example", name: "Ірина Бондар" };
const IRYNA_AT_SHOP = { email: "irynabondar+shop@poshta.example", name: "Iryna Bondar" };
const CASINO = { externalId: "lucky_777", name: "Lucky Casino 777" };
const ROMAN = { externalId: "r_kravets", name: "Роман Кравець" };

/**
 * Tells them in the name of the user who ordered them, if anybody did; each part once, however often this is begun.
 * What people have changed meanwhile stays as they have it.
 */
export async function sampleStories(
  acting: Acting,
  job: SampleJob,
  channels: readonly Channel[],
): Promise<void> {
  if (job.storyteller === null) return;
  const teller = new Storyteller(acting, { ...job, storyteller: job.storyteller }, channels);
  for (const story of [twoBecomeOne, twiceTheSame, keptOut, keptOutAgain]) {
    await story(teller).catch(unlessRefused);
  }
}

async function twoBecomeOne(told: Storyteller): Promise<void> {
  const olena = await told.hear("telegram", OLENA, {
    agoMs: 6.2 * DAY_MS,
    text: "Добрий день! Коли буде доставка?",
  });
  await told.describe(olena, { agoMs: 6.1 * DAY_MS, values: { plan: "Pro", city: "Київ" } });
  await told.note(olena, {
    agoMs: 5.4 * DAY_MS,
    text: "Просить дзвонити після 18:00.\nРахунки надсилати на бухгалтерію.",
  });
  const byMail = await told.hear("email", OLENA_BY_MAIL, {
    agoMs: 3.7 * DAY_MS,
    text: "Добрий день, надішліть, будь ласка, рахунок № 118 ще раз. Олена",
  });
  await told.merge(olena, byMail, { agoMs: 3.6 * DAY_MS });
  await told.hear("telegram", OLENA, {
    agoMs: HOUR_MS / 2,
    text: "Дякую, рахунок отримала. А чи можна самовивіз?",
  });
}

async function twiceTheSame(told: Storyteller): Promise<void> {
  await told.hear("call", ANDRII, { agoMs: 5.3 * DAY_MS });
  await told.hear("telegram", ANDRII_BY_CHAT, { agoMs: 1.8 * DAY_MS, text: "Hi! Any news?" });
  await told.hear("email", IRYNA, { agoMs: 5.9 * DAY_MS, text: "Чи є подарункові картки?" });
  await told.hear("email", IRYNA_AT_SHOP, {
    agoMs: 1.1 * DAY_MS,
    text: "Order 5120: please cancel it.",
  });
}

async function keptOut(told: Storyteller): Promise<void> {
  const text = "💰 100 free spins, only today!";
  const casino = await told.hear("telegram", CASINO, { agoMs: 2.3 * DAY_MS, text });
  await told.block(casino, { agoMs: 2.2 * DAY_MS, preset: "forever", reason: "spam" });
  for (const hours of [30, 5, 1]) {
    await told.hear("telegram", CASINO, { agoMs: hours * HOUR_MS, text });
  }
}

async function keptOutAgain(told: Storyteller): Promise<void> {
  const roman = await told.hear("telegram", ROMAN, {
    agoMs: 4.9 * DAY_MS,
    text: "Та ви там узагалі працюєте?! Третій день чекаю!!!",
  });
  await told.block(roman, { agoMs: 4.8 * DAY_MS, preset: "hour", reason: "abuse" });
  await told.block(roman, { agoMs: 2.5 * HOUR_MS, preset: "next_month", reason: "abuse" });
}

/** Does what people do, at the time at which it is said to have happened. */
class Storyteller {
  constructor(
    readonly acting: Acting,
    readonly job: SampleJob & { storyteller: string },
    readonly channels: readonly Channel[],
  ) {}

  /** The sender's contact; null where there is no such channel, or what comes is dropped. */
  async hear(
    type: ChannelType,
    identity: InboundIdentity,
    { agoMs, text = "" }: { agoMs: number; text?: string },
  ): Promise<number | null> {
    const channel = this.channels.find((one) => one.type === type && one.enabled);
    if (!channel) return null;
    const sentAtMs = this.job.nowMs - agoMs;
    const event: PersonEvent = type === "call"
      ? { kind: "call", identity, call: { outcome: "answered", durationSeconds: 185, sentAtMs } }
      : { kind: "message", identity, message: { text, sentAtMs, attachments: [] } };
    const eventId = `story-${this.job.nowMs}-${identity.name}-${agoMs}`;
    const { deps } = this.#at(agoMs);
    return (await receiveInbound(deps, channel, { eventId, bodyHash: eventId, event })).contactId;
  }

  /** Attributes that are not there any more are left out. */
  async describe(
    id: number | null,
    { agoMs, values }: { agoMs: number; values: Record<string, string> },
  ): Promise<void> {
    if (id === null) return;
    for (const [key, value] of Object.entries(values)) {
      await setAttribute(this.#at(agoMs), id, { key, raw: value, base: "" }).catch(unlessRefused);
    }
  }

  async note(id: number | null, { agoMs, text }: { agoMs: number; text: string }): Promise<void> {
    if (id === null) return;
    const acting = this.#at(agoMs);
    const noteId = await addNote(acting, id, text, { onceKey: this.#once(id) });
    await pinNote(acting, id, noteId);
  }

  async merge(
    keptId: number | null,
    mergedId: number | null,
    { agoMs }: { agoMs: number },
  ): Promise<void> {
    if (keptId === null || mergedId === null) return;
    const { kv } = this.acting.deps;
    const [kept, merged] = await Promise.all([
      findContact(kv, keptId),
      findContact(kv, mergedId),
    ]);
    if (kept === null || merged === null) return; // it has happened, or somebody was here
    const revisions = { kept: kept.revision, merged: merged.revision };
    const order = { keptId: kept.id, mergedId: merged.id, choices: {}, revisions };
    await mergeContacts(this.#at(agoMs), order, { onceKey: this.#once(mergedId) });
  }

  /** In place of a block that is over. */
  async block(
    id: number | null,
    { agoMs, preset, reason }: { agoMs: number; preset: BlockPreset; reason: BlockReason },
  ): Promise<void> {
    if (id === null) return;
    const atMs = this.job.nowMs - agoMs;
    const input = { preset, until: "", reason, note: "" };
    await blockContact(this.#at(agoMs), id, input, {
      onlyIf: (block) => block === undefined || (block.untilMs !== null && block.untilMs <= atMs),
    });
  }

  #once(contactId: number): string {
    return `story-${this.job.nowMs}-${contactId}`;
  }

  #at(agoMs: number): Acting {
    const { deps } = this.acting;
    const atMs = this.job.nowMs - agoMs;
    const userId = this.job.storyteller;
    return {
      deps: { ...deps, now: () => atMs, newId: (ms = atMs) => deps.newId(ms) },
      principal: { id: userId, role: "admin" },
      actor: { kind: "user", userId },
    };
  }
}

/** Somebody was here before, or is at it just now: the rest goes on without. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof KartkaError)) throw error;
}
