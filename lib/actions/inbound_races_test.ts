// Inbound events at once, in several processes, and killed at every commit: each is stored exactly once.
import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { createContact } from "./create_contact.ts";
import { receiveInbound } from "./receive_inbound.ts";
import { contactSchema } from "@/lib/domain/contact.ts";
import { conversationSchema } from "@/lib/domain/conversation.ts";
import { BusyError } from "@/lib/errors.ts";
import { ownedHandles } from "@/lib/store/handles.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { ADMIN, anInput } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { aChannel, aMessage, anEvent, aReport, receive } from "@/tests/support/inbound.ts";
import {
  Crash,
  type Fault,
  faultyKv,
  interruptedKv,
  keysUnder,
  memoryKv,
  snapshot,
} from "@/tests/support/kv.ts";

const CHAT = aChannel({ type: "telegram" });

interface Stored {
  contacts: number;
  conversations: number;
  messages: number;
}

/** How much there is, and that all that counts it agrees. */
async function stored(kv: Deno.Kv): Promise<Stored> {
  const messages = await keysUnder(kv, rangePrefix("msg"));
  const conversations = await Array.fromAsync(
    kv.list({ prefix: rangePrefix("conv") }),
    ({ value }) => conversationSchema.parse(value),
  );
  const contacts = await Array.fromAsync(
    kv.list({ prefix: rangePrefix("c") }),
    ({ value }) => contactSchema.parse(value),
  );
  for (const conversation of conversations) {
    const own = messages.filter((key) => key[2] === conversation.id);
    assertEquals(conversation.messageCount, own.length);
  }
  for (const contact of contacts) {
    const own = conversations.filter(({ contactId }) => contactId === contact.id);
    assertEquals(contact.conversationCount ?? 0, own.length);
    for (const { key, path } of ownedHandles(contact)) {
      assertEquals((await kv.get(key)).value, contact.id, path);
    }
  }
  assertEquals((await keysUnder(kv, rangePrefix("cc"))).length, conversations.length);
  assertEquals((await keysUnder(kv, rangePrefix("cs"))).length, conversations.length);
  assertEquals((await keysUnder(kv, rangePrefix("sl"))).length, contacts.length);
  return {
    contacts: contacts.length,
    conversations: conversations.length,
    messages: messages.length,
  };
}

Deno.test("a hundred first messages of one sender at once make one contact with a hundred messages", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => receive(deps, CHAT, aMessage({ externalId: "7" }))),
  );
  assertEquals(new Set(answers.map(({ contactId }) => contactId)).size, 1);
  assertEquals(await stored(kv), { contacts: 1, conversations: 1, messages: 100 });
});

Deno.test("first messages of one sender at once in four processes make one contact", async () => {
  using kv = await memoryKv();
  const processes = Array.from({ length: 4 }, () => testDeps(faultyKv(kv).kv));
  const all = Array.from({ length: 40 }, async (_, at) => {
    const deps = processes[at % 4] ?? testDeps(kv);
    const report = aReport(aMessage({ externalId: "7", phone: "+380671234567" }));
    // A provider comes again after 503.
    for (;;) {
      try {
        return await receiveInbound(deps, CHAT, report);
      } catch (error) {
        assert(error instanceof BusyError && error.status === 503, String(error));
      }
    }
  });
  const answers = await Promise.all(all);
  assertEquals(new Set(answers.map(({ contactId }) => contactId)).size, 1);
  assertEquals(await stored(kv), { contacts: 1, conversations: 1, messages: 40 });
});

Deno.test("each of fifty events, sent five times at once, is stored once", async () => {
  using kv = await memoryKv();
  const processes = [testDeps(faultyKv(kv).kv), testDeps(faultyKv(kv).kv)];
  const reports = Array.from(
    { length: 50 },
    (_, at) => aReport(aMessage({ externalId: `${at % 7}` })),
  );
  const sent = reports.flatMap((report) => Array.from({ length: 5 }, () => report));
  const answers = await Promise.all(sent.map((report, at) => {
    const deps = processes[at % 2] ?? testDeps(kv);
    return receiveInbound(deps, CHAT, report).catch((error) => {
      assert(error instanceof BusyError, String(error));
      return receiveInbound(deps, CHAT, report);
    });
  }));
  assertEquals(answers.filter(({ result }) => result === "stored").length, 50);
  assertEquals(answers.filter(({ result }) => result === "duplicate").length, 200);
  assertEquals(await stored(kv), { contacts: 7, conversations: 7, messages: 50 });
});

