import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { sendMessage } from "@/lib/actions/send_message.ts";
import { setConversationStatus } from "@/lib/actions/set_conversation_status.ts";
import { startDialog } from "@/lib/actions/start_dialog.ts";
import type { Conversation, Message } from "@/lib/domain/conversation.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireChannelIn, stageEditChannel } from "@/lib/store/channels.ts";
import { requireConversation } from "@/lib/store/conversations.ts";
import { conversationKey } from "@/lib/store/keys/conversations.ts";
import { readThread } from "@/lib/http/read_conversations.ts";
import { openTestApp, type TestApp, type Who } from "@/tests/support/app.ts";
import { anId, anInput } from "@/tests/support/cast.ts";
import { aMessage, aReply, storeMessage } from "@/tests/support/conversations.ts";
import { actingAs, NOON } from "@/tests/support/deps.ts";
import { messagesOf, storeChannel, storeKnown } from "@/tests/support/dialogs.ts";
import { interruptedKv } from "@/tests/support/kv.ts";

const HOUR_MS = 60 * 60_000;

/** Olena wrote in a channel of this type; what she wrote can be changed. */
async function begun(app: TestApp, message: Partial<Message> = {}, type = "telegram" as const) {
  const { deps, users } = app;
  const channel = await storeChannel(deps.kv, type, { name: "Telegram" });
  const contact = await storeKnown(deps, channel.id);
  const where = { contactId: contact.id, channelId: channel.id, address: "u-1" };
  const { conversation } = await storeMessage(deps.kv, where, aMessage(message));
  return {
    channel,
    contact,
    where,
    conversation,
    path: `/conversations/${conversation.id}`,
    agent: actingAs({ ...deps, newId: anId }, users.agent),
  };
}

async function pageOf(app: TestApp, path: string, as: Who = "agent"): Promise<string> {
  const response = await app.ask(path, { as, headers: { "accept-language": "en" } });
  return await response.text();
}

/** The texts of messages, in the order of the page. */
function messagesIn(html: string): string[] {
  return [...html.matchAll(/class="message-text"[^>]*>(.*?)<\/p>/gs)].map(([, text]) => text ?? "");
}

Deno.test("the list shows open conversations with name, channel, last message and its direction", async () => {
  await using app = await openTestApp();
  const { agent, conversation, path } = await begun(app, { text: "Коли буде <доставка>?" });
  const html = await pageOf(app, "/conversations");
  assertMatch(html, new RegExp(`href="${path}#end"[^>]*>Олена Шевченко`));
  for (const part of ["Telegram", "From the customer:", "Коли буде &lt;доставка>?"]) {
    assertStringIncludes(html, part);
  }
  await sendMessage(agent, conversation.id, { text: "Завтра" });
  const answered = await pageOf(app, "/conversations");
  assertStringIncludes(answered, "From us:");
  assertStringIncludes(answered, "Завтра");
  await setConversationStatus(agent, conversation.id, { status: "closed" });
  assert(!(await pageOf(app, "/conversations")).includes(path));
  assertStringIncludes(await pageOf(app, "/conversations?status=closed"), path);
});

Deno.test("the list has pages of 50, and together they hold each conversation once, newest first", async () => {
  await using app = await openTestApp();
  const { contact, channel } = await begun(app);
  for (let at = 1; at < 120; at++) {
    const where = { contactId: contact.id, channelId: channel.id, address: `u-${at}` };
    await storeMessage(app.deps.kv, where, aMessage({ text: `№${at}.`, atMs: NOON + at }));
  }
  const seen: number[] = [];
  const sizes: number[] = [];
  for (let path: string | undefined = "/conversations"; path;) {
    const html: string = await pageOf(app, path);
    const found = [...html.matchAll(/№(\d+)\./g)].map(([, at]) => Number(at));
    seen.push(...found);
    sizes.push(html.split('id="conversation-').length - 1);
    path = /href="([^"]+)" rel="next"/.exec(html)?.[1];
    // What follows changes ends with the way on: a list that has moved leads to what it has pushed out.
    assertMatch(html, /data-live="conversations">.*<nav class="pages".*<\/nav><\/div><\/div>/s);
  }
  assertEquals(seen, Array.from({ length: 119 }, (_, at) => 119 - at));
  assertEquals(sizes, [50, 50, 20 - 1]);
});

