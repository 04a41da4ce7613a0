import { assertEquals, assertRejects } from "@std/assert";
import { parseRecipient } from "@/lib/domain/recipient.ts";
import { ForbiddenError, InputError, NotFoundError } from "@/lib/errors.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { listContactConversations, requireConversation } from "@/lib/store/conversations.ts";
import { findContactIdByIdentity } from "@/lib/store/handles.ts";
import { AGENT, aNamed, anInput } from "@/tests/support/cast.ts";
import { actingAs, NOON } from "@/tests/support/deps.ts";
import {
  activityOf,
  eventKinds,
  messagesOf,
  orderedDeps,
  storeChannel,
  storeKnown,
} from "@/tests/support/dialogs.ts";
import {
  Crash,
  faultyKv,
  interruptedKv,
  keysUnder,
  memoryKv,
  snapshot,
} from "@/tests/support/kv.ts";
import { createContact } from "./create_contact.ts";
import { setConversationStatus } from "./set_conversation_status.ts";
import { startDialog, startDialogWith } from "./start_dialog.ts";

const ONCE = "once-key-000001";
const HELLO = { text: "Вітаємо", subject: "Рахунок №118" };

function ready(kv: Deno.Kv) {
  const deps = orderedDeps(kv);
  return { deps, agent: actingAs(deps, AGENT) };
}

function codes(promise: Promise<unknown>): Promise<Record<string, string>> {
  return assertRejects(() => promise, InputError).then(({ problems }) =>
    Object.fromEntries(Object.entries(problems).map(([field, { code }]) => [field, code]))
  );
}

Deno.test("startDialog() begins a conversation with its subject, counts and activity in one commit", async () => {
  using kv = await memoryKv();
  const { agent, deps } = ready(kv);
  const channel = await storeChannel(kv, "email");
  const contact = await createContact(agent, anInput());
  const faulty = faultyKv(kv);
  const acting = { ...agent, deps: { ...deps, kv: faulty.kv } };
  const sent = await startDialog(acting, contact.id, { ...HELLO, channelId: channel.id });
  const conversation = await requireConversation(kv, sent.conversationId);
  assertEquals([conversation.address, conversation.subject, conversation.status], [
    "olena@example.com",
    "Рахунок №118",
    "open",
  ]);
  assertEquals(await activityOf(kv, contact.id), [1, [channel.id], NOON]);
  assertEquals(await eventKinds(kv, contact.id), ["created", "message"]);
  assertEquals(faulty.commits.length, 1);
});

Deno.test("startDialog() goes on with the conversation of that address, and opens it", async () => {
  using kv = await memoryKv();
  const { agent } = ready(kv);
  const channel = await storeChannel(kv, "email");
  const contact = await createContact(
    agent,
    anInput({ emails: ["a@example.com", "b@example.com"] }),
  );
  const write = (address: string, subject?: string) =>
    startDialog(agent, contact.id, { channelId: channel.id, address, text: "x", subject });
  const first = await write("b@example.com", "One");
  await setConversationStatus(agent, first.conversationId, { status: "closed" });
  const second = await write("b@example.com");
  const other = await write("a@example.com", "Two");
  assertEquals(second.conversationId, first.conversationId);
  assertEquals((await requireConversation(kv, first.conversationId)).status, "open");
  assertEquals((await requireConversation(kv, first.conversationId)).subject, "One");
  assertEquals(other.conversationId === first.conversationId, false);
  assertEquals((await activityOf(kv, contact.id))[0], 2);
});

Deno.test("two agents who begin at once write into one conversation", async () => {
  using kv = await memoryKv();
  const { agent } = ready(kv);
  const channel = await storeChannel(kv, "email");
  const contact = await createContact(agent, anInput());
  const sent = await Promise.all(
    [1, 2, 3].map(() => startDialog(agent, contact.id, { ...HELLO, channelId: channel.id })),
  );
  assertEquals(new Set(sent.map(({ conversationId }) => conversationId)).size, 1);
  assertEquals((await messagesOf(kv, sent[0]?.conversationId ?? "")).length, 3);
  assertEquals((await activityOf(kv, contact.id))[0], 1);
});

