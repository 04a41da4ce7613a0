import { assert, assertEquals, assertRejects } from "@std/assert";
import { createContact } from "./create_contact.ts";
import { receiveInbound } from "./receive_inbound.ts";
import { switchChannel } from "./switch_channel.ts";
import { BusyError, InputError, RefusedError } from "@/lib/errors.ts";
import { listChannelLog } from "@/lib/store/channel_log.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { findThread, listMessages } from "@/lib/store/conversations.ts";
import { listEvents } from "@/lib/store/events.ts";
import { emailOwnerKey } from "@/lib/store/keys/contacts.ts";
import { ADMIN, anInput } from "@/tests/support/cast.ts";
import { actingAs, NOON, testDeps } from "@/tests/support/deps.ts";
import {
  aChannel,
  aMessage,
  anEvent,
  aReport,
  receive,
  storedChannel,
} from "@/tests/support/inbound.ts";
import { memoryKv, snapshot } from "@/tests/support/kv.ts";

const CHAT = aChannel({ type: "telegram" });
const MAIL = aChannel({ type: "email" });
const PHONE = aChannel({ type: "call" });
const MINUTE_MS = 60_000;

Deno.test("receiveInbound() makes a contact of a messenger's name and id, with the message", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const identity = { externalId: "42", name: "Олена", label: "@olena", language: "uk-UA" };
  const answer = await receive(deps, CHAT, aMessage(identity));
  const contact = await requireContact(kv, answer.contactId ?? 0);
  assertEquals(contact, {
    id: contact.id,
    name: "Олена",
    emails: [],
    phones: [],
    identities: [{ channelId: CHAT.id, externalId: "42", label: "@olena" }],
    tagIds: [],
    language: "uk",
    languageByCustomer: true,
    source: "inbound",
    createdByChannelId: CHAT.id,
    createdAtMs: NOON,
    lastActivityAtMs: NOON,
    revision: 1,
    conversationCount: 1,
    channelIds: [CHAT.id],
  });
  const { items } = await listMessages(kv, answer.conversationId ?? "", { limit: 10 });
  assertEquals(items.map(({ id, text, direction }) => [id, text, direction]), [
    [answer.messageId, "Hello", "in"],
  ]);
  const { events } = await listEvents(kv, contact.id, { limit: 10 });
  assertEquals(events.map(({ kind }) => kind).sort(), ["created", "message"]);
});

Deno.test("receiveInbound() makes a contact of a call's number and of a mail's address and name", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const call = anEvent({
    kind: "call",
    identity: { phone: "067 123 45 67" },
    call: { outcome: "missed", durationSeconds: 12 },
  });
  const caller = await requireContact(kv, (await receive(deps, PHONE, call)).contactId ?? 0);
  assertEquals(caller.phones, [{ typed: "067 123 45 67", key: "+380671234567" }]);
  const mail = aMessage({ email: "Taras@Example.com", name: "Taras" }, { subject: "Order 7" });
  const answer = await receive(deps, MAIL, mail);
  const writer = await requireContact(kv, answer.contactId ?? 0);
  assertEquals([writer.name, writer.emails], [
    "Taras",
    [{ typed: "Taras@Example.com", key: "taras@example.com" }],
  ]);
  const thread = await findThread(kv, {
    channelId: MAIL.id,
    address: "taras@example.com",
    contactId: writer.id,
  });
  assertEquals(thread?.subject, "Order 7");
});

Deno.test("receiveInbound() leads a known address to its contact and its conversation", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const olena = await createContact(actingAs(deps, ADMIN), anInput());
  const mail = () => aMessage({ email: ` ${olena.emails[0]?.typed.toUpperCase()} ` });
  const first = await receive(deps, MAIL, mail());
  deps.pass(MINUTE_MS);
  const second = await receive(deps, MAIL, mail());
  assertEquals([first.contactId, second.contactId], [olena.id, olena.id]);
  assertEquals(first.conversationId, second.conversationId);
  const after = await requireContact(kv, olena.id);
  assertEquals(after.lastActivityAtMs, NOON + MINUTE_MS);
  assertEquals([after.revision, after.conversationCount], [olena.revision, 1]);
});

Deno.test("a report never takes another contact's addresses and never merges", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const olena = await createContact(actingAs(deps, ADMIN), anInput());
  const email = olena.emails[0]?.typed ?? "";
  const phone = olena.phones[0]?.typed ?? "";
  const hijack = () => aMessage({ externalId: "mallory", email, phone, name: "Mallory" });
  const first = await receive(deps, CHAT, hijack());
  const second = await receive(deps, CHAT, hijack());
  assertEquals(first.contactId, second.contactId);
  assert(first.contactId !== olena.id);
  assertEquals(await requireContact(kv, olena.id), olena);
  const mallory = await requireContact(kv, first.contactId ?? 0);
  assertEquals([mallory.emails, mallory.phones], [[], []]);
  assertEquals(mallory.unclaimed?.map(({ kind, typed }) => [kind, typed]), [
    ["email", email],
    ["phone", phone],
  ]);
  const { events } = await listEvents(kv, mallory.id, { limit: 10 });
  assertEquals(events.filter(({ kind }) => kind === "edited"), []);
});

