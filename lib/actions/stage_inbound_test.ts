// The gate: what is refused leaves nothing behind, and nothing else stores what customers send.
import { assertEquals, assertObjectMatch } from "@std/assert";
import { admit, type Verdict } from "./admit.ts";
import { receiveInbound } from "./receive_inbound.ts";
import { blockContact } from "./block_contact.ts";
import { createAttribute } from "./create_attribute.ts";
import { unblockContact } from "./unblock_contact.ts";
import type { LiveTopic } from "@/lib/domain/live_topic.ts";
import { NOTHING_KEPT, type PersonEvent } from "@/lib/domain/inbound.ts";
import { saveChange } from "@/lib/store/change.ts";
import { ADMIN, aTypedAttribute } from "@/tests/support/cast.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { actingAs, NOON, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { aChannel, aMessage, anEvent, aReport, receive } from "@/tests/support/inbound.ts";
import { faultyKv, memoryKv, snapshot } from "@/tests/support/kv.ts";

const ROOT = new URL("../../", import.meta.url);
const CHAT = aChannel({ type: "telegram" });
const PHONE = "+380671234567";

/** Someone who has written once and been blocked since, with a phone that others name too. */
async function blockedSender(deps: TestDeps): Promise<void> {
  const { contactId } = await receive(deps, CHAT, aMessage({ externalId: "known", phone: PHONE }));
  await blockContact(actingAs(deps, ADMIN), contactId ?? 0, aBlock());
}

function personEvents(externalId: string): PersonEvent[] {
  const identity = { externalId, name: "Mallory", phone: PHONE, language: "de" };
  const events = [
    aMessage(identity),
    anEvent({ kind: "call", identity, call: { outcome: "missed" } }),
    anEvent({ kind: "contact", identity, contact: { name: "M", email: "m@example.com" } }),
  ];
  return events.flatMap((event) => event.kind === "delivery" ? [] : [event]);
}

Deno.test("what is refused leaves its event's id, a line of the log, a count and its sender's digest, and nothing else", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  await blockedSender(deps);
  const before = await snapshot(kv);
  for (const externalId of ["known", "unknown"]) {
    for (const event of personEvents(externalId)) {
      assertEquals(await receive(deps, CHAT, event), NOTHING_KEPT);
    }
  }
  const had = new Set(before.map(([key]) => JSON.stringify(key)));
  const added = (await snapshot(kv)).filter(([key]) => !had.has(JSON.stringify(key)));
  const kinds = ["block_attempt", "block_attempts", "blocked", "channel_log", "in"];
  assertEquals([...new Set(added.map(([key]) => key[1]))].sort(), kinds);
  assertEquals(added.length, 6 + 6 + 1 + 1 + 1);
  for (const [[, kind], line] of added) {
    if (kind !== "channel_log") continue;
    assertObjectMatch(line as object, { outcome: "refused", problem: "blocked" });
  }
  assertEquals(JSON.stringify(added, withoutBigInts).includes("Mallory"), false);
  const others = ([[, kind]]: [Deno.KvKey, ...unknown[]]) =>
    kind !== "block" && kind !== "block_head";
  const rest = (await snapshot(kv)).filter(([key]) => had.has(JSON.stringify(key)));
  assertEquals(rest.filter(others), before.filter(others));
});

function withoutBigInts(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

Deno.test("whoever has the card of a blocked contact open is told of each attempt, and nobody else", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const { contactId } = await receive(deps, CHAT, aMessage({ externalId: "known", phone: PHONE }));
  const topics: LiveTopic[] = [
    { kind: "contact", id: contactId ?? 0 },
    { kind: "list" },
    { kind: "conversations" },
  ];
  const versions = () => Promise.all(topics.map((topic) => deps.live.versionOf([topic])));
  await blockContact(actingAs(deps, ADMIN), contactId ?? 0, aBlock());
  for (const externalId of ["known", "known", "unknown"]) {
    const before = await versions();
    await receive(deps, CHAT, aMessage({ externalId, phone: PHONE }));
    const after = await versions();
    assertEquals(topics.map((_, at) => after[at] !== before[at]), [true, false, false]);
  }
});

