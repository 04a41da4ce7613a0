// The gate: what is refused leaves nothing behind, and nothing else stores what customers send.
import { assertEquals } from "@std/assert";
import { admit, type Verdict } from "./admit.ts";
import { receiveInbound } from "./receive_inbound.ts";
import { stageArrival } from "./stage_inbound.ts";
import { NOTHING_KEPT, type PersonEvent } from "@/lib/domain/inbound.ts";
import { parseSender } from "@/lib/domain/inbound_sender.ts";
import { type Change, saveChange } from "@/lib/store/change.ts";
import { requireContactIn } from "@/lib/store/contacts.ts";
import { seeOwner } from "@/lib/store/handles.ts";
import { nextContactId } from "@/lib/store/ids.ts";
import { NOON, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { aChannel, aMessage, anEvent, aReport, receive } from "@/tests/support/inbound.ts";
import { faultyKv, memoryKv, snapshot } from "@/tests/support/kv.ts";

const ROOT = new URL("../../", import.meta.url);
const CHAT = aChannel({ type: "telegram" });
const REFUSED: Verdict = { admitted: false, reason: "blocked" };

/** What `receiveInbound` does, with a verdict that blocks will give one day: only a refusal can be made up. */
function receiveRefused(deps: TestDeps, event: PersonEvent, eventId: string) {
  const sender = parseSender(CHAT, event, deps);
  return saveChange(deps.kv, async (change: Change) => {
    const { contactId } = await seeOwner(change, sender.handle);
    const known = contactId === null ? null : await requireContactIn(change, contactId);
    const arrival = {
      channelId: CHAT.id,
      eventId,
      bodyHash: `hash of ${eventId}`,
      event,
      sender,
      nowMs: NOON,
      newId: deps.newId,
      newContactId: () => nextContactId(deps.kv),
    };
    return await stageArrival(change, arrival, { verdict: REFUSED, known });
  });
}

function personEvents(externalId: string): PersonEvent[] {
  const identity = { externalId, name: "Mallory", phone: "+380671234567", language: "de" };
  const events = [
    aMessage(identity),
    anEvent({ kind: "call", identity, call: { outcome: "missed" } }),
    anEvent({ kind: "contact", identity, contact: { name: "M", email: "m@example.com" } }),
  ];
  return events.flatMap((event) => event.kind === "delivery" ? [] : [event]);
}

Deno.test("what is refused leaves its event's id and a line of the log, and nothing else", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  await receive(deps, CHAT, aMessage({ externalId: "known" }));
  const before = await snapshot(kv);
  for (const externalId of ["known", "unknown"]) {
    for (const [at, event] of personEvents(externalId).entries()) {
      const answer = await receiveRefused(deps, event, `evt_${externalId}_${at}`);
      assertEquals(answer, NOTHING_KEPT);
    }
  }
  const had = new Set(before.map(([key]) => JSON.stringify(key)));
  const added = (await snapshot(kv)).filter(([key]) => !had.has(JSON.stringify(key)));
  assertEquals([...new Set(added.map(([key]) => key[1]))].sort(), ["channel_log", "in"]);
  assertEquals(added.length, 12);
  assertEquals(JSON.stringify(added).includes("Mallory"), false);
  const rest = (await snapshot(kv)).filter(([key]) => had.has(JSON.stringify(key)));
  assertEquals(rest, before);
});

Deno.test("an event that was refused stays refused: it is judged once", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const [event] = personEvents("7");
  if (event === undefined) throw new Error("no event");
  await receiveRefused(deps, event, "evt_once");
  const report = aReport(event, { eventId: "evt_once", bodyHash: "hash of evt_once" });
  assertEquals(await receiveInbound(deps, CHAT, report), { ...NOTHING_KEPT, result: "duplicate" });
});

Deno.test("an inbound commit of a known contact leaves three of the ten checks to the gate", async () => {
  using kv = await memoryKv();
  const { kv: watched, commits } = faultyKv(kv);
  const deps = testDeps(watched);
  await receive(deps, CHAT, aMessage({ externalId: "7" }));
  commits.splice(0);
  await receive(deps, CHAT, aMessage({ externalId: "7" }));
  // However many addresses come along.
  const along = { externalId: "7", phone: "+380671234567", email: "a@example.com" };
  await receive(deps, CHAT, aMessage(along));
  assertEquals(commits.map(({ checks }) => checks), [7, 7]);
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
