import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { CHANNELS_MAX } from "@/lib/domain/channel.ts";
import { workspaceEventSchema } from "@/lib/domain/event.ts";
import { ConfigError, ConflictError, ForbiddenError, InputError } from "@/lib/errors.ts";
import { NO_BOX } from "@/lib/store/app_key.ts";
import { listChannels, requireChannel } from "@/lib/store/channels.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { ADMIN, AGENT } from "@/tests/support/cast.ts";
import {
  aBotForm,
  aChannelForm,
  aMailForm,
  BOT_TOKEN,
  SMTP_PASSWORD,
} from "@/tests/support/channels.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { memoryKv, snapshot } from "@/tests/support/kv.ts";
import { openChannelSecrets } from "./channel_secret.ts";
import { createChannel } from "./create_channel.ts";
import { dropOldSecret } from "./drop_old_secret.ts";
import { editChannel } from "./edit_channel.ts";
import { rotateChannelSecret } from "./rotate_channel_secret.ts";
import { showChannelSecrets } from "./show_channel_secrets.ts";
import { switchChannel } from "./switch_channel.ts";

Deno.test("a new channel is switched on and has a secret of 32 bytes of its own", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const admin = actingAs(deps, ADMIN);
  const one = await createChannel(admin, "website", aChannelForm());
  deps.pass(1);
  const two = await createChannel(admin, "api", aChannelForm({ name: "API" }));
  assertEquals([one.enabled, one.type, one.revision], [true, "website", 1]);
  assertEquals((await listChannels(kv)).map(({ id }) => id), [one.id, two.id]);
  const [first = "", second = ""] = await Promise.all(
    [one, two].map(async (channel) => (await openChannelSecrets(admin.deps, channel)).join()),
  );
  assertNotEquals(first, second);
  assertEquals(Uint8Array.fromBase64(first.replace(/^whsec_/, "")).byteLength, 32);
});

Deno.test("no secret of any kind lies readable in the store, whatever was done to a channel", async () => {
  using kv = await memoryKv();
  const { deps, ...admin } = actingAs(testDeps(kv), ADMIN);
  const acting = { deps, ...admin };
  const bot = await createChannel(acting, "telegram", aBotForm());
  const mail = await createChannel(acting, "email", aMailForm());
  await editChannel(acting, mail.id, 1, aMailForm({ password: "second password" }));
  await rotateChannelSecret(acting, mail.id, 2);
  const hook = aChannelForm({
    name: "Hook",
    connector: "webhook",
    url: "https://example.org/t/hidden",
  });
  const { id } = await createChannel(acting, "api", hook);
  await switchChannel(acting, id, "off");
  const shown = await showChannelSecrets(acting, mail.id);
  const hidden = [BOT_TOKEN, SMTP_PASSWORD, "second password", ...shown];
  hidden.push(...await openChannelSecrets(deps, bot));
  const stored = (await snapshot(kv)).map((entry) => JSON.stringify(entry));
  for (const secret of hidden) {
    assertEquals(stored.filter((entry) => entry.includes(secret.replace("whsec_", ""))), []);
  }
  // An address may be in the record, which admins see, and in no history.
  const events = JSON.stringify(await eventsIn(kv));
  assertEquals([events.includes("example.org"), events.includes("hidden")], [true, false]);
});

Deno.test("each change leaves one event that says what changed", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const admin = actingAs(deps, ADMIN);
  const { id, secrets: [first] } = await createChannel(admin, "email", aMailForm());
  for (
    const step of [
      () => editChannel(admin, id, 1, aMailForm({ name: "Mail", password: "" })),
      () => editChannel(admin, id, 2, aMailForm({ name: "Mail", password: "another" })),
      () => switchChannel(admin, id, "off"),
      () => rotateChannelSecret(admin, id, 4),
      () => dropOldSecret(admin, id, first?.id ?? ""),
      () => showChannelSecrets(admin, id),
    ]
  ) {
    deps.pass(1);
    await step();
  }
  const events = await eventsIn(kv);
  assertEquals(events.map(({ changes }) => changes.map(({ field }) => field).join()), [
    "name,type,conversationType,canWriteFirst,enabled,connector,secrets,credentials",
    "name",
    "credentials",
    "enabled",
    "secrets",
    "secrets",
    "secretsShown",
  ]);
  assertEquals(events[0]?.kind, "created");
  assertEquals(new Set(events.map(({ actor }) => JSON.stringify(actor))).size, 1);
  assertEquals(events[1]?.changes, [{ field: "name", before: "Support mail", after: "Mail" }]);
});

