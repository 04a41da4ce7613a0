import { assertEquals } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { AGENT, aNamed, anInput } from "@/tests/support/cast.ts";
import { aMessage, aReply, storeMessage } from "@/tests/support/conversations.ts";
import { actingAs, NOON, testDeps } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { saveChange } from "./change.ts";
import { requireContactIn, stageEditContact } from "./contacts.ts";
import { contactKey, identityOwnerKey, noteKey, pinnedNoteKey } from "./keys/contacts.ts";
import {
  contactConversationKey,
  conversationKey,
  conversationRowKey,
  messageKey,
  outboxDueKey,
  outboxKey,
  outboxLineKey,
  threadKey,
} from "./keys/conversations.ts";
import { LOST_LANE } from "./outbox.ts";
import { verify } from "./verify.ts";

const CHANNEL = "01CHANNEL";
const C = "01CONVERSATION";
const IN = "01MESSAGE1";
const OUT = "01MESSAGE2";

/** Contact 1 with an identity and a conversation of two messages, one of which waits in the outbox; contact 2 has none. */
async function aStore(): Promise<Deno.Kv> {
  const kv = await memoryKv();
  const agent = actingAs(testDeps(kv), AGENT);
  await createContact(agent, anInput());
  await createContact(agent, aNamed("Taras"));
  await saveChange(kv, async (change) => {
    const read = await requireContactIn(change, 1);
    const identities = [{ channelId: "01CHANNEL", externalId: "visitor-1", label: "" }];
    const after = { ...read.before, identities, revision: 2 };
    const event = { id: "01E", contactId: 1, atMs: NOON, actor: agent.actor };
    await stageEditContact(change, { ...read, after }, { ...event, kind: "edited", changes: [] });
  });
  await storeMessage(kv, { contactId: 1 }, aMessage({ id: IN, conversationId: C }));
  await storeMessage(kv, { contactId: 1 }, aReply({ id: OUT }));
  return kv;
}

async function messages(kv: Deno.Kv, fix = false): Promise<string[]> {
  const found: string[] = [];
  await verify(kv, { fix, report: ({ message }) => found.push(message) });
  return found;
}

function withContact(kv: Deno.Kv, change: (contact: Contact) => Contact): Promise<unknown> {
  return kv.get<Contact>(contactKey(1)).then(({ value }) =>
    value && kv.set(contactKey(1), change(value))
  );
}

Deno.test("verify() finds nothing in sound conversations", async () => {
  using kv = await aStore();
  assertEquals(await messages(kv), []);
});

/** Each damage, what verify says of it, and whether it repairs it. */
const DAMAGES: [string, (kv: Deno.Kv) => Promise<unknown>, string[]][] = [
  [
    "a lost row of the contact",
    (kv) => kv.delete(contactConversationKey(1, NOON, C)),
    [`Conversation ${C}: row of the contact is missing`],
  ],
  [
    "an old row of the contact",
    (kv) => kv.set(contactConversationKey(1, 5, C), 0),
    [`Stray row of a contact of Conversation ${C}: no record has it`],
  ],
  [
    "a lost row of the status",
    (kv) => kv.delete(conversationRowKey("open", NOON, C)),
    [`Conversation ${C}: row of the status is missing`],
  ],
  [
    "a row of another status",
    (kv) => kv.set(conversationRowKey("closed", NOON, C), 0),
    [`Stray row of a status of Conversation ${C}: no record has it`],
  ],
  [
    "a lost thread",
    (kv) => kv.delete(threadKey("01CHANNEL", "visitor-1")),
    [`Conversation ${C}: thread is missing`],
  ],
  [
    "a thread with an address that the conversation does not have",
    (kv) => kv.set(threadKey("01CHANNEL", "visitor-2"), C),
    [`Stray thread of Conversation ${C}: no record has it`],
  ],
  [
    "a lost identity",
    (kv) => kv.delete(identityOwnerKey("01CHANNEL", "visitor-1")),
    ["Contact 1: identity 1 is missing"],
  ],
  [
    "an identity nobody has",
    (kv) => kv.set(identityOwnerKey("01CHANNEL", "visitor-2"), 1),
    ["Stray identity of Contact 1: no record has it"],
  ],
  [
    "a note of nobody",
    (kv) => kv.set(noteKey(99, "01NOTE"), {}),
    ["Stray note of Contact 99: no record has it"],
  ],
  [
    "a pinned note of nobody",
    (kv) => kv.set(pinnedNoteKey(99), { noteId: "01NOTE", authorUserId: "01USER" }),
    ["Stray pinned note of Contact 99: no record has it"],
  ],
  [
    "a message of no conversation",
    (kv) => kv.set(messageKey("01OTHER", "01X"), aMessage({ id: "01X" })),
    ["Stray message of Conversation 01OTHER: no record has it"],
  ],
  [
    "a queued message that nobody will deliver",
    (kv) => kv.delete(outboxKey(C, OUT)),
    [`Message ${OUT}: place in the outbox is missing`],
  ],
  [
    "a place in the outbox for a message that came in",
    (kv) => kv.set(outboxKey(C, IN), {}),
    [`Stray place in the outbox of Message ${IN}: no record has it`],
  ],
  [
    "a line without its turn",
    (kv) => kv.delete(outboxDueKey(CHANNEL, NOON, C)),
    [`Outbox line ${C}: turn is missing`],
  ],
  [
    "a turn without a line",
    (kv) => kv.set(outboxDueKey(CHANNEL, NOON, "01OTHER"), 0),
    ["Stray turn of Outbox line 01OTHER: no record has it"],
  ],
  [
    "a contact that counts too many conversations",
    (kv) => withContact(kv, (contact) => ({ ...contact, conversationCount: 7 })),
    ["Contact 1: 7 conversations are counted, but there are 1"],
  ],
  [
    "a contact that names another channel",
    (kv) => withContact(kv, (contact) => ({ ...contact, channelIds: ["01OTHER"] })),
    ["Contact 1: the channels of its conversations are others"],
  ],
];

for (const [what, damage, said] of DAMAGES) {
  Deno.test(`verify() finds and repairs ${what}`, async () => {
    using kv = await aStore();
    await damage(kv);
    const found = await messages(kv, true);
    for (const message of said) assertEquals(found.includes(message), true, found.join("\n"));
    assertEquals(await messages(kv), []);
  });
}

Deno.test("a lost line of a queued message comes back with its turn", async () => {
  using kv = await aStore();
  await kv.delete(outboxLineKey(C));
  await messages(kv, true);
  assertEquals(await messages(kv), []);
  assertEquals((await kv.get(outboxDueKey(LOST_LANE, NOON, C))).value, 0);
});

Deno.test("a conversation whose record is gone is told by what is left of it", async () => {
  using kv = await aStore();
  await kv.delete(conversationKey(C));
  const found = await messages(kv);
  assertEquals(found.filter((message) => message.includes(`Conversation ${C}`)).length, 5);
});
