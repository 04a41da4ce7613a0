import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createChannel } from "@/lib/actions/create_channel.ts";
import { sendMessage } from "@/lib/actions/send_message.ts";
import { sandboxConnector } from "@/lib/channels/connectors/sandbox.ts";
import { openOutbox } from "@/lib/channels/outbox/drain.ts";
import type { Channel, ChannelType } from "@/lib/domain/channel.ts";
import { findContact } from "@/lib/store/contacts.ts";
import { listContactConversations, listMessages } from "@/lib/store/conversations.ts";
import { openTestApp, type TestApp } from "@/tests/support/app.ts";
import { aBotForm, aChannelForm } from "@/tests/support/channels.ts";
import { actingAs } from "@/tests/support/deps.ts";

const TOKEN = "0123456789";

Deno.test("a first message in each type of channel makes its contact, and leads to the thread", async () => {
  await using app = await openTestApp();
  const said = { form: "message", "message.text": "Hello" };
  const cases: [ChannelType, Record<string, string>][] = [
    ["website", { ...said, "identity.externalId": "visitor-1" }],
    ["viber", { ...said, "identity.externalId": "visitor-1" }],
    ["email", { ...said, "identity.email": "Olena@example.com", "message.subject": "Order" }],
    ["call", { form: "call", "identity.phone": "0671234567", "call.outcome": "missed" }],
  ];
  for (const [at, [type, form]] of cases.entries()) {
    const { id } = await make(app, type);
    const posted = await act(app, `/sandbox/${id}`, { ...form, "identity.name": `Olena ${at}` });
    assertEquals(posted.status, 303, type);
    const path = posted.headers.get("location") ?? "";
    const page = await (await app.ask(path, { as: "agent" })).text();
    assertStringIncludes(page, type === "call" ? "You called: Missed" : "Hello", type);
    assertEquals((await findContact(app.deps.kv, at + 1))?.name, `Olena ${at}`);
    const list = await (await app.ask(`/sandbox/${id}`, { as: "agent" })).text();
    assertStringIncludes(list, `Olena ${at}`);
  }
});

Deno.test("a form that arrives twice is one message, and the same words in a new form are another", async () => {
  await using app = await openTestApp();
  const { id } = await make(app, "website");
  const form = { "identity.externalId": "visitor-1", "message.text": "Hello" };
  const once = await act(app, `/sandbox/${id}`, form);
  const path = once.headers.get("location")?.split("#")[0] ?? "";
  assertEquals((await act(app, `/sandbox/${id}`, form)).headers.get("location"), path);
  assertEquals(await textsOf(app), ["Hello"]);
  await act(app, path, { "message.text": "Hello", token: "another-one" });
  await act(app, path, { "message.text": "Anyone?" });
  assertEquals(await textsOf(app), ["Hello", "Hello", "Anyone?"]);
});

Deno.test("the customer sees an answer once it is delivered, and not before", async () => {
  await using app = await openTestApp();
  const { id } = await make(app, "website");
  const form = { "identity.externalId": "visitor-1", "message.text": "Hello" };
  const path = (await act(app, `/sandbox/${id}`, form)).headers.get("location") ?? "";
  const conversationId = path.split("/").at(-1) ?? "";
  const agent = actingAs(app.deps, app.users.agent);
  await sendMessage(agent, conversationId, { text: "Our answer" });
  const seen = async () =>
    (await (await app.ask(path, { as: "agent" })).text()).includes("Our answer");
  assertEquals(await seen(), false);
  await deliverAll(app);
  assertEquals(await seen(), true);
});

Deno.test("a customer tells their language and a phone, and takes nobody's address", async () => {
  await using app = await openTestApp();
  const { id } = await make(app, "telegram");
  const start = async (externalId: string, phone: string) => {
    const form = { "identity.externalId": externalId, "message.text": "Hello", token: externalId };
    const path = (await act(app, `/sandbox/${id}`, form)).headers.get("location") ?? "";
    const update = { form: "contact", "contact.phone": phone, "contact.language": "pl" };
    assertEquals((await act(app, path, update)).status, 303);
  };
  await start("one", "067 123 45 67");
  await start("two", "067 123 45 67");
  const [one, two] = await Promise.all([1, 2].map((id) => findContact(app.deps.kv, id)));
  assertEquals([one?.language, one?.phones.length], ["pl", 1]);
  assertEquals([two?.language, two?.phones.length], ["pl", 0]);
});

