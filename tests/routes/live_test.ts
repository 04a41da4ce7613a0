import { assert, assertEquals, assertMatch } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { createContact } from "@/lib/actions/create_contact.ts";
import { signOut } from "@/lib/actions/sign_out.ts";
import { HEARTBEAT_MS } from "@/lib/http/live_events.ts";
import { SESSION_IDLE_MS } from "@/lib/store/sessions.ts";
import { USER_LISTENERS_MAX } from "@/lib/store/live.ts";
import { openTestApp, type TestApp, withOneOfEach } from "@/tests/support/app.ts";
import { actingAs } from "@/tests/support/deps.ts";

const EVENT_STREAM = { accept: "text/event-stream" };

/** An open connection as a browser's EventSource sees it, read line by line. */
async function listen(app: TestApp, path: string, headers: Record<string, string> = {}) {
  const response = await app.ask(path, { as: "agent", headers: { ...EVENT_STREAM, ...headers } });
  // Read itself, and not through a pipe: a browser's connection waits for the next event as well.
  const reader = response.body?.getReader();
  return {
    response,
    /** What is sent next; null at the end. */
    next: async () => {
      const part = await reader?.read();
      return part?.value ? new TextDecoder().decode(part.value) : null;
    },
    leave: () => reader?.cancel(),
  };
}

function addContact(app: TestApp, name: string) {
  const acting = actingAs(app.deps, app.users.admin);
  const fields = { emails: [], phones: [], tagIds: [], language: null };
  return createContact(acting, { name, ...fields });
}

async function versionOf(app: TestApp, topic: "list"): Promise<string> {
  return await app.deps.live.versionOf([{ kind: topic }]);
}

Deno.test("a page that follows the list is told of a new contact as soon as it is stored", async () => {
  await using app = await openTestApp();
  const live = await listen(app, `/live?topic=list&since=${await versionOf(app, "list")}`);
  assertEquals(live.response.status, 200);
  assertEquals(live.response.headers.get("content-type"), "text/event-stream");
  assertEquals(live.response.headers.get("cache-control"), "no-store, no-transform");
  assertMatch(live.response.headers.get("content-security-policy") ?? "", /default-src 'none'/);
  assertMatch(await live.next() ?? "", /^retry: \d+\n\n$/);
  const answer = await app.ask("/contacts/new", { as: "admin", form: { name: "Olena" } });
  assertEquals(answer.status, 303);
  assertEquals(await live.next(), `id: ${await versionOf(app, "list")}\ndata:\n\n`);
  await live.leave();
});

Deno.test("who comes back is told what changed meanwhile, by the browser's id before the page's", async () => {
  await using app = await openTestApp();
  const before = await versionOf(app, "list");
  await addContact(app, "Olena");
  const now = await versionOf(app, "list");
  const path = `/live?topic=list&since=${before}`;
  const late = await listen(app, path);
  await late.next();
  assertEquals(await late.next(), `id: ${now}\ndata:\n\n`);
  await late.leave();
  const back = await listen(app, path, { "last-event-id": now });
  await back.next();
  await addContact(app, "Taras");
  app.deps.live.poke();
  assertEquals(await back.next(), `id: ${await versionOf(app, "list")}\ndata:\n\n`);
  await back.leave();
});

Deno.test("an id that is none of ours is answered with what there is now", async () => {
  await using app = await openTestApp();
  for (const since of ["", "x", "ї", "a".repeat(500)]) {
    const live = await listen(app, `/live?topic=list&since=${encodeURIComponent(since)}`);
    await live.next();
    assertEquals(await live.next(), `id: ${await versionOf(app, "list")}\ndata:\n\n`);
    await live.leave();
  }
});

Deno.test("topics that are none, none at all, and more than four are 400", async () => {
  await using app = await openTestApp();
  const many = ["list", "conversations", "contact:1", "contact:2", "contact:3"];
  const wrong = ["", "?topic=", "?topic=users", "?topic=contact:0", "?topic=list&topic=x"];
  for (const query of [...wrong, `?${many.map((topic) => `topic=${topic}`).join("&")}`]) {
    const response = await app.ask(`/live${query}`, { as: "agent" });
    await response.body?.cancel();
    assertEquals(response.status, 400, query);
  }
});

