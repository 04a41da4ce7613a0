// Taking in what a channel reports: one commit that asks who it is from, whether it may enter, and stores it (10.2).
import type { Channel } from "@/lib/domain/channel.ts";
import type {
  DeliveryEvent,
  InboundAnswer,
  InboundEvent,
  PersonEvent,
} from "@/lib/domain/inbound.ts";
import { parseSender, sendersHandles } from "@/lib/domain/inbound_sender.ts";
import { BusyError, ConflictError, InputError, NotFoundError, RefusedError } from "@/lib/errors.ts";
import { type Change, saveChange, StaleReadError } from "@/lib/store/change.ts";
import { stageChannelLog } from "@/lib/store/channel_log.ts";
import { isSwitchedOffIn } from "@/lib/store/channels.ts";
import { requireContactIn } from "@/lib/store/contacts.ts";
import { findOwner, seeOwner } from "@/lib/store/handles.ts";
import { nextContactId } from "@/lib/store/ids.ts";
import { findTakenIn } from "@/lib/store/inbound.ts";
import { admit } from "./admit.ts";
import type { Deps } from "./deps.ts";
import { namesNewAddresses } from "./inbound_contact.ts";
import { inTurn } from "./inbound_turns.ts";
import { stageDelivery } from "./stage_delivery.ts";
import { type Arrival, type Known, logEntry, stageArrival } from "./stage_inbound.ts";

/** An event with what makes it the same as another one. */
export interface InboundReport {
  /** The sender's id of it: the same one again is taken once. */
  eventId: string;
  /** SHA-256 of the raw body. */
  bodyHash: string;
  event: InboundEvent;
}

/** How often a commit that has lost its handles to another one is begun anew. */
const TAKEN_TRIES_MAX = 10;
const RETRY_AFTER_SECONDS = 2;
const LOADING_RETRY_SECONDS = 30;

/**
 * Stores the event, once, whatever is killed when; the same event again gets the ids of the first time. Throws
 * `InputError` for what the channel cannot use, `RefusedError` `channel_off` (404) and `event_reused` (409: the id was
 * used for another body), `BusyError` 503 when the same event should come again later.
 */
export async function receiveInbound(
  deps: Deps,
  channel: Channel,
  report: InboundReport,
): Promise<InboundAnswer> {
  if (!channel.enabled) throw switchedOff(channel);
  const { event } = report;
  const received = { deps, channel, report };
  const outcome = event.kind === "delivery"
    ? await receiveDelivery(received, event)
    : await receiveFromPerson(received, event);
  if (outcome !== "reused") return outcome;
  throw new RefusedError(
    `Event of channel ${channel.id} refused: its id was used for another body`,
    409,
    "event_reused",
  );
}

function switchedOff({ id }: Channel): RefusedError {
  return new RefusedError(`Channel ${id} is switched off`, 404, "channel_off");
}

/** What there is to tell, or that the id of the event is another one's. */
type Outcome = InboundAnswer | "reused";

interface Received {
  deps: Deps;
  channel: Channel;
  report: InboundReport;
}

async function receiveDelivery(received: Received, event: DeliveryEvent): Promise<Outcome> {
  const { deps, channel, report } = received;
  const told = { deps, channel, report: { ...report, event } };
  const store = (change: Change) => onceOnly(change, received, () => stageDelivery(change, told));
  return await saved(deps, store);
}

async function receiveFromPerson(received: Received, event: PersonEvent): Promise<Outcome> {
  const { deps, channel } = received;
  const arrival = arrivalOf(received, event);
  const store = (change: Change) =>
    onceOnly(change, received, () => stageJudged(change, channel, arrival));
  return await inTurn(deps.kv, `${channel.id} ${arrival.sender.address}`, () => saved(deps, store));
}

function arrivalOf(
  { deps, channel, report: { eventId, bodyHash } }: Received,
  event: PersonEvent,
): Arrival {
  let id: Promise<number> | null = null;
  return {
    channelId: channel.id,
    eventId,
    bodyHash,
    event,
    sender: parseSender(channel, event, deps),
    nowMs: deps.now(),
    newId: (atMs) => deps.newId(atMs),
    newContactId: () => id ??= nextContactId(deps.kv),
  };
}

/** Whose the sender is and whether they may enter: both are read in the commit that stores what they sent. */
async function stageJudged(
  change: Change,
  channel: Channel,
  arrival: Arrival,
): Promise<InboundAnswer> {
  const { sender, nowMs } = arrival;
  const known = await findSender(change, arrival);
  const asked = { handles: sendersHandles(channel, sender), contact: known?.before ?? null };
  const verdict = await admit(change, asked, nowMs);
  return await stageArrival(change, arrival, { verdict, known });
}

async function findSender(change: Change, { sender }: Arrival): Promise<Known> {
  const owner = await seeOwner(change, sender.handle);
  if (owner.contactId === null) {
    owner.check();
    return null;
  }
  const read = await requireContactIn(change, owner.contactId).catch(async (error) => {
    const isStill = await findOwner(change, sender.handle) === owner.contactId;
    throw isStill ? whileLoading(error) : new StaleReadError();
  });
  // A merge gives handles away as it takes their contact: the two reads are of before and after.
  if (read.before.id !== owner.contactId) throw new StaleReadError();
  // One check for all addresses, or one for this one: the rest of the ten belongs to the gate.
  if (namesNewAddresses(read.before, sender)) owner.checkAll();
  else owner.check();
  return read;
}

/** A bulk load gives handles before it makes their contacts, which takes a moment. */
function whileLoading(error: unknown): unknown {
  if (!(error instanceof NotFoundError)) return error;
  return new BusyError(`Contacts are being loaded: ${error.message}`, 503, LOADING_RETRY_SECONDS);
}

/**
 * Stages the event unless it was taken before: then there is only a line for the log. The channel is asked here once
 * more, for what has waited for its turn must not come in after the channel was switched off.
 */
async function onceOnly(
  change: Change,
  { deps, channel, report: { eventId, bodyHash } }: Received,
  stage: () => Promise<InboundAnswer>,
): Promise<Outcome> {
  const ref = { channelId: channel.id, eventId };
  const nowMs = deps.now();
  const [taken, isOff] = await Promise.all([
    findTakenIn(change, ref, nowMs),
    isSwitchedOffIn(change, channel.id),
  ]);
  if (isOff) throw switchedOff(channel);
  if (taken === null) return await stage();
  if (taken.bodyHash !== bodyHash) return "reused";
  const entry = logEntry({ ...ref, nowMs, newId: deps.newId }, taken.answer);
  stageChannelLog(change, { ...entry, outcome: "duplicate" });
  return { ...taken.answer, result: "duplicate" };
}

/**
 * `saveChange` for senders who are programs: what lost against others too often is not their conflict and may come
 * again. A handle that went to someone between two reads of one try is read anew.
 */
async function saved(
  { kv }: Deps,
  stage: (change: Change) => Promise<Outcome>,
): Promise<Outcome> {
  for (let tries = 1;; tries++) {
    try {
      return await saveChange(kv, stage);
    } catch (error) {
      if (error instanceof ConflictError || (isTaken(error) && tries === TAKEN_TRIES_MAX)) {
        throw new BusyError("Cannot store an event: others came first", 503, RETRY_AFTER_SECONDS);
      }
      if (!isTaken(error)) throw error;
    }
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof InputError &&
    Object.values(error.problems).some(({ code }) => code === "handle_taken");
}
