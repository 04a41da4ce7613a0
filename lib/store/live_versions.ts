// What a live topic stands at: a short text that is another one as soon as anything of the topic has changed.
import { createHash } from "node:crypto";
import { z } from "zod";
import { ACTIVITY_KINDS } from "@/lib/domain/activity.ts";
import { blockSchema, isBlocked } from "@/lib/domain/block.ts";
import { type LiveTopic, topicText } from "@/lib/domain/live_topic.ts";
import { lastAttemptKey } from "./keys/blocks.ts";
import { contactHeadKey, contactKey, contactTotalKey } from "./keys/contacts.ts";
import { conversationKey } from "./keys/conversations.ts";
import { rangePrefix } from "./keys/range.ts";
import { readMany } from "./kv.ts";

/** Of a range only its newest entries are looked at: a topic must cost the same however much there is. */
interface Newest {
  prefix: Deno.KvKey;
  /** Left out where the newest of all are looked at. */
  end?: Deno.KvKey;
  count: number;
}

interface Watched {
  keys: Deno.KvKey[];
  newest: Newest[];
}

/** As many as a page of conversations shows. */
const ROWS_WATCHED = 50;
/** A delivery that is reported later than ten messages on shows with the next change. */
const MESSAGES_WATCHED = 10;
const RANGES_AT_ONCE = 10;
const VERSION_CHARS = 16;

/**
 * Versions by the topics' texts. Each key and range is read once, however many topics share it. A block that ends is a
 * change at that moment, though nothing is written then.
 */
export async function readVersions(
  kv: Deno.Kv,
  topics: readonly LiveTopic[],
  nowMs: number,
): Promise<Map<string, string>> {
  const watched = new Map(topics.map((topic) => [topicText(topic), watchedOf(topic, nowMs)]));
  const all = [...watched.values()];
  const entries = await readMany<unknown>(kv, all.flatMap(({ keys }) => keys));
  const ranges = await readRanges(kv, all.flatMap(({ newest }) => newest));
  const states = await readStates(kv, entries, nowMs);
  const versions = new Map<string, string>();
  for (const [text, { keys, newest }] of watched) {
    const own = [...states.splice(0, keys.length), ...ranges.splice(0, newest.length)];
    versions.set(text, versionOf(own));
  }
  return versions;
}

function watchedOf(topic: LiveTopic, nowMs: number): Watched {
  switch (topic.kind) {
    case "list":
      return { keys: [contactHeadKey(), contactTotalKey()], newest: [lastEnded(nowMs)] };
    case "conversations":
      // Opening and closing moves a row from one range to the other, a message moves it within its own.
      return {
        keys: [],
        newest: [
          lastEnded(nowMs),
          ...["open", "closed"].map((status) => ({
            prefix: rangePrefix("cs", status),
            count: ROWS_WATCHED,
          })),
        ],
      };
    case "activity":
      return {
        keys: [],
        newest: ACTIVITY_KINDS.map((kind) => ({ prefix: rangePrefix("activity", kind), count: 1 })),
      };
    case "contact":
      // Nothing of a card changes without an event: notes and statuses do not touch the record.
      return {
        keys: [contactKey(topic.id)],
        newest: [{ prefix: rangePrefix("ev", topic.id), count: 1 }],
      };
    case "conversation":
      // A delivery changes its message and nothing else that stays.
      return {
        keys: [conversationKey(topic.id)],
        newest: [{ prefix: rangePrefix("msg", topic.id), count: MESSAGES_WATCHED }],
      };
  }
}

/** The block that ended last, until it has been cleaned up. */
function lastEnded(nowMs: number): Newest {
  const prefix = rangePrefix("block_end");
  return { prefix, end: [...prefix, nowMs + 1], count: 1 };
}

const blockedSchema = z.object({ block: blockSchema.pick({ id: true, untilMs: true }) });

/** Of who is blocked it tells, too, when something was kept out last: counting that touches no contact. */
async function readStates(
  kv: Deno.Kv,
  entries: readonly Deno.KvEntryMaybe<unknown>[],
  nowMs: number,
): Promise<(string | null)[]> {
  const blocks = entries.map(({ value }) => {
    const block = blockedSchema.safeParse(value).data?.block;
    return isBlocked(block, nowMs) ? block : undefined;
  });
  const keys = blocks.flatMap((block) => block ? [lastAttemptKey(block.id)] : []);
  const attempts = keys.length === 0 ? [] : await readMany(kv, keys);
  return entries.map(({ versionstamp }, at) =>
    blocks[at] ? `${versionstamp} blocked ${attempts.shift()?.versionstamp}` : versionstamp
  );
}

async function readRanges(kv: Deno.Kv, ranges: readonly Newest[]): Promise<string[]> {
  const states: string[] = [];
  for (let start = 0; start < ranges.length; start += RANGES_AT_ONCE) {
    const some = ranges.slice(start, start + RANGES_AT_ONCE);
    states.push(...await Promise.all(some.map((range) => readRange(kv, range))));
  }
  return states;
}

/** The keys belong to it: what has left the range may have been no newer than what stays. */
async function readRange(kv: Deno.Kv, { prefix, end, count }: Newest): Promise<string> {
  const entries = kv.list(end ? { prefix, end } : { prefix }, {
    reverse: true,
    limit: count,
    batchSize: count,
  });
  const states = await Array.fromAsync(
    entries,
    ({ key, versionstamp }) => `${String(key.at(-1))} ${versionstamp}`,
  );
  return states.join();
}

function versionOf(states: readonly (string | null)[]): string {
  const hash = createHash("sha256").update(JSON.stringify(states));
  return hash.digest("base64url").slice(0, VERSION_CHARS);
}