Deno.test("a cursor that names no place is the first page, and one behind the last says so", async () => {
  await using app = await openTestApp();
  const { path } = await begun(app);
  assertStringIncludes(await pageOf(app, "/conversations?before=nonsense"), path);
  assertStringIncludes(await pageOf(app, "/conversations?before=1-01X"), "There is nothing older.");
  for (const before of ["x".repeat(5000), "%00", "%2F", ""]) {
    const html = await pageOf(app, `${path}?before=${before}`);
    assertEquals(messagesIn(html), ["Добрий день!"]);
    assert(!html.includes("Newest messages"));
  }
});

Deno.test("a thread reads from top to bottom, by day, with authors, links, placeholders and what was cut", async () => {
  await using app = await openTestApp();
  const first = { text: "See https://example.com/a?b=1", atMs: NOON - 24 * HOUR_MS };
  const { path, where, agent, conversation } = await begun(app, first);
  const attachments = [{ kind: "photo", name: "" }, { kind: "hologram", name: "<b>.gif" }];
  await storeMessage(app.deps.kv, where, aMessage({ text: "", attachments }));
  await storeMessage(app.deps.kv, where, aMessage({ text: "Long", isCut: true }));
  await storeMessage(app.deps.kv, where, aMessage({ text: "", kind: "unsupported" }));
  await sendMessage(agent, conversation.id, { text: "<script>alert(1)</script>" });
  const html = await pageOf(app, path);
  assertEquals(messagesIn(html), [
    'See <a href="https://example.com/a?b=1" rel="noopener noreferrer nofollow">https://example.com/a?b=1</a>',
    "Long",
    "&lt;script>alert(1)&lt;/script>",
  ]);
  for (
    const part of [
      "<h2>Yesterday</h2>",
      "<h2>Today</h2>",
      "Not kept: photo",
      "Not kept: hologram, &lt;b>.gif",
      "longer than Kartka keeps",
      "cannot be shown here",
      '<b dir="auto">Олена Шевченко</b>',
      '<b dir="auto">Taras</b>', // the agent
      "Waiting to be sent",
    ]
  ) assertStringIncludes(html, part);
});

Deno.test("lists say how a call went, and an e-mail's subject beside what was said last", async () => {
  await using app = await openTestApp();
  const { contact, conversation } = await begun(app, {
    text: "",
    kind: "call",
    call: { outcome: "missed", durationSeconds: null },
  });
  await saveChange(app.deps.kv, async (change) => {
    const { value } = await change.get<Conversation>(conversationKey(conversation.id));
    change.set(conversationKey(conversation.id), { ...value, subject: "Рахунок <42>" });
  });
  for (const path of ["/conversations", `/contacts/${contact.id}`]) {
    assertMatch(await pageOf(app, path), /Рахунок &lt;42><\/bdi> · (From us: )?Missed call/, path);
  }
});

Deno.test("a message that came late stands where it came, under its own day, whose id is no other's", async () => {
  await using app = await openTestApp();
  const { path, where } = await begun(app, { text: "1", atMs: NOON - 24 * HOUR_MS });
  await storeMessage(app.deps.kv, where, aMessage({ text: "2" }));
  await storeMessage(app.deps.kv, where, aMessage({ text: "3", atMs: NOON - 23 * HOUR_MS }));
  const html = await pageOf(app, path);
  assertEquals(messagesIn(html), ["1", "2", "3"]);
  const days = [...html.matchAll(/ id="(day-[^"]+)"><h2>([^<]*)/g)];
  assertEquals(days.map(([, , name]) => name), ["Yesterday", "Today", "Yesterday"]);
  assertEquals(new Set(days.map(([, id]) => id)).size, 3);
});

Deno.test("the newest 50 messages are shown, and links lead to earlier ones and back", async () => {
  await using app = await openTestApp();
  const { path, where } = await begun(app, { text: "№0" });
  for (let at = 1; at < 101; at++) {
    await storeMessage(app.deps.kv, where, aMessage({ text: `№${at}` }));
  }
  const pages: string[][] = [];
  for (let next: string | undefined = path; next;) {
    const html: string = await pageOf(app, next);
    pages.push(messagesIn(html));
    assertEquals(html.includes("Newest messages"), next !== path);
    next = /href="([^"#]+\?before=[^"#]+)#end"/.exec(html)?.[1];
  }
  assertEquals(pages.map((texts) => texts.length), [50, 50, 1]);
  assertEquals(pages.toReversed().flat(), Array.from({ length: 101 }, (_, at) => `№${at}`));
});

