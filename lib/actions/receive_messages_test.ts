// What is kept of an inbound message: its time, subject, text and what came along.
import { assert, assertEquals } from "@std/assert";
import { LATE_MS_MAX } from "./stage_inbound.ts";
import { MESSAGE_CHARS_MAX } from "@/lib/domain/conversation.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { findThread, listMessages } from "@/lib/store/conversations.ts";
import { listEvents } from "@/lib/store/events.ts";
import { VALUE_BYTES_MAX } from "@/lib/store/change.ts";
import { valueBytes } from "@/lib/store/value_size.ts";
import { NOON, testDeps } from "@/tests/support/deps.ts";
import { aChannel, aMessage, receive } from "@/tests/support/inbound.ts";
import { memoryKv } from "@/tests/support/kv.ts";

const CHAT = aChannel({ type: "telegram" });
const MINUTE_MS = 60_000;

Deno.test("a message counts from when it was sent, within a week and never from the future", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const moments = [NOON - 1000, NOON - LATE_MS_MAX, NOON + 1000, undefined];
  const times: number[] = [];
  for (const sentAtMs of moments) {
    const answer = await receive(deps, CHAT, aMessage({ externalId: "7" }, { sentAtMs }));
    const { items } = await listMessages(kv, answer.conversationId ?? "", { limit: 10 });
    times.push(items.find(({ id }) => id === answer.messageId)?.atMs ?? 0);
  }
  assertEquals(times, [NOON - 1000, NOON, NOON, NOON]);
});

Deno.test("a mail's new subject is the conversation's from then on; answers and mails without one keep it", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const channel = aChannel({ type: "email" });
  const subjects: (string | null)[] = [];
  for (const subject of ["Order 7", "Re: order 7", "", "Fwd: Refund", "RE: Refund"]) {
    await receive(deps, channel, aMessage({ email: "taras@example.com" }, { subject }));
    const place = { channelId: channel.id, address: "taras@example.com", contactId: 1 };
    subjects.push((await findThread(kv, place))?.subject ?? null);
  }
  assertEquals(subjects, ["Order 7", "Order 7", "Order 7", "Fwd: Refund", "Fwd: Refund"]);
});

Deno.test("the timeline has a message that comes late where it was sent, below what happened since", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const { contactId } = await receive(deps, CHAT, aMessage({ externalId: "7" }));
  deps.pass(60 * MINUTE_MS);
  await receive(deps, CHAT, aMessage({ externalId: "7" }, { sentAtMs: NOON - 90 * MINUTE_MS }));
  await receive(deps, CHAT, aMessage({ externalId: "7" }, { sentAtMs: NOON + 59 * MINUTE_MS }));
  const { events } = await listEvents(kv, contactId ?? 0, { limit: 10 });
  const minutes = events.map(({ kind, atMs }) => [kind === "message", (atMs - NOON) / MINUTE_MS]);
  assertEquals(minutes[0], [true, 59]);
  assertEquals(minutes[3], [true, -90]);
  // The contact and its first message have come at once.
  assertEquals(minutes.slice(1, 3).sort(), [[false, 0], [true, 0]]);
});

Deno.test("a late message never moves last activity back", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const { contactId } = await receive(deps, CHAT, aMessage({ externalId: "7" }));
  await receive(deps, CHAT, aMessage({ externalId: "7" }, { sentAtMs: NOON - MINUTE_MS }));
  assertEquals((await requireContact(kv, contactId ?? 0)).lastActivityAtMs, NOON);
});

Deno.test("texts of any script at, below and above the limit are stored, cut where they are longer", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const attachments = Array.from(
    { length: 20 },
    () => ({ kind: "document", name: "ї".repeat(200) }),
  );
  for (const letter of ["a", "é", "ї", "😀", "漢"]) {
    for (const more of [-1, 0, 1, 2000]) {
      const length = MESSAGE_CHARS_MAX + more;
      const text = letter.repeat(Math.ceil(length / letter.length)).slice(0, length);
      const answer = await receive(
        deps,
        CHAT,
        aMessage({ externalId: "7" }, { text, attachments }),
      );
      const { items } = await listMessages(kv, answer.conversationId ?? "", { limit: 100 });
      const message = items.find(({ id }) => id === answer.messageId);
      assert(message !== undefined);
      // Half of a character at the end of what was sent is mended, half of one at the cut goes.
      assertEquals(
        message.text,
        text.toWellFormed().slice(0, MESSAGE_CHARS_MAX).replace(/[\ud800-\udbff]$/, ""),
      );
      assertEquals(message.isCut, message.text.length < text.length);
      assert(message.text.isWellFormed() && valueBytes(message) < VALUE_BYTES_MAX);
    }
  }
});

Deno.test("what cannot be shown is kept as a labelled placeholder", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const message = { text: " \n", attachments: [{ kind: "sticker", name: "👍" }] };
  const answer = await receive(deps, CHAT, aMessage({ externalId: "7" }, message));
  const { items } = await listMessages(kv, answer.conversationId ?? "", { limit: 1 });
  assertEquals(items.map(({ kind, attachments }) => [kind, attachments]), [
    ["unsupported", [{ kind: "sticker", name: "👍" }]],
  ]);
});

Deno.test("what deceives the eye is not stored, and a message of nothing to see is a placeholder", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const attachments = [{ kind: "document", name: "invoice\u202efdp.exe" }];
  await receive(
    deps,
    CHAT,
    aMessage({ externalId: "7" }, { text: "a\u202eb\r\nc\0", attachments }),
  );
  const text = "\u200b\u202e\0";
  const { conversationId } = await receive(deps, CHAT, aMessage({ externalId: "7" }, { text }));
  const { items } = await listMessages(kv, conversationId ?? "", { limit: 2 });
  assertEquals(items.map((item) => [item.kind, item.text, ...item.attachments]).sort(), [
    ["text", "ab\nc", { kind: "document", name: "invoicefdp.exe" }],
    ["unsupported", ""],
  ]);
});
