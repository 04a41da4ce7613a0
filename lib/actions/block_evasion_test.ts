// A block follows the handles: no second identity, no deletion and no new address gets around it (8.7).
import { assertEquals } from "@std/assert";
import type { Contact } from "@/lib/domain/contact.ts";
import type { InboundEvent } from "@/lib/domain/inbound.ts";
import { readAttempts } from "@/lib/store/blocks.ts";
import { saveContactBatch } from "@/lib/store/contact_batch.ts";
import { findContact, requireContact } from "@/lib/store/contacts.ts";
import { listMessages } from "@/lib/store/conversations.ts";
import { setHandleDigest } from "@/lib/store/handle_digest.ts";
import { blockHeadKey, blockKey } from "@/lib/store/keys/blocks.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { openSecretBox } from "@/lib/store/secret_box.ts";
import { verify } from "@/lib/store/verify.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { ADMIN, aNamed, anId, anInput } from "@/tests/support/cast.ts";
import { actingAs, NOON, testDeps } from "@/tests/support/deps.ts";
import { storeChannel } from "@/tests/support/dialogs.ts";
import { aChannel, aMessage, anEvent, aReport, receive } from "@/tests/support/inbound.ts";
import { keysUnder, memoryKv } from "@/tests/support/kv.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { blockContact } from "./block_contact.ts";
import { createContact } from "./create_contact.ts";
import { deleteContact } from "./delete_contact.ts";
import { editContact } from "./edit_contact.ts";
import { receiveInbound } from "./receive_inbound.ts";
import { restoreContact } from "./restore_contact.ts";
import { startDialog } from "./start_dialog.ts";
import { unblockContact } from "./unblock_contact.ts";

const CHAT = aChannel({ type: "api" });
const BOT = aChannel({ type: "telegram" });
const MAIL = aChannel({ type: "email" });
const CALLS = aChannel({ type: "call" });
const WHATSAPP = aChannel({ type: "whatsapp" });
const PHONE = "+380671234567";
const HOUR_MS = 60 * 60_000;

/** Olena, contact 1: an e-mail, a phone, blocked for an hour. */
async function aBlockedStore(kv: Deno.Kv) {
  const deps = testDeps(kv);
  const admin = actingAs(deps, ADMIN);
  await createContact(admin, anInput({ phones: [PHONE] }));
  const { block } = await blockContact(admin, 1, aBlock({ preset: "hour" }));
  const results = async (channel: typeof CHAT, ...events: InboundEvent[]) => {
    const answers = await Promise.all(events.map((event) => receive(deps, channel, event)));
    return answers.map(({ result }) => result);
  };
  return { deps, admin, blockId: block?.id ?? "", results };
}

const MAIL_OF_OLENA = aMessage({ email: "Olena@Example.com" });

function aCall(phone: string): InboundEvent {
  return anEvent({ kind: "call", identity: { phone }, call: { outcome: "missed" } });
}

function anUpdate(externalId: string, contact: Record<string, unknown>): InboundEvent {
  return anEvent({ kind: "contact", identity: { externalId }, contact });
}

async function contactsOf(kv: Deno.Kv): Promise<number> {
  return (await keysUnder(kv, rangePrefix("c"))).length;
}

Deno.test("a blocked contact is kept out of every channel and with every kind of event", async () => {
  using kv = await memoryKv();
  const { blockId, deps, results } = await aBlockedStore(kv);
  assertEquals(await results(MAIL, MAIL_OF_OLENA), ["dropped"]);
  assertEquals(await results(CALLS, aCall("067 123 45 67")), ["dropped"]);
  const asStranger = { externalId: "stranger" };
  for (const channel of [CHAT, BOT]) {
    assertEquals(
      await results(
        channel,
        aMessage({ ...asStranger, email: "olena@example.com" }),
        aMessage({ ...asStranger, phone: PHONE }),
        anUpdate("stranger", { email: "olena@example.com" }),
        anUpdate("stranger", { phone: PHONE, name: "Not Olena" }),
      ),
      ["dropped", "dropped", "dropped", "dropped"],
    );
  }
  assertEquals(await contactsOf(kv), 1);
  assertEquals((await readAttempts(kv, blockId)).attempts, 10);
  assertEquals((await requireContact(kv, 1)).lastActivityAtMs, null);
  deps.pass(HOUR_MS - 1);
  assertEquals(await results(MAIL, MAIL_OF_OLENA), ["dropped"]);
  deps.pass(1);
  assertEquals(await results(MAIL, MAIL_OF_OLENA), ["stored"]);
  assertEquals(await results(CHAT, aMessage({ ...asStranger, phone: PHONE })), ["stored"]);
});

Deno.test("in WhatsApp, where people are numbers, a blocked phone is known without being named", async () => {
  using kv = await memoryKv();
  const { results } = await aBlockedStore(kv);
  const byNumber = (externalId: string) => aMessage({ externalId });
  assertEquals(await results(WHATSAPP, byNumber("380671234567")), ["dropped"]);
  assertEquals(await results(WHATSAPP, byNumber("380671234568")), ["stored"]);
  // Elsewhere an id in digits is an id.
  assertEquals(await results(BOT, byNumber("380671234567")), ["stored"]);
});

