// What a channel's page gives to the other side works as it stands: addresses, tokens and shell scripts.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { openChannelSecrets } from "@/lib/actions/channel_secret.ts";
import { switchChannel } from "@/lib/actions/switch_channel.ts";
import type { Channel, ChannelType } from "@/lib/domain/channel.ts";
import { curlSample, mailPipeSample } from "@/lib/http/channel_sample.ts";
import { listContactConversations, listMessages } from "@/lib/store/conversations.ts";
import { openTestApp } from "@/tests/support/app.ts";
import { aBotForm, aChannelForm, makeChannel } from "@/tests/support/channels.ts";
import { actingAs, NOON } from "@/tests/support/deps.ts";

Deno.test("a channel's page has the addresses and samples of its type, with places for secrets", async () => {
  await using app = await openTestApp({ publicUrl: "https://kartka.example.org" });
  const bot = await makeChannel(app, "telegram", aBotForm());
  const site = await makeChannel(app, "website", aChannelForm());
  const pageOf = async ({ id }: Channel) =>
    await (await app.ask(`/settings/channels/${id}`, {
      headers: { cookie: `__Host-kartka=${app.secrets.admin}` },
    })).text();
  const [ofBot, ofSite] = [await pageOf(bot), await pageOf(site)];
  for (const [page, { id }] of [[ofBot, bot], [ofSite, site]] as const) {
    assertStringIncludes(page, `https://kartka.example.org/api/inbound/${id}`);
    assertStringIncludes(page, "whsec_...");
  }
  assertStringIncludes(ofBot, `https://kartka.example.org/api/telegram/${bot.id}`);
  assertEquals(ofSite.includes("/api/telegram/"), false);
});

Deno.test("the token that a bot's secret page shows is the one its updates come in with", async () => {
  await using app = await openTestApp();
  const { id } = await makeChannel(app, "telegram", aBotForm());
  const page = await app.ask(`/settings/channels/${id}/secret`, { as: "admin", method: "POST" });
  const shown = [...(await page.text()).matchAll(/data-copy="([\w-]{20,256})"/g)];
  const [, token = ""] = shown.at(-1) ?? [];
  const from = { id: 7, is_bot: false, first_name: "Olena" };
  const message = { message_id: 1, date: NOON / 1000, chat: { id: 7, type: "private" }, from };
  const update = JSON.stringify({ update_id: 1, message: { ...message, text: "Hello" } });
  const statusOf = async (secretToken: string) => {
    const headers = {
      "content-type": "application/json",
      "x-telegram-bot-api-secret-token": secretToken,
    };
    const url = `http://localhost:8000/api/telegram/${id}`;
    const response = await app.send(new Request(url, { method: "POST", headers, body: update }));
    await response.body?.cancel();
    return response.status;
  };
  assertEquals([await statusOf(token.slice(1)), await statusOf(token)], [401, 200]);
  const [thread] = (await listContactConversations(app.deps.kv, 1, { limit: 1 })).items;
  assertEquals([thread?.address, thread?.last.preview], ["7", "Hello"]);
});

const SHELL = ["sh", "openssl", "curl", "od", "tr"];

Deno.test({
  name: "the sample of each type works as it stands, once the secret is in",
  ignore: !await haveAll(SHELL),
  async fn() {
    await using app = await openTestApp();
    // The script has the machine's own time.
    app.deps.pass(Date.now() - NOON);
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, app.send);
    const origin = `http://127.0.0.1:${server.addr.port}`;
    const types: ChannelType[] = ["website", "telegram", "email", "call"];
    for (const type of types) {
      const channel = await makeChannel(app, type, aChannelForm({ name: type }));
      const [secret = ""] = await openChannelSecrets(app.deps, channel);
      const right = await run(curlSample(origin, channel, secret));
      assertStringIncludes(right, "HTTP/1.1 200", type);
      assertStringIncludes(right, '"result":"stored"', type);
      const wrong = await run(curlSample(origin, channel, `whsec_${"A".repeat(43)}=`));
      assertStringIncludes(wrong, "HTTP/1.1 401", type);
    }
    await server.shutdown();
    const threads = await listContactConversations(app.deps.kv, 1, { limit: 10 });
    const { items } = await listMessages(app.deps.kv, threads.items[0]?.id ?? "", { limit: 10 });
    assertEquals(items.map(({ text }) => text), ["Hello from the terminal"]);
  },
});

Deno.test({
  name: "a mail server's pipe stores each mail once, a large one too, and says when to come again",
  ignore: !await haveAll([...SHELL, "mktemp", "head", "cut"]),
  async fn() {
    await using app = await openTestApp();
    app.deps.pass(Date.now() - NOON);
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, app.send);
    const channel = await makeChannel(app, "email", aChannelForm({ name: "Mail" }));
    const [secret = ""] = await openChannelSecrets(app.deps, channel);
    const origin = `http://127.0.0.1:${server.addr.port}`;
    const pipe = (mail: string, at = origin) => piped(mailPipeSample(at, channel, secret), mail);
    const photo = [
      "Content-Type: multipart/mixed; boundary=cut\r\n\r\n--cut\r\n\r\nSee the photo\r\n--cut",
      "Content-Type: image/jpeg; name=a.jpg\r\nContent-Transfer-Encoding: base64\r\n",
      `${"A".repeat(76)}\r\n`.repeat(40_000),
    ].join("\r\n");
    const large = `From: olena@example.com\r\nSubject: Photo\r\n${photo}`;
    assertEquals([await pipe(large), await pipe(large)], [0, 0]);
    assertEquals(await pipe("Subject: from nobody\r\n\r\nHi"), 65);
    assertEquals(await pipe(large, "http://127.0.0.1:1"), 75);
    await switchChannel(actingAs(app.deps, app.users.admin), channel.id, "off");
    assertEquals(await pipe("From: a@example.com\r\n\r\nHi"), 75);
    await server.shutdown();
    const [thread] = (await listContactConversations(app.deps.kv, 1, { limit: 2 })).items;
    const { items } = await listMessages(app.deps.kv, thread?.id ?? "", { limit: 10 });
    assertEquals(items.map(({ text, attachments }) => [text, attachments]), [
      ["See the photo", [{ kind: "photo", name: "a.jpg" }]],
    ]);
  },
});

async function run(script: string): Promise<string> {
  const command = new Deno.Command("sh", {
    args: ["-c", script],
    stdout: "piped",
    stderr: "piped",
  });
  const { stdout } = await command.output();
  return new TextDecoder().decode(stdout);
}

/** How a script ends that has this as its standard input. */
async function piped(script: string, input: string): Promise<number> {
  const command = new Deno.Command("sh", {
    args: ["-c", script],
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  });
  const child = command.spawn();
  await new Blob([input]).stream().pipeTo(child.stdin);
  return (await child.status).code;
}

async function haveAll(programs: string[]): Promise<boolean> {
  const found = await Promise.all(programs.map(async (program) => {
    try {
      const command = new Deno.Command("sh", { args: ["-c", `command -v ${program}`] });
      return (await command.output()).success;
    } catch {
      return false;
    }
  }));
  return found.every(Boolean);
}
