// Blocks that are over: told of and tidied up exactly once, however often and late anybody looks.
import { assertEquals, assertRejects } from "@std/assert";
import type { LiveTopic } from "@/lib/domain/live_topic.ts";
import { listEvents } from "@/lib/store/events.ts";
import { listPastBlocks } from "@/lib/store/blocks.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { blockEndKey, blockKey } from "@/lib/store/keys/blocks.ts";
import { contactKey } from "@/lib/store/keys/contacts.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { JOBS } from "@/lib/cron/schedule.ts";
import { findTrashedIn, stageGoing } from "@/lib/store/trash.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { ADMIN, aNamed, anInput } from "@/tests/support/cast.ts";
import { actingAs, NOON, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { aChannel, aMessage, receive } from "@/tests/support/inbound.ts";
import { Crash, faultyKv, keysUnder, memoryKv, snapshot } from "@/tests/support/kv.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { blockContact } from "./block_contact.ts";
import { changeBlock } from "./change_block.ts";
import { createContact } from "./create_contact.ts";
import { deleteContact } from "./delete_contact.ts";
import { endBlocks } from "./end_blocks.ts";
import { restoreContact } from "./restore_contact.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const MAIL = aChannel({ type: "email" });

/** So many contacts, blocked for an hour; their ids. */
async function blockedContacts(deps: TestDeps, count: number): Promise<number[]> {
  const admin = actingAs(deps, ADMIN);
  const ids: number[] = [];
  for (let at = 0; at < count; at++) {
    const { id } = await createContact(admin, {
      ...aNamed(`Contact ${at}`),
      emails: [`c${at}@example.com`],
    });
    await blockContact(admin, id, aBlock({ preset: "hour" }));
    ids.push(id);
  }
  return ids;
}

/** Another process with the same clock and data. */
function besides(deps: TestDeps, kv = deps.kv): TestDeps {
  const other = testDeps(kv);
  other.pass(deps.now() - NOON);
  return other;
}

async function assertAllTold(kv: Deno.Kv, ids: readonly number[]): Promise<void> {
  for (const id of ids) {
    const { events } = await listEvents(kv, id, { limit: 20 });
    assertEquals(events.filter(({ kind }) => kind === "block_ended").length, 1);
    const past = await listPastBlocks(kv, id, { limit: 20 });
    assertEquals(past.map(({ ended, endedAtMs }) => [ended, endedAtMs]), [[
      "expired",
      NOON + HOUR_MS,
    ]]);
    assertEquals("block" in await requireContact(kv, id), false);
  }
  await assertGone(kv);
}

async function assertGone(kv: Deno.Kv): Promise<void> {
  for (
    const kind of ["block", "block_end", "blocked", "block_attempts", "block_attempt"] as const
  ) {
    assertEquals(await keysUnder(kv, rangePrefix(kind)), []);
  }
  await assertSound(kv);
}

Deno.test("a block ends with its number of attempts, told by Kartka itself, and not a moment early", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const [id = 0] = await blockedContacts(deps, 1);
  const event = aMessage({ email: "c0@example.com" });
  await receive(deps, MAIL, event);
  deps.pass(HOUR_MS - 1);
  await receive(deps, MAIL, event);
  let pokes = 0;
  deps.live.poke = () => void pokes++;
  assertEquals(await endBlocks(deps), 0);
  deps.pass(1);
  assertEquals(await endBlocks(deps), 1);
  assertEquals(await endBlocks(deps), 0);
  assertEquals(pokes, 1);
  await assertAllTold(kv, [id]);
  const { events: [ended] } = await listEvents(kv, id, { limit: 1 });
  assertEquals(ended, {
    id: ended?.id ?? "",
    contactId: id,
    atMs: NOON + HOUR_MS,
    actor: { kind: "system" },
    kind: "block_ended",
    blockId: ended && "blockId" in ended ? ended.blockId : "",
    before: { untilMs: NOON + HOUR_MS, reason: "spam", note: "" },
    after: null,
    attempts: 2,
  });
  const [past] = await listPastBlocks(kv, id, { limit: 1 });
  assertEquals([past?.attempts, past?.lastAttemptAtMs], [2, NOON + HOUR_MS - 1]);
});

