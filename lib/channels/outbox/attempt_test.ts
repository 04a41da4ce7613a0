import { assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { aChannel, aReply } from "@/tests/support/conversations.ts";
import { NOON } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { aConversation } from "@/tests/support/outbox.ts";
import type { Connector } from "../connectors/connector.ts";
import { attempt } from "./attempt.ts";

Deno.test("a try that takes too long has failed for now, and the connector is told to let go", async () => {
  using time = new FakeTime();
  using kv = await memoryKv();
  const signals: AbortSignal[] = [];
  const hanging: Connector = {
    deliver: (_order, signal) => {
      signals.push(signal);
      return new Promise(() => {});
    },
  };
  const channel = aChannel();
  const tried = attempt({
    kv,
    connector: hanging,
    channel,
    conversation: aConversation(channel, "C"),
    message: aReply(),
    partsDone: 3,
    timeoutMs: 45_000,
    now: () => NOON,
    onFailure: () => {},
  });
  await time.tickAsync(44_999);
  assertEquals(signals.map(({ aborted }) => aborted), [false]);
  await time.tickAsync(1);
  const { result, passing } = await tried;
  assertEquals(signals.map(({ aborted }) => aborted), [true]);
  assertEquals(passing?.code, "timeout");
  assertEquals(result, {
    state: "queued",
    problem: "timeout",
    status: null,
    nextTryAtMs: NOON + 5000,
    partsDone: 3,
  });
});