Deno.test("startDialog() of a form sent twice, or again after a lost answer, writes once", async () => {
  using kv = await memoryKv();
  const { agent, deps } = ready(kv);
  const channel = await storeChannel(kv, "email");
  const contact = await createContact(agent, anInput());
  const input = { ...HELLO, channelId: channel.id };
  const faulty = faultyKv(kv, (at) => at === 0 ? "crash_after" : null);
  const lost = { ...agent, deps: { ...deps, kv: faulty.kv } };
  await assertRejects(() => startDialog(lost, contact.id, input, { onceKey: ONCE }), Crash);
  const again = await startDialog(agent, contact.id, input, { onceKey: ONCE });
  assertEquals(again.contactId, contact.id);
  assertEquals((await messagesOf(kv, again.conversationId)).map(({ id }) => id), [again.messageId]);
});

Deno.test("startDialog() says why it cannot, on the choice of the channel", async () => {
  using kv = await memoryKv();
  const { agent } = ready(kv);
  const contact = await createContact(agent, aNamed("Олена"));
  const known = await createContact(agent, anInput());
  const write = async (type: Parameters<typeof storeChannel>[1], to = contact.id, changes = {}) => {
    const { id } = await storeChannel(kv, type, changes);
    return (await codes(startDialog(agent, to, { ...HELLO, channelId: id })))["via"];
  };
  assertEquals(await write("email"), "no_email");
  assertEquals(await write("call"), "no_phone");
  assertEquals(await write("telegram"), "messenger_forbids");
  assertEquals(await write("website"), "visitors_begin");
  assertEquals(await write("api"), "sender_unknown");
  assertEquals(await write("email", known.id, { canWriteFirst: false }), "setting_off");
  assertEquals(await write("email", known.id, { enabled: false }), "channel_off");
  const mail = await storeChannel(kv, "email");
  const elsewhere = { ...HELLO, channelId: mail.id, address: "other@example.com" };
  assertEquals(await codes(startDialog(agent, known.id, elsewhere)), { via: "way_gone" });
  assertEquals((await listContactConversations(kv, known.id, { limit: 10 })).items, []);
});

Deno.test("startDialog() to a known sender of a messenger asks no setting", async () => {
  using kv = await memoryKv();
  const { agent, deps } = ready(kv);
  const channel = await storeChannel(kv, "viber", { canWriteFirst: false });
  const contact = await storeKnown(deps, channel.id);
  const sent = await startDialog(agent, contact.id, { channelId: channel.id, text: "Вітаємо" });
  assertEquals((await requireConversation(kv, sent.conversationId)).address, "u-1");
});

Deno.test("startDialog() in WhatsApp takes a template, and makes the number an identity that answers find", async () => {
  using kv = await memoryKv();
  const { agent } = ready(kv);
  const channel = await storeChannel(kv, "whatsapp");
  const contact = await createContact(agent, anInput());
  const write = (input: object) =>
    startDialog(agent, contact.id, { text: "", channelId: channel.id, ...input });
  assertEquals(await codes(write({ text: "Вітаємо" })), { text: "window_closed" });
  await write({ template: { name: "hello", variables: ["Олена"] } });
  const externalId = "380671234567"; // as it comes with the answer
  assertEquals(
    await findContactIdByIdentity(kv, { channelId: channel.id, externalId }),
    contact.id,
  );
  assertEquals(await eventKinds(kv, contact.id), ["created", "edited", "message"]);
  await write({ template: { name: "again", variables: [] } });
  assertEquals((await requireContact(kv, contact.id)).identities?.length, 1);
  const other = await createContact(agent, aNamed("Тарас"));
  assertEquals(other.id === contact.id, false);
});

