import { assertEquals, assertRejects } from "@std/assert";
import { ConflictError, ForbiddenError, NotFoundError } from "@/lib/errors.ts";
import { AGENT } from "@/tests/support/cast.ts";
import { aMessage, aReply, storeMessage } from "@/tests/support/conversations.ts";
import { actingAs, NOON } from "@/tests/support/deps.ts";
import { orderedDeps, storeChannel, storeKnown } from "@/tests/support/dialogs.ts";
import { keysUnder, memoryKv, snapshot } from "@/tests/support/kv.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { retryMessage } from "./retry_message.ts";

const FAILED = {
  state: "failed",
  tries: 7,
  atMs: NOON,
  nextTryAtMs: null,
  problem: "timeout",
} as const;

async function begun(kv: Deno.Kv) {
  const deps = orderedDeps(kv);
  const channel = await storeChannel(kv, "telegram");
  const contact = await storeKnown(deps, channel.id);
  const where = { contactId: contact.id, channelId: channel.id, address: "u-1" };
  const { conversation } = await storeMessage(kv, where);
  const { message } = await storeMessage(kv, where, aReply({ delivery: FAILED }));
  return { deps, where, conversation, message, agent: actingAs(deps, AGENT) };
}

Deno.test("retryMessage() has a failed message waiting again with all its tries, and wakes the outbox", async () => {
  using kv = await memoryKv();
  const { deps, conversation, message, agent } = await begun(kv);
  let woken = 0;
  const acting = { ...agent, deps: { ...deps, deliverSoon: () => void woken++ } };
  const again = await retryMessage(acting, conversation.id, message.id);
  assertEquals([again.delivery?.state, again.delivery?.tries, again.delivery?.problem], [
    "queued",
    0,
    null,
  ]);
  assertEquals((await keysUnder(kv, [1, "outbox"])).map((key) => key.at(-1)), [message.id]);
  assertEquals(woken, 1);
  await assertSound(kv);
});

Deno.test("retryMessage() pressed by two at once queues the message once", async () => {
  using kv = await memoryKv();
  const { conversation, message, agent } = await begun(kv);
  await Promise.all([1, 2].map(() => retryMessage(agent, conversation.id, message.id)));
  assertEquals((await keysUnder(kv, [1, "outbox"])).length, 1);
  assertEquals((await keysUnder(kv, [1, "outbox_line"])).length, 1);
});

Deno.test("retryMessage() leaves alone what has gone, what the customer wrote, and what is not there", async () => {
  using kv = await memoryKv();
  const { where, conversation, agent, message } = await begun(kv);
  const sent = aReply({ delivery: { ...FAILED, state: "sent" } });
  const { message: gone } = await storeMessage(kv, where, sent);
  const { message: theirs } = await storeMessage(kv, where, aMessage());
  const before = await snapshot(kv);
  const retry = (id: string) => retryMessage(agent, conversation.id, id);
  await assertRejects(() => retry(gone.id), ConflictError);
  await assertRejects(() => retry(theirs.id), ConflictError);
  await assertRejects(() => retry("01NONE"), NotFoundError);
  await assertRejects(() => retryMessage(agent, "01NONE", message.id), NotFoundError);
  const nobody = { ...agent, principal: { id: "x", role: "nobody" as never } };
  await assertRejects(() => retryMessage(nobody, conversation.id, message.id), ForbiddenError);
  assertEquals(await snapshot(kv), before);
});
