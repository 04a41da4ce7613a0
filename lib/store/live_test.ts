import { assert, assertEquals, assertThrows } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { type LiveTopic, parseTopic } from "@/lib/domain/live_topic.ts";
import { BusyError } from "@/lib/errors.ts";
import { NOON } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { contactHeadKey, contactKey, eventKey } from "./keys/contacts.ts";
import { conversationKey, conversationRowKey, messageKey } from "./keys/conversations.ts";
import { activityKey } from "./keys/workspace.ts";
import {
  LISTENERS_MAX,
  type LiveFeed,
  openLiveFeed,
  POLL_GAP_MS,
  POLL_MS,
  USER_LISTENERS_MAX,
} from "./live.ts";

const LIST: LiveTopic = { kind: "list" };
const now = () => NOON;
const onFailure = (error: unknown) => {
  throw error;
};

/** A store in which nothing takes time, so that a clock turned by hand sees all: a version a key, all reads counted. */
function quickKv() {
  const versions = new Map<string, number>();
  const reads = { getMany: 0, list: 0, keys: 0 };
  let commits = 0;
  let isDown = false;
  const stamp = (key: Deno.KvKey) => {
    const version = versions.get(JSON.stringify(key));
    return version === undefined ? null : String(version).padStart(20, "0");
  };
  const kv = {
    getMany(keys: Deno.KvKey[]) {
      reads.getMany++;
      reads.keys += keys.length;
      if (isDown) return Promise.reject(new Error("down"));
      return Promise.resolve(keys.map((key) => ({ key, value: null, versionstamp: stamp(key) })));
    },
    async *list() {
      reads.list++;
      yield* [];
    },
  } as unknown as Deno.Kv;
  return {
    kv,
    reads,
    set: (key: Deno.KvKey) => void versions.set(JSON.stringify(key), ++commits),
    fail: (how: boolean) => isDown = how,
  };
}

function listen(feed: LiveFeed, topics: LiveTopic[], since: string | null, userId = "u") {
  const told: string[] = [];
  const ended: true[] = [];
  const stop = feed.listen({
    userId,
    topics,
    since,
    onChange: (version) => told.push(version),
    onEnd: () => ended.push(true),
  });
  return { told, ended, stop };
}

Deno.test("a feed tells a listener of a change of its topic within a second, and of no other", async () => {
  using time = new FakeTime();
  const { kv, set } = quickKv();
  const feed = openLiveFeed(kv, { onFailure, now });
  const one: LiveTopic = { kind: "contact", id: 1 };
  const [list, contact] = [
    listen(feed, [LIST], await feed.versionOf([LIST])),
    listen(feed, [one], await feed.versionOf([one])),
  ];
  await time.tickAsync(POLL_MS * 3);
  assertEquals([list.told, contact.told], [[], []]);
  set(contactKey(1));
  await time.tickAsync(POLL_MS);
  assertEquals([list.told.length, contact.told.length], [0, 1]);
  set(contactHeadKey());
  await time.tickAsync(POLL_MS);
  assertEquals([list.told.length, contact.told.length], [1, 1]);
  assertEquals(list.told, [await feed.versionOf([LIST])]);
  await feed.close();
});

Deno.test("a poke is looked into at once, a hundred pokes only as often as there are pauses", async () => {
  using time = new FakeTime();
  const { kv, set, reads } = quickKv();
  const feed = openLiveFeed(kv, { onFailure, now });
  const { told } = listen(feed, [LIST], await feed.versionOf([LIST]));
  await time.tickAsync(POLL_GAP_MS);
  set(contactHeadKey());
  feed.poke();
  await time.tickAsync(0);
  assertEquals(told.length, 1);
  const before = reads.getMany;
  for (let poke = 0; poke < 100; poke++) {
    feed.poke();
    await time.tickAsync(POLL_MS / 100);
  }
  assert(reads.getMany - before <= POLL_MS / POLL_GAP_MS, `${reads.getMany - before} looks`);
  await feed.close();
});