Deno.test("what is missing or too much is said at the field, with the input kept", async () => {
  await using app = await openTestApp();
  const { id } = await make(app, "viber");
  const nobody = await act(app, `/sandbox/${id}`, { "message.text": "Kept" });
  assertEquals(nobody.status, 422);
  const text = await nobody.text();
  assertStringIncludes(text, 'href="#identity.externalId"');
  assertStringIncludes(text, "Kept");
  const form = { "identity.externalId": "one", "message.text": "Hello" };
  const path = (await act(app, `/sandbox/${id}`, form)).headers.get("location") ?? "";
  const bad: [Record<string, string>, string][] = [
    [{ form: "message", "message.text": " " }, "Write something."],
    [{ form: "call", "call.outcome": "missed", "call.durationSeconds": "-1" }, "whole seconds"],
    [{ form: "call", "call.outcome": "lost" }, 'id="call.outcome-problem"'],
    [{ form: "contact", "contact.email": "nobody" }, 'id="contact.email-problem"'],
    [{ form: "contact", "contact.language": "xx-none" }, 'id="error-summary"'],
  ];
  for (const [fields, words] of bad) {
    const refused = await act(app, path, fields);
    assertEquals(refused.status, 422, words);
    assertStringIncludes(await refused.text(), words);
  }
});

Deno.test("only channels that deliver to the sandbox are there, each with its own threads", async () => {
  await using app = await openTestApp();
  const admin = actingAs(app.deps, app.users.admin);
  const real = await createChannel(admin, "telegram", aBotForm());
  const [one, two] = [await make(app, "website"), await make(app, "api")];
  const form = { "identity.externalId": "visitor-1", "message.text": "Hello" };
  const path = (await act(app, `/sandbox/${one.id}`, form)).headers.get("location") ?? "";
  const thread = path.split("/").at(-1);
  const list = await (await app.ask("/sandbox", { as: "agent" })).text();
  assert(list.includes(one.id) && list.includes(two.id) && !list.includes(real.id));
  const wrong = [
    `/sandbox/${real.id}`,
    `/sandbox/${real.id}/${thread}`,
    `/sandbox/${two.id}/${thread}`,
    `/sandbox/${one.id}/${"9".repeat(3000)}`,
    `/sandbox/${one.id}/none`,
    "/sandbox/none",
  ];
  for (const at of wrong) {
    const get = await app.ask(at, { as: "admin" });
    const post = await act(app, at, form);
    assertEquals([get.status, post.status], [404, 404], at.slice(0, 80));
  }
  assertEquals(await textsOf(app), ["Hello"]);
});

async function make(app: TestApp, type: ChannelType): Promise<Channel> {
  const admin = actingAs(app.deps, app.users.admin);
  return await createChannel(admin, type, aChannelForm({ name: type }));
}

function act(app: TestApp, path: string, fields: Record<string, string>): Promise<Response> {
  const form = { form: "message", token: TOKEN, ...fields };
  // Ids of one millisecond have no order here.
  app.deps.pass(1);
  return app.ask(path.split("#")[0] ?? "", { as: "agent", form });
}

/** Of the first contact's conversation, oldest first. */
async function textsOf({ deps: { kv } }: TestApp): Promise<string[]> {
  const { items: [thread] } = await listContactConversations(kv, 1, { limit: 1 });
  const { items } = await listMessages(kv, thread?.id ?? "", { limit: 50 });
  return items.map(({ text }) => text).toReversed();
}

async function deliverAll({ deps }: TestApp): Promise<void> {
  const never = { deliver: () => Promise.reject(new Error("not asked")) };
  const connectors = { sandbox: sandboxConnector, webhook: never, telegram: never, email: never };
  const failures: unknown[] = [];
  const onFailure = (error: unknown) => void failures.push(error);
  await openOutbox({ connectors, onFailure, waitMsMax: 0 }).drain(deps);
  assertEquals(failures, []);
}
