import { assertEquals } from "@std/assert";
import { NOON } from "@/tests/support/deps.ts";
import { interruptedKv, memoryKv } from "@/tests/support/kv.ts";
import { deliveryOf, outboxProblems, queueReply } from "@/tests/support/outbox.ts";
import { claimed, settled, TURN_CHANNEL } from "@/tests/support/outbox_turns.ts";
import { messageKey } from "./keys/conversations.ts";
import { findFirstWaiting, type Result } from "./outbox_turn.ts";

const CHANNEL = { id: TURN_CHANNEL };
const C = "01CONVERSATION";
const SENT: Result = { state: "sent", externalId: null, status: 200 };

Deno.test("a message that comes between any two steps of settling the last one is not left behind", async () => {
  let calls = Infinity;
  for (let step = 0; step < calls; step++) {
    using kv = await memoryKv();
    const first = await queueReply(kv, CHANNEL, { conversationId: C });
    const turn = await claimed(kv);
    const between = interruptedKv(kv, async (call) => {
      if (call === step) await queueReply(kv, CHANNEL, { conversationId: C, atMs: NOON + 1 });
    });
    await settled(between.kv, turn, first, { result: SENT });
    calls = Math.min(calls, between.calls());
    assertEquals((await findFirstWaiting(kv, C)) !== null, true, `step ${step}`);
    assertEquals(await outboxProblems(kv), [], `step ${step}`);
  }
  assertEquals(calls > 2, true);
});

Deno.test("a receipt between any two steps of settling stays", async () => {
  let calls = Infinity;
  for (let step = 0; step < calls; step++) {
    using kv = await memoryKv();
    const message = await queueReply(kv, CHANNEL, { conversationId: C });
    const turn = await claimed(kv);
    const delivery = { ...message.delivery, state: "delivered" as const };
    const between = interruptedKv(kv, async (call) => {
      if (call === step) await kv.set(messageKey(C, message.id), { ...message, delivery });
    });
    await settled(between.kv, turn, message, { result: SENT });
    calls = Math.min(calls, between.calls());
    assertEquals((await deliveryOf(kv, message))?.state, "delivered", `step ${step}`);
    assertEquals(await outboxProblems(kv), [], `step ${step}`);
  }
  assertEquals(calls > 2, true);
});