Deno.test("a thread of 10,000 messages costs as many reads as one of 60", async () => {
  await using app = await openTestApp();
  const { kv } = app.deps;
  const { where, conversation } = await begun(app);
  const costs: number[] = [];
  const readsOf = async (before: string | null) => {
    let entries = 0;
    const counted = new Proxy(interruptedKv(kv, () => Promise.resolve()).kv, {
      get(target, property) {
        const value = Reflect.get(target, property);
        if (property === "list") {
          return async function* (...args: Parameters<Deno.Kv["list"]>) {
            for await (const entry of target.list(...args)) {
              entries++;
              yield entry;
            }
          };
        }
        if (property !== "get") return typeof value === "function" ? value.bind(target) : value;
        return (key: Deno.KvKey) => {
          entries++;
          return target.get(key);
        };
      },
    });
    await readThread(counted, { id: conversation.id, before, nowMs: NOON });
    return entries;
  };
  for (let at = 1; at < 60; at++) await storeMessage(kv, where, aMessage());
  costs.push(await readsOf(null));
  const template = aMessage({ conversationId: conversation.id });
  for (let block = 0; block < 100; block++) {
    const atomic = kv.atomic();
    for (let at = 0; at < 100; at++) {
      const id = anId();
      atomic.set([1, "msg", conversation.id, id], { ...template, id });
    }
    await atomic.commit();
  }
  costs.push(await readsOf(null), await readsOf(template.id + "Z"));
  assertEquals(new Set(costs).size, 1, String(costs));
  assert((costs[0] ?? 0) < 70, String(costs));
});

Deno.test("an answer leads back to the thread, and a form sent twice answers once", async () => {
  await using app = await openTestApp();
  const { path, conversation } = await begun(app);
  const onceKey = /name="onceKey" value="([^"]+)"/.exec(await pageOf(app, path))?.[1] ?? "";
  const form = { onceKey, form: "text", message: "Вітаємо\r\nвас" };
  for (let times = 0; times < 2; times++) {
    const response = await app.ask(path, { as: "agent", form });
    assertEquals([response.status, response.headers.get("location")], [303, `${path}#end`]);
  }
  const texts = (await messagesOf(app.deps.kv, conversation.id)).map(({ text }) => text);
  assertEquals(texts.toSorted(), ["Вітаємо\nвас", "Добрий день!"]);
});

Deno.test("a refused answer keeps what was typed", async () => {
  await using app = await openTestApp();
  const { path } = await begun(app);
  const headers = { "accept-language": "en" };
  const message = "щ".repeat(20_001); // 120 KB in the form
  const response = await app.ask(path, { as: "agent", form: { form: "text", message }, headers });
  const html = await response.text();
  assertEquals(response.status, 422);
  assertStringIncludes(html, "Shorten it to 20,000 characters.");
  assertStringIncludes(html, message);
  assertStringIncludes(html, "<title>Error: ");
});

Deno.test("a conversation is closed and opened by its button, but not over the head of a new message", async () => {
  await using app = await openTestApp();
  const { path, where, conversation } = await begun(app);
  const press = async (form: Record<string, string>) => {
    const response = await app.ask(`${path}/status`, { as: "agent", form });
    assertEquals(response.status, 303);
    return (await requireConversation(app.deps.kv, conversation.id)).status;
  };
  const seen = /name="seen" value="([^"]+)"/.exec(await pageOf(app, path))?.[1] ?? "";
  assertEquals(await press({ status: "closed", seen }), "closed");
  assertStringIncludes(await pageOf(app, path), ">Reopen<");
  assertEquals(await press({ status: "open" }), "open");
  await storeMessage(app.deps.kv, where, aMessage({ text: "Ще одне" }));
  assertEquals(await press({ status: "closed", seen }), "open");
});

Deno.test("what failed says why and is sent again by its button; what has gone is not", async () => {
  await using app = await openTestApp();
  const { path, where, conversation } = await begun(app);
  const failed = { state: "failed", tries: 7, atMs: NOON, nextTryAtMs: null } as const;
  const { message } = await storeMessage(
    app.deps.kv,
    where,
    aReply({ delivery: { ...failed, problem: "blocked_by_customer" } }),
  );
  const html = await pageOf(app, path);
  assertStringIncludes(html, "Not delivered. The customer has blocked this channel.");
  const retry = () => app.ask(`${path}/retry`, { as: "agent", form: { message: message.id } });
  assertEquals((await retry()).status, 303);
  const [, queued] = await messagesOf(app.deps.kv, conversation.id);
  assertEquals(queued?.delivery?.state, "queued");
  const { message: sent } = await storeMessage(
    app.deps.kv,
    where,
    aReply({ delivery: { ...failed, state: "sent", problem: null } }),
  );
  const form = { message: sent.id };
  assertEquals((await app.ask(`${path}/retry`, { as: "agent", form })).status, 303);
  const [, , untouched] = await messagesOf(app.deps.kv, conversation.id);
  assertEquals(untouched?.delivery?.state, "sent");
});

