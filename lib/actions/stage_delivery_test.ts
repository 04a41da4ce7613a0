import { assertEquals, assertRejects } from "@std/assert";
import { receiveInbound } from "./receive_inbound.ts";
import type { Delivery } from "@/lib/domain/conversation.ts";
import type { InboundAnswer } from "@/lib/domain/inbound.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import { listMessages, requireMessageIn, stageMessageChange } from "@/lib/store/conversations.ts";
import { NOON, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { aChannel, aMessage, anEvent, aReport, receive } from "@/tests/support/inbound.ts";
import { memoryKv } from "@/tests/support/kv.ts";

const API = aChannel({ type: "api" });
type State = Delivery["state"];

/** A message as an agent's, in this state: how it got there is the outbox's matter. */
async function sentMessage(deps: TestDeps, state: State): Promise<InboundAnswer> {
  const answer = await receive(deps, API, aMessage({ externalId: "7" }));
  await saveChange(deps.kv, async (change) => {
    const { conversationId, messageId } = answer;
    const message = await requireMessageIn(change, conversationId ?? "", messageId ?? "");
    const delivery = { state, tries: 1, atMs: NOON, nextTryAtMs: null, problem: null };
    stageMessageChange(change, { ...message, direction: "out", delivery });
  });
  return answer;
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