Deno.test("HEAD says what GET would, and listens to nothing", async () => {
  await using app = await openTestApp();
  for (let asked = 0; asked < USER_LISTENERS_MAX + 1; asked++) {
    const response = await app.ask("/live?topic=list", { as: "agent", method: "HEAD" });
    assertEquals([response.status, response.body], [200, null]);
  }
});

Deno.test("a person's connections are limited, and one that is left makes room for another", async () => {
  await using app = await openTestApp();
  const all = [];
  for (let at = 0; at < USER_LISTENERS_MAX; at++) all.push(await listen(app, "/live?topic=list"));
  const refused = await listen(app, "/live?topic=list");
  assertEquals(refused.response.status, 503);
  assert(refused.response.headers.get("retry-after"));
  await refused.leave();
  await all[0]?.leave();
  const next = await listen(app, "/live?topic=list");
  assertEquals(next.response.status, 200);
  for (const { leave } of [...all.slice(1), next]) await leave();
});

Deno.test("a heartbeat keeps the connection open, and whoever is signed out hears no more", async () => {
  await using app = await openTestApp();
  using time = new FakeTime();
  const live = await listen(app, `/live?topic=list&since=${await versionOf(app, "list")}`);
  await live.next();
  time.tick(HEARTBEAT_MS);
  assertEquals(await live.next(), ":\n\n");
  await signOut(app.deps, app.secrets.agent);
  time.tick(HEARTBEAT_MS);
  assertEquals(await live.next(), "event: end\ndata:\n\n");
  assertEquals(await live.next(), null);
});

Deno.test("a change is told once, also to who has been waiting for it", async () => {
  await using app = await openTestApp();
  using time = new FakeTime();
  const live = await listen(app, "/live?topic=list");
  await live.next();
  assertEquals(await live.next(), `id: ${await versionOf(app, "list")}\ndata:\n\n`);
  time.tick(HEARTBEAT_MS);
  assertEquals(await live.next(), ":\n\n");
  await live.leave();
});

Deno.test("listening keeps nobody signed in", async () => {
  await using app = await openTestApp();
  for (const headers of [EVENT_STREAM, { "x-kartka-live": "1" }]) {
    app.deps.pass(SESSION_IDLE_MS / 2 - 1);
    const path = "accept" in headers ? "/live?topic=list" : "/contacts";
    const response = await app.ask(path, { as: "agent", headers });
    assertEquals(response.status, 200);
    await response.body?.cancel();
    await app.deps.settle();
  }
  app.deps.pass(2);
  const response = await app.ask("/live?topic=list", { as: "agent", headers: EVENT_STREAM });
  assertEquals(response.status, 303);
});

Deno.test("a reader that takes nothing costs one event, however much changes", async () => {
  await using app = await openTestApp();
  const live = await listen(app, "/live?topic=list");
  for (let change = 0; change < 30; change++) {
    await addContact(app, `Contact ${change}`);
    app.deps.live.poke();
  }
  const sent = [];
  const last = `id: ${await versionOf(app, "list")}\ndata:\n\n`;
  for (let part = await live.next(); part !== last; part = await live.next()) sent.push(part);
  assert(sent.length <= 3, `${sent.length} parts were kept`);
  await live.leave();
});

Deno.test("a page that fetches itself anew gets no sidebar, and leaves the message to the next page", async () => {
  await using app = await openTestApp();
  const { contact } = await withOneOfEach(app);
  const changed = await app.ask("/profile", { as: "agent", form: { name: "Taras" } });
  const cookie = `kartka=${app.secrets.agent}; ${changed.headers.getSetCookie().join("; ")}`;
  for (const path of ["/contacts", `/contacts/${contact.id}`]) {
    const response = await app.ask(path, { headers: { cookie, "x-kartka-live": "1" } });
    const body = await response.text();
    assertEquals([response.status, response.headers.getSetCookie()], [200, []]);
    assert(body.includes("Olena Shevchenko"));
    assert(!body.includes('class="side"'));
  }
});
