import { assertEquals, assertRejects } from "@std/assert";
import { NOON } from "@/tests/support/deps.ts";
import { keysUnder, memoryKv } from "@/tests/support/kv.ts";
import { deliveryOf, outboxProblems, queueReply } from "@/tests/support/outbox.ts";
import { claimed, LEASE_MS, settled, TURN_CHANNEL } from "@/tests/support/outbox_turns.ts";
import { ConflictError } from "@/lib/errors.ts";
import type { Message } from "@/lib/domain/conversation.ts";
import { saveChange } from "./change.ts";
import { listChannelLog } from "./channel_log.ts";
import { messageKey, outboxDueKey, outboxKey, outboxLineKey } from "./keys/conversations.ts";
import { rangePrefix } from "./keys/range.ts";
import { listDueLines, LOST_LANE, nextDueAtMs, stageRetry } from "./outbox.ts";
import {
  claimTurn,
  dropWaiting,
  findFirstWaiting,
  releaseTurn,
  type Result,
} from "./outbox_turn.ts";

const CHANNEL = { id: TURN_CHANNEL };
const C = "01CONVERSATION";
const SENT: Result = { state: "sent", externalId: "ext-1", status: 200 };
const FAILED: Result = { state: "failed", problem: "refused", status: 400 };

function retryAt(nextTryAtMs: number, partsDone = 0): Result {
  return { state: "queued", problem: "timeout", status: null, nextTryAtMs, partsDone };
}

function due(kv: Deno.Kv, nowMs: number, limit = 10) {
  return listDueLines(kv, CHANNEL.id, { nowMs, limit });
}

Deno.test("lines come up when they are due, the longest waiting first, and no more than asked for", async () => {
  using kv = await memoryKv();
  for (const [id, atMs] of [["C1", NOON + 2], ["C2", NOON], ["C3", NOON + 1]] as const) {
    await queueReply(kv, CHANNEL, { conversationId: id, atMs });
  }
  const ids = async (nowMs: number, limit?: number) =>
    (await due(kv, nowMs, limit)).map(({ conversationId }) => conversationId);
  assertEquals(await ids(NOON - 1), []);
  assertEquals(await ids(NOON + 1), ["C2", "C3"]);
  assertEquals(await ids(NOON + 2, 2), ["C2", "C3"]);
  assertEquals(await nextDueAtMs(kv, CHANNEL.id), NOON);
  assertEquals(await nextDueAtMs(kv, "01OTHER"), null);
});

Deno.test("a line is taken by one of those who try, and comes up again when its lease is over", async () => {
  using kv = await memoryKv();
  await queueReply(kv, CHANNEL, { conversationId: C });
  const [line] = await due(kv, NOON);
  const leases = ["01A", "01B", "01C", "01D"];
  const turns = await Promise.all(
    leases.map((lease) =>
      line ? claimTurn(kv, line, { nowMs: NOON, lease, leaseMs: LEASE_MS }) : null
    ),
  );
  assertEquals(turns.filter((turn) => turn !== null).length, 1);
  assertEquals(await due(kv, NOON + LEASE_MS - 1), []);
  assertEquals((await due(kv, NOON + LEASE_MS)).length, 1);
  assertEquals(await outboxProblems(kv), []);
});

Deno.test("what has gone leaves nothing behind but its state and a line in the log", async () => {
  using kv = await memoryKv();
  const message = await queueReply(kv, CHANNEL, { conversationId: C });
  const turn = await claimed(kv);
  assertEquals(await settled(kv, turn, message, { result: SENT, nowMs: NOON + 5 }), "over");
  assertEquals(await deliveryOf(kv, message), {
    state: "sent",
    tries: 1,
    atMs: NOON + 5,
    nextTryAtMs: null,
    problem: null,
  });
  assertEquals((await kv.get<Message>(messageKey(C, message.id))).value?.externalId, "ext-1");
  for (const range of ["outbox", "outbox_line", "outbox_due"] as const) {
    assertEquals(await keysUnder(kv, rangePrefix(range)), []);
  }
  const { items } = await listChannelLog(kv, CHANNEL.id, { limit: 5 });
  assertEquals(
    items.map(({ direction, outcome, subjectId, conversationId, status }) => {
      return { direction, outcome, subjectId, conversationId, status };
    }),
    [{
      direction: "out",
      outcome: "sent",
      subjectId: message.id,
      conversationId: C,
      status: 200,
    }],
  );
});

