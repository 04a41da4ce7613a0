// Signed HTTP as providers use it: what is believed, what is refused and how that is said.
import { assert, assertEquals } from "@std/assert";
import { openChannelSecrets } from "@/lib/actions/channel_secret.ts";
import { rotateChannelSecret } from "@/lib/actions/rotate_channel_secret.ts";
import { showChannelSecrets } from "@/lib/actions/show_channel_secrets.ts";
import { INBOUND_BYTES_MAX, type InboundAnswer } from "@/lib/domain/inbound.ts";
import { listChannelLog } from "@/lib/store/channel_log.ts";
import { listMessages } from "@/lib/store/conversations.ts";
import { openSecretBox } from "@/lib/store/secret_box.ts";
import { openTestApp } from "@/tests/support/app.ts";
import { actingAs, NOON } from "@/tests/support/deps.ts";
import {
  OTHER_SECRET,
  SECRET,
  type Sent,
  signedRequest,
  storedChannel,
} from "@/tests/support/inbound.ts";
import { messageCount, postSigned, refusalOf } from "@/tests/support/inbound_http.ts";

const HELLO = {
  kind: "message",
  identity: { externalId: "42", name: "Олена" },
  message: { text: "Привіт" },
};
const MINUTE_MS = 60_000;

Deno.test("a signed event is stored and answered with its ids; the same one again, with the same ids", async () => {
  await using app = await openTestApp();
  const { id } = await storedChannel(app.deps, { type: "api" });
  const first = await postSigned(app, id, HELLO, { id: "evt_a" });
  assertEquals(first.status, 200);
  const answer: InboundAnswer = await first.json();
  assertEquals(answer.result, "stored");
  const again: InboundAnswer = await (await postSigned(app, id, HELLO, { id: "evt_a" })).json();
  assertEquals(again, { ...answer, result: "duplicate" });
  const { items } = await listMessages(app.deps.kv, answer.conversationId ?? "", { limit: 5 });
  assertEquals(items.map(({ text }) => text), ["Привіт"]);
  const other = await refusalOf(
    await postSigned(app, id, { ...HELLO, message: { text: "!" } }, { id: "evt_a" }),
  );
  assertEquals([other.status, other.code], [409, "event_reused"]);
});

Deno.test("either of two live secrets is believed, and no third", async () => {
  await using app = await openTestApp();
  const { deps } = app;
  const secrets = await Promise.all([SECRET, OTHER_SECRET].map(async (secret) => ({
    id: secret.slice(-20),
    sealed: await deps.secrets.seal(secret),
    createdAtMs: NOON,
  })));
  const { id } = await storedChannel(deps, { secrets });
  const statuses = await Promise.all(
    [SECRET, OTHER_SECRET, `whsec_${new Uint8Array(32).toBase64()}`].map(async (secret) =>
      (await postSigned(app, id, HELLO, { secret })).status
    ),
  );
  assertEquals(statuses, [200, 200, 401]);
});

Deno.test("no flipped bit of body, id, time or signature gets in", async () => {
  await using app = await openTestApp();
  const { id } = await storedChannel(app.deps);
  const body = new TextEncoder().encode(JSON.stringify(HELLO));
  const good = await signedRequest(id, body, { id: "evt_flip" });
  const statuses = new Set<number>();
  for (let bit = 0; bit < body.length * 8; bit++) {
    const flipped = new Uint8Array(body);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const request = new Request(good.url, { method: "POST", headers: good.headers, body: flipped });
    statuses.add((await app.send(request)).status);
  }
  for (const name of ["webhook-id", "webhook-timestamp", "webhook-signature"]) {
    const value = good.headers.get(name) ?? "";
    for (let at = 0; at < value.length; at++) {
      const other = value[at] === "1" ? "2" : "1";
      const headers = new Headers(good.headers);
      headers.set(name, value.slice(0, at) + other + value.slice(at + 1));
      statuses.add(
        (await app.send(new Request(good.url, { method: "POST", headers, body }))).status,
      );
    }
  }
  // 429 once there were too many of them.
  assertEquals([...statuses].sort(), [401, 429]);
  assertEquals(await messageCount(app), 0);
  assertEquals((await app.send(good)).status, 200);
});

