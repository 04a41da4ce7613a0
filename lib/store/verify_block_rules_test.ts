import { assertEquals } from "@std/assert";
import { blockContact } from "@/lib/actions/block_contact.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { deleteContact } from "@/lib/actions/delete_contact.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { ADMIN, anInput } from "@/tests/support/cast.ts";
import { actingAs, NOON, testDeps } from "@/tests/support/deps.ts";
import { aChannel, aMessage, receive } from "@/tests/support/inbound.ts";
import { keysUnder, memoryKv } from "@/tests/support/kv.ts";
import { type BlockRecord, blockRecordSchema } from "./blocked_handles.ts";
import {
  blockAttemptsKey,
  blockedHandleKey,
  blockEndKey,
  blockKey,
  lastAttemptKey,
} from "./keys/blocks.ts";
import { contactKey } from "./keys/contacts.ts";
import { rangePrefix } from "./keys/range.ts";
import { verify } from "./verify.ts";

const B = "01BLOCK";
const HOUR_MS = 60 * 60_000;
const END = NOON + HOUR_MS;

/** Contact 1 with an e-mail and a phone, blocked for an hour, and kept out once; contact 2 with nothing of it. */
async function aStore(): Promise<Deno.Kv> {
  const kv = await memoryKv();
  const deps = testDeps(kv);
  const admin = actingAs(deps, ADMIN);
  await createContact(admin, anInput());
  await createContact(admin, anInput({ emails: ["two@example.com"], phones: [] }));
  const { newId } = deps;
  deps.newId = () => B;
  await blockContact(admin, 1, aBlock({ preset: "hour" }));
  deps.newId = newId;
  await receive(deps, aChannel({ type: "email" }), aMessage({ email: "olena@example.com" }));
  return kv;
}

async function messages(kv: Deno.Kv, fix = false): Promise<string[]> {
  const found: string[] = [];
  await verify(kv, { fix, report: ({ message }) => found.push(message) });
  return found;
}

/** Rows and the index have a contact's block too. */
function ofBlocks(found: string[]): string[] {
  return found.filter((message) => /[Bb]lock/.test(message));
}

async function withRecord(kv: Deno.Kv, changes: Partial<BlockRecord>): Promise<void> {
  const { value } = await kv.get(blockKey(B));
  await kv.set(blockKey(B), { ...blockRecordSchema.parse(value), ...changes });
}

async function withContact(kv: Deno.Kv, change: (contact: Contact) => Contact): Promise<void> {
  const { value } = await kv.get<Contact>(contactKey(1));
  if (value) await kv.set(contactKey(1), change(value));
}

async function digests(kv: Deno.Kv): Promise<string[]> {
  return (await keysUnder(kv, rangePrefix("blocked"))).map((key) => String(key[2]));
}

Deno.test("verify() finds nothing in sound blocks, of contacts in the trash too", async () => {
  using kv = await aStore();
  assertEquals(await messages(kv), []);
  await deleteContact(actingAs(testDeps(kv), ADMIN), 1);
  assertEquals(ofBlocks(await messages(kv)), []);
});

const NOT_KEPT = `Contact 1: its block ${B} is not kept`;

/** Each damage, what verify says of it, and what of that it repairs: all unless told. */
const DAMAGES: [string, (kv: Deno.Kv) => Promise<unknown>, string[]][] = [
  ["a lost end", (kv) => kv.delete(blockEndKey(END, B)), [`Block ${B}: end is missing`]],
  ["an old end", (kv) => kv.set(blockEndKey(5, B), 0), [
    `Stray end of Block ${B}: no record has it`,
  ]],
  ["a lost digest", async (kv) => {
    const [digest = ""] = await digests(kv);
    await kv.delete(blockedHandleKey(digest, B));
  }, [`Block ${B}: digest is missing`]],
  ["a digest of nothing", (kv) => kv.set(blockedHandleKey("x", B), 0), [
    `Stray digest of Block ${B}: no record has it`,
  ]],
  ["a digest under a block that is over", (kv) => kv.set(blockedHandleKey("x", "01OLD"), 0), [
    "Stray digest of Block 01OLD: no record has it",
  ]],
  ["counts of a block that is over", async (kv) => {
    await kv.set(blockAttemptsKey("01OLD"), new Deno.KvU64(3n));
    await kv.set(lastAttemptKey("01OLD"), NOON);
  }, [
    "Stray count of Block 01OLD: no record has it",
    "Stray time of an attempt of Block 01OLD: no record has it",
  ]],
  ["a block of a contact that has none", (kv) => withContact(kv, ({ block: _, ...rest }) => rest), [
    `Block ${B}: contact 1 does not have it`,
  ]],
  ["a block that is kept as another contact's", (kv) => withRecord(kv, { contactId: 2 }), [
    `Contact 1: its block ${B} is kept as contact 2's`,
    `Block ${B}: contact 2 does not have it`,
  ]],
  ["a block with another end", (kv) => withRecord(kv, { untilMs: null }), [
    `Block ${B}: end is missing`,
    `Stray end of Block ${B}: no record has it`,
    `Contact 1: its block ${B} is kept with another end`,
  ]],
  ["a block without one of its digests", async (kv) => {
    const [digest = "", ...others] = await digests(kv);
    await withRecord(kv, { digests: others });
    await kv.delete(blockedHandleKey(digest, B));
  }, [`Contact 1: its block ${B} does not hold 1 of its handles`]],
  ["a block that is not kept at all", (kv) => kv.delete(blockKey(B)), [
    `Stray end of Block ${B}: no record has it`,
    `Stray digest of Block ${B}: no record has it`,
    `Stray digest of Block ${B}: no record has it`,
    `Stray count of Block ${B}: no record has it`,
    `Stray time of an attempt of Block ${B}: no record has it`,
    NOT_KEPT,
  ]],
];

for (const [damage, make, expected] of DAMAGES) {
  Deno.test(`verify() finds and repairs ${damage}`, async () => {
    using kv = await aStore();
    await make(kv);
    assertEquals(ofBlocks(await messages(kv)), expected);
    await messages(kv, true);
    await messages(kv, true);
    assertEquals(await messages(kv), []);
  });
}

Deno.test("verify() leaves a block record alone that cannot be read", async () => {
  using kv = await aStore();
  await kv.set(blockKey(B), { contactId: "one" });
  const found = await messages(kv);
  assertEquals(found, [`Block ${B}: the record cannot be read`, NOT_KEPT]);
});
