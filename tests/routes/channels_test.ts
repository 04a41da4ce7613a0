import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { openChannelSecrets } from "@/lib/actions/channel_secret.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import type { TypedChannel } from "@/lib/domain/channel_input.ts";
import { NO_BOX } from "@/lib/store/app_key.ts";
import { listChannels, requireChannel } from "@/lib/store/channels.ts";
import { openTestApp, type TestApp } from "@/tests/support/app.ts";
import {
  aBotForm,
  aChannelForm,
  aMailForm,
  BOT_TOKEN,
  makeChannel,
  SMTP_PASSWORD,
} from "@/tests/support/channels.ts";

Deno.test("a channel is created by a form, and its secret shown once", async () => {
  await using app = await openTestApp();
  const made = await app.ask("/settings/channels/new/email", {
    as: "admin",
    form: sent(aMailForm()),
  });
  assertEquals(made.status, 303);
  const [channel] = await listChannels(app.deps.kv);
  assert(channel);
  const path = `/settings/channels/${channel.id}/secret`;
  assertEquals(made.headers.get("location"), path);
  const [secret = ""] = await openChannelSecrets(app.deps, channel);
  const shown = await app.ask(path, { headers: { cookie: cookies(app, made) } });
  assertStringIncludes(await shown.text(), secret);
  assertEquals(shown.headers.get("cache-control"), "no-store");
  assert(shown.headers.getSetCookie().some((line) => line.startsWith("kartka_flash=;")));
  // Without the message of the form, as after a reload, there is only a button.
  const again = await (await app.ask(path, { as: "admin" })).text();
  assertEquals(again.includes(secret), false);
  const asked = await app.ask(path, { as: "admin", method: "POST" });
  assertStringIncludes(await asked.text(), secret);
  assertEquals(asked.headers.get("cache-control"), "no-store");
});

Deno.test("the message of a form that made a secret shows none that is older than minutes", async () => {
  await using app = await openTestApp();
  const made = await app.ask("/settings/channels/new/api", {
    as: "admin",
    form: sent(aChannelForm()),
  });
  const path = made.headers.get("location") ?? "";
  app.deps.pass(5 * 60_000);
  const late = await app.ask(path, { headers: { cookie: cookies(app, made) } });
  assertEquals((await late.text()).includes("whsec_"), false);
});

Deno.test("no page but the one of the secret shows a secret, a token or a password", async () => {
  await using app = await openTestApp();
  const bot = await makeChannel(app, "telegram", aBotForm());
  const mail = await makeChannel(app, "email", aMailForm());
  const secrets = (await Promise.all([bot, mail].map((one) => openChannelSecrets(app.deps, one))))
    .flat().map((secret) => secret.replace("whsec_", ""));
  const paths = ["/settings/channels", "/sandbox"];
  for (const { id } of [bot, mail]) {
    paths.push(...["", "/secret", "/log"].map((end) => `/settings/channels/${id}${end}`));
  }
  const texts = await Promise.all(
    paths.map(async (path) => await (await app.ask(path, { as: "admin" })).text()),
  );
  // Refused, a form does not send back what was typed into its secret fields.
  const refused = await app.ask(`/settings/channels/${mail.id}`, {
    as: "admin",
    form: sent(aMailForm({ host: "" })),
  });
  assertEquals(refused.status, 422);
  texts.push(await refused.text());
  for (const hidden of [...secrets, BOT_TOKEN, SMTP_PASSWORD]) {
    assertEquals(texts.filter((text) => text.includes(hidden)), []);
  }
});

Deno.test("an edit keeps what it was not told, and shows whoever came late what is saved beside what they entered", async () => {
  await using app = await openTestApp();
  const { id, connector } = await makeChannel(app, "telegram", aBotForm());
  const path = `/settings/channels/${id}`;
  const edit = (name: string) =>
    app.ask(path, {
      as: "admin",
      form: { ...sent(aBotForm({ name, botToken: "" })), revision: "1" },
    });
  assertEquals((await edit("Renamed")).status, 303);
  assertEquals((await requireChannel(app.deps.kv, id)).connector, connector);
  const late = await edit("Mine");
  assertEquals(late.status, 409);
  const page = await late.text();
  assertStringIncludes(page, "<dd>Renamed</dd>");
  assertStringIncludes(page, 'value="Mine"');
  assertStringIncludes(page, 'name="revision" value="2"');
  assertEquals((await requireChannel(app.deps.kv, id)).name, "Renamed");
});