Deno.test("deleting a blocked contact does not let its addresses in, and restoring it brings the block back", async () => {
  using kv = await memoryKv();
  const { admin, blockId, results } = await aBlockedStore(kv);
  await deleteContact(admin, 1);
  assertEquals(await results(MAIL, MAIL_OF_OLENA), ["dropped"]);
  assertEquals(await results(CALLS, aCall(PHONE)), ["dropped"]);
  assertEquals(await results(CHAT, aMessage({ externalId: "new", phone: PHONE })), ["dropped"]);
  assertEquals(await contactsOf(kv), 0);
  await restoreContact(admin, 1);
  assertEquals((await readAttempts(kv, blockId)).attempts, 3);
  assertEquals(await results(MAIL, MAIL_OF_OLENA), ["dropped"]);
  await unblockContact(admin, 1);
  assertEquals(await results(MAIL, MAIL_OF_OLENA), ["stored"]);
  assertEquals(await keysUnder(kv, rangePrefix("blocked")), []);
  assertEquals((await readAttempts(kv, blockId)).attempts, 0);
});

Deno.test("an address that a blocked contact loses stays under its block, also as somebody else's", async () => {
  using kv = await memoryKv();
  const { admin, results } = await aBlockedStore(kv);
  await editContact(admin, 1, 1, anInput({ emails: ["other@example.com"], phones: [PHONE] }));
  assertEquals(await results(MAIL, MAIL_OF_OLENA), ["dropped"]);
  await createContact(admin, anInput({ name: "Iryna", phones: [] }));
  assertEquals(await results(MAIL, MAIL_OF_OLENA), ["dropped"]);
  await unblockContact(admin, 1);
  assertEquals(await results(MAIL, MAIL_OF_OLENA), ["stored"]);
  await assertSound(kv);
});

Deno.test("two blocks on one address: it is free when both are over, in whatever order", async () => {
  for (const order of [["olena", "iryna"], ["iryna", "olena"]] as const) {
    using kv = await memoryKv();
    const { admin, results } = await aBlockedStore(kv);
    await editContact(admin, 1, 1, anInput({ emails: [], phones: [PHONE] }));
    const iryna = await createContact(admin, anInput({ name: "Iryna", phones: [] }));
    await blockContact(admin, iryna.id, aBlock());
    const ids = { olena: 1, iryna: iryna.id };
    for (const name of order) {
      assertEquals(await results(MAIL, MAIL_OF_OLENA), ["dropped"]);
      await unblockContact(admin, ids[name]);
    }
    assertEquals(await results(MAIL, MAIL_OF_OLENA), ["stored"]);
    await assertSound(kv);
  }
});

/** Ways in which a blocked contact gets an address: new@example.com, or an identity that is its phone. */
const GAINS: [string, (store: Awaited<ReturnType<typeof aBlockedStore>>) => Promise<unknown>][] = [
  ["an edit", ({ admin }) => {
    const emails = ["olena@example.com", "new@example.com"];
    return editContact(admin, 1, 1, anInput({ emails, phones: [PHONE] }));
  }],
  ["being written to", async ({ admin, deps: { kv } }) => {
    const { id } = await storeChannel(kv, "whatsapp", { id: WHATSAPP.id });
    const template = { name: "hello", variables: [] };
    await startDialog(admin, 1, { channelId: id, text: "", template });
  }],
  ["an import", async ({ admin: { deps: { kv }, actor } }) => {
    const before = await requireContact(kv, 1);
    const emails = [...before.emails, { typed: "new@example.com", key: "new@example.com" }];
    const event = { id: anId(), atMs: NOON, actor, kind: "edited" as const, changes: [] };
    const { name, phones, tagIds, language } = before;
    const after = { name, emails, phones, tagIds, language };
    const { saved } = await saveContactBatch(kv, { edits: [{ before, after, event }] });
    assertEquals(saved, true);
  }],
];

for (const [way, gain] of GAINS) {
  Deno.test(`what a blocked contact gains by ${way} is under its block, deleted or not`, async () => {
    using kv = await memoryKv();
    const store = await aBlockedStore(kv);
    await gain(store);
    await assertSound(kv);
    await deleteContact(store.admin, 1);
    const [channel, identity] = way === "being written to"
      ? [WHATSAPP, { externalId: PHONE.slice(1) }] as const
      : [MAIL, { email: "new@example.com" }] as const;
    assertEquals(await store.results(channel, aMessage(identity)), ["dropped"]);
    assertEquals(await contactsOf(kv), 0);
  });
}

