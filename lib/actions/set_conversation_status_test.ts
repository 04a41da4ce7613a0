import { assertEquals, assertRejects } from "@std/assert";
import { ForbiddenError, InputError, NotFoundError } from "@/lib/errors.ts";
import { listConversations, requireConversation } from "@/lib/store/conversations.ts";
import { AGENT } from "@/tests/support/cast.ts";
import { aMessage, aReply, storeMessage } from "@/tests/support/conversations.ts";
import { actingAs } from "@/tests/support/deps.ts";
import { eventKinds, orderedDeps, storeChannel, storeKnown } from "@/tests/support/dialogs.ts";
import { memoryKv, snapshot } from "@/tests/support/kv.ts";
import { setConversationStatus } from "./set_conversation_status.ts";

async function begun(kv: Deno.Kv) {
  const deps = orderedDeps(kv);
  const channel = await storeChannel(kv, "telegram");
  const contact = await storeKnown(deps, channel.id);
  const where = { contactId: contact.id, channelId: channel.id, address: "u-1" };
  const { conversation } = await storeMessage(kv, where);
  return { contact, conversation, where, agent: actingAs(deps, AGENT) };
}

async function listed(kv: Deno.Kv) {
  const [open, closed] = await Promise.all([
    listConversations(kv, "open", { limit: 10 }),
    listConversations(kv, "closed", { limit: 10 }),
  ]);
  return [open.items.length, closed.items.length];
}

Deno.test("setConversationStatus() closes and opens, in both lists and in the timeline", async () => {
  using kv = await memoryKv();
  const { agent, contact, conversation } = await begun(kv);
  assertEquals(await listed(kv), [1, 0]);
  await setConversationStatus(agent, conversation.id, { status: "closed" });
  assertEquals(await listed(kv), [0, 1]);
  await setConversationStatus(agent, conversation.id, { status: "open" });
  assertEquals(await listed(kv), [1, 0]);
  assertEquals((await eventKinds(kv, contact.id)).slice(-2), [
    "conversation_closed",
    "conversation_opened",
  ]);
});

Deno.test("setConversationStatus() writes nothing when the status is that already", async () => {
  using kv = await memoryKv();
  const { agent, conversation } = await begun(kv);
  const before = await snapshot(kv);
  await Promise.all(
    [1, 2].map(() => setConversationStatus(agent, conversation.id, { status: "open" })),
  );
  assertEquals(await snapshot(kv), before);
});

Deno.test("setConversationStatus() does not close a message away that the agent has not seen", async () => {
  using kv = await memoryKv();
  const { agent, conversation, where } = await begun(kv);
  const wish = { status: "closed" as const, seenMessageId: conversation.last.id };
  await storeMessage(kv, where, aMessage({ text: "Ще питання" }));
  const error = await assertRejects(
    () => setConversationStatus(agent, conversation.id, wish),
    InputError,
  );
  assertEquals(error.problems["form"]?.code, "conversation_moved");
  assertEquals((await requireConversation(kv, conversation.id)).status, "open");
});

Deno.test("setConversationStatus() closes after a colleague's answer: it needs no second look", async () => {
  using kv = await memoryKv();
  const { agent, conversation, where } = await begun(kv);
  const wish = { status: "closed" as const, seenMessageId: conversation.last.id };
  await storeMessage(kv, where, aReply());
  assertEquals((await setConversationStatus(agent, conversation.id, wish)).status, "closed");
});

Deno.test("setConversationStatus() refuses nobody and conversations that do not exist", async () => {
  using kv = await memoryKv();
  const { agent, conversation } = await begun(kv);
  const nobody = { ...agent, principal: { id: "x", role: "nobody" as never } };
  const wish = { status: "closed" as const };
  await assertRejects(() => setConversationStatus(nobody, conversation.id, wish), ForbiddenError);
  await assertRejects(() => setConversationStatus(agent, "01NONE", wish), NotFoundError);
});
