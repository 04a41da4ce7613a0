import { assertEquals, assertRejects } from "@std/assert";
import { receiveInbound } from "./receive_inbound.ts";
import { sendMessage } from "./send_message.ts";
import type { Delivery } from "@/lib/domain/conversation.ts";
import type { InboundAnswer } from "@/lib/domain/inbound.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageCreateChannel } from "@/lib/store/channels.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { listMessages } from "@/lib/store/conversations.ts";
import { AGENT } from "@/tests/support/cast.ts";
import { actingAs, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { aChannel, aMessage, anEvent, aReport, asSent, receive } from "@/tests/support/inbound.ts";
import { keysUnder, memoryKv } from "@/tests/support/kv.ts";
import { assertSound } from "@/tests/support/verified.ts";

const API = aChannel({ type: "api" });
type State = Delivery["state"];

async function sentMessage(deps: TestDeps, state: State): Promise<InboundAnswer> {
  return await asSent(deps, await receive(deps, API, aMessage({ externalId: "7" })), state);
}

function reportOf({ conversationId, messageId }: InboundAnswer, state: string) {
  return anEvent({ kind: "delivery", delivery: { conversationId, messageId, state } });
}

Deno.test("a delivery report moves a message forward and never back", async () => {
  const moves: [State, "delivered" | "failed", State][] = [
    ["queued", "delivered", "delivered"],
    ["sent", "delivered", "delivered"],
    ["sent", "failed", "failed"],
    ["failed", "delivered", "delivered"],
    ["delivered", "failed", "delivered"],
  ];
  for (const [before, told, after] of moves) {
    using kv = await memoryKv();
    const deps = testDeps(kv);
    const sent = await sentMessage(deps, before);
    const answer = await receiveInbound(deps, API, aReport(reportOf(sent, told)));
    assertEquals(answer, { ...sent, result: "updated" });
    const { items } = await listMessages(kv, sent.conversationId ?? "", { limit: 1 });
    assertEquals(items.map(({ delivery }) => delivery?.state), [after], `${before} ${told}`);
  }
});

Deno.test("a message that has arrived before it was told to have gone waits no longer", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  await saveChange(kv, (change) => stageCreateChannel(change, API));
  const { contactId, conversationId } = await receive(deps, API, aMessage({ externalId: "7" }));
  const acting = actingAs(deps, AGENT);
  const sent = await sendMessage(acting, conversationId ?? "", { text: "Вітаємо!" });
  const told = { result: "updated" as const, contactId, conversationId, messageId: sent.messageId };
  await receiveInbound(deps, API, aReport(reportOf(told, "delivered")));
  assertEquals(await keysUnder(kv, rangePrefix("outbox")), []);
  await assertSound(kv);
});

Deno.test("a channel reports on its own messages only, and never on a customer's", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const sent = await sentMessage(deps, "sent");
  const received = await receive(deps, API, aMessage({ externalId: "8" }));
  const foreign = () => receive(deps, aChannel({ type: "api" }), reportOf(sent, "failed"));
  await assertRejects(foreign, NotFoundError);
  await assertRejects(() => receive(deps, API, reportOf(received, "failed")), NotFoundError);
  const nowhere = { ...sent, messageId: "none" };
  await assertRejects(() => receive(deps, API, reportOf(nowhere, "failed")), NotFoundError);
});