Deno.test("a poke during a look leads to another one: the look may have come too early", async () => {
  using time = new FakeTime();
  const { kv, set } = quickKv();
  let onLook = () => {};
  const slow = {
    ...kv,
    getMany: async (keys: Deno.KvKey[]) => {
      const entries = await kv.getMany(keys);
      onLook();
      return entries;
    },
  } as Deno.Kv;
  const feed = openLiveFeed(slow, { onFailure, now });
  const { told } = listen(feed, [LIST], await feed.versionOf([LIST]));
  onLook = () => {
    onLook = () => {};
    set(contactHeadKey());
    feed.poke();
  };
  await time.tickAsync(POLL_GAP_MS);
  assertEquals(told.length, 1);
  await feed.close();
});

Deno.test("nothing is read while nobody listens", async () => {
  using time = new FakeTime();
  const { kv, reads } = quickKv();
  const feed = openLiveFeed(kv, { onFailure, now });
  feed.poke();
  await time.tickAsync(POLL_MS * 5);
  assertEquals(reads.getMany, 0);
  const { stop } = listen(feed, [LIST], null);
  await time.tickAsync(POLL_MS * 2);
  stop();
  const before = reads.getMany;
  assert(before > 0);
  feed.poke();
  await time.tickAsync(POLL_MS * 5);
  assertEquals(reads.getMany, before);
  const again = listen(feed, [LIST], null);
  await time.tickAsync(0);
  assertEquals(again.told.length, 1);
  await feed.close();
});

Deno.test("200 listeners to 20 topics cost the reads of 20 topics", async () => {
  using time = new FakeTime();
  const { kv, reads } = quickKv();
  const feed = openLiveFeed(kv, { onFailure, now });
  for (let at = 0; at < 200; at++) {
    const topics: LiveTopic[] = at % 2 === 0
      ? [LIST]
      : [{ kind: "contact", id: 1 + at % 20 }, LIST];
    listen(feed, topics, null, `user ${at % 20}`);
  }
  await time.tickAsync(POLL_GAP_MS);
  const before = { ...reads };
  const seconds = 10;
  await time.tickAsync(seconds * POLL_MS);
  const perSecond = (name: keyof typeof reads) => (reads[name] - before[name]) / seconds;
  assertEquals([perSecond("getMany"), perSecond("list"), perSecond("keys")], [2, 11, 12]);
  await feed.close();
});

Deno.test("who comes back with what they saw last is told at once what they missed, or nothing", async () => {
  using time = new FakeTime();
  const { kv, set } = quickKv();
  const feed = openLiveFeed(kv, { onFailure, now });
  const first = listen(feed, [LIST], null);
  await time.tickAsync(0);
  const seen = first.told.at(-1) ?? "";
  first.stop();
  const same = listen(feed, [LIST], seen);
  await time.tickAsync(POLL_MS);
  assertEquals(same.told, []);
  same.stop();
  set(contactHeadKey());
  const late = listen(feed, [LIST], seen);
  const strange = listen(feed, [LIST], "no version");
  await time.tickAsync(POLL_GAP_MS);
  assertEquals([late.told.length, strange.told.length], [1, 1]);
  await feed.close();
});

Deno.test("a store that cannot be read is tried again, and no change is lost over it", async () => {
  using time = new FakeTime();
  const { kv, set, fail } = quickKv();
  const failures: unknown[] = [];
  const feed = openLiveFeed(kv, { onFailure: (error) => failures.push(error), now });
  const { told } = listen(feed, [LIST], await feed.versionOf([LIST]));
  await time.tickAsync(POLL_MS);
  fail(true);
  set(contactHeadKey());
  await time.tickAsync(POLL_MS * 2);
  assertEquals([told.length, failures.length > 0], [0, true]);
  fail(false);
  await time.tickAsync(POLL_MS);
  assertEquals(told.length, 1);
  await feed.close();
});

