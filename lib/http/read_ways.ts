// Reads where somebody can be written to: every channel, usable ones first, the others with what is in the way (11.1).
import type { Channel } from "@/lib/domain/channel.ts";
import { addressLabel, type Contact } from "@/lib/domain/contact.ts";
import type { Conversation } from "@/lib/domain/conversation.ts";
import {
  channelAddresses,
  writeFirst,
  type WriteFix,
  type WriteProblem,
  type WriteWay,
} from "@/lib/domain/write_first.ts";
import { listChannels } from "@/lib/store/channels.ts";
import { findThread } from "@/lib/store/conversations.ts";

export interface UsableWay {
  /** What the form posts for it. */
  via: string;
  channel: Channel;
  way: WriteWay;
  /** The address as people know it. */
  label: string;
}

export interface UnusableChannel {
  channel: Channel;
  problem: WriteProblem;
  fix: WriteFix | null;
}

export interface Ways {
  /** Where something was said last comes first. */
  usable: UsableWay[];
  unusable: UnusableChannel[];
}

/** Whoever may be written to; a recipient who is no contact yet has neither id nor conversations. */
export type Addressee =
  & Pick<Contact, "emails" | "phones" | "identities" | "channelIds">
  & { id: number | null };

export async function readWays(
  kv: Deno.Kv,
  addressee: Addressee,
  { nowMs }: { nowMs: number },
): Promise<Ways> {
  const channels = await listChannels(kv);
  const threads = await readThreads(kv, addressee, channels);
  const ways: Ways = { usable: [], unusable: [] };
  for (const channel of channels) {
    const own = threads.filter(({ channelId }) => channelId === channel.id);
    const answer = writeFirst(channel, addressee, { threads: own, nowMs });
    if (!answer.usable) {
      ways.unusable.push({ channel, problem: answer.problem, fix: answer.fix });
    } else {
      ways.usable.push(...answer.ways.map((way) => usableWay(channel, addressee, way)));
    }
  }
  ways.usable.sort((a, b) => (b.way.thread?.lastAtMs ?? 0) - (a.way.thread?.lastAtMs ?? 0));
  return ways;
}

function usableWay(channel: Channel, addressee: Addressee, way: WriteWay): UsableWay {
  const place = { channelId: channel.id, address: way.address };
  return { via: viaText(place), channel, way, label: addressLabel(addressee, place) };
}

/** A channel of the contact's and one of their addresses there. Ids of channels have no spaces. */
export interface Via {
  channelId: string;
  address: string;
}

function viaText({ channelId, address }: Via): string {
  return `${channelId} ${address}`;
}

/** What `via` of a form says; null when nothing was chosen. */
export function parseVia(text: string): Via | null {
  const [, channelId, address] = /^([0-9A-Za-z]{1,40}) (.{1,300})$/su.exec(text) ?? [];
  return channelId !== undefined && address !== undefined ? { channelId, address } : null;
}

/** Those with the contact's own addresses, in the channels where they have any. */
async function readThreads(
  kv: Deno.Kv,
  addressee: Addressee,
  channels: readonly Channel[],
): Promise<Conversation[]> {
  const { id, channelIds = [] } = addressee;
  if (id === null) return [];
  const places = channels.filter((channel) => channelIds.includes(channel.id))
    .flatMap((channel) =>
      channelAddresses(channel, addressee).map((address) => ({ channelId: channel.id, address }))
    );
  const found = await Promise.all(
    places.map((place) => findThread(kv, { ...place, contactId: id })),
  );
  return found.filter((thread) => thread !== null);
}
