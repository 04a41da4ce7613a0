// Messages over HTTP that race with blocks: what is stored and what is refused, held against the very order of commits.
import { assert, assertEquals } from "@std/assert";
import { blockContact } from "@/lib/actions/block_contact.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { unblockContact } from "@/lib/actions/unblock_contact.ts";
import type { PastBlock } from "@/lib/domain/block.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import { inboundAnswerSchema } from "@/lib/domain/inbound.ts";
import { readAttempts } from "@/lib/store/blocks.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { openTestApp, type TestApp } from "@/tests/support/app.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { ADMIN, anInput } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";
import { signedRequest, storedChannel } from "@/tests/support/inbound.ts";
import { assertSound } from "@/tests/support/verified.ts";

/** 4,000 with `STRESS_MESSAGES=4000`. */
const MESSAGES = Number(Deno.env.get("STRESS_MESSAGES") ?? 600);
/** Requests under way at once. */
const SENDERS = 24;
const EMAIL = "olena@example.com";

interface Told {
  sent: number;
  stored: number;
  dropped: number;
}

/** Written by the contact itself, by its own address or by names of people who give its address as theirs. */
function bodyOf(at: number): unknown {
  const identity = at % 3 === 0 ? { externalId: `stranger-${at % 5}`, email: EMAIL } : {
    externalId: "olena",
    email: EMAIL,
  };
  const kinds = [
    { kind: "message", identity, message: { text: `Message ${at}` } },
    { kind: "call", identity, call: { outcome: "missed" } },
  ];
  return kinds[at % 4 === 3 ? 1 : 0];
}

/** Sends until the number is used up; what is asked to come again comes again. */
async function sendAll(url: string, channel: Channel): Promise<Told> {
  const told: Told = { sent: 0, stored: 0, dropped: 0 };
  let next = 0;
  async function sender(): Promise<void> {
    while (next < MESSAGES) {
      const at = next++;
      const answer = await send(url, channel.id, at);
      told.sent++;
      if (answer === "stored") told.stored++;
      if (answer === "dropped") told.dropped++;
    }
  }
  await Promise.all(Array.from({ length: SENDERS }, sender));
  return told;
}

async function send(origin: string, channelId: string, at: number): Promise<string> {
  for (;;) {
    const request = await signedRequest(channelId, bodyOf(at), { id: `evt_${at}`, origin });
    const response = await fetch(request);
    if (response.status === 503) {
      await response.body?.cancel();
      continue;
    }
    assertEquals(response.status, 200);
    return inboundAnswerSchema.parse(await response.json()).result;
  }
}

/** Blocks and unblocks by turns, ends blocked, and says how many blocks that made. */
async function blockByTurns({ deps }: TestApp, isOver: () => boolean): Promise<number> {
  const admin = actingAs(deps, ADMIN);
  for (let round = 1;; round++) {
    await blockContact(admin, 1, aBlock());
    if (isOver()) return round;
    await letOthers(5);
    await unblockContact(admin, 1);
    await letOthers(10);
  }
}

/** Lets requests that wait go on. */
async function letOthers(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setTimeout(resolve));
}

/** A block's time, from the commit that began it to the one that ended it. */
interface Period {
  from: string;
  to: string;
}

/** The commits of blocks, in the order in which the store made them. */
async function periodsOf(kv: Deno.Kv): Promise<Period[]> {
  const events = await Array.fromAsync(kv.list<{ kind: string }>({ prefix: rangePrefix("ev", 1) }));
  const inOrder = events.sort((a, b) => a.versionstamp < b.versionstamp ? -1 : 1);
  const at = (kind: string) =>
    inOrder.filter(({ value }) => value.kind === kind).map(({ versionstamp }) => versionstamp);
  const ends = at("unblocked");
  return at("blocked").map((from, nth) => ({ from, to: ends[nth] ?? "~" }));
}

Deno.test(`${MESSAGES} messages race with a block: none is stored in its time, all are counted`, async () => {
  await using app = await openTestApp();
  const { kv } = app.deps;
  const channel = await storedChannel(app.deps, { type: "api" });
  await createContact(actingAs(app.deps, ADMIN), anInput({ emails: [EMAIL], phones: [] }));
  await using server = Deno.serve({ port: 0, onListen: () => {} }, app.send);
  const url = `http://localhost:${server.addr.port}`;
  let isOver = false;
  const sending = sendAll(url, channel).finally(() => isOver = true);
  const [told, blocks] = await Promise.all([sending, blockByTurns(app, () => isOver)]);
  assertEquals(told.stored + told.dropped, MESSAGES);
  assert(told.stored > 0 && told.dropped > 0, JSON.stringify(told));

  const periods = await periodsOf(kv);
  assertEquals(periods.length, blocks);
  const isBlockedAt = (stamp: string) => periods.some(({ from, to }) => from < stamp && stamp < to);
  let stored = 0;
  for await (const { versionstamp } of kv.list({ prefix: rangePrefix("msg") })) {
    stored++;
    assert(!isBlockedAt(versionstamp), "stored while the block held");
  }
  let dropped = 0;
  for await (const { value, versionstamp } of kv.list<TakenValue>({ prefix: rangePrefix("in") })) {
    if (value.answer.result !== "dropped") continue;
    dropped++;
    assert(isBlockedAt(versionstamp), "refused while no block held");
  }
  assertEquals({ stored, dropped }, { stored: told.stored, dropped: told.dropped });

  const { block } = await requireContact(kv, 1);
  assertEquals(block?.untilMs, null);
  let { attempts } = await readAttempts(kv, block?.id ?? "");
  for await (const { value } of kv.list<PastBlock>({ prefix: rangePrefix("past_block", 1) })) {
    attempts += value.attempts;
  }
  assertEquals(attempts, dropped);
  await app.deps.settle();
  await assertSound(kv);
});

interface TakenValue {
  answer: { result: string };
}
