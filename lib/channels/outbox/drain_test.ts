import { assert, assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { saveChange } from "@/lib/store/change.ts";
import { readTroubles } from "@/lib/store/channel_trouble.ts";
import { stageEditChannel } from "@/lib/store/channels.ts";
import { requireMessageIn } from "@/lib/store/conversations.ts";
import { outboxLineKey } from "@/lib/store/keys/conversations.ts";
import { nextDueAtMs, stageRetry } from "@/lib/store/outbox.ts";
import { claimTurn } from "@/lib/store/outbox_turn.ts";
import { NOON, testDeps } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import {
  connectorOf,
  deliveryOf,
  idsOf,
  outboxOf,
  outboxProblems,
  passing,
  queueReply,
  withChannel,
} from "@/tests/support/outbox.ts";
import { DeliveryError } from "../connectors/connector.ts";
import { LEASE_MS } from "./drain.ts";

const C = "01CONVERSATION";
const MINUTE_MS = 60_000;

Deno.test("all that is due is delivered once, each conversation in its order", async () => {
  using kv = await memoryKv();
  const channel = await withChannel(kv);
  const queued = [];
  for (let round = 0; round < 5; round++) {
    for (let conversation = 0; conversation < 30; conversation++) {
      queued.push(await queueReply(kv, channel, { conversationId: `C${conversation}` }));
    }
  }
  const connector = connectorOf();
  await outboxOf(connector).drain(testDeps(kv));
  assertEquals(idsOf(connector).toSorted(), queued.map(({ id }) => id).toSorted());
  for (let conversation = 0; conversation < 30; conversation++) {
    const mine = connector.orders.filter((it) => it.conversation.id === `C${conversation}`);
    const ids = mine.map(({ message }) => message.id);
    assertEquals(ids, ids.toSorted());
  }
  assertEquals(await outboxProblems(kv), []);
  assertEquals(await nextDueAtMs(kv, channel.id), null);
});

Deno.test("several conversations are delivered at once, as many as allowed, and one message of each at a time", async () => {
  using kv = await memoryKv();
  const channel = await withChannel(kv);
  for (let at = 0; at < 40; at++) await queueReply(kv, channel, { conversationId: `C${at % 20}` });
  const underWay = new Set<string>();
  const enough = Promise.withResolvers<void>();
  let most = 0;
  const connector = connectorOf(async ({ conversation: { id } }) => {
    assertEquals(underWay.has(id), false);
    underWay.add(id);
    most = Math.max(most, underWay.size);
    if (most === 5) enough.resolve();
    await enough.promise;
    underWay.delete(id);
    return { state: "sent", externalId: null, status: 200 };
  });
  await outboxOf(connector, { channelLinesAtOnce: 5 }).drain(testDeps(kv));
  assertEquals(connector.orders.length, 40);
  assertEquals(most, 5);
});

Deno.test("a message sent again goes at once; the one that waits behind it keeps its time", async () => {
  using kv = await memoryKv();
  const channel = await withChannel(kv);
  const first = await queueReply(kv, channel, { conversationId: C });
  const second = await queueReply(kv, channel, { conversationId: C });
  const deps = testDeps(kv);
  const connector = connectorOf(({ message }, before) => {
    if (before > 0) return;
    throw new DeliveryError("refused", { isFinal: message.id === first.id });
  });
  const outbox = outboxOf(connector);
  await outbox.drain(deps);
  await saveChange(kv, async (change) => {
    const message = await requireMessageIn(change, C, first.id);
    await stageRetry(change, message, { channelId: channel.id, nowMs: deps.now() });
  });
  await outbox.drain(deps);
  assertEquals(idsOf(connector), [first.id, second.id, first.id]);
  assertEquals((await deliveryOf(kv, first))?.state, "sent");
  assertEquals(await nextDueAtMs(kv, channel.id), NOON + 5000);
  assertEquals(await outboxProblems(kv), []);
});

Deno.test("a channel that is off keeps its messages as they are, and they go when it is on again", async () => {
  using kv = await memoryKv();
  const channel = await withChannel(kv, { enabled: false });
  const other = await withChannel(kv);
  const waits = await queueReply(kv, channel, { conversationId: C });
  const goes = await queueReply(kv, other, { conversationId: "C2" });
  const connector = connectorOf();
  const outbox = outboxOf(connector);
  await outbox.drain(testDeps(kv));
  assertEquals(idsOf(connector), [goes.id]);
  assertEquals(await deliveryOf(kv, waits), waits.delivery);
  await saveChange(kv, (change) => stageEditChannel(change, { ...channel, enabled: true }));
  await outbox.drain(testDeps(kv));
  assertEquals(idsOf(connector), [goes.id, waits.id]);
});

Deno.test("a channel switched off while it delivers stops before the next message", async () => {
  using kv = await memoryKv();
  const channel = await withChannel(kv);
  const first = await queueReply(kv, channel, { conversationId: C });
  await queueReply(kv, channel, { conversationId: C });
  const connector = connectorOf(async () => {
    await saveChange(kv, (change) => stageEditChannel(change, { ...channel, enabled: false }));
    return { state: "sent", externalId: null, status: 200 };
  });
  await outboxOf(connector).drain(testDeps(kv));
  assertEquals(idsOf(connector), [first.id]);
  // It is nobody's, and due as soon as the channel is on.
  assertEquals(await nextDueAtMs(kv, channel.id), NOON);
  assertEquals(await outboxProblems(kv), []);
});

Deno.test("a channel in trouble rests, its messages keep their tries, and others are not held up", async () => {
  using kv = await memoryKv();
  const [bad, good] = [await withChannel(kv), await withChannel(kv)];
  const deps = testDeps(kv);
  for (let at = 0; at < 50; at++) {
    await queueReply(kv, bad, { conversationId: `B${at}` });
    await queueReply(kv, good, { conversationId: `G${at}` });
  }
  const connector = connectorOf(({ channel }) => {
    if (channel.id === bad.id) throw passing();
  });
  const outbox = outboxOf(connector, { channelLinesAtOnce: 4 });
  const tried = () => connector.orders.filter(({ channel }) => channel.id === bad.id).length;
  await outbox.drain(deps);
  assertEquals(connector.orders.length - tried(), 50);
  const first = tried();
  assert(first >= 3 && first <= 8, `${first} tries`);
  deps.pass(29_000);
  await outbox.drain(deps);
  assertEquals(tried(), first);
  deps.pass(1000);
  await outbox.drain(deps); // one try tells that it is not over
  assertEquals(tried(), first + 1);
  const trouble = { sinceMs: NOON, problem: "receiver_error" };
  assertEquals(await readTroubles(kv, [bad.id, good.id]), new Map([[bad.id, trouble]]));
  assertEquals(await outboxProblems(kv), []);
});

Deno.test("who asks for a pause gets it for the whole channel", async () => {
  using kv = await memoryKv();
  const channel = await withChannel(kv);
  const deps = testDeps(kv);
  for (let at = 0; at < 20; at++) await queueReply(kv, channel, { conversationId: `C${at}` });
  const connector = connectorOf((_order, before) => {
    if (connector.orders.length === 3 && before === 0) throw passing(20_000);
  });
  const outbox = outboxOf(connector, { channelLinesAtOnce: 1 });
  await outbox.drain(deps);
  assertEquals(connector.orders.length, 3);
  deps.pass(19_999);
  await outbox.drain(deps);
  assertEquals(connector.orders.length, 3);
  deps.pass(1);
  await outbox.drain(deps);
  assertEquals(connector.orders.length, 21);
});

Deno.test("what is queued while others are being delivered goes out in the same drain", async () => {
  using kv = await memoryKv();
  const channel = await withChannel(kv);
  const deps = testDeps(kv);
  let meanwhile: Promise<void> | null = null;
  await queueReply(kv, channel, { conversationId: C });
  const connector = connectorOf(async () => {
    if (connector.orders.length === 1) {
      await queueReply(kv, channel, { conversationId: C });
      await queueReply(kv, channel, { conversationId: "C2" });
      meanwhile = outbox.drain(deps);
    }
    return { state: "sent", externalId: null, status: 200 };
  });
  const outbox = outboxOf(connector);
  await outbox.drain(deps);
  await meanwhile;
  assertEquals(connector.orders.length, 3);
});

Deno.test("two processes that drain at once deliver nothing twice", async () => {
  using kv = await memoryKv();
  const channel = await withChannel(kv);
  for (let at = 0; at < 200; at++) await queueReply(kv, channel, { conversationId: `C${at % 40}` });
  const connector = connectorOf();
  const processes = [testDeps(kv), testDeps(kv), testDeps(kv)];
  await Promise.all(processes.map((deps) => outboxOf(connector).drain(deps)));
  assertEquals(connector.orders.length, 200);
  assertEquals(new Set(idsOf(connector)).size, 200);
  assertEquals(await outboxProblems(kv), []);
});

Deno.test("a line whose holder has died comes up again when its lease is over", async () => {
  using kv = await memoryKv();
  const channel = await withChannel(kv);
  const message = await queueReply(kv, channel, { conversationId: C });
  const deps = testDeps(kv);
  const line = { channelId: channel.id, dueAtMs: NOON, conversationId: C };
  await claimTurn(kv, line, { nowMs: NOON, lease: "01DEAD", leaseMs: LEASE_MS });
  const connector = connectorOf();
  const outbox = outboxOf(connector);
  await outbox.drain(deps);
  deps.pass(LEASE_MS - 1);
  await outbox.drain(deps);
  assertEquals(idsOf(connector), []);
  deps.pass(1);
  await outbox.drain(deps);
  assertEquals(idsOf(connector), [message.id]);
});

Deno.test("the first retry is waited for, and a channel that hangs keeps no other one from its own", async () => {
  using time = new FakeTime(NOON);
  using kv = await memoryKv();
  const [hangs, fails] = [await withChannel(kv), await withChannel(kv)];
  const connector = connectorOf(({ channel }, before) => {
    if (channel.id === hangs.id) return new Promise(() => {});
    if (before === 0) throw passing();
  });
  const outbox = outboxOf(connector, { waitMsMax: 6000 });
  const deps = { ...testDeps(kv), now: () => Date.now() };
  /** The store's time is real, so that each step of the clock's has to leave it some. */
  async function tickUntil(isReached: () => boolean | Promise<boolean>) {
    while (!await isReached()) {
      for (let read = 0; read < 5; read++) await kv.get(["nothing"]);
      await time.tickAsync(100);
    }
  }
  let isOver = false;
  const first = await queueReply(kv, fails, { conversationId: C });
  outbox.drain(deps).then(() => isOver = true);
  await tickUntil(() => isOver);
  assertEquals(idsOf(connector), [first.id, first.id]);
  isOver = false;
  const held = await queueReply(kv, hangs, { conversationId: "C2", atMs: Date.now() });
  const second = await queueReply(kv, fails, { conversationId: C, atMs: Date.now() });
  outbox.drain(deps).then(() => isOver = true);
  await tickUntil(async () => (await deliveryOf(kv, second))?.state === "sent");
  assertEquals(isOver, false);
  assertEquals((await deliveryOf(kv, held))?.tries, 0); // its first try still hangs
  await tickUntil(() => isOver);
});

Deno.test("nothing is begun once the process is to end, and what is under way is not waited for long", async () => {
  using time = new FakeTime();
  using kv = await memoryKv();
  const channel = await withChannel(kv);
  const ending = new AbortController();
  const hanging = connectorOf(() => {
    ending.abort();
    return new Promise(() => {});
  });
  const first = await queueReply(kv, channel, { conversationId: C });
  const outbox = outboxOf(hanging, { signal: ending.signal, channelLinesAtOnce: 1 });
  await queueReply(kv, channel, { conversationId: "C2" });
  const drained = outbox.drain(testDeps(kv));
  let isOver = false;
  drained.then(() => isOver = true);
  while (!isOver) await time.tickAsync(100);
  assertEquals(idsOf(hanging), [first.id]);
  assertEquals((await deliveryOf(kv, first))?.state, "queued");
  await outbox.drain(testDeps(kv));
  assertEquals(idsOf(hanging), [first.id]);
});

Deno.test("a line that cannot be read is reported, left alone for a minute, and in nobody's way", async () => {
  using kv = await memoryKv();
  const channel = await withChannel(kv);
  await queueReply(kv, channel, { conversationId: C });
  const good = await queueReply(kv, channel, { conversationId: "C2" });
  await kv.set(outboxLineKey(C), "damaged");
  const failures: unknown[] = [];
  const connector = connectorOf();
  const outbox = outboxOf(connector, { onFailure: (error) => failures.push(error) });
  const deps = testDeps(kv);
  await outbox.drain(deps);
  await outbox.drain(deps);
  assertEquals(idsOf(connector), [good.id]);
  assertEquals(failures.length, 1);
  deps.pass(MINUTE_MS);
  await outbox.drain(deps);
  assertEquals(failures.length, 2);
});
