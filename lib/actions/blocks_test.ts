// Blocking, changing a block, unblocking: one commit each, with everything that belongs to it.
import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { isBlocked } from "@/lib/domain/block.ts";
import { blockInput } from "@/lib/domain/block_input.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import type { BlockEvent } from "@/lib/domain/event.ts";
import { DEFAULT_RIGHTS } from "@/lib/domain/rights.ts";
import { ConflictError, ForbiddenError, InputError, NotFoundError } from "@/lib/errors.ts";
import { listPastBlocks, readAttempts } from "@/lib/store/blocks.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { stageRights } from "@/lib/store/workspace.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { ADMIN, AGENT, aNamed, anInput } from "@/tests/support/cast.ts";
import { actingAs, NOON, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { aChannel, aMessage, receive } from "@/tests/support/inbound.ts";
import { Crash, faultyKv, keysUnder, memoryKv, snapshot } from "@/tests/support/kv.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { blockContact } from "./block_contact.ts";
import { changeBlock } from "./change_block.ts";
import { createContact } from "./create_contact.ts";
import { editContact } from "./edit_contact.ts";
import { unblockContact } from "./unblock_contact.ts";

const HOUR_MS = 60 * 60_000;
const MAIL = aChannel({ type: "email" });
const KINDS = ["block", "block_end", "blocked", "block_attempts", "block_attempt"] as const;

/** Olena, contact 1, who can be blocked. */
async function aStore(kv: Deno.Kv) {
  const deps = testDeps(kv);
  let ids = 0;
  // In the order in which they were made, whatever the clock of the test says.
  deps.newId = () => `01TESTID${String(++ids).padStart(18, "0")}`;
  const agent = actingAs(deps, AGENT);
  await createContact(agent, anInput());
  return { deps, agent };
}

async function blockEvents(kv: Deno.Kv): Promise<BlockEvent[]> {
  const { events } = await listEvents(kv, 1, { limit: 50 });
  return events.flatMap((event) => "blockId" in event ? [event] : []).reverse();
}

/** How many keys of each kind there are. */
async function keyCounts(kv: Deno.Kv): Promise<Record<string, number>> {
  const counts = await Promise.all(KINDS.map(async (kind) => {
    return [kind, (await keysUnder(kv, rangePrefix(kind))).length];
  }));
  return Object.fromEntries(counts.filter(([, count]) => count !== 0));
}

function write(deps: TestDeps) {
  return receive(deps, MAIL, aMessage({ email: "olena@example.com" }));
}

Deno.test("a block is in the record, the row, its own keys and the timeline, and is no edit", async () => {
  using kv = await memoryKv();
  const { agent } = await aStore(kv);
  const contact = await blockContact(agent, 1, aBlock({ preset: "hour", note: "again" }));
  const terms = { untilMs: NOON + HOUR_MS, reason: "spam" as const, note: "again" };
  const block = { id: contact.block?.id ?? "", ...terms, byUserId: AGENT.id, atMs: NOON };
  assertEquals(contact.block, block);
  assertEquals(await requireContact(kv, 1), contact);
  assertEquals(contact.revision, 1);
  assertEquals(await keyCounts(kv), { block: 1, block_end: 1, blocked: 2 });
  const [row] = await Array.fromAsync(kv.list<Contact>({ prefix: rangePrefix("sl") }));
  assertEquals(row?.value.block?.untilMs, terms.untilMs);
  const [event] = await blockEvents(kv);
  assertEquals(event, {
    id: event?.id ?? "",
    contactId: 1,
    atMs: NOON,
    actor: agent.actor,
    kind: "blocked",
    blockId: block.id,
    before: null,
    after: terms,
    attempts: null,
  });
  await assertSound(kv);
});

Deno.test("blocking a blocked contact changes its block, and the number of attempts goes on", async () => {
  using kv = await memoryKv();
  const { deps, agent } = await aStore(kv);
  const { block } = await blockContact(agent, 1, aBlock({ preset: "hour" }));
  await write(deps);
  const changed = await blockContact(agent, 1, aBlock({ reason: "fraud" }));
  assertEquals(changed.block?.id, block?.id);
  assertEquals(changed.block?.untilMs, null);
  await changeBlock(agent, 1, aBlock({ preset: "", reason: "abuse", note: "shouts" }));
  await write(deps);
  const { block: now } = await requireContact(kv, 1);
  assertEquals([now?.untilMs, now?.reason], [null, "abuse"]);
  assertEquals(await readAttempts(kv, now?.id ?? ""), { attempts: 2, lastAttemptAtMs: NOON });
  const kinds = (await blockEvents(kv)).map(({ kind, before, after }) =>
    `${kind} ${before?.reason} ${after?.reason}`
  );
  assertEquals(kinds, [
    "blocked undefined spam",
    "block_changed spam fraud",
    "block_changed fraud abuse",
  ]);
  await assertSound(kv);
});

Deno.test("a change that changes nothing writes nothing", async () => {
  using kv = await memoryKv();
  const { agent } = await aStore(kv);
  await blockContact(agent, 1, aBlock({ preset: "hour" }));
  const before = await snapshot(kv);
  await changeBlock(agent, 1, aBlock({ preset: "" }));
  await blockContact(agent, 1, aBlock({ preset: "hour" }));
  assertEquals(await snapshot(kv), before);
});

Deno.test("unblocking leaves nothing but the history: who, when, until, why, attempts, how it ended", async () => {
  using kv = await memoryKv();
  const { deps, agent } = await aStore(kv);
  await blockContact(agent, 1, aBlock({ note: "again" }));
  deps.pass(5000);
  await write(deps);
  await write(deps);
  deps.pass(1000);
  const contact = await unblockContact(actingAs(deps, ADMIN), 1);
  assertEquals("block" in contact, false);
  assertEquals(await requireContact(kv, 1), contact);
  assertEquals(await keyCounts(kv), {});
  const [past] = await listPastBlocks(kv, 1, { limit: 10 });
  assertEquals(past, {
    id: past?.id ?? "",
    contactId: 1,
    untilMs: null,
    reason: "spam",
    note: "again",
    byUserId: AGENT.id,
    atMs: NOON,
    ended: "lifted",
    endedAtMs: NOON + 6000,
    endedByUserId: ADMIN.id,
    attempts: 2,
    lastAttemptAtMs: NOON + 5000,
  });
  const event = (await blockEvents(kv)).at(-1);
  assertEquals([event?.kind, event?.attempts, event?.after], ["unblocked", 2, null]);
  assertEquals((await write(deps)).result, "stored");
  await assertSound(kv);
});

Deno.test("a block that is over becomes history with the next one, as ended by itself", async () => {
  using kv = await memoryKv();
  const { deps, agent } = await aStore(kv);
  const first = await blockContact(agent, 1, aBlock({ preset: "hour" }));
  deps.pass(2 * HOUR_MS);
  await assertRejects(() => changeBlock(agent, 1, aBlock({ preset: "" })), InputError);
  const second = await blockContact(agent, 1, aBlock());
  assertNotEquals(second.block?.id, first.block?.id);
  const [past] = await listPastBlocks(kv, 1, { limit: 10 });
  assertEquals([past?.ended, past?.endedAtMs, past?.endedByUserId], [
    "expired",
    NOON + HOUR_MS,
    null,
  ]);
  const told = (await blockEvents(kv)).map(({ kind, actor }) => [kind, actor.kind]);
  assertEquals(told, [["blocked", "user"], ["block_ended", "system"], ["blocked", "user"]]);
  assertEquals(await keyCounts(kv), { block: 1, block_end: 1, blocked: 2 });
  await assertSound(kv);
});

Deno.test("unblocking what is over already says that it ended by itself, and nobody's block is nothing", async () => {
  using kv = await memoryKv();
  const { deps, agent } = await aStore(kv);
  const before = await snapshot(kv);
  await unblockContact(agent, 1);
  assertEquals(await snapshot(kv), before);
  await blockContact(agent, 1, aBlock({ preset: "hour" }));
  deps.pass(HOUR_MS);
  await unblockContact(agent, 1);
  assertEquals((await blockEvents(kv)).at(-1)?.kind, "block_ended");
  assertEquals(await keyCounts(kv), {});
});

Deno.test("only those whom the workspace lets may block, change and unblock; admins always may", async () => {
  using kv = await memoryKv();
  const { deps, agent } = await aStore(kv);
  await saveChange(
    kv,
    (change) => stageRights(change, { ...DEFAULT_RIGHTS, "contact.block": false }),
  );
  for (const contactId of [1, 404]) {
    await assertRejects(() => blockContact(agent, contactId, aBlock()), ForbiddenError);
    await assertRejects(() => changeBlock(agent, contactId, aBlock()), ForbiddenError);
    await assertRejects(() => unblockContact(agent, contactId), ForbiddenError);
  }
  const admin = actingAs(deps, ADMIN);
  await blockContact(admin, 1, aBlock());
  await changeBlock(admin, 1, aBlock({ reason: "test" }));
  await unblockContact(admin, 1);
  await assertRejects(() => blockContact(admin, 404, aBlock()), NotFoundError);
  await assertRejects(() => changeBlock(admin, 1, aBlock()), InputError);
});

Deno.test("an undo names what it undoes, and is refused where the block has changed since", async () => {
  using kv = await memoryKv();
  const { agent } = await aStore(kv);
  const { block } = await blockContact(agent, 1, aBlock());
  const [blocked] = await blockEvents(kv);
  const isAnother = () => false;
  for (const act of [blockContact, changeBlock]) {
    await assertRejects(() => act(agent, 1, aBlock(), { onlyIf: isAnother }), ConflictError);
  }
  await assertRejects(() => unblockContact(agent, 1, { onlyIf: isAnother }), ConflictError);
  const undoes = blocked?.id ?? "";
  await unblockContact(agent, 1, { undoes, onlyIf: (now) => now?.id === block?.id });
  const unblocked = (await blockEvents(kv)).at(-1);
  assertEquals([unblocked?.kind, unblocked?.undoes], ["unblocked", undoes]);
  const again = blockInput(unblocked?.before ?? { untilMs: 0, reason: null, note: "" });
  await blockContact(agent, 1, again, { undoes: unblocked?.id ?? "" });
  assertEquals((await blockEvents(kv)).at(-1)?.undoes, unblocked?.id);
});

/** What people do with blocks, each from the same start. */
const STEPS: [string, (agent: Awaited<ReturnType<typeof aStore>>["agent"]) => Promise<unknown>][] =
  [
    ["block", (agent) => blockContact(agent, 1, aBlock())],
    ["change", (agent) => changeBlock(agent, 1, aBlock({ preset: "hour" }))],
    ["unblock", (agent) => unblockContact(agent, 1)],
  ];

Deno.test("a crash before or after the commit leaves a block wholly as before or as after", async () => {
  for (const fault of ["crash_before", "crash_after"] as const) {
    using kv = await memoryKv();
    const { agent } = await aStore(kv);
    for (const [name, step] of STEPS) {
      const before = await snapshot(kv);
      const { kv: broken, commits } = faultyKv(kv, () => fault);
      await assertRejects(() => step(actingAs(testDeps(broken), AGENT)), Crash);
      assertEquals(commits.length, 1, name);
      const isWritten = JSON.stringify(await keyCounts(kv)) !== "{}";
      if (fault === "crash_before") {
        assertEquals(await snapshot(kv), before);
        await step(agent);
      } else assertEquals(isWritten, name !== "unblock", name);
      await assertSound(kv);
    }
  }
});

Deno.test("every commit of a contact with sixty handles is within ten checks", async () => {
  using kv = await memoryKv();
  const { kv: watched, commits } = faultyKv(kv);
  const deps = testDeps(watched);
  const agent = actingAs(deps, AGENT);
  const emails = Array.from({ length: 20 }, (_, at) => `olena${at}@example.com`);
  const phones = Array.from({ length: 20 }, (_, at) => `+3806712345${String(at).padStart(2, "0")}`);
  await createContact(agent, anInput({ emails, phones }));
  commits.splice(0);
  await blockContact(agent, 1, aBlock({ preset: "hour" }));
  await changeBlock(agent, 1, aBlock({ preset: "tomorrow" }));
  assertEquals((await keyCounts(kv)).blocked, 40);
  await editContact(agent, 1, 1, anInput({ emails: ["new@example.com"], phones }));
  assertEquals((await keyCounts(kv)).blocked, 41);
  await unblockContact(agent, 1);
  assertEquals(commits.length, 4);
  assertEquals(commits.filter(({ checks }) => checks > 10), []);
  assertEquals(await keyCounts(kv), {});
  await assertSound(kv);
});

Deno.test("whoever blocks, changes and unblocks at once, one block at most is left, with a history of the rest", async () => {
  using kv = await memoryKv();
  const { deps } = await aStore(kv);
  const users = [ADMIN, AGENT].map((user) => actingAs(deps, user));
  for (let round = 0; round < 20; round++) {
    await Promise.allSettled(users.flatMap((user) => [
      blockContact(user, 1, aBlock({ preset: "hour" })),
      unblockContact(user, 1),
      changeBlock(user, 1, aBlock({ reason: "test" })),
      write(deps),
    ]));
    await assertSound(kv);
  }
  const { block } = await requireContact(kv, 1);
  const events = await blockEvents(kv);
  const begun = events.filter(({ kind }) => kind === "blocked").length;
  const past = await listPastBlocks(kv, 1, { limit: 500 });
  assertEquals(past.length, begun - (block && isBlocked(block, NOON) ? 1 : 0));
});

Deno.test("an edit while a contact is blocked keeps the block, and a form that was open stays good", async () => {
  using kv = await memoryKv();
  const { agent } = await aStore(kv);
  const { block } = await blockContact(agent, 1, aBlock());
  const edited = await editContact(agent, 1, 1, { ...aNamed("Olena"), phones: ["067 123 45 67"] });
  assertEquals(edited.block, block);
  assertEquals(edited.revision, 2);
});
