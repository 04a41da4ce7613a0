import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { sendMessage } from "@/lib/actions/send_message.ts";
import { setConversationStatus } from "@/lib/actions/set_conversation_status.ts";
import type { Conversation } from "@/lib/domain/conversation.ts";
import { saveChange } from "@/lib/store/change.ts";
import { conversationKey } from "@/lib/store/keys/conversations.ts";
import { readThread } from "@/lib/http/read_conversations.ts";
import { openTestApp } from "@/tests/support/app.ts";
import { anId } from "@/tests/support/cast.ts";
import { aMessage, storeMessage } from "@/tests/support/conversations.ts";
import { NOON } from "@/tests/support/deps.ts";
import { interruptedKv } from "@/tests/support/kv.ts";
import { pageOf } from "@/tests/support/pages.ts";
import { begunIn, messagesIn } from "@/tests/support/thread_pages.ts";

const HOUR_MS = 60 * 60_000;

Deno.test("the list shows open conversations with name, channel, last message and its direction", async () => {
  await using app = await openTestApp();
  const { agent, conversation, path } = await begunIn(app, { text: "Коли буде <доставка>?" });
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
  const { contact, channel } = await begunIn(app);
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
  const { path } = await begunIn(app);
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
  const { path, where, agent, conversation } = await begunIn(app, first);
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
  const { contact, conversation } = await begunIn(app, {
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
  const { path, where } = await begunIn(app, { text: "1", atMs: NOON - 24 * HOUR_MS });
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
  const { path, where } = await begunIn(app, { text: "№0" });
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
  const { where, conversation } = await begunIn(app);
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