Deno.test("an event that was refused stays refused: it is judged once", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  await blockedSender(deps);
  const report = aReport(aMessage({ externalId: "known" }));
  assertEquals(await receiveInbound(deps, CHAT, report), NOTHING_KEPT);
  await unblockContact(actingAs(deps, ADMIN), 1);
  assertEquals(await receiveInbound(deps, CHAT, report), { ...NOTHING_KEPT, result: "duplicate" });
});

Deno.test("an inbound commit takes at most nine of the ten checks, the channel's and the gate's among them", async () => {
  using kv = await memoryKv();
  const { kv: watched, commits } = faultyKv(kv);
  const deps = testDeps(watched);
  await receive(deps, CHAT, aMessage({ externalId: "7" }));
  commits.splice(0);
  await receive(deps, CHAT, aMessage({ externalId: "7" }));
  // However many addresses come along.
  const along = { externalId: "7", phone: "+380671234567", email: "a@example.com" };
  await receive(deps, CHAT, aMessage(along));
  assertEquals(commits.map(({ checks }) => checks), [9, 9]);
});

Deno.test("a stranger's event stays within ten checks, with as many addresses as it can name and an attribute", async () => {
  using kv = await memoryKv();
  const { kv: watched, commits } = faultyKv(kv);
  const deps = testDeps(watched);
  await createAttribute(actingAs(deps, ADMIN), aTypedAttribute());
  commits.splice(0);
  const digits = ["11", "12", "13", "14"];
  for (const [at, two] of digits.entries()) {
    const named = {
      email: at > 0 ? `b${two}@example.com` : undefined,
      phone: at > 1 ? `+3806712346${two}` : undefined,
    };
    const identity = { externalId: two, phone: `+3806712345${two}`, email: `a${two}@example.com` };
    const contact = { ...named, attributes: { plan: "pro" } };
    const event = at < 3 ? { kind: "contact", identity, contact } : aMessage(identity);
    await receive(deps, CHAT, anEvent(event));
  }
  // The first takes a block of ids.
  assertEquals(commits.map(({ checks }) => checks), [1, 9, 10, 8, 8]);
});

async function sources(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    if (isDirectory) paths.push(...await sources(`${folder}/${name}`));
    else if (/\.tsx?$/.test(name) && !/_test\.tsx?$/.test(name)) paths.push(`${folder}/${name}`);
  }
  return paths;
}

async function filesWith(pattern: RegExp): Promise<string[]> {
  const folders = ["lib", "routes", "islands", "components", "tasks"];
  const paths = (await Promise.all(folders.map(sources))).flat();
  const found = await Promise.all(paths.map(async (path) => {
    return pattern.test(await Deno.readTextFile(new URL(path, ROOT))) ? [path] : [];
  }));
  return found.flat().sort();
}

Deno.test("messages of customers are stored in one place, and only the gate makes admissions", async () => {
  const staging = await filesWith(/\bstage(First)?Message\(/);
  const inbound = await filesWith(/direction: "in"/);
  assertEquals(staging.filter((path) => inbound.includes(path)), ["lib/actions/stage_inbound.ts"]);
  assertEquals(await filesWith(/\bas (unknown as )?Admission\b/), ["lib/actions/admit.ts"]);
});

Deno.test("an admission cannot be written down, only be got from admit()", async () => {
  using kv = await memoryKv();
  const verdict = await saveChange(
    kv,
    (change) => admit(change, { handles: [], contact: null }, NOON),
  );
  assertEquals(verdict.admitted, true);
  // @ts-expect-error: whoever stores without asking does not compile
  const forged: Verdict = { admitted: true, admission: {} };
  assertEquals(forged.admitted, true);
});