Deno.test("whoever came late with another secret alone is shown what is saved, and neither secret", async () => {
  await using app = await openTestApp();
  const { id } = await makeChannel(app, "telegram", aBotForm());
  const edit = (botToken: string) =>
    app.ask(`/settings/channels/${id}`, {
      as: "admin",
      form: { ...sent(aBotForm({ botToken })), revision: "1" },
    });
  const [first, second] = [BOT_TOKEN, BOT_TOKEN.replace("AA", "ZZ")];
  assertEquals((await edit(first)).status, 303);
  const late = await edit(second);
  assertEquals(late.status, 409);
  const page = await late.text();
  assertStringIncludes(page, "<dd>Bot</dd>");
  for (const token of [first, second]) assert(!page.includes(token));
});

Deno.test("a form that was refused is as old as before: what it corrects overwrites nobody's change", async () => {
  await using app = await openTestApp();
  const { id } = await makeChannel(app, "api", aChannelForm());
  const path = `/settings/channels/${id}`;
  const edit = (name: string, revision: string) =>
    app.ask(path, { as: "admin", form: { ...sent(aChannelForm({ name })), revision } });
  assertEquals((await edit("Renamed", "1")).status, 303);
  const refused = await edit("", "1");
  assertEquals(refused.status, 422);
  const [, revision = ""] = /name="revision" value="(\d+)"/.exec(await refused.text()) ?? [];
  assertEquals((await edit("Mine", revision)).status, 409);
  assertEquals((await requireChannel(app.deps.kv, id)).name, "Renamed");
});

Deno.test("a rotation keeps the old secret until it is ended, and a form sent twice rotates once", async () => {
  await using app = await openTestApp();
  const before = await makeChannel(app, "website", aChannelForm());
  const path = `/settings/channels/${before.id}`;
  const rotate = () => app.ask(`${path}/rotate`, { as: "admin", form: { revision: "1" } });
  assertEquals((await rotate()).headers.get("location"), `${path}/secret`);
  assertEquals((await rotate()).headers.get("location"), path);
  const rotated = await requireChannel(app.deps.kv, before.id);
  assertEquals(rotated.secrets.slice(1), before.secrets);
  const both = await (await app.ask(`${path}/secret`, { as: "admin", method: "POST" })).text();
  for (const secret of await openChannelSecrets(app.deps, rotated)) {
    assertStringIncludes(both, secret);
  }
  const drop = (secret = "") =>
    app.ask(`${path}/drop`, { as: "admin", form: { secret }, method: "POST" });
  await drop(rotated.secrets[0]?.id); // never the one in use
  assertEquals((await requireChannel(app.deps.kv, before.id)).secrets, rotated.secrets);
  await drop(rotated.secrets[1]?.id);
  const { secrets } = await requireChannel(app.deps.kv, before.id);
  assertEquals(secrets, rotated.secrets.slice(0, 1));
});

Deno.test("a channel that is switched off takes nothing in, and its log says so in words", async () => {
  await using app = await openTestApp();
  const channel = await makeChannel(app, "website", aChannelForm());
  const path = `/settings/channels/${channel.id}`;
  await app.ask(`${path}/switch`, { as: "admin", form: { to: "off" } });
  const { sandbox } = await asCustomer(app, channel);
  assertEquals(sandbox.status, 404);
  await app.ask(`${path}/switch`, { as: "admin", form: { to: "on" } });
  assertEquals((await asCustomer(app, channel)).sandbox.status, 303);
  const unsigned = await app.send(
    new Request(`http://localhost:8000/api/inbound/${channel.id}`, { method: "POST", body: "{}" }),
  );
  await unsigned.body?.cancel();
  assertEquals(unsigned.status, 401);
  const log = await (await app.ask(`${path}/log`, { as: "admin" })).text();
  assertStringIncludes(log, "Taken in and stored");
  assertStringIncludes(log, "Refused: the signature is missing or cannot be read (status 401)");
  const uk = await (await app.ask(`${path}/log`, {
    as: "admin",
    headers: { "accept-language": "uk" },
  })).text();
  assertStringIncludes(uk, "Відхилено: підпису немає або його не прочитати (статус 401)");
});

