import { assertEquals, assertRejects } from "@std/assert";
import type { Connector as ConnectorRecord } from "@/lib/domain/channel.ts";
import type { Conversation, Message } from "@/lib/domain/conversation.ts";
import { aChannel, aReply } from "@/tests/support/conversations.ts";
import { NOON, testDeps } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { aConversation } from "@/tests/support/outbox.ts";
import { openSmtpSink, type SmtpFault } from "@/tests/support/smtp.ts";
import { MAIL_CERT, MAIL_KEY, TEST_CA } from "@/tests/support/tls.ts";
import type { Address } from "../safe_fetch.ts";
import { DeliveryError, type Order } from "./connector.ts";
import type { ConnectorSettings } from "./connector_settings.ts";
import { emailConnector } from "./email.ts";

type SmtpServer = Extract<ConnectorRecord, { kind: "email" }>;

using kv = await memoryKv();
const { secrets: BOX } = testDeps(kv);
const NEVER = new AbortController().signal;
const LOGIN = { user: "support", pass: "correct horse" };

function connector(changes: Partial<ConnectorSettings> = {}) {
  return emailConnector({
    privateHosts: ["127.0.0.1"],
    telegramApi: new URL("https://api.telegram.org"),
    secrets: BOX,
    now: () => NOON,
    ...changes,
  });
}

interface Wish {
  server?: Partial<SmtpServer>;
  message?: Partial<Message>;
  conversation?: Partial<Conversation>;
  earlier?: string[];
}

function anOrder(port: number, { server, message, conversation, earlier = [] }: Wish = {}): Order {
  const channel = aChannel({
    type: "email",
    connector: {
      kind: "email",
      host: "127.0.0.1",
      port,
      security: "none",
      user: "",
      password: null,
      from: "Підтримка <support@example.org>",
      ...server,
    },
  });
  return {
    channel,
    conversation: {
      ...aConversation(channel, "01CONV"),
      address: "olena@example.com",
      subject: "Рахунок за листопад",
      ...conversation,
    },
    message: aReply({ id: "01MESSAGE", text: "Добрий день!\n.\nДякуємо.", ...message }),
    partsDone: 0,
    earlierIds: () => Promise.resolve(earlier),
  };
}

async function failureOf(sent: Promise<unknown>) {
  const { code, isFinal, status } = await assertRejects(() => sent, DeliveryError);
  return [code, isFinal, status];
}

Deno.test("an e-mail arrives as it was written, from the channel's address, under an id made of the message's", async () => {
  await using sink = await openSmtpSink();
  const delivered = await connector().deliver(anOrder(sink.port), NEVER);
  assertEquals(delivered, {
    state: "sent",
    externalId: "<01CONV.01MESSAGE@example.org>",
    status: 250,
  });
  const [taken] = sink.taken;
  assertEquals([taken?.from, taken?.to], ["support@example.org", ["olena@example.com"]]);
  assertEquals(taken?.mail.from, { name: "Підтримка", address: "support@example.org" });
  assertEquals(taken?.mail.subject, "Рахунок за листопад");
  assertEquals(taken?.mail.text?.trimEnd(), "Добрий день!\n.\nДякуємо.");
  assertEquals(taken?.mail.messageId, "<01CONV.01MESSAGE@example.org>");
  assertEquals(taken?.mail.date, new Date(NOON).toISOString());
  assertEquals(taken?.mail.inReplyTo, undefined);
});

Deno.test("an answer refers to what it answers and to all before it, and its subject says so once", async () => {
  await using sink = await openSmtpSink();
  const earlier = ["<first@example.com>", "second@example.com", "no id", "<a@b>\r\nBcc: <c@d>"];
  const subjects = ["Рахунок", "RE: Рахунок", "Re : Рахунок"];
  for (const subject of subjects) {
    await connector().deliver(anOrder(sink.port, { earlier, conversation: { subject } }), NEVER);
  }
  const [mail] = sink.taken.map(({ mail }) => mail);
  assertEquals(mail?.inReplyTo, "<second@example.com>");
  assertEquals(mail?.references, "<first@example.com> <second@example.com>");
  assertEquals(sink.taken.map(({ mail }) => mail.subject), ["Re: Рахунок", ...subjects.slice(1)]);
  assertEquals(sink.taken.every(({ to }) => to.length === 1), true);
});

Deno.test("without a subject the beginning of the text is one; line breaks in it end nothing", async () => {
  await using sink = await openSmtpSink();
  const none = { conversation: { subject: null }, message: { text: "Вітаємо!\nЦе ми." } };
  await connector().deliver(anOrder(sink.port, none), NEVER);
  const nasty = { conversation: { subject: "Hi\r\nBcc: eve@example.net\r\n\r\nBody" } };
  await connector().deliver(anOrder(sink.port, nasty), NEVER);
  assertEquals(sink.taken[0]?.mail.subject, "Вітаємо! Це ми.");
  assertEquals(sink.taken[1]?.mail.bcc, undefined);
  assertEquals(sink.taken[1]?.to, ["olena@example.com"]);
});

Deno.test("a server that wants a login gets it; with a wrong one mail waits for the right one", async () => {
  await using sink = await openSmtpSink({ login: LOGIN });
  const password = await BOX.seal(LOGIN.pass);
  const right = { user: LOGIN.user, password };
  await connector().deliver(anOrder(sink.port, { server: right }), NEVER);
  assertEquals(sink.taken[0]?.user, LOGIN.user);
  const wrong = { user: LOGIN.user, password: await BOX.seal("wrong") };
  const refused = connector().deliver(anOrder(sink.port, { server: wrong }), NEVER);
  assertEquals(await failureOf(refused), ["login_refused", false, 535]);
  const nobody = connector().deliver(anOrder(sink.port), NEVER);
  assertEquals(await failureOf(nobody), ["login_refused", false, 530]);
  assertEquals(sink.taken.length, 1);
});