Deno.test("whoever has once named an address of a blocked contact is kept out with it", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const admin = actingAs(deps, ADMIN);
  await createContact(admin, anInput({ phones: [PHONE] }));
  const named = { externalId: "7", phone: PHONE };
  const { contactId } = await receive(deps, BOT, aMessage(named));
  const other: Contact | null = await findContact(kv, contactId ?? 0);
  assertEquals(other?.unclaimed?.length, 1);
  await blockContact(admin, 1, aBlock());
  const silent = aMessage({ externalId: "7" });
  assertEquals((await receive(deps, BOT, silent)).result, "dropped");
  // The other way round nobody could have others blocked by naming them.
  await unblockContact(admin, 1);
  await blockContact(admin, contactId ?? 0, aBlock());
  assertEquals((await receive(deps, MAIL, MAIL_OF_OLENA)).result, "stored");
  assertEquals((await receive(deps, CALLS, aCall(PHONE))).result, "stored");
});

Deno.test("whoever names a blocked address is under its block from then on, also when they name it no more", async () => {
  using kv = await memoryKv();
  const { admin, blockId, deps, results } = await aBlockedStore(kv);
  const silent = aMessage({ externalId: "9" });
  assertEquals(await results(BOT, silent), ["stored"]);
  assertEquals(await results(BOT, anUpdate("9", { phone: PHONE })), ["dropped"]);
  assertEquals(await results(BOT, silent, silent), ["dropped", "dropped"]);
  assertEquals(await results(CHAT, silent), ["stored"]);
  assertEquals((await readAttempts(kv, blockId)).attempts, 3);
  const head = await kv.get(blockHeadKey());
  await receive(deps, BOT, anUpdate("9", { phone: PHONE }));
  assertEquals(await kv.get(blockHeadKey()), head, "a flood meets in no key");
  await assertSound(kv);
  await unblockContact(admin, 1);
  assertEquals(await results(BOT, silent), ["stored"]);
  await assertSound(kv);
});

Deno.test("three hundred of those who name a blocked address are remembered, and the rest is for what its contact gains", async () => {
  using kv = await memoryKv();
  const { admin, blockId, results } = await aBlockedStore(kv);
  for (let at = 0; at < 300; at++) {
    assertEquals(await results(BOT, aMessage({ externalId: `n${at}`, phone: PHONE })), ["dropped"]);
  }
  const record = await kv.get<{ digests: string[] }>(blockKey(blockId));
  assertEquals(record.value?.digests.length, 300);
  const silent = (externalId: string) => results(BOT, aMessage({ externalId }));
  assertEquals(await silent("n297"), ["dropped"]);
  assertEquals(await silent("n298"), ["stored"]);
  const emails = ["olena@example.com", "new@example.com"];
  await editContact(admin, 1, 1, anInput({ emails, phones: [PHONE] }));
  await deleteContact(admin, 1);
  assertEquals(await results(MAIL, aMessage({ email: "new@example.com" })), ["dropped"]);
});

Deno.test("with another key of the installation a blocked contact is kept out as before, and others after verify", async () => {
  using kv = await memoryKv();
  const { results } = await aBlockedStore(kv);
  setHandleDigest(kv, await openSecretBox(new Uint8Array(32).fill(9)));
  assertEquals(await results(MAIL, MAIL_OF_OLENA), ["dropped"]);
  await verify(kv, { fix: true, report: () => {} });
  const other = aMessage({ externalId: "other", phone: PHONE });
  assertEquals(await results(BOT, other), ["dropped"]);
  await assertSound(kv);
});

Deno.test("others are let in while somebody is blocked", async () => {
  using kv = await memoryKv();
  const { admin, results } = await aBlockedStore(kv);
  await createContact(admin, aNamed("Taras"));
  assertEquals(await results(MAIL, aMessage({ email: "taras@example.com" })), ["stored"]);
  const other = aMessage({ externalId: "9", email: "nobody@example.com" });
  assertEquals(await results(BOT, other), ["stored"]);
});

Deno.test("agents can write to a blocked contact, and what became of it gets through", async () => {
  using kv = await memoryKv();
  const { admin, results, blockId } = await aBlockedStore(kv);
  await storeChannel(kv, "email", { id: MAIL.id });
  const hello = { channelId: MAIL.id, subject: "Order 118", text: "Hello" };
  const { conversationId } = await startDialog(admin, 1, hello);
  const { items: [message] } = await listMessages(kv, conversationId, { limit: 1 });
  const delivery = { conversationId, messageId: message?.id, state: "delivered" };
  assertEquals(await results(MAIL, anEvent({ kind: "delivery", delivery })), ["updated"]);
  assertEquals(await results(MAIL, MAIL_OF_OLENA), ["dropped"]);
  assertEquals((await listMessages(kv, conversationId, { limit: 10 })).items.length, 1);
  assertEquals((await readAttempts(kv, blockId)).attempts, 1);
});

Deno.test("an event that comes again and again is one attempt", async () => {
  using kv = await memoryKv();
  const { deps, blockId } = await aBlockedStore(kv);
  const report = aReport(MAIL_OF_OLENA);
  const answers = await Promise.all([1, 2, 3].map(() => receiveInbound(deps, MAIL, report)));
  const results = answers.map(({ result }) => result).sort();
  assertEquals(results, ["dropped", "duplicate", "duplicate"]);
  assertEquals((await readAttempts(kv, blockId)).attempts, 1);
});
