import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { isTelegramToken, parseTelegramUpdate, telegramSecretToken } from "./telegram.ts";
import { inboundEventSchema } from "@/lib/domain/inbound.ts";
import { InputError, KartkaError } from "@/lib/errors.ts";

const SECRETS = [1, 2].map((byte) => `whsec_${new Uint8Array(32).fill(byte).toBase64()}`);

function bytes(update: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(update));
}

function anUpdate(message: Record<string, unknown>, field = "message") {
  const from = {
    id: 42,
    is_bot: false,
    first_name: "Олена",
    last_name: "Шевченко",
    username: "olena",
    language_code: "uk",
  };
  const chat = { id: 42, type: "private" };
  return {
    update_id: 1001,
    [field]: { message_id: 7, date: 1_763_812_000, chat, from, ...message },
  };
}

function messageOf(message: Record<string, unknown>, field?: string) {
  const { event } = parseTelegramUpdate(bytes(anUpdate(message, field)));
  assert(event?.kind === "message");
  // What is made of an update has to be what the API would take too.
  assertEquals(inboundEventSchema.parse(event), event);
  return event;
}

Deno.test("a text becomes a message with who wrote it and when", () => {
  assertEquals(parseTelegramUpdate(bytes(anUpdate({ text: "Привіт" }))), {
    eventId: "telegram:1001",
    event: {
      kind: "message",
      identity: { externalId: "42", name: "Олена Шевченко", label: "@olena", language: "uk" },
      message: {
        text: "Привіт",
        externalId: "7",
        sentAtMs: 1_763_812_000_000,
        attachments: [],
      },
    },
  });
});

Deno.test("what is no text is kept as a labelled placeholder, with its caption", () => {
  const cases: [Record<string, unknown>, string, string, string][] = [
    [{ photo: [{ file_id: "x" }], caption: "Ось" }, "photo", "", "Ось"],
    [{ sticker: { emoji: "👍", file_id: "x" } }, "sticker", "👍", ""],
    [{ voice: { duration: 3 } }, "voice", "", ""],
    [{ audio: { file_name: "a.mp3" } }, "audio", "a.mp3", ""],
    [{ video: {} }, "video", "", ""],
    [{ video_note: {} }, "video", "", ""],
    [{ animation: { file_name: "b.gif" }, document: { file_name: "b.gif" } }, "video", "b.gif", ""],
    [{ document: { file_name: "договір.pdf" } }, "document", "договір.pdf", ""],
    [{ location: { latitude: 1, longitude: 2 } }, "location", "", ""],
    [{ location: {}, venue: { title: "Кав’ярня" } }, "location", "Кав’ярня", ""],
    [{ poll: { question: "Так?" } }, "poll", "Так?", ""],
    [{ story: {} }, "other", "", ""],
  ];
  for (const [content, kind, name, text] of cases) {
    const { message } = messageOf(content);
    assertEquals([message.attachments, message.text], [[{ kind, name }], text]);
  }
});

Deno.test("an edited message says that it is one, and when it was edited", () => {
  const { message } = messageOf({ text: "Ні", edit_date: 1_763_812_060 }, "edited_message");
  assertEquals(message.attachments, [{ kind: "edited", name: "" }]);
  assertEquals(message.sentAtMs, 1_763_812_060_000);
});

Deno.test("a live location is one message, however often it moves", () => {
  const location = { latitude: 50.45, longitude: 30.52, live_period: 900 };
  assertEquals(messageOf({ location }).message.attachments, [{ kind: "location", name: "" }]);
  const moved = anUpdate({ location, edit_date: 1_763_812_060 }, "edited_message");
  const ended = anUpdate({ location: { latitude: 50, longitude: 30 } }, "edited_message");
  for (const update of [moved, ended]) {
    assertEquals(parseTelegramUpdate(bytes(update)).event, null);
  }
});

Deno.test("only a phone that is the sender's own becomes theirs", () => {
  const shared = (user_id?: number) => ({
    contact: { phone_number: "380671234567", first_name: "Ірина", user_id },
  });
  assertEquals(messageOf(shared(42)).identity.phone, "+380671234567");
  assertEquals(messageOf(shared(43)).identity.phone, undefined);
  const { identity, message } = messageOf(shared());
  assertEquals(identity.phone, undefined);
  assertEquals(message.attachments, [{ kind: "contact", name: "Ірина" }]);
  assertEquals(JSON.stringify(message).includes("38067"), false);
});

Deno.test("groups, bots and updates that are no messages are passed over", () => {
  const passedOver = [
    anUpdate({ text: "x", chat: { id: -5, type: "supergroup" } }),
    anUpdate({ text: "x", from: { id: 1, is_bot: true } }),
    anUpdate({ text: "x" }, "channel_post"),
    anUpdate({ text: "x", from: {} }),
    { update_id: 1, my_chat_member: {} },
  ];
  for (const update of passedOver) assertEquals(parseTelegramUpdate(bytes(update)).event, null);
  assertThrows(() => parseTelegramUpdate(bytes({ message: {} })), InputError);
});

Deno.test("what is only shown may come in any shape, and the message is kept", () => {
  const odd = [5, null, [], {}, "x", true];
  for (const value of odd) {
    const from = { id: 42, first_name: value, username: value, language_code: value };
    const shown = { caption: value, sticker: value, document: value, contact: value, poll: value };
    const { message } = messageOf({ ...shown, from, text: "Привіт" });
    assertEquals(message.text, "Привіт");
  }
});

Deno.test("names and labels of any length are cut to what a contact keeps", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (text) => {
    const from = { id: 42, first_name: text, last_name: text, username: text, language_code: "uk" };
    messageOf({ text: `x${text}`, from, document: { file_name: text } });
  }));
});

Deno.test("no update makes the parser fail in a way that is not an answer", () => {
  fc.assert(
    fc.property(fc.object({ maxDepth: 4 }), fc.boolean(), (extra, isMessage) => {
      const update = isMessage ? anUpdate(extra) : { update_id: 5, ...extra };
      try {
        parseTelegramUpdate(bytes(update));
      } catch (error) {
        assert(error instanceof KartkaError && error.status < 500);
      }
    }),
    { numRuns: 1000 },
  );
});

Deno.test("the token is of one secret only, fits Telegram's alphabet, and is not the secret", () => {
  const tokens = SECRETS.map(telegramSecretToken);
  for (const [at, token] of tokens.entries()) {
    assert(/^[A-Za-z0-9_-]{1,256}$/.test(token));
    assert(isTelegramToken(SECRETS, token));
    assertEquals(isTelegramToken(SECRETS.toSpliced(at, 1), token), false);
    const secret = SECRETS[at] ?? "";
    assertEquals(isTelegramToken(SECRETS, secret), false);
  }
  assertEquals(isTelegramToken(SECRETS, ""), false);
  assertEquals(isTelegramToken([], tokens[0] ?? ""), false);
});