Deno.test("a signature counts for five minutes either way, and the refusal names the server's time", async () => {
  await using app = await openTestApp();
  const { id } = await storedChannel(app.deps);
  for (
    const [awayMs, status] of [[-301_000, 401], [-300_000, 200], [300_000, 200], [
      301_000,
      401,
    ]] as const
  ) {
    const response = await postSigned(app, id, HELLO, { atMs: NOON + awayMs });
    assertEquals(response.status, status, `${awayMs}`);
    if (status === 200) continue;
    const { code, message } = await refusalOf(response);
    assertEquals(code, "signature_old");
    assert(/\d{4}-\d\d-\d\dT\d\d:\d\d/.test(message));
  }
});

Deno.test("bad signatures are logged once a minute and limited by address; good ones always pass", async () => {
  await using app = await openTestApp();
  const { deps } = app;
  const { id } = await storedChannel(deps);
  const statuses: number[] = [];
  for (let times = 0; times < 15; times++) {
    statuses.push((await postSigned(app, id, HELLO, { secret: OTHER_SECRET })).status);
  }
  assertEquals([...new Set(statuses)], [401, 429]);
  assertEquals((await postSigned(app, id, HELLO)).status, 200);
  const refused = async () => {
    const { items } = await listChannelLog(deps.kv, id, { limit: 100 });
    return items.filter(({ outcome }) => outcome === "refused");
  };
  assertEquals((await refused()).length, 1);
  deps.pass(MINUTE_MS);
  await postSigned(app, id, HELLO, { secret: OTHER_SECRET, atMs: NOON });
  assertEquals((await refused()).map(({ problem }) => problem), [
    "signature_wrong",
    "signature_wrong",
  ]);
});

Deno.test("without a signature nobody learns whether a channel is on", async () => {
  await using app = await openTestApp();
  const { id } = await storedChannel(app.deps, { enabled: false });
  const unsigned = new Request(`http://localhost:8000/api/inbound/${id}`, {
    method: "POST",
    body: "{}",
  });
  assertEquals((await refusalOf(await app.send(unsigned))).code, "signature_missing");
  assertEquals((await refusalOf(await postSigned(app, id, HELLO))).code, "channel_off");
  const none = await refusalOf(await postSigned(app, "01NONE", HELLO));
  assertEquals([none.status, none.code], [404, "channel_unknown"]);
  const { items } = await listChannelLog(app.deps.kv, id, { limit: 5 });
  assertEquals(items.map(({ problem }) => problem).sort(), ["channel_off", "signature_missing"]);
});

Deno.test("what cannot be read is refused with a status of its own, in JSON, and stands in the log", async () => {
  await using app = await openTestApp();
  const { id } = await storedChannel(app.deps);
  const asked = async (body: unknown, sent?: Sent) => {
    const { status, code, problems } = await refusalOf(await postSigned(app, id, body, sent));
    return [status, code, ...Object.entries(problems).map(([path, { code }]) => `${path} ${code}`)];
  };
  assertEquals(await asked("{"), [400, "body_unread"]);
  assertEquals(await asked(new Uint8Array([0x22, 0xff, 0x22])), [400, "body_unread"]);
  assertEquals(await asked(HELLO, { type: "text/plain" }), [415, "body_type"]);
  assertEquals(await asked({ ...HELLO, extra: 1 }), [422, undefined, "extra field_unknown"]);
  assertEquals(await asked({ ...HELLO, identity: {} }), [
    422,
    undefined,
    "identity.externalId field_required",
  ]);
  assertEquals(await asked("[".repeat(21) + "]".repeat(21)), [422, undefined, "form json_deep"]);
  const { message } = await refusalOf(await postSigned(app, id, { ...HELLO, extra: 1 }));
  assert(message.includes("problems") && !message.includes("form"), message);
  const { items } = await listChannelLog(app.deps.kv, id, { limit: 20 });
  assertEquals(items.length, 7);
});