Deno.test("the first channel takes one press, and a second press makes no other", async () => {
  await using app = await openTestApp();
  for (const page of ["/settings/channels", "/sandbox"]) {
    const text = await (await app.ask(page, { as: "admin" })).text();
    assertStringIncludes(text, "Create a sandbox channel");
  }
  const agents = await (await app.ask("/sandbox", { as: "agent" })).text();
  assertEquals(agents.includes("Create a sandbox channel"), false);
  const press = () => app.ask("/settings/channels/sandbox", { as: "admin", method: "POST" });
  const [first, second] = [await press(), await press()];
  const channels = await listChannels(app.deps.kv);
  assertEquals(channels.map(({ type, connector }) => [type, connector.kind]), [
    ["website", "sandbox"],
  ]);
  for (const pressed of [first, second]) {
    assertEquals(pressed.headers.get("location"), `/sandbox/${channels[0]?.id}`);
  }
});

Deno.test("an unknown type, channel or page of the log is not found, and never a fault", async () => {
  await using app = await openTestApp();
  const { id } = await makeChannel(app, "website", aChannelForm());
  const ask = async (path: string) => (await app.ask(path, { as: "admin" })).status;
  assertEquals(await ask("/settings/channels/new/pigeon"), 404);
  assertEquals(await ask("/settings/channels/new/__proto__"), 404);
  for (const before of ["x", "%00", "9".repeat(3000), "../..", "\u{1F600}"]) {
    assertEquals(
      await ask(`/settings/channels/${id}/log?before=${encodeURIComponent(before)}`),
      200,
    );
  }
});

Deno.test("without the installation's key, forms and pages say so, and nothing is a fault", async () => {
  await using app = await openTestApp();
  const { id } = await makeChannel(app, "website", aChannelForm());
  app.deps.secrets = NO_BOX;
  const path = `/settings/channels/${id}`;
  const second = { as: "admin", form: sent(aChannelForm({ name: "Second" })) } as const;
  const created = await app.ask("/settings/channels/new/api", second);
  assertEquals(created.status, 422);
  assertStringIncludes(await created.text(), "KARTKA_APP_KEY");
  const rotated = await app.ask(`${path}/rotate`, { as: "admin", form: { revision: "1" } });
  assertEquals([rotated.status, rotated.headers.get("location")], [303, path]);
  const shown = await app.ask(`${path}/secret`, { as: "admin", method: "POST" });
  assertEquals(shown.status, 503);
  assertStringIncludes(await shown.text(), "KARTKA_APP_KEY");
  assertEquals((await app.ask(path, { as: "admin" })).status, 200);
  assertEquals((await listChannels(app.deps.kv)).length, 1);
});

async function asCustomer(app: TestApp, { id }: Channel) {
  const form = {
    form: "message",
    token: "0123456789",
    "identity.externalId": "visitor-1",
    "message.text": "Hello",
  };
  const sandbox = await app.ask(`/sandbox/${id}`, { as: "agent", form });
  await sandbox.body?.cancel();
  return { sandbox };
}

/** A form as a browser sends it: a box that is not ticked is left out. */
function sent({ canWriteFirst, ...texts }: TypedChannel): Record<string, string> {
  return { ...texts, ...(canWriteFirst && { canWriteFirst: "on" }) };
}

/** What the browser has after an answer: who it is, and the message for the next page. */
function cookies(app: TestApp, answer: Response): string {
  const flash = answer.headers.getSetCookie().find((line) => line.startsWith("kartka_flash="));
  return `${flash?.split(";")[0]}; kartka=${app.secrets.admin}`;
}
