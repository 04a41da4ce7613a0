import { assertEquals } from "@std/assert";
import type { ChannelLogEntry } from "@/lib/domain/channel_log.ts";
import { aChannel } from "@/tests/support/conversations.ts";
import { NOON } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { saveChange } from "./change.ts";
import { readTroubles, stageTrouble } from "./channel_trouble.ts";
import { stageCreateChannel, stageEditChannel } from "./channels.ts";

function aTry(problem: string | null, atMs: number): ChannelLogEntry {
  return {
    id: `01LOG${atMs}`,
    channelId: "mail",
    atMs,
    direction: "out",
    outcome: problem === null ? "sent" : "retry",
    subjectId: "01MESSAGE",
    conversationId: null,
    problem,
    status: null,
  };
}

Deno.test("a channel is in trouble from the first try that fails because of it until one gets through", async () => {
  using kv = await memoryKv();
  const seen: unknown[] = [];
  for (const problem of [null, "unreachable", "login_refused", "blocked_by_customer", "timeout"]) {
    await saveChange(kv, (change) => stageTrouble(change, aTry(problem, NOON + seen.length)));
    seen.push((await readTroubles(kv, ["mail", "other"])).get("mail") ?? null);
  }
  assertEquals(seen, [
    null,
    { sinceMs: NOON + 1, problem: "unreachable" },
    { sinceMs: NOON + 1, problem: "login_refused" },
    null, // the other side has answered: the customer is in the way
    { sinceMs: NOON + 4, problem: "timeout" },
  ]);
});

Deno.test("a changed channel is in no trouble until the next try", async () => {
  using kv = await memoryKv();
  const channel = aChannel({ id: "mail" });
  await saveChange(kv, (change) => stageCreateChannel(change, channel));
  await saveChange(kv, (change) => stageTrouble(change, aTry("unreachable", NOON)));
  await saveChange(kv, (change) => stageEditChannel(change, { ...channel, name: "Mail" }));
  assertEquals(await readTroubles(kv, ["mail"]), new Map());
});