Deno.test("an agent may not manage channels in any way", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const { id } = await createChannel(actingAs(deps, ADMIN), "website", aChannelForm());
  const before = await snapshot(kv);
  const agent = actingAs(deps, AGENT);
  for (
    const attempt of [
      () => createChannel(agent, "api", aChannelForm({ name: "Mine" })),
      () => editChannel(agent, id, 1, aChannelForm()),
      () => switchChannel(agent, id, "off"),
      () => rotateChannelSecret(agent, id, 1),
      () => dropOldSecret(agent, id, ""),
      () => showChannelSecrets(agent, id),
    ]
  ) await assertRejects(attempt, ForbiddenError);
  assertEquals(await snapshot(kv), before);
});

Deno.test("of two channels created at once with one name, one is refused", async () => {
  using kv = await memoryKv();
  const admin = actingAs(testDeps(kv), ADMIN);
  const names = ["Site", "SITE", "site", "Ｓite", "Other"];
  const results = await Promise.allSettled(
    names.map((name) => createChannel(admin, "website", aChannelForm({ name }))),
  );
  const refused = results.filter((result) => result.status === "rejected");
  assertEquals([refused.length, (await listChannels(kv)).length], [3, 2]);
  for (const { reason } of refused) {
    assertEquals(
      reason instanceof InputError && reason.problems["name"]?.code,
      "channel_name_taken",
    );
  }
  const other = (await listChannels(kv)).find(({ name }) => name === "Other");
  const rename = () => editChannel(admin, other?.id ?? "", 1, aChannelForm({ name: "sITE" }));
  const error = await assertRejects(rename, InputError);
  assertEquals(error.problems["name"]?.code, "channel_name_taken");
});

Deno.test("there are at most 100 channels", async () => {
  using kv = await memoryKv();
  const admin = actingAs(testDeps(kv), ADMIN);
  for (let at = 0; at < CHANNELS_MAX; at++) {
    await createChannel(admin, "website", aChannelForm({ name: `Channel ${at}` }));
  }
  const error = await assertRejects(() => createChannel(admin, "api", aChannelForm()), InputError);
  assertEquals(error.problems, { form: { code: "channels_full", params: { max: 100 } } });
});

Deno.test("an edit keeps the secrets that were left empty, and the type, and refuses an old revision", async () => {
  using kv = await memoryKv();
  const admin = actingAs(testDeps(kv), ADMIN);
  const bot = await createChannel(admin, "telegram", aBotForm());
  const edited = await editChannel(admin, bot.id, 1, aBotForm({ name: "New", botToken: "" }));
  assertEquals(edited.connector, bot.connector);
  assertEquals([edited.type, edited.secrets, edited.revision], ["telegram", bot.secrets, 2]);
  await assertRejects(() => editChannel(admin, bot.id, 1, aBotForm()), ConflictError);
  const away = await editChannel(admin, bot.id, 2, aBotForm({ connector: "sandbox" }));
  assertEquals(away.connector, { kind: "sandbox" });
  // Its token went with the connector.
  const back = () => editChannel(admin, bot.id, 3, aBotForm({ botToken: "" }));
  assertEquals(
    (await assertRejects(back, InputError)).problems["botToken"]?.code,
    "bot_token_invalid",
  );
});