Deno.test("the next message's turn is in the same commit, with a new lease's time", async () => {
  using kv = await memoryKv();
  const first = await queueReply(kv, CHANNEL, { conversationId: C });
  const second = await queueReply(kv, CHANNEL, { conversationId: C });
  const turn = await claimed(kv);
  assertEquals((await findFirstWaiting(kv, C))?.messageId, first.id);
  assertEquals(await settled(kv, turn, first, { result: SENT, nowMs: NOON + 1000 }), "next");
  assertEquals((await findFirstWaiting(kv, C))?.messageId, second.id);
  assertEquals(await nextDueAtMs(kv, CHANNEL.id), NOON + 1000 + LEASE_MS);
  assertEquals(await settled(kv, turn, second, { result: SENT }), "over");
  assertEquals(await findFirstWaiting(kv, C), null);
});

Deno.test("a message that comes while the last one is being settled keeps the line", async () => {
  using kv = await memoryKv();
  const first = await queueReply(kv, CHANNEL, { conversationId: C });
  const turn = await claimed(kv);
  const second = await queueReply(kv, CHANNEL, { conversationId: C, atMs: NOON + 1 });
  assertEquals(await settled(kv, turn, first, { result: SENT }), "next");
  assertEquals((await findFirstWaiting(kv, C))?.messageId, second.id);
  assertEquals(await outboxProblems(kv), []);
});

Deno.test("a try that failed for now keeps its place, counts, and comes up at its time", async () => {
  using kv = await memoryKv();
  const first = await queueReply(kv, CHANNEL, { conversationId: C });
  await queueReply(kv, CHANNEL, { conversationId: C });
  const turn = await claimed(kv);
  assertEquals(await settled(kv, turn, first, { result: retryAt(NOON + 5000, 2) }), "over");
  assertEquals(await deliveryOf(kv, first), {
    state: "queued",
    tries: 1,
    atMs: NOON,
    nextTryAtMs: NOON + 5000,
    problem: "timeout",
  });
  assertEquals(await due(kv, NOON + 4999), []);
  await claimed(kv, NOON + 5000);
  const again = await findFirstWaiting(kv, C);
  assertEquals([again?.messageId, again?.partsDone], [first.id, 2]);
  assertEquals(await outboxProblems(kv), []);
});

Deno.test("a message that failed for good lets the next one go", async () => {
  using kv = await memoryKv();
  const first = await queueReply(kv, CHANNEL, { conversationId: C });
  const second = await queueReply(kv, CHANNEL, { conversationId: C });
  const turn = await claimed(kv);
  assertEquals(await settled(kv, turn, first, { result: FAILED }), "next");
  assertEquals((await deliveryOf(kv, first))?.state, "failed");
  assertEquals((await deliveryOf(kv, first))?.problem, "refused");
  assertEquals((await findFirstWaiting(kv, C))?.messageId, second.id);
});

Deno.test("whoever has lost the line writes nothing over what its new holder does", async () => {
  using kv = await memoryKv();
  const message = await queueReply(kv, CHANNEL, { conversationId: C });
  const late = await claimed(kv, NOON, "01LATE");
  const holder = await claimed(kv, NOON + LEASE_MS, "01HOLDER");
  for (const result of [SENT, FAILED, retryAt(NOON + 1)]) {
    assertEquals(await settled(kv, late, message, { result }), "lost");
  }
  assertEquals(await releaseTurn(kv, late, NOON), "lost");
  assertEquals(await dropWaiting(kv, late, { messageId: message.id, nowMs: NOON }), "lost");
  assertEquals((await deliveryOf(kv, message))?.tries, 0);
  assertEquals((await listChannelLog(kv, CHANNEL.id, { limit: 5 })).items, []);
  assertEquals(await settled(kv, holder, message, { result: SENT }), "over");
  assertEquals(await settled(kv, late, message, { result: FAILED }), "lost");
  assertEquals((await deliveryOf(kv, message))?.state, "sent");
});

Deno.test("a receipt that was faster than the answer stays, and the line goes on", async () => {
  using kv = await memoryKv();
  const message = await queueReply(kv, CHANNEL, { conversationId: C });
  const turn = await claimed(kv);
  const delivery = { ...message.delivery, state: "delivered" as const };
  await kv.set(messageKey(C, message.id), { ...message, delivery });
  assertEquals(await settled(kv, turn, message, { result: retryAt(NOON + 5000) }), "over");
  assertEquals((await deliveryOf(kv, message))?.state, "delivered");
  assertEquals(await outboxProblems(kv), []);
});

