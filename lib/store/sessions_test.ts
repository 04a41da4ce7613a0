import { assert, assertEquals } from "@std/assert";
import { saveChange } from "./change.ts";
import {
  findSession,
  listSessions,
  noteSessionSeen,
  SESSION_IDLE_MS,
  SESSION_LIFE_MS,
  SESSION_SEEN_EVERY_MS,
  stageEndSession,
  stageEndSessions,
  stageSession,
  sweepSessions,
  USER_SESSIONS_MAX,
} from "./sessions.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const OLENA = { userId: "olena", device: "Firefox" };

function signIn(kv: Deno.Kv, nowMs = NOW) {
  return saveChange(kv, (change) => stageSession(change, { ...OLENA, nowMs }));
}

Deno.test("stageSession() stores nothing that could be put into a cookie", async () => {
  using kv = await Deno.openKv(":memory:");
  const { secret } = await signIn(kv);
  const stored = await Array.fromAsync(kv.list({ prefix: [] }));
  assertEquals(JSON.stringify(stored).includes(secret), false);
  assertEquals((await findSession(kv, secret, NOW))?.userId, "olena");
});

Deno.test("findSession() knows neither the stored hash nor a malformed secret", async () => {
  using kv = await Deno.openKv(":memory:");
  const { secret, hash } = await signIn(kv);
  for (const wrong of [hash, "", secret.slice(1), `${secret}=`, "x".repeat(5000)]) {
    assertEquals(await findSession(kv, wrong, NOW), null);
  }
});

Deno.test("findSession() ends an idle session at eight hours, to the millisecond", async () => {
  using kv = await Deno.openKv(":memory:");
  const { secret } = await signIn(kv);
  assert(await findSession(kv, secret, NOW + SESSION_IDLE_MS - 1));
  assertEquals(await findSession(kv, secret, NOW + SESSION_IDLE_MS), null);
});

Deno.test("findSession() ends a session in constant use after seven days", async () => {
  using kv = await Deno.openKv(":memory:");
  const { secret } = await signIn(kv);
  const stepMs = SESSION_IDLE_MS / 2;
  let nowMs = NOW;
  while (nowMs + stepMs < NOW + SESSION_LIFE_MS) {
    nowMs += stepMs;
    const session = await findSession(kv, secret, nowMs);
    assert(session);
    await noteSessionSeen(kv, session, nowMs);
  }
  assertEquals(await findSession(kv, secret, NOW + SESSION_LIFE_MS), null);
});

Deno.test("noteSessionSeen() writes at most every five minutes and never revives", async () => {
  using kv = await Deno.openKv(":memory:");
  const { secret } = await signIn(kv);
  const session = await findSession(kv, secret, NOW);
  assert(session);
  await noteSessionSeen(kv, session, NOW + SESSION_SEEN_EVERY_MS - 1);
  assertEquals((await findSession(kv, secret, NOW))?.seenAtMs, NOW);
  await noteSessionSeen(kv, session, NOW + SESSION_SEEN_EVERY_MS);
  assertEquals((await findSession(kv, secret, NOW))?.seenAtMs, NOW + SESSION_SEEN_EVERY_MS);
  await saveChange(kv, (change) => stageEndSession(change, session));
  await noteSessionSeen(kv, session, NOW + 2 * SESSION_SEEN_EVERY_MS);
  assertEquals(await findSession(kv, secret, NOW), null);
});

Deno.test("stageEndSessions() ends all but the given one", async () => {
  using kv = await Deno.openKv(":memory:");
  const [one, two, three] = [await signIn(kv), await signIn(kv), await signIn(kv)];
  await saveChange(kv, (change) => stageEndSessions(change, "olena", two.hash));
  assertEquals(await findSession(kv, one.secret, NOW), null);
  assert(await findSession(kv, two.secret, NOW));
  assertEquals(await findSession(kv, three.secret, NOW), null);
});

Deno.test("stageSession() ends the session seen longest ago when there are too many", async () => {
  using kv = await Deno.openKv(":memory:");
  const secrets: string[] = [];
  for (let n = 0; n <= USER_SESSIONS_MAX; n++) secrets.push((await signIn(kv, NOW + n)).secret);
  const listed = await listSessions(kv, "olena", NOW + 100);
  assertEquals(listed.length, USER_SESSIONS_MAX);
  assertEquals(await findSession(kv, secrets[0] ?? "", NOW + 100), null);
});

Deno.test("sweepSessions() deletes sessions that are over, with their pointers", async () => {
  using kv = await Deno.openKv(":memory:");
  await signIn(kv);
  const { secret } = await signIn(kv, NOW + 1000);
  assertEquals(await sweepSessions(kv, NOW + SESSION_IDLE_MS), 1);
  assert(await findSession(kv, secret, NOW + SESSION_IDLE_MS));
  assertEquals((await Array.fromAsync(kv.list({ prefix: [] }))).length, 2);
});
