// Blocks of two who become one: nobody whom either has kept out gets in by the merge.
import { assertEquals } from "@std/assert";
import type { InboundEvent } from "@/lib/domain/inbound.ts";
import type { BlockRecord } from "@/lib/store/blocked_handles.ts";
import { listPastBlocks, readAttempts } from "@/lib/store/blocks.ts";
import { handleDigests } from "@/lib/store/handle_digest.ts";
import { blockedHandleKey, blockKey } from "@/lib/store/keys/blocks.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { ADMIN, aNamed, anInput } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { aChannel, aMessage, receive } from "@/tests/support/inbound.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { blockContact } from "./block_contact.ts";
import { createContact } from "./create_contact.ts";
import { editContact } from "./edit_contact.ts";
import { mergeContacts } from "./merge_contacts.ts";
import { unblockContact } from "./unblock_contact.ts";
import { unmergeContacts } from "./unmerge_contacts.ts";

const MAIL = aChannel({ type: "email" });
const BOT = aChannel({ type: "telegram" });
const PHONE = "+380671234567";
const HOUR_MS = 60 * 60_000;

/** Of who has lost the address, and of who has named the phone once. */
const LOST = aMessage({ email: "lost@example.com" });
const NAMER = aMessage({ externalId: "7" });

/** Contacts 1 and 2: one blocked for an hour, who has lost an address and whose phone was named; the other for ever. */
async function aPair(kv: Deno.Kv, hourId: 1 | 2) {
  const deps = testDeps(kv);
  const admin = actingAs(deps, ADMIN);
  const lossy = anInput({ emails: ["lost@example.com"], phones: [PHONE] });
  for (const id of [1, 2]) await createContact(admin, id === hourId ? lossy : aNamed("Iryna"));
  const { block } = await blockContact(admin, hourId, aBlock({ preset: "hour" }));
  await blockContact(admin, 3 - hourId, aBlock());
  await editContact(admin, hourId, 1, anInput({ emails: [], phones: [PHONE] }));
  await receive(deps, BOT, aMessage({ externalId: "7", phone: PHONE }));
  const revisions = { kept: hourId === 1 ? 2 : 1, merged: hourId === 2 ? 2 : 1 };
  return {
    deps,
    admin,
    blockId: block?.id ?? "",
    merge: () => mergeContacts(admin, { keptId: 1, mergedId: 2, choices: {}, revisions }),
    resultOf: async (channel: typeof MAIL, event: InboundEvent) =>
      (await receive(deps, channel, event)).result,
  };
}

for (const [whose, hourId] of [["kept", 1], ["merged", 2]] as const) {
  Deno.test(`whom the shorter block of the ${whose} contact has kept out is under the longer one after a merge`, async () => {
    using kv = await memoryKv();
    const { admin, deps, merge, resultOf } = await aPair(kv, hourId);
    const { id } = await merge();
    await assertSound(kv);
    deps.pass(2 * HOUR_MS);
    assertEquals(await resultOf(MAIL, LOST), "dropped");
    assertEquals(await resultOf(BOT, NAMER), "dropped");
    await unmergeContacts(admin, id);
    await assertSound(kv);
    assertEquals(await resultOf(MAIL, LOST), "dropped");
    await unblockContact(admin, 3 - hourId);
    assertEquals(await resultOf(MAIL, LOST), "stored");
    assertEquals(await resultOf(BOT, NAMER), "stored");
    await assertSound(kv);
  });
}

Deno.test("a block that is over when its contact is merged leaves nobody under the other one", async () => {
  using kv = await memoryKv();
  const { deps, merge, resultOf } = await aPair(kv, 2);
  deps.pass(HOUR_MS);
  await merge();
  assertEquals(await resultOf(MAIL, LOST), "stored");
  assertEquals(await resultOf(BOT, NAMER), "stored");
  await assertSound(kv);
});

Deno.test("a block that a merge has ended goes on counting where it was when the merge is undone", async () => {
  using kv = await memoryKv();
  const { admin, blockId, merge, resultOf } = await aPair(kv, 2);
  const before = await readAttempts(kv, blockId);
  assertEquals(before.attempts, 1);
  const { id } = await merge();
  assertEquals((await readAttempts(kv, blockId)).attempts, 0);
  await unmergeContacts(admin, id);
  assertEquals(await readAttempts(kv, blockId), before);
  assertEquals(await listPastBlocks(kv, 1, { limit: 10 }), []);
  const asNamed = aMessage({ externalId: "8", phone: PHONE });
  assertEquals(await resultOf(BOT, asNamed), "dropped");
  assertEquals((await readAttempts(kv, blockId)).attempts, 2);
  await assertSound(kv);
});

Deno.test("a block with all that it can remember is taken over within a commit", async () => {
  using kv = await memoryKv();
  const { blockId, merge, resultOf } = await aPair(kv, 2);
  const { value } = await kv.get<BlockRecord>(blockKey(blockId));
  const many = Array.from({ length: 500 }, (_, at) => ["x", "many", at]);
  const digests = [...value?.digests ?? [], ...await handleDigests(kv, many)].slice(0, 500);
  await kv.set(blockKey(blockId), { ...value, digests });
  for (const digest of digests) await kv.set(blockedHandleKey(digest, blockId), 0);
  await merge();
  assertEquals(await resultOf(MAIL, LOST), "dropped");
  await assertSound(kv);
});