Deno.test("a failed message that is sent again has all its tries, and goes before younger ones", async () => {
  using kv = await memoryKv();
  const first = await queueReply(kv, CHANNEL, { conversationId: C });
  const second = await queueReply(kv, CHANNEL, { conversationId: C });
  const turn = await claimed(kv);
  await settled(kv, turn, first, { result: FAILED });
  await settled(kv, turn, second, { result: retryAt(NOON + 5000) });
  await retried(kv, first, NOON + 10);
  assertEquals(await deliveryOf(kv, first), {
    state: "queued",
    tries: 0,
    atMs: NOON + 10,
    nextTryAtMs: NOON + 10,
    problem: null,
  });
  const again = await claimed(kv, NOON + 10);
  assertEquals((await findFirstWaiting(kv, C))?.messageId, first.id);
  assertEquals(await settled(kv, again, first, { result: SENT, nowMs: NOON + 10 }), "next");
  assertEquals((await findFirstWaiting(kv, C))?.messageId, second.id);
  assertEquals(await outboxProblems(kv), []);
});

Deno.test("a message can be sent again when nothing else waits, while it waits, and while it is being tried", async () => {
  using kv = await memoryKv();
  const message = await queueReply(kv, CHANNEL, { conversationId: C });
  let turn = await claimed(kv);
  await retried(kv, message, NOON + 1); // being tried: the line stays its holder's
  assertEquals(await due(kv, NOON + 2), []);
  await settled(kv, turn, message, { result: retryAt(NOON + 5000) });
  await retried(kv, message, NOON + 20); // waiting
  turn = await claimed(kv, NOON + 20);
  await settled(kv, turn, message, { result: FAILED, nowMs: NOON + 20 });
  await retried(kv, message, NOON + 30); // alone
  turn = await claimed(kv, NOON + 30);
  assertEquals(await settled(kv, turn, message, { result: SENT, nowMs: NOON + 30 }), "over");
  await assertRejects(() => retried(kv, message, NOON + 40), ConflictError, message.id);
  assertEquals(await outboxProblems(kv), []);
});

Deno.test("a place without a message, and a line without one, are cleared away", async () => {
  using kv = await memoryKv();
  const stays = await queueReply(kv, CHANNEL, { conversationId: C });
  await kv.set(outboxKey(C, "00GONE"), { queuedAtMs: NOON });
  const turn = await claimed(kv);
  assertEquals(await findFirstWaiting(kv, C), { messageId: "00GONE", partsDone: 0, order: null });
  assertEquals(await dropWaiting(kv, turn, { messageId: "00GONE", nowMs: NOON }), "next");
  // What was queued again since we looked is no leftover.
  assertEquals(await dropWaiting(kv, turn, { messageId: stays.id, nowMs: NOON }), "next");
  assertEquals((await findFirstWaiting(kv, C))?.messageId, stays.id);
  await kv.delete(outboxKey(C, stays.id));
  assertEquals(await releaseTurn(kv, turn, NOON), "over");
  assertEquals(await keysUnder(kv, rangePrefix("outbox_line")), []);
  assertEquals(await keysUnder(kv, rangePrefix("outbox_due")), []);
});

Deno.test("a turn whose line is gone or elsewhere is cleared away when it comes up", async () => {
  using kv = await memoryKv();
  await kv.set(outboxDueKey(CHANNEL.id, NOON, "01NOBODY"), 0);
  await queueReply(kv, CHANNEL, { conversationId: C, atMs: NOON + 5 });
  await kv.set(outboxDueKey(CHANNEL.id, NOON, C), 0);
  for (const line of await due(kv, NOON)) {
    assertEquals(await claimTurn(kv, line, { nowMs: NOON, lease: "01", leaseMs: 1 }), null);
  }
  assertEquals(await due(kv, NOON), []);
  assertEquals(await outboxProblems(kv), []);
});

Deno.test("a line that was mended without its channel goes to the lane of its conversation", async () => {
  using kv = await memoryKv();
  const message = await queueReply(kv, CHANNEL, { conversationId: C });
  await kv.delete(outboxDueKey(CHANNEL.id, NOON, C));
  await kv.set(outboxLineKey(C), { channelId: LOST_LANE, dueAtMs: NOON, lease: null });
  await kv.set(outboxDueKey(LOST_LANE, NOON, C), 0);
  const [line] = await listDueLines(kv, LOST_LANE, { nowMs: NOON, limit: 1 });
  const turn = line && await claimTurn(kv, line, { nowMs: NOON, lease: "01", leaseMs: LEASE_MS });
  assertEquals(turn?.channelId, CHANNEL.id);
  assertEquals((await due(kv, NOON + LEASE_MS)).length, 1);
  assertEquals(turn && await settled(kv, turn, message, { result: SENT }), "over");
  assertEquals(await outboxProblems(kv), []);
});

function retried(kv: Deno.Kv, { id }: Message, nowMs: number): Promise<Message> {
  return saveChange(kv, async (change) => {
    const { value } = await change.get<Message>(messageKey(C, id));
    if (value === null) throw new Error("The message is gone");
    return await stageRetry(change, value, { channelId: CHANNEL.id, nowMs });
  });
}