const FAULTS: [SmtpFault, DeliveryError["code"], boolean][] = [
  [{ at: "MAIL", code: 451 }, "receiver_error", false],
  [{ at: "RCPT", code: 450 }, "receiver_error", false],
  [{ at: "DATA", code: 452 }, "receiver_error", false],
  [{ at: "MAIL", code: 550 }, "sender_refused", true],
  [{ at: "RCPT", code: 550 }, "customer_unknown", true],
  [{ at: "DATA", code: 554 }, "refused", true],
];

for (const [fault, code, isFinal] of FAULTS) {
  Deno.test(`${fault.code} to ${fault.at} is ${isFinal ? "final" : "tried again"}: ${code}`, async () => {
    await using sink = await openSmtpSink();
    sink.faults.push(fault);
    const sent = connector().deliver(anOrder(sink.port), NEVER);
    assertEquals(await failureOf(sent), [code, isFinal, fault.code]);
    assertEquals(sink.taken, []);
    await connector().deliver(anOrder(sink.port), NEVER);
    assertEquals(sink.taken.length, 1);
  });
}

Deno.test("mail goes encrypted, from the first byte or after STARTTLS, to a server that proves its name", async () => {
  const certificate = { key: MAIL_KEY, cert: MAIL_CERT };
  const sinks = {
    tls: { ...certificate, secure: true },
    starttls: { ...certificate, disabledCommands: ["AUTH"] },
  };
  const addresses: Address[] = [{ address: "127.0.0.1", family: 4 }];
  for (const security of ["tls", "starttls"] as const) {
    await using sink = await openSmtpSink(sinks[security]);
    const trusting = connector({
      mailAuthority: TEST_CA,
      privateHosts: ["mail.test", "other.test"],
      resolve: () => Promise.resolve(addresses),
    });
    const to = (host: string) =>
      trusting.deliver(anOrder(sink.port, { server: { host, security } }), NEVER);
    await to("mail.test");
    assertEquals(sink.taken.map(({ isSecure }) => isSecure), [true]);
    assertEquals(await failureOf(to("other.test")), ["tls_failed", false, null]);
    assertEquals(sink.taken.length, 1);
  }
});

Deno.test("a server without encryption is not given what asks for it, nor one whose certificate is not its name's", async () => {
  await using plain = await openSmtpSink();
  const starttls = anOrder(plain.port, { server: { security: "starttls" } });
  const [code, isFinal] = await failureOf(connector().deliver(starttls, NEVER));
  assertEquals([code, isFinal], ["starttls_missing", false]);
  await using self = await openSmtpSink({ disabledCommands: ["AUTH"] }); // with smtp-server's own certificate
  const unknown = anOrder(self.port, { server: { security: "starttls" } });
  assertEquals(await failureOf(connector().deliver(unknown, NEVER)), ["tls_failed", false, null]);
  await using secure = await openSmtpSink({ secure: true });
  const tls = anOrder(secure.port, { server: { security: "tls" } });
  assertEquals(await failureOf(connector().deliver(tls, NEVER)), ["tls_failed", false, null]);
  assertEquals([...plain.taken, ...self.taken, ...secure.taken], []);
});

Deno.test("a server that hangs is let go when the try ends", async () => {
  const greeted = Promise.withResolvers<void>();
  await using sink = await openSmtpSink({ onConnect: () => greeted.resolve() });
  const ending = new AbortController();
  const sent = connector().deliver(anOrder(sink.port), ending.signal);
  await greeted.promise;
  ending.abort();
  assertEquals(await failureOf(sent), ["timeout", false, null]);
});

Deno.test("a server that hangs up, and one that is not there, are tried again", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  const dropping = (async () => {
    (await listener.accept()).close();
    listener.close();
  })();
  const dropped = await failureOf(connector().deliver(anOrder(port), NEVER));
  await dropping;
  assertEquals(dropped, ["unreachable", false, null]);
  assertEquals(await failureOf(connector().deliver(anOrder(port), NEVER)), [
    "unreachable",
    false,
    null,
  ]);
});

Deno.test("a mail server inside our network is refused unless it was named, whatever its name says", async () => {
  await using sink = await openSmtpSink();
  const closed = connector({ privateHosts: [] });
  const literal = closed.deliver(anOrder(sink.port), NEVER);
  assertEquals(await failureOf(literal), ["address_private", false, null]);
  const inside = connector({
    resolve: () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]),
  });
  const named = inside.deliver(anOrder(sink.port, { server: { host: "mail.test" } }), NEVER);
  assertEquals(await failureOf(named), ["address_private", false, null]);
  const nowhere = connector({ resolve: () => Promise.resolve([]) });
  const unknown = nowhere.deliver(anOrder(sink.port, { server: { host: "no.such" } }), NEVER);
  assertEquals(await failureOf(unknown), ["unreachable", false, null]);
  assertEquals(sink.taken, []);
});

Deno.test("a message without a letter is not sent", async () => {
  await using sink = await openSmtpSink();
  const blank = connector().deliver(anOrder(sink.port, { message: { text: " \n" } }), NEVER);
  assertEquals(await failureOf(blank), ["empty", true, null]);
});