Deno.test("three runners at once end 500 blocks exactly once each", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const ids = await blockedContacts(deps, 500);
  deps.pass(DAY_MS);
  const runners = [deps, besides(deps), besides(deps)];
  const counts = await Promise.all(runners.map(endBlocks));
  assertEquals(counts.reduce((sum, count) => sum + count), 500);
  await assertAllTold(kv, ids);
});

Deno.test("after a day without any clock everything a user sees was right, and the job catches up", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const [id = 0] = await blockedContacts(deps, 1);
  deps.pass(DAY_MS);
  assertEquals((await receive(deps, MAIL, aMessage({ email: "c0@example.com" }))).result, "stored");
  await JOBS.find(({ name }) => name === "end blocks")?.run(deps);
  await assertAllTold(kv, [id]);
});

Deno.test("open pages are told at the end itself, before anyone has tidied up", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const [id = 0] = await blockedContacts(deps, 1);
  const other = await createContact(actingAs(deps, ADMIN), aNamed("Other"));
  const topics: LiveTopic[] = [
    { kind: "list" },
    { kind: "conversations" },
    { kind: "contact", id },
    { kind: "contact", id: other.id },
  ];
  const versions = () => Promise.all(topics.map((topic) => deps.live.versionOf([topic])));
  const before = await versions();
  deps.pass(HOUR_MS - 1);
  assertEquals(await versions(), before);
  deps.pass(1);
  const after = await versions();
  const isTold = topics.map((_, at) => after[at] !== before[at]);
  assertEquals(isTold, [true, true, true, false]);
});

Deno.test("a crash before or after any commit ends no block twice and forgets none", async () => {
  for (const fault of ["crash_before", "crash_after"] as const) {
    for (let crashed = 0; crashed < 3; crashed++) {
      using kv = await memoryKv();
      const deps = testDeps(kv);
      const ids = await blockedContacts(deps, 3);
      deps.pass(DAY_MS);
      const broken = faultyKv(kv, (commit) => commit === crashed ? fault : null);
      await assertRejects(() => endBlocks(besides(deps, broken.kv)), Crash);
      assertEquals(await endBlocks(deps), fault === "crash_before" ? 1 : 0);
      await assertAllTold(kv, ids);
    }
  }
});

Deno.test("a block that was extended stays, and its old place in the order of ends is gone", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const [id = 0] = await blockedContacts(deps, 1);
  await changeBlock(actingAs(deps, ADMIN), id, aBlock({ preset: "forever" }));
  deps.pass(400 * DAY_MS);
  assertEquals(await endBlocks(deps), 0);
  assertEquals((await requireContact(kv, id)).block?.untilMs, null);
  await assertSound(kv);
});

Deno.test("an old place of a block that was extended is taken away, and nothing else", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const [id = 0] = await blockedContacts(deps, 1);
  const { block } = await changeBlock(actingAs(deps, ADMIN), id, aBlock({ preset: "forever" }));
  const before = await snapshot(kv);
  await kv.set(blockEndKey(NOON + HOUR_MS, block?.id ?? ""), 0);
  deps.pass(HOUR_MS);
  assertEquals(await endBlocks(deps), 0);
  assertEquals(await snapshot(kv), before);
});

Deno.test("extending races with the end: one of them wins, wholly", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const ids = await blockedContacts(deps, 20);
  const late = besides(deps);
  late.pass(HOUR_MS);
  const admin = actingAs(deps, ADMIN);
  await Promise.allSettled([
    endBlocks(late),
    ...ids.map((id) => changeBlock(admin, id, aBlock({ preset: "tomorrow" }))),
  ]);
  for (const id of ids) {
    const { events } = await listEvents(kv, id, { limit: 20 });
    const kinds = events.map(({ kind }) => kind).filter((kind) => /^block_/.test(kind));
    const { block } = await requireContact(kv, id);
    assertEquals(kinds, [block ? "block_changed" : "block_ended"]);
  }
  await assertSound(kv);
});