Deno.test("a body of 1 MiB is read, a longer one is 413 whether its length is told or not", async () => {
  await using app = await openTestApp();
  const { id } = await storedChannel(app.deps);
  const frame = JSON.stringify({ ...HELLO, message: { text: "" } }).length;
  const fill = (bytes: number) => ({ ...HELLO, message: { text: "a".repeat(bytes - frame) } });
  const exact = frame -
    new TextEncoder().encode(JSON.stringify({ ...HELLO, message: { text: "" } })).length;
  assertEquals((await postSigned(app, id, fill(INBOUND_BYTES_MAX + exact))).status, 200);
  assertEquals(
    (await refusalOf(await postSigned(app, id, fill(INBOUND_BYTES_MAX + exact + 1)))).status,
    413,
  );
  const stream = new Blob([new Uint8Array(INBOUND_BYTES_MAX + 1)]).stream();
  const request = new Request(`http://localhost:8000/api/inbound/${id}`, {
    method: "POST",
    body: stream,
  });
  assertEquals((await refusalOf(await app.send(request))).status, 413);
});

Deno.test("every other method is 405 in JSON, and nothing leads to the login page", async () => {
  await using app = await openTestApp();
  const { id } = await storedChannel(app.deps);
  for (const path of [`/api/inbound/${id}`, `/api/telegram/${id}`, "/api/inbound/none"]) {
    for (const method of ["GET", "PUT", "PATCH", "DELETE"]) {
      const response = await app.send(new Request(`http://localhost:8000${path}`, { method }));
      assertEquals((await refusalOf(response)).status, 405);
      assert(response.headers.get("allow")?.includes("POST"));
    }
  }
  assertEquals(
    (await refusalOf(await app.send(new Request("http://localhost:8000/api/none")))).status,
    404,
  );
});

Deno.test("a contact update sets what it names, and an attribute that does not fit is named by its path", async () => {
  await using app = await openTestApp();
  const { id } = await storedChannel(app.deps);
  const update = (contact: unknown) => ({
    kind: "contact",
    identity: { externalId: "42" },
    contact,
  });
  const made: InboundAnswer =
    await (await postSigned(app, id, update({ name: "Ada", language: "en" })))
      .json();
  assertEquals([made.result, made.conversationId, made.messageId], ["updated", null, null]);
  const { problems } = await refusalOf(
    await postSigned(app, id, update({ attributes: { nothing: 1 } })),
  );
  assertEquals(Object.keys(problems), ["contact.attributes.nothing"]);
  const wrong = await refusalOf(await postSigned(app, id, update({ language: "xx", email: "no" })));
  assertEquals(Object.keys(wrong.problems).sort(), ["contact.email", "contact.language"]);
});

Deno.test("a channel whose secret this installation cannot read asks for the event again later", async () => {
  await using app = await openTestApp();
  const { id } = await storedChannel(app.deps, { type: "api" });
  app.deps.secrets = await openSecretBox(new Uint8Array(32).fill(7));
  const response = await postSigned(app, id, HELLO);
  assertEquals([response.status, response.headers.get("retry-after")], [503, "300"]);
  assertEquals(await messageCount(app), 0);
});

Deno.test("after a change of the installation's key, a secret made since is enough", async () => {
  await using app = await openTestApp();
  const { deps } = app;
  const { id } = await storedChannel(deps, { type: "api" });
  deps.secrets = await openSecretBox(new Uint8Array(32).fill(7));
  const acting = actingAs(deps, app.users.admin);
  const rotated = await rotateChannelSecret(acting, id, 1);
  const opened = await openChannelSecrets(deps, rotated);
  assertEquals(opened.length, 1);
  assertEquals((await postSigned(app, id, HELLO, { secret: opened[0] })).status, 200);
  assertEquals((await postSigned(app, id, HELLO)).status, 401);
  assertEquals(await showChannelSecrets(acting, id), opened);
});