Deno.test("listeners beyond those of a user, and of the process, are refused", async () => {
  using _time = new FakeTime();
  const { kv } = quickKv();
  const feed = openLiveFeed(kv, { onFailure, now });
  const own = Array.from({ length: USER_LISTENERS_MAX }, () => listen(feed, [LIST], null, "one"));
  assertThrows(() => listen(feed, [LIST], null, "one"), BusyError, "20 pages of user one do");
  own[0]?.stop();
  listen(feed, [LIST], null, "one");
  for (let at = USER_LISTENERS_MAX; at < LISTENERS_MAX; at++) {
    listen(feed, [LIST], null, `user ${at}`);
  }
  assertThrows(() => listen(feed, [LIST], null, "another"), BusyError);
  await feed.close();
  assertThrows(() => listen(feed, [LIST], null), BusyError);
});

Deno.test("the end of the process ends every listener, once", async () => {
  using time = new FakeTime();
  const { kv, reads } = quickKv();
  const feed = openLiveFeed(kv, { onFailure, now });
  const all = [listen(feed, [LIST], null), listen(feed, [LIST], null, "v")];
  await Promise.all([feed.close(), feed.close()]);
  assertEquals(all.map(({ ended }) => ended.length), [1, 1]);
  const before = reads.getMany;
  await time.tickAsync(POLL_MS * 3);
  assert(reads.getMany <= before + 1);
});

Deno.test("whoever has closed a feed may close the store: no look is under way any more", async () => {
  using time = new FakeTime();
  const { kv, reads } = quickKv();
  const { promise, resolve } = Promise.withResolvers<void>();
  const slow = {
    ...kv,
    getMany: async (keys: Deno.KvKey[]) => {
      await promise;
      return await kv.getMany(keys);
    },
  } as Deno.Kv;
  const feed = openLiveFeed(slow, { onFailure, now });
  listen(feed, [LIST], null);
  await time.tickAsync(0);
  let hasClosed = false;
  const closing = feed.close().then(() => hasClosed = true);
  await time.tickAsync(POLL_MS);
  assertEquals([hasClosed, reads.getMany], [false, 0]);
  resolve();
  await closing;
  assertEquals(reads.getMany, 1);
});

/** A write, and whether the topic stands at something else after it. */
const WRITES: [topic: string, key: Deno.KvKey, moves: boolean][] = [
  ["list", contactHeadKey(), true],
  ["list", conversationKey("A"), false],
  ["contact:7", contactKey(7), true],
  ["contact:7", eventKey(7, "01E"), true],
  ["contact:7", contactKey(8), false],
  ["contact:7", eventKey(8, "01E"), false],
  ["conversation:A", conversationKey("A"), true],
  ["conversation:A", messageKey("A", "01M"), true],
  ["conversation:A", messageKey("B", "01M"), false],
  ["conversations", conversationRowKey("open", 5, "A"), true],
  ["conversations", conversationRowKey("closed", 5, "A"), true],
  ["conversations", conversationKey("A"), false],
  ["activity", activityKey("contacts", "01E"), true],
  ["activity", activityKey("settings", "01E"), true],
  ["activity", eventKey(7, "01E"), false],
];

Deno.test("a topic moves with every write that its page shows, over and over, and with no other", async () => {
  using kv = await memoryKv();
  const feed = openLiveFeed(kv, { onFailure, now });
  for (const [text, key, moves] of WRITES) {
    const topic = parseTopic(text);
    assert(topic);
    for (const write of ["first", "again", "gone"]) {
      const before = await feed.versionOf([topic]);
      if (write === "gone") await kv.delete(key);
      else await kv.set(key, 0);
      const hasMoved = await feed.versionOf([topic]) !== before;
      assertEquals(hasMoved, moves, `${write}: ${JSON.stringify(key)} and ${text}`);
    }
  }
});