Deno.test("the block of a contact in the trash ends there, and is history when the contact comes back", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const [id = 0] = await blockedContacts(deps, 1);
  const admin = actingAs(deps, ADMIN);
  await deleteContact(admin, id);
  await receive(deps, MAIL, aMessage({ email: "c0@example.com" }));
  deps.pass(HOUR_MS);
  const runners = [deps, besides(deps), besides(deps)];
  assertEquals((await Promise.all(runners.map(endBlocks))).sort(), [0, 0, 1]);
  await restoreContact(admin, id);
  await assertAllTold(kv, [id]);
  const [past] = await listPastBlocks(kv, id, { limit: 1 });
  assertEquals(past?.attempts, 1);
});

Deno.test("the block of a contact that is going for good leaves nothing, no event either", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const [id = 0] = await blockedContacts(deps, 1);
  await deleteContact(actingAs(deps, ADMIN), id);
  await saveChange(kv, async (change) => {
    const trashed = await findTrashedIn(change, id);
    if (trashed) stageGoing(change, trashed);
  });
  deps.pass(HOUR_MS);
  const before = (await listEvents(kv, id, { limit: 20 })).events.length;
  assertEquals(await endBlocks(deps), 1);
  assertEquals((await listEvents(kv, id, { limit: 20 })).events.length, before);
  assertEquals(await listPastBlocks(kv, id, { limit: 20 }), []);
  assertEquals(await keysUnder(kv, rangePrefix("blocked")), []);
});

Deno.test("a place in the order of ends without its block is taken away, and told of nowhere", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  await createContact(actingAs(deps, ADMIN), anInput());
  const before = await snapshot(kv);
  await kv.set(blockEndKey(NOON, "01LOST"), 0);
  assertEquals(await endBlocks(deps), 0);
  assertEquals(await snapshot(kv), before);
});

Deno.test("a block record that is not its contact's block goes, and the contact's own one stays", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const [id = 0] = await blockedContacts(deps, 1);
  const { block } = await changeBlock(actingAs(deps, ADMIN), id, aBlock());
  const untilMs = NOON + HOUR_MS;
  await kv.set(blockKey("old"), { contactId: id, untilMs, digests: [] });
  await kv.set(blockEndKey(untilMs, "old"), 0);
  deps.pass(HOUR_MS);
  await endBlocks(deps);
  assertEquals((await keysUnder(kv, rangePrefix("block"))).map((key) => key[2]), [block?.id]);
  assertEquals((await requireContact(kv, id)).block, block);
  await assertSound(kv);
});

Deno.test("a clock that is set back while blocks are being ended ends none early", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const [id = 0] = await blockedContacts(deps, 1);
  deps.pass(HOUR_MS);
  const ticks = [deps.now(), deps.now() - 1];
  const count = await endBlocks({ ...deps, now: () => ticks.shift() ?? deps.now() - 1 });
  assertEquals(count, 0);
  assertEquals("block" in await requireContact(kv, id), true);
  assertEquals(await endBlocks(deps), 1);
  await assertAllTold(kv, [id]);
});

Deno.test("a block that cannot be ended keeps no other from ending, and is told of", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const ids = await blockedContacts(deps, 3);
  const [damaged = 0] = ids;
  await kv.set(contactKey(damaged), { id: damaged });
  deps.pass(HOUR_MS);
  await assertRejects(() => endBlocks(deps));
  assertEquals((await keysUnder(kv, rangePrefix("block"))).length, 1);
  const { block } = await requireContact(kv, ids[1] ?? 0);
  assertEquals(block, undefined);
  const left = await keysUnder(kv, rangePrefix("block_end"));
  assertEquals(left.length, 1);
  assertEquals((await kv.get(blockKey(String(left[0]?.[3])))).value !== null, true);
});
