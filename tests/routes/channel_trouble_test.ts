import { assert, assertStringIncludes } from "@std/assert";
import { switchChannel } from "@/lib/actions/switch_channel.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageTrouble } from "@/lib/store/channel_trouble.ts";
import { openTestApp, type TestApp } from "@/tests/support/app.ts";
import { actingAs, NOON } from "@/tests/support/deps.ts";
import { storeChannel } from "@/tests/support/dialogs.ts";
import { pageOf } from "@/tests/support/pages.ts";

const TROUBLE = "The channel Mail has not delivered since";
const WHY = "The mail server refused the user name or the password";
const MINUTE_MS = 60_000;

async function troubled(app: TestApp) {
  const { kv } = app.deps;
  const channel = await storeChannel(kv, "email", { name: "Mail" });
  await saveChange(kv, (change) =>
    stageTrouble(change, {
      id: "01LOG",
      channelId: channel.id,
      atMs: NOON,
      direction: "out",
      outcome: "retry",
      subjectId: "01MESSAGE",
      conversationId: null,
      problem: "login_refused",
      status: 535,
    }));
  return { channel, settings: `/settings/channels/${channel.id}` };
}

Deno.test("an admin finds on the channel and in the list of channels that it does not deliver, and why", async () => {
  await using app = await openTestApp();
  const { settings } = await troubled(app);
  assertStringIncludes(await pageOf(app, "/settings/channels", "admin"), "Does not deliver");
  const html = await pageOf(app, settings, "admin");
  for (const part of [TROUBLE, WHY]) assertStringIncludes(html, part);
});

Deno.test("whoever opens the conversations is told of a channel that has not delivered for ten minutes", async () => {
  await using app = await openTestApp();
  const { settings } = await troubled(app);
  app.deps.pass(10 * MINUTE_MS - 1);
  assert(!(await pageOf(app, "/conversations", "admin")).includes(TROUBLE));
  app.deps.pass(1);
  const [admins, agents] = [
    await pageOf(app, "/conversations", "admin"),
    await pageOf(app, "/conversations", "agent"),
  ];
  for (const html of [admins, agents]) assertStringIncludes(html, TROUBLE);
  assertStringIncludes(admins, `href="${settings}"`);
  assert(!agents.includes(settings));
  assertStringIncludes(agents, "Ask an admin.");
});

Deno.test("a channel that was switched off is in no trouble", async () => {
  await using app = await openTestApp();
  const { channel, settings } = await troubled(app);
  app.deps.pass(10 * MINUTE_MS);
  const acting = actingAs(app.deps, app.users.admin);
  await switchChannel(acting, channel.id, "off");
  for (const path of ["/conversations", "/settings/channels", settings]) {
    const html = await pageOf(app, path, "admin");
    assert(!html.includes(TROUBLE) && !html.includes("Does not deliver"), path);
  }
});