Deno.test("a rotation puts the new secret before the one in use, and drops the oldest", async () => {
  using kv = await memoryKv();
  const admin = actingAs(testDeps(kv), ADMIN);
  const first = await createChannel(admin, "website", aChannelForm());
  const second = await rotateChannelSecret(admin, first.id, 1);
  assertEquals(second.secrets.slice(1), first.secrets);
  const third = await rotateChannelSecret(admin, first.id, 2);
  assertEquals(third.secrets.slice(1), second.secrets.slice(0, 1));
  const drop = (at: number) => dropOldSecret(admin, first.id, third.secrets[at]?.id ?? "");
  assertEquals(await drop(0), third);
  const alone = await drop(1);
  assertEquals(alone.secrets, third.secrets.slice(0, 1));
  assertEquals(await drop(1), alone);
});

Deno.test("ending a secret on a page that was opened before a rotation ends no other one", async () => {
  using kv = await memoryKv();
  const admin = actingAs(testDeps(kv), ADMIN);
  const first = await createChannel(admin, "website", aChannelForm());
  await rotateChannelSecret(admin, first.id, 1);
  const third = await rotateChannelSecret(admin, first.id, 2);
  assertEquals(await dropOldSecret(admin, first.id, first.secrets[0]?.id ?? ""), third);
});

Deno.test("of rotations that arrive at once, one counts: the secret in use is not lost", async () => {
  using kv = await memoryKv();
  const admin = actingAs(testDeps(kv), ADMIN);
  const before = await createChannel(admin, "website", aChannelForm());
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, () => rotateChannelSecret(admin, before.id, 1)),
  );
  assertEquals(results.filter(({ status }) => status === "fulfilled").length, 1);
  const after = await requireChannel(kv, before.id);
  assertEquals(after.secrets.slice(1), before.secrets);
});

Deno.test("switches, edits and rotations at once are all there in the end, or refused", async () => {
  using kv = await memoryKv();
  const admin = actingAs(testDeps(kv), ADMIN);
  const { id, secrets: [first] } = await createChannel(admin, "website", aChannelForm());
  const results = await Promise.allSettled([
    switchChannel(admin, id, "off"),
    editChannel(admin, id, 1, aChannelForm({ name: "Renamed" })),
    rotateChannelSecret(admin, id, 1),
    dropOldSecret(admin, id, first?.id ?? ""),
    switchChannel(admin, id, "on"),
  ]);
  for (const result of results) {
    if (result.status === "rejected") assertEquals(result.reason instanceof ConflictError, true);
  }
  // Revisions count the changes that were made, and each left its event.
  const { revision } = await requireChannel(kv, id);
  assertEquals((await eventsIn(kv)).length, revision);
});

Deno.test("switching on delivers what has waited, and switching twice changes nothing", async () => {
  using kv = await memoryKv();
  let delivered = 0;
  const deps = { ...testDeps(kv), deliverSoon: () => void delivered++ };
  const admin = actingAs(deps, ADMIN);
  const { id } = await createChannel(admin, "website", aChannelForm());
  const off = await switchChannel(admin, id, "off");
  assertEquals([off.enabled, delivered], [false, 0]);
  assertEquals(await switchChannel(admin, id, "off"), off);
  const on = await switchChannel(admin, id, "on");
  assertEquals([on.enabled, on.revision, delivered], [true, 3, 1]);
});

Deno.test("without a key to seal with, nothing is stored", async () => {
  using kv = await memoryKv();
  const admin = actingAs({ ...testDeps(kv), secrets: NO_BOX }, ADMIN);
  await assertRejects(() => createChannel(admin, "website", aChannelForm()), ConfigError);
  assertEquals(await snapshot(kv), []);
});

async function eventsIn(kv: Deno.Kv) {
  const entries = kv.list({ prefix: rangePrefix("wev") });
  const events = await Array.fromAsync(entries, ({ value }) => workspaceEventSchema.parse(value));
  return events.filter(({ subject }) => subject === "channel");
}
