import { assert, assertEquals } from "@std/assert";
import { addNote } from "@/lib/actions/add_note.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { pinNote } from "@/lib/actions/pin_note.ts";
import { parseListView } from "@/lib/domain/contact_list.ts";
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { eventKey } from "@/lib/store/keys/contacts.ts";
import { contactConversationKey, conversationKey } from "@/lib/store/keys/conversations.ts";
import { ADMIN, anEvent, anId, anInput } from "@/tests/support/cast.ts";
import { aMessage, storeMessage } from "@/tests/support/conversations.ts";
import { actingAs, NOON, testDeps } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { readCard } from "./read_card.ts";

/** The same data, but what is asked at the same time is answered together: how often that happens is counted. */
function inWaves(below: Deno.Kv): { kv: Deno.Kv; waves(): number; calls(): number } {
  let [waves, calls] = [0, 0];
  let waiting: (() => Promise<() => void>)[] = [];

  function ask<T>(read: () => Promise<T>): Promise<T> {
    calls++;
    if (waiting.length === 0) setTimeout(flush);
    return new Promise((resolve, reject) => {
      waiting.push(() =>
        read().then((value) => () => resolve(value), (error) => () => reject(error))
      );
    });
  }

  async function flush() {
    const wave = waiting;
    waiting = [];
    waves++;
    for (const answer of await Promise.all(wave.map((read) => read()))) answer();
  }

  const kv = new Proxy(below, {
    get(target, property) {
      const value = Reflect.get(target, property);
      if (typeof value !== "function") return value;
      if (property === "list") {
        return async function* (...args: Parameters<Deno.Kv["list"]>) {
          yield* await ask(() => Array.fromAsync(target.list(...args)));
        };
      }
      if (property !== "get" && property !== "getMany") return value.bind(target);
      return (...args: unknown[]) => ask(async () => await Reflect.apply(value, target, args));
    },
  });
  return { kv, waves: () => waves, calls: () => calls };
}

/** Olena with so many conversations of one message and so many edits, and the card that it costs to read. */
async function costOf(count: number) {
  const kv = await memoryKv();
  const deps = testDeps(kv);
  const acting = actingAs({ ...deps, newId: anId }, ADMIN);
  const { id } = await createContact(acting, anInput());
  await pinNote(acting, id, await addNote(acting, id, "Pinned"));
  const { conversation } = await storeMessage(kv, { contactId: id }, aMessage());
  for (let at = 0; at < count; at++) {
    const other = { ...conversation, id: anId(), lastAtMs: NOON + at };
    await kv.set(conversationKey(other.id), other);
    await kv.set(contactConversationKey(id, other.lastAtMs, other.id), 0);
    const event = anEvent(id, { id: anId(), kind: "edited", atMs: NOON + at * 600_000 });
    await kv.set(eventKey(id, event.id), event);
  }
  const asked = inWaves(kv);
  const { country, timeZone } = deps;
  const reader = {
    kv: asked.kv,
    index: openContactIndex(asked.kv),
    principal: ADMIN,
    nowMs: NOON,
    locale: "en",
    timeZone,
    country,
  } as const;
  const wish = { id, view: parseListView(new URLSearchParams()), before: null };
  await readCard(reader, wish); // definitions are in the cache from here on
  const [waves, calls] = [asked.waves(), asked.calls()];
  const card = await readCard(reader, wish);
  kv.close();
  return { card, waves: asked.waves() - waves, calls: asked.calls() - calls };
}

Deno.test("a card is read in as many waits and reads with hundreds of conversations as with a few", async () => {
  const [few, many] = [await costOf(60), await costOf(600)];
  assertEquals([many.waves, many.calls], [few.waves, few.calls]);
  assert(few.waves <= 3, `${few.waves} waits`);
  assertEquals([many.card.timeline.entries.length, many.card.conversations.items.length], [50, 10]);
  assertEquals(many.card.pinned?.text, "Pinned");
});