Deno.test("a message that waits says when it is tried again and why, a new one only that it waits", async () => {
  await using app = await openTestApp();
  const { path, where } = await begun(app);
  const delivery = {
    state: "queued",
    tries: 2,
    atMs: NOON,
    nextTryAtMs: NOON + HOUR_MS,
    problem: "unreachable",
  } as const;
  await storeMessage(app.deps.kv, where, aReply({ delivery }));
  const html = await pageOf(app, path);
  assertMatch(
    html,
    /Waiting to be sent\. The other side could not be reached\. Next try 22 Nov 2026, 15:00\./,
  );
});

Deno.test("while the channel is off the page says so in place of the box, and a text posted is kept", async () => {
  await using app = await openTestApp();
  const { path, channel, conversation } = await begun(app);
  await saveChange(app.deps.kv, async (change) => {
    const before = await requireChannelIn(change, channel.id);
    await stageEditChannel(change, { ...before, enabled: false });
  });
  const html = await pageOf(app, path);
  assertStringIncludes(html, "Channel Telegram is switched off");
  assert(!html.includes('name="message"'));
  assert(!html.includes(`/settings/channels/${channel.id}`)); // an agent cannot change it
  assertStringIncludes(await pageOf(app, path, "admin"), `/settings/channels/${channel.id}`);
  const response = await app.ask(path, { as: "agent", form: { form: "text", message: "Typed" } });
  assertEquals(response.status, 422);
  assertStringIncludes(await response.text(), "Typed");
  assertEquals((await messagesOf(app.deps.kv, conversation.id)).length, 1);
});

Deno.test("where the day is over the box takes a template, and keeps a text that was too late", async () => {
  await using app = await openTestApp();
  const { deps, users } = app;
  const channel = await storeChannel(deps.kv, "whatsapp", { name: "WhatsApp" });
  const { id } = await storeKnown(deps, channel.id);
  const where = { contactId: id, channelId: channel.id, address: "u-1" };
  const { conversation } = await storeMessage(
    deps.kv,
    where,
    aMessage({ atMs: NOON - 23 * HOUR_MS }),
  );
  const path = `/conversations/${conversation.id}`;
  assertStringIncludes(await pageOf(app, path), 'name="message"');
  deps.pass(HOUR_MS);
  assertStringIncludes(await pageOf(app, path), 'name="template"');
  const headers = { "accept-language": "en" };
  const late = await app.ask(path, {
    as: "agent",
    form: { form: "text", message: "Typed" },
    headers,
  });
  const html = await late.text();
  assertEquals(late.status, 422);
  assertStringIncludes(html, "only a template can be sent");
  assertStringIncludes(html, "Typed</textarea>");
  const form = { form: "template", template: "order_ready", variables: "Олена\r\n\r\n118\r\n" };
  assertEquals((await app.ask(path, { as: "agent", form })).status, 303);
  const message = (await messagesOf(deps.kv, conversation.id)).find(({ template }) => template);
  assertEquals(message?.template, { name: "order_ready", variables: ["Олена", "", "118"] });
  assertStringIncludes(await pageOf(app, path), "Template order_ready");
  assertEquals(message?.authorUserId, users.agent.id);
});

Deno.test("a call has a number to press and a button to note it", async () => {
  await using app = await openTestApp();
  const { deps, users } = app;
  const channel = await storeChannel(deps.kv, "call", { name: "Phone" });
  const agent = actingAs({ ...deps, newId: anId }, users.agent);
  const { id } = await storeKnown(deps, "none", anInput({ phones: ["044 123 45 67 ext. 12"] }));
  const { conversationId } = await startDialog(agent, id, { channelId: channel.id, text: "" });
  const path = `/conversations/${conversationId}`;
  const html = await pageOf(app, path);
  assertStringIncludes(html, 'href="tel:+380441234567;ext=12"');
  assertStringIncludes(html, "Outgoing call");
  const response = await app.ask(path, { as: "agent", form: { form: "call" } });
  assertEquals(response.status, 303);
  assertEquals((await messagesOf(deps.kv, conversationId)).length, 2);
});
