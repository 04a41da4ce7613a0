import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "@/lib/errors.ts";
import {
  aBotForm,
  aChannelForm,
  aMailForm,
  BOT_TOKEN,
  SMTP_PASSWORD,
} from "@/tests/support/channels.ts";
import { CHANNEL_TYPES, type Connector, sealedSchema } from "./channel.ts";
import { connectorKinds, parseChannelInput, type TypedChannel } from "./channel_input.ts";

Deno.test("each connector is read with what it needs, and nothing of the others", () => {
  const sandbox = parseChannelInput("website", aChannelForm({ url: "left over" }), null);
  assertEquals(sandbox.connector, { kind: "sandbox" });
  const webhook = aChannelForm({ connector: "webhook", url: " https://example.org/in?key=1 " });
  assertEquals(parseChannelInput("api", webhook, null).connector, {
    kind: "webhook",
    url: "https://example.org/in?key=1",
  });
  assertEquals(parseChannelInput("telegram", aBotForm(), null).connector, {
    kind: "telegram",
    botToken: { typed: BOT_TOKEN },
  });
  assertEquals(parseChannelInput("email", aMailForm({ host: "SMTP.example.com " }), null), {
    name: "Support mail",
    conversationType: "email",
    canWriteFirst: true,
    connector: {
      kind: "email",
      host: "smtp.example.com",
      port: 587,
      security: "starttls",
      user: "support",
      password: { typed: SMTP_PASSWORD },
      from: "support@example.com",
    },
  });
});

Deno.test("Telegram's and SMTP's connectors are for their own types; a webhook and the sandbox are for all", () => {
  for (const type of CHANNEL_TYPES) {
    const kinds = connectorKinds(type);
    assertEquals(kinds.includes("sandbox") && kinds.includes("webhook"), true, type);
    assertEquals(kinds.includes("telegram"), type === "telegram", type);
    assertEquals(kinds.includes("email"), type === "email", type);
  }
  assertEquals(problemsOf(aBotForm(), "viber"), { connector: { code: "choice_missing" } });
  assertEquals(problemsOf(aMailForm(), "call"), { connector: { code: "choice_missing" } });
});

Deno.test("website chat never writes first, whatever the form says", () => {
  for (const type of CHANNEL_TYPES) {
    const typed = aChannelForm({ canWriteFirst: true, conversationType: "email" });
    assertEquals(parseChannelInput(type, typed, null).canWriteFirst, type !== "website", type);
  }
});

Deno.test("every field that is wrong is named, with what to do", () => {
  assertEquals(problemsOf(aChannelForm({ name: " \u200b", conversationType: "", connector: "" })), {
    name: { code: "channel_name_empty" },
    conversationType: { code: "choice_missing" },
    connector: { code: "choice_missing" },
  });
  assertEquals(problemsOf(aChannelForm({ name: "x".repeat(61) })), {
    name: { code: "too_long", params: { max: 60 } },
  });
  const mail = { host: "a b", port: "0", security: "ssl", user: "u", password: "", from: "me" };
  assertEquals(problemsOf(aMailForm(mail), "email"), {
    host: { code: "host_invalid" },
    port: { code: "port_invalid" },
    security: { code: "choice_missing" },
    from: { code: "email_invalid" },
    password: { code: "smtp_password_missing" },
  });
  for (
    const botToken of ["", "123:short", "no token at all", `${BOT_TOKEN}/..`, `${BOT_TOKEN}\n1`]
  ) {
    const problems = problemsOf(aBotForm({ botToken }), "telegram");
    assertEquals(problems, { botToken: { code: "bot_token_invalid" } }, botToken);
  }
});

Deno.test("a webhook's address is http or https without a password in it", () => {
  for (
    const url of [
      "",
      "example.org",
      "ftp://example.org",
      "https://me:word@example.org/",
      "javascript:1",
    ]
  ) {
    const problems = problemsOf(aChannelForm({ connector: "webhook", url }), "api");
    assertEquals(problems, { url: { code: "url_invalid" } }, url);
  }
});

Deno.test("a port is a whole number of a port", () => {
  for (const port of ["", "-1", "65536", "25.5", "1e9", "twenty-five", "NaN"]) {
    const problems = problemsOf(aMailForm({ port }), "email");
    assertEquals(problems, { port: { code: "port_invalid" } }, port);
  }
});

Deno.test("an empty secret keeps the stored one, for the server and user it was entered for", () => {
  const bot: Connector = { kind: "telegram", botToken: sealedSchema.parse("sealed") };
  const kept = parseChannelInput("telegram", aBotForm({ botToken: "" }), bot).connector;
  assertEquals(kept, { kind: "telegram", botToken: "stored" });
  const passwordOf = (changes: Partial<TypedChannel>) => {
    const { connector } = parseChannelInput("email", aMailForm(changes), MAIL);
    return connector.kind === "email" ? connector.password : undefined;
  };
  assertEquals(passwordOf({ password: "" }), "stored");
  assertEquals(passwordOf({ password: "", port: "25" }), "stored");
  assertEquals(passwordOf({ password: "new" }), { typed: "new" });
  assertEquals(passwordOf({ password: "new", user: "" }), null);
  for (const changes of [{ host: "evil.example.com" }, { user: "other" }]) {
    const problems = problemsOf(aMailForm({ password: "", ...changes }), "email", MAIL);
    assertEquals(problems, { password: { code: "smtp_password_missing" } });
  }
});

Deno.test("whatever is typed is read or refused by field, never with another error", () => {
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.constantFrom(...WORDS));
  const fields = Object.keys(aChannelForm()).filter((field) => field !== "canWriteFirst");
  const typed = fc.record(Object.fromEntries(fields.map((field) => [field, text])));
  const property = fc.property(typed, fc.constantFrom(...CHANNEL_TYPES), (some, type) => {
    try {
      parseChannelInput(type, { ...aChannelForm(), ...some }, null);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const unknown = Object.keys(error.problems).filter((field) => !fields.includes(field));
      assertEquals(unknown, []);
    }
  });
  fc.assert(property, { numRuns: 500 });
});

const MAIL: Connector = {
  kind: "email",
  host: "smtp.example.com",
  port: 587,
  security: "starttls",
  user: "support",
  password: sealedSchema.parse("sealed"),
  from: "support@example.com",
};

const WORDS = [
  "sandbox",
  "webhook",
  "telegram",
  "email",
  "chat",
  "tls",
  "a@example.com",
  "1",
  "::1",
];

function problemsOf(
  typed: TypedChannel,
  type: Parameters<typeof parseChannelInput>[0] = "website",
  stored: Connector | null = null,
) {
  return assertThrows(() => parseChannelInput(type, typed, stored), InputError).problems;
}
