import { assertEquals, assertRejects } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import { AGENT, aNamed, anInput } from "@/tests/support/cast.ts";
import { aMessage, aReply, storeMessage } from "@/tests/support/conversations.ts";
import { actingAs, NOON, testDeps } from "@/tests/support/deps.ts";
import { Crash, faultyKv, keysUnder, memoryKv, snapshot } from "@/tests/support/kv.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { saveChange } from "./change.ts";
import { requireContact } from "./contacts.ts";
import {
  findThread,
  listContactConversations,
  listConversations,
  listMessages,
  requireConversation,
  requireConversationIn,
  stageConversationStatus,
} from "./conversations.ts";
import { listEvents } from "./events.ts";
import { rangePrefix } from "./keys/range.ts";

const SITE = "01SITE";
const MAIL = "01MAIL";

async function aStore(): Promise<Deno.Kv> {
  const kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  await createContact(agent, anInput());
  await createContact(agent, aNamed("Taras"));
  return kv;
}

Deno.test("a first message opens a conversation and moves the contact's activity and counts", async () => {
  using kv = await aStore();
  const { conversation } = await storeMessage(kv, { contactId: 1, channelId: SITE });
  const contact = await requireContact(kv, 1);
  assertEquals(contact.lastActivityAtMs, NOON);
  assertEquals([contact.conversationCount, contact.channelIds], [1, [SITE]]);
  assertEquals(contact.revision, 1, "a message is no edit");
  assertEquals([conversation.status, conversation.messageCount], ["open", 1]);
  assertEquals(conversation.last.preview, "Добрий день!");
  assertEquals(conversation.lastInboundAtMs, NOON);
  const { events } = await listEvents(kv, 1, { limit: 1 });
  assertEquals(events[0]?.kind, "message");
  await assertSound(kv);
});

Deno.test("a second message joins the thread, another channel begins one of its own", async () => {
  using kv = await aStore();
  const first = await storeMessage(kv, { contactId: 1, channelId: SITE });
  const second = await storeMessage(
    kv,
    { contactId: 1, channelId: SITE },
    aReply({ atMs: NOON + 5 }),
  );
  await storeMessage(kv, { contactId: 1, channelId: MAIL }, aMessage({ atMs: NOON + 9 }));
  assertEquals(second.conversation.id, first.conversation.id);
  assertEquals(second.conversation.messageCount, 2);
  const contact = await requireContact(kv, 1);
  assertEquals([contact.conversationCount, contact.channelIds], [2, [SITE, MAIL]]);
  const { items } = await listContactConversations(kv, 1, { limit: 10 });
  assertEquals(items.map(({ channelId }) => channelId), [MAIL, SITE]);
  await assertSound(kv);
});

Deno.test("an address that has gone to another contact begins a new conversation", async () => {
  using kv = await aStore();
  const address = "olena@example.com";
  const where = { channelId: MAIL, address };
  const first = await storeMessage(kv, { contactId: 1, ...where });
  const second = await storeMessage(kv, { contactId: 2, ...where });
  assertEquals(await findThread(kv, { ...where, contactId: 1 }), null);
  assertEquals((await findThread(kv, { ...where, contactId: 2 }))?.id, second.conversation.id);
  assertEquals((await requireConversation(kv, first.conversation.id)).contactId, 1);
  await assertSound(kv);
});

Deno.test("a message opens a closed conversation again", async () => {
  using kv = await aStore();
  const { conversation } = await storeMessage(kv, { contactId: 1 });
  const closed = await saveChange(kv, async (change) => {
    const before = await requireConversationIn(change, conversation.id);
    const { id: conversationId, contactId, channelId } = before;
    return stageConversationStatus(change, before, {
      id: "01EVENT",
      contactId,
      atMs: NOON + 1,
      actor: { kind: "system" },
      kind: "conversation_closed",
      conversationId,
      channelId,
    });
  });
  assertEquals(closed.status, "closed");
  assertEquals((await listConversations(kv, "open", { limit: 5 })).items, []);
  await storeMessage(kv, { contactId: 1 }, aMessage({ atMs: NOON + 2 }));
  assertEquals((await listConversations(kv, "open", { limit: 5 })).items.length, 1);
  assertEquals((await listConversations(kv, "closed", { limit: 5 })).items, []);
  await assertSound(kv);
});

Deno.test("a message that comes late moves neither last activity nor the preview back", async () => {
  using kv = await aStore();
  const late = aMessage({ atMs: NOON - 60_000, text: "before" });
  await storeMessage(kv, { contactId: 1 }, aMessage({ text: "after" }));
  const { conversation } = await storeMessage(kv, { contactId: 1 }, { ...late, id: "01A" });
  assertEquals([conversation.lastAtMs, conversation.last.preview], [NOON, "after"]);
  assertEquals((await requireContact(kv, 1)).lastActivityAtMs, NOON);
});

Deno.test("pages of messages and conversations lead to every one, once, newest first", async () => {
  using kv = await aStore();
  for (let at = 0; at < 7; at++) {
    await storeMessage(kv, { contactId: 1, address: "a" }, aMessage({ atMs: NOON }));
    await storeMessage(kv, { contactId: 1, address: `b${at}` }, aMessage({ atMs: NOON }));
  }
  const thread = await findThread(kv, { channelId: "01CHANNEL", address: "a", contactId: 1 });
  const messages = await pages((before) =>
    listMessages(kv, thread?.id ?? "", { limit: 3, before })
  );
  const threads = await pages((before) => listContactConversations(kv, 1, { limit: 3, before }));
  for (const [ids, count] of [[messages, 7], [threads, 8]] as const) {
    assertEquals(ids, ids.toSorted().reverse());
    assertEquals(new Set(ids).size, count);
  }
});

async function pages(
  read: (before: string | null) => Promise<{ items: { id: string }[]; next: string | null }>,
): Promise<string[]> {
  const ids: string[] = [];
  let next: string | null = null;
  do {
    const page = await read(next);
    ids.push(...page.items.map(({ id }) => id));
    next = page.next;
  } while (next !== null);
  return ids;
}

Deno.test("a reply waits in the outbox from the commit that stores it, one line a conversation", async () => {
  using kv = await aStore();
  await storeMessage(kv, { contactId: 1 }, aReply());
  await storeMessage(kv, { contactId: 1 }, aReply());
  assertEquals((await keysUnder(kv, rangePrefix("outbox"))).length, 2);
  assertEquals((await keysUnder(kv, rangePrefix("outbox_line"))).length, 1);
  assertEquals((await keysUnder(kv, rangePrefix("outbox_due"))).length, 1);
  await assertSound(kv);
});

Deno.test("a commit that fails leaves no part of a message", async () => {
  using kv = await aStore();
  const before = await snapshot(kv);
  const faulty = faultyKv(kv, () => "crash_before");
  await assertRejects(() => storeMessage(faulty.kv, { contactId: 1 }, aReply()), Crash);
  assertEquals(await snapshot(kv), before);
});