Deno.test("startDialogWith() makes the contact and the first message in one commit, or neither", async () => {
  using kv = await memoryKv();
  const { agent, deps } = ready(kv);
  const channel = await storeChannel(kv, "call");
  const to = parseRecipient("050 111 22 33", "UA");
  const call = { channelId: channel.id, text: "" };
  await startDialogWith(agent, parseRecipient("050 111 00 00", "UA"), call); // takes a block of ids
  const before = await snapshot(kv);
  const faulty = faultyKv(kv, () => "crash_before");
  const dying = { ...agent, deps: { ...deps, kv: faulty.kv } };
  await assertRejects(() => startDialogWith(dying, to, call, { onceKey: ONCE }), Crash);
  const left = (await snapshot(kv)).filter(([key]) => key[1] !== "next_id");
  assertEquals(left, before.filter(([key]) => key[1] !== "next_id"));
  const sent = await startDialogWith(agent, to, call, { onceKey: ONCE });
  const contact = await requireContact(kv, sent.contactId);
  assertEquals([contact.phones[0]?.key, contact.source, contact.createdByUserId], [
    "+380501112233",
    "manual",
    AGENT.id,
  ]);
  assertEquals(await eventKinds(kv, contact.id), ["created", "message"]);
  assertEquals(await activityOf(kv, contact.id), [1, [channel.id], NOON]);
});

Deno.test("startDialogWith() writes to whoever has the address, also when many begin at once", async () => {
  using kv = await memoryKv();
  const { agent } = ready(kv);
  const channel = await storeChannel(kv, "email");
  const to = parseRecipient("New@Example.com", "UA");
  const input = { ...HELLO, channelId: channel.id };
  const sent = await Promise.all(
    Array.from({ length: 4 }, () => startDialogWith(agent, to, input)),
  );
  assertEquals(new Set(sent.map(({ contactId }) => contactId)).size, 1);
  assertEquals(new Set(sent.map(({ conversationId }) => conversationId)).size, 1);
  const known = await createContact(agent, anInput());
  const toKnown = parseRecipient("olena@example.com", "UA");
  assertEquals((await startDialogWith(agent, toKnown, input)).contactId, known.id);
});

Deno.test("startDialogWith() leaves no contact behind when the message is refused", async () => {
  using kv = await memoryKv();
  const { agent } = ready(kv);
  const mail = await storeChannel(kv, "email");
  const chat = await storeChannel(kv, "telegram");
  const to = parseRecipient("new@example.com", "UA");
  const write = (channelId: string, text: string) =>
    codes(startDialogWith(agent, to, { channelId, text, subject: "x" }));
  assertEquals(await write(mail.id, ""), { text: "message_empty" });
  assertEquals(await write(chat.id, "x"), { via: "messenger_forbids" });
  assertEquals(await keysUnder(kv, [1, "c"]), []);
});

Deno.test("dialogs refuse nobody, and contacts and channels that do not exist", async () => {
  using kv = await memoryKv();
  const { agent } = ready(kv);
  const channel = await storeChannel(kv, "email");
  const contact = await createContact(agent, anInput());
  const nobody = { ...agent, principal: { id: "x", role: "nobody" as never } };
  const input = { ...HELLO, channelId: channel.id };
  const to = parseRecipient("new@example.com", "UA");
  await assertRejects(() => startDialog(nobody, contact.id, input), ForbiddenError);
  await assertRejects(() => startDialogWith(nobody, to, input), ForbiddenError);
  await assertRejects(() => startDialog(agent, 999_999, input), NotFoundError);
  await assertRejects(
    () => startDialog(agent, contact.id, { ...input, channelId: "01NONE" }),
    NotFoundError,
  );
});

Deno.test("startDialogWith() finds the contact that somebody makes at any moment of its work", async () => {
  let met = 0;
  for (let at = 0; met === at; at++) {
    using kv = await memoryKv();
    const { agent, deps } = ready(kv);
    const channel = await storeChannel(kv, "email");
    const interrupted = interruptedKv(kv, async (call) => {
      if (call !== at) return;
      await createContact(agent, anInput({ emails: ["new@example.com"] }));
      met++;
    });
    const acting = { ...agent, deps: { ...deps, kv: interrupted.kv } };
    const to = parseRecipient("new@example.com", "UA");
    const input = { ...HELLO, channelId: channel.id };
    const { contactId } = await startDialogWith(acting, to, input);
    // Who was made by hand has a phone too.
    if (met > at) assertEquals((await requireContact(kv, contactId)).phones.length, 1, `${at}`);
  }
  assertEquals(met > 5, true);
});
