import { assertEquals } from "@std/assert";
import { listChannelLog } from "@/lib/store/channel_log.ts";
import { nextDueAtMs } from "@/lib/store/outbox.ts";
import { testDeps } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import {
  connectorOf,
  deliveryOf,
  idsOf,
  outboxOf,
  passing,
  queueReply,
  withChannel,
} from "@/tests/support/outbox.ts";
import { DeliveryError } from "../connectors/connector.ts";

const C = "01CONVERSATION";
const MINUTE_MS = 60_000;

Deno.test("a message is tried eight times over two and a half days, then it has failed and the next one goes", async () => {
  using kv = await memoryKv();
  const channel = await withChannel(kv);
  const first = await queueReply(kv, channel, { conversationId: C });
  const second = await queueReply(kv, channel, { conversationId: C });
  const deps = testDeps(kv);
  const connector = connectorOf(({ message }) => {
    if (message.id === first.id) throw passing();
  });
  const pauses: number[] = [];
  for (let round = 0; round < 20; round++) {
    // Each round another process, which knows nothing of the channel's rest.
    await outboxOf(connector).drain(deps);
    const dueAtMs = await nextDueAtMs(kv, channel.id);
    if (dueAtMs === null) break;
    assertEquals((await deliveryOf(kv, first))?.nextTryAtMs, dueAtMs);
    assertEquals((await deliveryOf(kv, second))?.state, "queued");
    pauses.push(dueAtMs - deps.now());
    deps.pass(dueAtMs - deps.now() - 1);
    await outboxOf(connector).drain(deps); // a moment too early
    deps.pass(1);
  }
  assertEquals(pauses.map((pause) => pause / 1000), [5, 60, 600, 3600, 21_600, 86_400, 86_400]);
  assertEquals(idsOf(connector), [...Array(8).fill(first.id), second.id]);
  assertEquals(await deliveryOf(kv, first), {
    state: "failed",
    tries: 8,
    atMs: deps.now(),
    nextTryAtMs: null,
    problem: "receiver_error",
  });
  assertEquals((await deliveryOf(kv, second))?.state, "sent");
  const { items } = await listChannelLog(kv, channel.id, { limit: 20 });
  const outcomes = items.filter(({ subjectId }) => subjectId === first.id).map((it) => it.outcome);
  assertEquals(outcomes.toSorted(), ["failed", ...Array(7).fill("retry")]);
  assertEquals(items.every(({ status }) => status === 500 || status === 200), true);
});

Deno.test("what cannot succeed fails at the first try, and the next message goes at once", async () => {
  using kv = await memoryKv();
  const channel = await withChannel(kv);
  const first = await queueReply(kv, channel, { conversationId: C });
  const second = await queueReply(kv, channel, { conversationId: C });
  const connector = connectorOf(({ message }) => {
    if (message.id === first.id) {
      throw new DeliveryError("blocked_by_customer", { isFinal: true, status: 403 });
    }
  });
  await outboxOf(connector).drain(testDeps(kv));
  const failed = await deliveryOf(kv, first);
  assertEquals([failed?.state, failed?.problem, failed?.tries], [
    "failed",
    "blocked_by_customer",
    1,
  ]);
  assertEquals((await deliveryOf(kv, second))?.state, "sent");
});

Deno.test("a connector that breaks is a fault of ours: it is reported, and the message is tried again", async () => {
  using kv = await memoryKv();
  const channel = await withChannel(kv);
  const message = await queueReply(kv, channel, { conversationId: C });
  const failures: unknown[] = [];
  const connector = connectorOf(() => {
    throw new TypeError("broken");
  });
  await outboxOf(connector, { onFailure: (error) => failures.push(error) }).drain(testDeps(kv));
  assertEquals(failures.length, 1);
  const delivery = await deliveryOf(kv, message);
  assertEquals([delivery?.state, delivery?.problem], ["queued", "internal"]);
});

Deno.test("parts that have gone are not sent again", async () => {
  using kv = await memoryKv();
  const channel = await withChannel(kv);
  await queueReply(kv, channel, { conversationId: C });
  const deps = testDeps(kv);
  const connector = connectorOf((_order, before) => {
    if (before === 0) throw new DeliveryError("timeout", { isFinal: false, partsDone: 2 });
    if (before === 1) throw new DeliveryError("timeout", { isFinal: false });
  });
  const outbox = outboxOf(connector);
  for (let round = 0; round < 3; round++) {
    await outbox.drain(deps);
    deps.pass(MINUTE_MS);
  }
  assertEquals(connector.orders.map(({ partsDone }) => partsDone), [0, 2, 2]);
});

Deno.test("an order tells what an e-mail refers to: earlier ids of its conversation, oldest first", async () => {
  using kv = await memoryKv();
  const channel = await withChannel(kv);
  const connector = connectorOf(({ message }) => {
    return { state: "sent", externalId: `<${message.text}@x>`, status: 250 };
  });
  const outbox = outboxOf(connector);
  for (const text of ["one", "two", "three"]) {
    await queueReply(kv, channel, { conversationId: C, text });
    await outbox.drain(testDeps(kv));
  }
  const earlier = await Promise.all(connector.orders.map((order) => order.earlierIds()));
  assertEquals(earlier, [[], ["<one@x>"], ["<one@x>", "<two@x>"]]);
});
