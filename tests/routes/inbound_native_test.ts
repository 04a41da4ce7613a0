// Telegram's updates and mails as they are, beside the generic form: whom they are believed to be of, and what is passed over.
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { InboundAnswer } from "@/lib/domain/inbound.ts";
import { listChannelLog } from "@/lib/store/channel_log.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { telegramSecretToken } from "@/lib/channels/inbound/telegram.ts";
import { openTestApp } from "@/tests/support/app.ts";
import { asSent, OTHER_SECRET, SECRET, storedChannel } from "@/tests/support/inbound.ts";
import { messageCount, postSigned, refusalOf } from "@/tests/support/inbound_http.ts";
import { pageOf } from "@/tests/support/pages.ts";

function telegramRequest(channelId: string, update: unknown, token: string): Request {
  return new Request(`http://localhost:8000/api/telegram/${channelId}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": token },
    body: JSON.stringify(update),
  });
}

function anUpdate(update_id: number, message: Record<string, unknown>) {
  const person = { id: 42, first_name: "Олена", is_bot: false, language_code: "uk" };
  const chat = { id: 42, type: "private" };
  return { update_id, message: { message_id: 1, date: 1, from: person, chat, ...message } };
}

Deno.test("Telegram's webhook is believed by its token, and stores each update once", async () => {
  await using app = await openTestApp();
  const { id } = await storedChannel(app.deps, { type: "telegram" });
  const token = telegramSecretToken(SECRET);
  const send = async (update: unknown, by = token) => {
    return await app.send(telegramRequest(id, update, by));
  };
  const first: InboundAnswer = await (await send(anUpdate(1, { text: "Привіт" }))).json();
  const again: InboundAnswer = await (await send(anUpdate(1, { text: "Привіт" }))).json();
  assertEquals([first.result, again.result], ["stored", "duplicate"]);
  const phone = { phone_number: "380671234567", first_name: "Олена", user_id: 42 };
  const shared: InboundAnswer = await (await send(anUpdate(2, { contact: phone }))).json();
  assertEquals(shared.contactId, first.contactId);
  const contact = await requireContact(app.deps.kv, first.contactId ?? 0);
  assertEquals([contact.name, contact.language, contact.phones[0]?.key], [
    "Олена",
    "uk",
    "+380671234567",
  ]);
  for (const wrong of ["", "x", SECRET, telegramSecretToken(OTHER_SECRET)]) {
    assertEquals((await refusalOf(await send(anUpdate(3, { text: "x" }), wrong))).status, 401);
  }
});

Deno.test("updates that are no messages are passed over with 200 and stand in the log", async () => {
  await using app = await openTestApp();
  const { id } = await storedChannel(app.deps, { type: "telegram" });
  const token = telegramSecretToken(SECRET);
  const group = anUpdate(5, { text: "x", chat: { id: -1, type: "group" } });
  for (const update of [group, { update_id: 6, my_chat_member: {} }]) {
    const response = await app.send(telegramRequest(id, update, token));
    assertEquals([response.status, (await response.json()).result], [200, "dropped"]);
  }
  const { items } = await listChannelLog(app.deps.kv, id, { limit: 5 });
  assertEquals(items.map(({ problem, subjectId }) => [problem, subjectId]).sort(), [
    ["unsupported", "telegram:5"],
    ["unsupported", "telegram:6"],
  ]);
  assertEquals(await messageCount(app), 0);
  const { id: api } = await storedChannel(app.deps, { type: "api" });
  assertEquals((await refusalOf(await app.send(telegramRequest(api, group, token)))).status, 404);
});

/** As a mail server writes it when nobody is where the mail went (RFC 3464). */
function bounceOf({ conversationId, messageId }: InboundAnswer): string {
  return [
    "From: MAILER-DAEMON@mx.example.com",
    "Content-Type: multipart/report; report-type=delivery-status; boundary=cut",
    "",
    "--cut",
    "Content-Type: message/delivery-status",
    "",
    "Final-Recipient: rfc822; taras@example.com",
    "Action: failed",
    "--cut",
    "Content-Type: text/rfc822-headers",
    "",
    `Message-ID: <${conversationId}.${messageId}@example.org>`,
    "",
    "--cut--",
  ].join("\r\n");
}

Deno.test("a bounce marks the mail that came back, in its own channel only, and stores no message", async () => {
  await using app = await openTestApp();
  const type = "message/rfc822";
  const { id } = await storedChannel(app.deps, { type: "email" });
  const { id: other } = await storedChannel(app.deps, { type: "email" });
  const mail = "From: taras@example.com\r\n\r\nWhere is it?";
  const answer: InboundAnswer = await (await postSigned(app, id, mail, { type })).json();
  const bounce = bounceOf(await asSent(app.deps, answer, "sent"));
  const shown = () => pageOf(app, `/conversations/${answer.conversationId}`);
  for (const [channelId, result] of [[other, "dropped"], [id, "updated"]] as const) {
    assert(!(await shown()).includes("The other side refused the message"));
    const response = await postSigned(app, channelId, bounce, { type });
    assertEquals([response.status, (await response.json()).result], [200, result]);
  }
  assertStringIncludes(await shown(), "The other side refused the message");
  const gone = bounceOf({ ...answer, messageId: "01GONE" });
  assertEquals((await (await postSigned(app, id, gone, { type })).json()).result, "dropped");
  assertEquals(await messageCount(app), 1);
});

Deno.test("a program's report on a message that its channel has not sent is 404, and stands in the log", async () => {
  await using app = await openTestApp();
  const { id } = await storedChannel(app.deps, { type: "email" });
  const delivery = { conversationId: "01GONE", messageId: "01GONE", state: "failed" };
  const refused = await refusalOf(await postSigned(app, id, { kind: "delivery", delivery }));
  assertEquals(refused.status, 404);
  const { items } = await listChannelLog(app.deps.kv, id, { limit: 5 });
  assertEquals(items.map(({ problem }) => problem), ["message_unknown"]);
});

Deno.test("a signed mail is stored for its sender, a bounce in words alone is passed over", async () => {
  await using app = await openTestApp();
  const { id } = await storedChannel(app.deps, { type: "email" });
  const type = "message/rfc822";
  const mail = "From: Taras <taras@example.com>\r\nSubject: Order\r\n\r\nWhere is it?";
  const answer: InboundAnswer = await (await postSigned(app, id, mail, { type })).json();
  const contact = await requireContact(app.deps.kv, answer.contactId ?? 0);
  assertEquals([contact.name, contact.emails[0]?.key], ["Taras", "taras@example.com"]);
  const bounce = "From: MAILER-DAEMON@example.com\r\n\r\nUndelivered";
  assertEquals((await (await postSigned(app, id, bounce, { type })).json()).result, "dropped");
  const nobody = await refusalOf(await postSigned(app, id, "Subject: x\r\n\r\ny", { type }));
  assertEquals(nobody.problems["identity.email"]?.code, "field_required");
  const { id: chat } = await storedChannel(app.deps, { type: "api" });
  const misplaced = await refusalOf(await postSigned(app, chat, mail, { type }));
  assertEquals([misplaced.status, misplaced.code], [415, "body_type"]);
});
