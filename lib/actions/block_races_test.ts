// A message meets what happens to blocks between any two of its reads: the order of the commits decides, and nothing else.
import { assert, assertEquals } from "@std/assert";
import type { PastBlock } from "@/lib/domain/block.ts";
import type { InboundEvent } from "@/lib/domain/inbound.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { ADMIN, aNamed, anInput } from "@/tests/support/cast.ts";
import { actingAs, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { aChannel, aMessage, anEvent, aReport, receive } from "@/tests/support/inbound.ts";
import { interruptedKv, keysUnder, memoryKv } from "@/tests/support/kv.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { blockContact } from "./block_contact.ts";
import { changeBlock } from "./change_block.ts";
import { createContact } from "./create_contact.ts";
import { deleteContact } from "./delete_contact.ts";
import type { Acting } from "./deps.ts";
import { editContact } from "./edit_contact.ts";
import { endBlocks } from "./end_blocks.ts";
import { mergeContacts } from "./merge_contacts.ts";
import { receiveInbound } from "./receive_inbound.ts";
import { unblockContact } from "./unblock_contact.ts";

const CHAT = aChannel({ type: "telegram" });
const MAIL = aChannel({ type: "email" });
const EMAIL = "olena@example.com";
const HOUR_MS = 60 * 60_000;

/** Contact 1, with the address and without it. */
const OLENA = anInput({ emails: [EMAIL], phones: [] });
const NO_ADDRESS = { ...aNamed("Олена Шевченко"), language: "uk" };

/** What may arrive. */
const ARRIVALS: [string, typeof CHAT, InboundEvent][] = [
  ["a message of the contact", MAIL, aMessage({ email: EMAIL })],
  ["a stranger with the contact's address", CHAT, aMessage({ externalId: "7", email: EMAIL })],
  [
    "an update of a stranger",
    CHAT,
    anEvent({ kind: "contact", identity: { externalId: "7" }, contact: { email: EMAIL } }),
  ],
];

interface Scene {
  /** What was there before. */
  before(admin: Acting): Promise<unknown>;
  /** What comes between. */
  act(admin: Acting, deps: TestDeps): Promise<unknown>;
  /** Whether the address is blocked before it and after it. */
  blocked: [before: boolean, after: boolean];
}

const block = (admin: Acting) => blockContact(admin, 1, aBlock({ preset: "hour" }));

const SCENES: Record<string, Scene> = {
  "a block": { before: () => Promise.resolve(), act: block, blocked: [false, true] },
  "its lifting": {
    before: block,
    act: (admin) => unblockContact(admin, 1),
    blocked: [true, false],
  },
  "its extension": {
    before: block,
    act: (admin) => changeBlock(admin, 1, aBlock()),
    blocked: [true, true],
  },
  "its end": {
    before: block,
    act(_, deps) {
      deps.pass(HOUR_MS);
      return endBlocks(deps);
    },
    blocked: [true, false],
  },
  "the contact's deletion": {
    before: block,
    act: (admin) => deleteContact(admin, 1),
    blocked: [true, true],
  },
  "the loss of the address": {
    before: block,
    act: (admin) => editContact(admin, 1, 1, NO_ADDRESS),
    blocked: [true, true],
  },
  "the gain of the address": {
    async before(admin) {
      await editContact(admin, 1, 1, NO_ADDRESS);
      await block(admin);
    },
    act: (admin) => editContact(admin, 1, 2, OLENA),
    blocked: [false, true],
  },
  "a merge into somebody else": {
    async before(admin) {
      await createContact(admin, aNamed("Iryna"));
      await block(admin);
    },
    act(admin) {
      const revisions = { kept: 1, merged: 1 };
      return mergeContacts(admin, { keptId: 2, mergedId: 1, choices: {}, revisions });
    },
    blocked: [true, true],
  },
};

/** The newest commit of what people and Kartka itself have done to contacts. */
async function lastStamp(kv: Deno.Kv): Promise<string> {
  const stamps: string[] = [];
  const events = kv.list<{ actor: { kind: string } }>({ prefix: rangePrefix("ev") });
  for await (const { value, versionstamp } of events) {
    if (value.actor.kind !== "channel") stamps.push(versionstamp);
  }
  return stamps.sort().at(-1) ?? "";
}

/** What was told about the one event, in which commit. */
async function takenOf(kv: Deno.Kv) {
  const entries = kv.list<{ answer: { result: string } }>({ prefix: rangePrefix("in") });
  const [taken] = await Array.fromAsync(entries);
  assert(taken !== undefined);
  return { isDropped: taken.value.answer.result === "dropped", stamp: taken.versionstamp };
}

async function attemptsOf(kv: Deno.Kv): Promise<number> {
  let attempts = 0;
  for await (const { value } of kv.list<PastBlock>({ prefix: rangePrefix("past_block") })) {
    attempts += value.attempts;
  }
  for await (const { value } of kv.list<Deno.KvU64>({ prefix: rangePrefix("block_attempts") })) {
    attempts += Number(value.value);
  }
  return attempts;
}

/** One run with the act before the n-th call; false once the arrival has not so many. */
async function runs(scene: Scene, [, channel, event]: typeof ARRIVALS[number], n: number) {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const admin = actingAs(deps, ADMIN);
  await createContact(admin, OLENA);
  await scene.before(admin);
  const started = await lastStamp(kv);
  const interrupted = interruptedKv(kv, async (call) => {
    if (call === n) await scene.act(admin, deps);
  });
  await receiveInbound(testDeps(interrupted.kv), channel, aReport(event));
  if (interrupted.calls() <= n) return false;
  const acted = await lastStamp(kv);
  assert(started < acted, "nothing has come between");
  const { isDropped, stamp } = await takenOf(kv);
  assertEquals(isDropped, scene.blocked[stamp < acted ? 0 : 1]);
  assertEquals(await attemptsOf(kv), isDropped ? 1 : 0);
  await assertSound(kv);
  return true;
}

for (const [name, scene] of Object.entries(SCENES)) {
  Deno.test(`${name} between any two reads of a message: the order of the commits decides`, async () => {
    for (const arrival of ARRIVALS) {
      let n = 0;
      while (await runs(scene, arrival, n)) n++;
      assert(n > 3, `${arrival[0]} has ${n} calls only`);
    }
  });
}

/** What writes a block's record anew. */
const REWRITES: Record<string, (admin: Acting) => Promise<unknown>> = {
  "an extension": (admin) => changeBlock(admin, 1, aBlock()),
  "the gain of an address": (admin) =>
    editContact(admin, 1, 1, { ...OLENA, emails: [EMAIL, "new@example.com"] }),
  "a lifting": (admin) => unblockContact(admin, 1),
  "a merge": (admin) => {
    const revisions = { kept: 1, merged: 1 };
    return mergeContacts(admin, { keptId: 2, mergedId: 1, choices: {}, revisions });
  },
};

/** Who names the address is added to the block's record, who has it is only counted. */
const REFUSED: [typeof CHAT, InboundEvent][] = [
  [CHAT, aMessage({ externalId: "7", email: EMAIL })],
  [MAIL, aMessage({ email: EMAIL })],
];
const SILENT = aMessage({ externalId: "7" });

/** One run with an arrival before the n-th call of the rewrite; false once that has not so many. */
async function rewrites(
  rewrite: typeof REWRITES[string],
  [channel, event]: typeof REFUSED[number],
  n: number,
): Promise<boolean> {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const admin = actingAs(deps, ADMIN);
  await createContact(admin, OLENA);
  await createContact(admin, aNamed("Iryna"));
  await block(admin);
  const interrupted = interruptedKv(kv, async (call) => {
    if (call === n) await receive(deps, channel, event);
  });
  await rewrite(actingAs(testDeps(interrupted.kv), ADMIN));
  if (interrupted.calls() <= n) return false;
  await assertSound(kv);
  assertEquals(await attemptsOf(kv), 1);
  const isBlocked = (await keysUnder(kv, rangePrefix("block"))).length > 0;
  const isUnder = isBlocked && channel === CHAT;
  assertEquals((await receive(deps, CHAT, SILENT)).result, isUnder ? "dropped" : "stored");
  return true;
}

for (const [name, rewrite] of Object.entries(REWRITES)) {
  Deno.test(`what a block keeps out between any two reads of ${name} is counted, and its sender under the block`, async () => {
    for (const arrival of REFUSED) {
      let n = 0;
      while (await rewrites(rewrite, arrival, n)) n++;
      assert(n > 1, `${n} calls only`);
    }
  });
}