const STORIES = {
  "a stranger's message": aMessage({ externalId: "8", name: "Eva", phone: "+380501112233" }),
  "a known sender's message with an edit": aMessage({
    externalId: "7",
    name: "Ivan",
    language: "uk",
  }),
  "a known sender's contact update": anEvent({
    kind: "contact",
    identity: { externalId: "7" },
    contact: { email: "ivan@example.com" },
  }),
};

for (const [name, event] of Object.entries(STORIES)) {
  for (const fault of ["crash_before", "crash_after", "locked", "conflict"] satisfies Fault[]) {
    Deno.test(`${name}, ${fault} at every commit, ends as if nothing had happened`, async () => {
      const expected = await endOf(event, () => null);
      assert(expected.commits > 0);
      for (let commit = 0; commit < expected.commits; commit++) {
        const end = await endOf(event, (at) => at === commit ? fault : null);
        assertEquals(end.kinds, expected.kinds, `commit ${commit}`);
      }
    });
  }
}

/** How many keys of each kind there are after an event that was sent until it was answered, and its commits. */
async function endOf(event: ReturnType<typeof aMessage>, plan: (commit: number) => Fault | null) {
  using kv = await memoryKv();
  await receive(testDeps(kv), CHAT, aMessage({ externalId: "7" }));
  const { kv: faulty, commits } = faultyKv(kv, plan);
  const report = aReport(event);
  await receiveInbound(testDeps(faulty), CHAT, report).catch((error) => {
    assert(error instanceof Crash, String(error));
  });
  const count = commits.length;
  await receiveInbound(testDeps(kv), CHAT, report);
  await stored(kv);
  const kinds: Record<string, number> = {};
  for (const [key] of await snapshot(kv)) {
    const kind = String(key[1]);
    // A process that died takes its block of ids with it, and its first answer may have been logged.
    if (kind !== "channel_log") kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return { kinds, commits: count };
}

Deno.test("whatever comes between two reads of a message, nothing is lost and nothing is stored twice", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(30), fc.constantFrom("first", "edit", "taken"), async (at, story) => {
      using kv = await memoryKv();
      const other = testDeps(kv);
      if (story !== "first") await receive(other, CHAT, aMessage({ externalId: "7" }));
      const extra = { externalId: "7", phone: "067 123 45 67" };
      const { kv: interrupted } = interruptedKv(kv, async (call) => {
        if (call !== at) return;
        // Olena has the same phone: she comes first, or the phone goes to her as unclaimed.
        if (story === "taken") await createContact(actingAs(other, ADMIN), anInput());
        else await receive(other, CHAT, aMessage({ externalId: "7", name: "Ivan" }));
      });
      const answer = await receiveInbound(testDeps(interrupted), CHAT, aReport(aMessage(extra)));
      assertEquals(answer.result, "stored");
      const { contacts } = await stored(kv);
      const owners = await keysUnder(kv, rangePrefix("p"));
      assert(contacts <= 2 && owners.length <= 1);
    }),
    { numRuns: 150 },
  );
});

Deno.test("a stranger's first mail, with somebody entering the same address at any moment, makes one contact", async () => {
  const mailbox = aChannel({ type: "email" });
  const mail = aMessage({ email: "olena@example.com", name: "Olena" });
  for (let at = 0; at < 12; at++) {
    using kv = await memoryKv();
    const entering: Promise<unknown>[] = [];
    const { kv: interrupted } = interruptedKv(kv, async (call) => {
      if (call !== at) return;
      entering.push(createContact(actingAs(testDeps(kv), ADMIN), anInput()));
      await Promise.all(entering);
    });
    const answer = await receiveInbound(testDeps(interrupted), mailbox, aReport(mail));
    assertEquals(answer.result, "stored");
    assertEquals(await stored(kv), { contacts: 1, conversations: 1, messages: 1 }, `call ${at}`);
    assert(entering.length > 0 || at > 3);
  }
});

Deno.test("a sender's burst beyond five hundred is asked to come again, and nothing of it is lost", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const all = Array.from({ length: 510 }, () => receive(deps, CHAT, aMessage({ externalId: "7" })));
  const outcomes = await Promise.allSettled(all);
  const refused = outcomes.filter(({ status }) => status === "rejected");
  assertEquals(refused.length, 10);
  assertEquals((await stored(kv)).messages, 500);
  await assertRejects(() => all[509] ?? Promise.resolve(), BusyError);
});

Deno.test("whoever loses against others thirty times is asked to come again, not told of a conflict", async () => {
  using kv = await memoryKv();
  await receive(testDeps(kv), CHAT, aMessage({ externalId: "7" }));
  const { kv: faulty } = faultyKv(kv, () => "conflict");
  const error = await assertRejects(
    () => receive(testDeps(faulty), CHAT, aMessage({ externalId: "7" })),
    BusyError,
  );
  assertEquals([error.status, error.retryAfterSeconds], [503, 2]);
});