Deno.test("a free address that comes along is added once, with an event, and raises the revision", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const { contactId } = await receive(deps, CHAT, aMessage({ externalId: "7" }));
  const withPhone = () => aMessage({ externalId: "7", phone: "+380671234567" });
  for (let times = 0; times < 3; times++) await receive(deps, CHAT, withPhone());
  const contact = await requireContact(kv, contactId ?? 0);
  assertEquals(contact.phones, [{ typed: "+380671234567", key: "+380671234567" }]);
  assertEquals(contact.revision, 2);
  const { events } = await listEvents(kv, contact.id, { limit: 20 });
  const edits = events.filter(({ kind }) => kind === "edited");
  assertEquals(edits.map(({ actor }) => actor), [{ kind: "channel", channelId: CHAT.id }]);
  const call = anEvent({
    kind: "call",
    identity: { phone: "0671234567" },
    call: { outcome: "missed" },
  });
  assertEquals((await receive(deps, PHONE, call)).contactId, contactId);
});

Deno.test("a bot changes the language it has told, and never the one a person chose", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const from = (language: string) => aMessage({ externalId: "7", language });
  const { contactId } = await receive(deps, CHAT, from("uk"));
  await receive(deps, CHAT, from("en"));
  assertEquals((await requireContact(kv, contactId ?? 0)).language, "en");
  await receive(deps, CHAT, from("tlhingan"));
  assertEquals((await requireContact(kv, contactId ?? 0)).language, "en");
  const olena = await createContact(actingAs(deps, ADMIN), anInput({ language: "uk" }));
  await receive(deps, MAIL, aMessage({ email: olena.emails[0]?.typed, language: "de" }));
  assertEquals((await requireContact(kv, olena.id)).language, "uk");
});

Deno.test("a name fills an empty place and never replaces one", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const { contactId } = await receive(deps, CHAT, aMessage({ externalId: "7" }));
  await receive(deps, CHAT, aMessage({ externalId: "7", name: "Ivan" }));
  await receive(deps, CHAT, aMessage({ externalId: "7", name: "Petro", label: "@p" }));
  const contact = await requireContact(kv, contactId ?? 0);
  assertEquals([contact.name, contact.identities?.[0]?.label], ["Ivan", "@p"]);
  assertEquals(contact.revision, 2);
});

Deno.test("the same event again gets the ids of the first time, another body under its id is refused", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const report = aReport(aMessage({ externalId: "7" }));
  const first = await receiveInbound(deps, CHAT, report);
  assertEquals(await receiveInbound(deps, CHAT, report), { ...first, result: "duplicate" });
  const error = await assertRejects(
    () => receiveInbound(deps, CHAT, { ...report, bodyHash: "another" }),
    RefusedError,
  );
  assertEquals([error.status, error.reason], [409, "event_reused"]);
  const { items } = await listMessages(kv, first.conversationId ?? "", { limit: 10 });
  assertEquals(items.length, 1);
  const log = await listChannelLog(kv, CHAT.id, { limit: 10 });
  assertEquals(log.items.map(({ outcome }) => outcome).sort(), ["duplicate", "stored"]);
  // The same id in another channel is another event.
  assertEquals((await receiveInbound(deps, aChannel(), report)).result, "stored");
});

Deno.test("a channel that is switched off takes nothing in and says so", async () => {
  using kv = await memoryKv();
  const off = { ...CHAT, enabled: false };
  const error = await assertRejects(
    () => receive(testDeps(kv), off, aMessage({ externalId: "7" })),
    RefusedError,
  );
  assertEquals([error.status, error.reason], [404, "channel_off"]);
});

Deno.test("what waits for its turn does not come in after the channel was switched off", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const channel = await storedChannel(deps, { type: "api" });
  await switchChannel(actingAs(deps, ADMIN), channel.id, "off");
  const before = await snapshot(kv);
  // As it was read before the wait.
  assertEquals(channel.enabled, true);
  const late = () => receive(deps, channel, aMessage({ externalId: "7" }));
  assertEquals((await assertRejects(late, RefusedError)).reason, "channel_off");
  assertEquals(await snapshot(kv), before);
});

Deno.test("an event without its channel's address is refused with the field", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const problemsOf = async (channel: typeof CHAT, identity: Record<string, unknown>) => {
    const error = await assertRejects(() => receive(deps, channel, aMessage(identity)), InputError);
    return Object.entries(error.problems).map(([path, { code }]) => `${path} ${code}`);
  };
  assertEquals(await problemsOf(CHAT, { email: "a@example.com" }), [
    "identity.externalId field_required",
  ]);
  assertEquals(await problemsOf(MAIL, { externalId: "7", email: "nobody" }), [
    "identity.externalId field_not_here",
    "identity.email email_invalid",
  ]);
  assertEquals(await problemsOf(PHONE, { phone: "hidden" }), ["identity.phone phone_unread"]);
});

Deno.test("a sender whose contact is being loaded is asked to come again", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  await kv.set(emailOwnerKey("olena@example.com"), 99);
  const event = anEvent({
    kind: "message",
    identity: { email: "olena@example.com" },
    message: { text: "Привіт" },
  });
  const error = await assertRejects(
    () => receiveInbound(deps, MAIL, aReport(event)),
    BusyError,
  );
  assertEquals([error.status, error.retryAfterSeconds], [503, 30]);
});
