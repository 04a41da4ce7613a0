// One thing that happens between any two reads of a step of a merge, and a merge between any two reads of such a thing.
import { assert, assertEquals } from "@std/assert";
import { contactInput } from "@/lib/domain/contact_input.ts";
import { InputError } from "@/lib/errors.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { requireConversation } from "@/lib/store/conversations.ts";
import { findMergeOf } from "@/lib/store/merges.ts";
import { takeMergeStep } from "@/lib/store/merge_steps.ts";
import { findPinnedNote, listNotes } from "@/lib/store/notes.ts";
import { ADMIN } from "@/tests/support/cast.ts";
import { actingAs, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { aMessage, receive, storedChannel } from "@/tests/support/inbound.ts";
import { interruptedKv, memoryKv } from "@/tests/support/kv.ts";
import { aCouple, decidedOnly, giveMany, made, merged } from "@/tests/support/merges.ts";
import { assertSound } from "@/tests/support/verified.ts";
import type { Acting } from "./deps.ts";
import { addNote } from "./add_note.ts";
import { editContact } from "./edit_contact.ts";
import { mergeContacts } from "./merge_contacts.ts";
import { pinNote } from "./pin_note.ts";
import { sendMessage } from "./send_message.ts";
import { setConversationStatus } from "./set_conversation_status.ts";
import { unmergeContacts } from "./unmerge_contacts.ts";
import { resumeMerges } from "./work_on_merges.ts";

interface World {
  kv: Deno.Kv;
  deps: TestDeps;
  admin: Acting;
  keptId: number;
  mergedId: number;
  /** Of the merged contact. */
  conversationId: string;
}

async function aWorld(): Promise<World> {
  const kv = await memoryKv();
  const deps = testDeps(kv);
  const channel = await storedChannel(deps, { type: "email" });
  const pair = await aCouple(deps, { kept: { conversations: 1, notes: 1 }, merged: { notes: 2 } });
  const answer = await receive(deps, channel, aMessage({ email: "sh@example.org" }));
  return {
    kv,
    deps,
    admin: actingAs(deps, ADMIN),
    ...pair,
    conversationId: answer.conversationId ?? "",
  };
}

/** Decides a merge, and for parting carries it out and decides that; returns its id. */
async function decided(world: World, direction: "merge" | "part"): Promise<string> {
  const { kv, deps, keptId, mergedId } = world;
  const { revision: kept } = await requireContact(kv, keptId);
  const { revision: merged } = await requireContact(kv, mergedId);
  const order = { keptId, mergedId, choices: {}, revisions: { kept, merged } };
  await decidedOnly(kv, (kv) => mergeContacts(actingAs({ ...deps, kv }, ADMIN), order));
  const id = (await findMergeOf(kv, mergedId))?.id ?? "";
  if (direction === "merge") return id;
  await resumeMerges(deps);
  await decidedOnly(kv, (kv) => unmergeContacts(actingAs({ ...deps, kv }, ADMIN), id));
  return id;
}

interface Disturbance {
  name: string;
  happen(world: World): Promise<unknown>;
  /** What has to be seen of it when all is over. */
  check(world: World): Promise<void>;
}

const DISTURBANCES: Disturbance[] = [
  {
    name: "a closing",
    happen: ({ admin, conversationId }) =>
      setConversationStatus(admin, conversationId, { status: "closed" }),
    check: async ({ kv, conversationId }) =>
      assertEquals((await requireConversation(kv, conversationId)).status, "closed"),
  },
  {
    name: "an answer",
    happen: ({ admin, conversationId }) => sendMessage(admin, conversationId, { text: "Hello" }),
    check: async ({ kv, conversationId }) =>
      assertEquals((await requireConversation(kv, conversationId)).messageCount, 2),
  },
  {
    name: "a note",
    happen: ({ admin, keptId }) => addNote(admin, keptId, "In between"),
    check: async ({ kv, keptId }) => {
      const { notes } = await listNotes(kv, keptId, { limit: 50 });
      assertEquals(notes.filter(({ text }) => text === "In between").length, 1);
    },
  },
  {
    name: "an edit",
    async happen({ kv, admin, keptId }) {
      const contact = await requireContact(kv, keptId);
      const input = { ...contactInput(contact), name: "In between" };
      await editContact(admin, keptId, contact.revision, input);
    },
    check: async ({ kv, keptId }) =>
      assertEquals((await requireContact(kv, keptId)).name, "In between"),
  },
  {
    name: "a pin",
    async happen({ kv, admin, keptId }) {
      const { notes } = await listNotes(kv, keptId, { limit: 50 });
      await pinNote(admin, keptId, notes.find(({ text }) => text === "Note 0")?.id ?? "");
    },
    check: async ({ kv, keptId, mergedId }) => {
      const pins = [await findPinnedNote(kv, keptId), await findPinnedNote(kv, mergedId)];
      assert(pins.some((pin) => pin !== null));
    },
  },
];

for (const direction of ["merge", "part"] as const) {
  for (const { name, happen, check } of DISTURBANCES) {
    Deno.test(`${name} between any two reads of any step of a ${direction === "merge" ? "merge" : "parting"} is not lost`, async () => {
      let calls = 0;
      for (let call = 0; call === 0 || calls > call - 1; call++) {
        const world = await aWorld();
        using kv = world.kv;
        const id = await decided(world, direction);
        const slow = interruptedKv(kv, (at) => at === call ? happen(world) : Promise.resolve());
        for (let open = true; open;) {
          const { state } = await takeMergeStep(slow.kv, id);
          open = state === "moving" || state === "parting";
        }
        calls = slow.calls();
        if (calls <= call) break;
        await check(world);
        await assertSound(kv);
      }
      assert(calls > 10);
    });
  }
}

Deno.test("a decision between any two reads of an answer, a closing or a message puts neither in the wrong place", async () => {
  const works: ((world: World, kv: Deno.Kv) => Promise<unknown>)[] = [
    ({ deps, conversationId }, kv) =>
      sendMessage(actingAs({ ...deps, kv }, ADMIN), conversationId, { text: "Hello" }),
    ({ deps, conversationId }, kv) =>
      setConversationStatus(actingAs({ ...deps, kv }, ADMIN), conversationId, { status: "closed" }),
  ];
  let met = 0;
  for (const work of works) {
    for (const direction of ["merge", "part"] as const) {
      for (let call = 0;; call++) {
        const world = await aWorld();
        using kv = world.kv;
        if (direction === "part") {
          await decided(world, "merge");
          await resumeMerges(world.deps);
        }
        const decide = () =>
          direction === "merge" ? decided(world, "merge") : decidedParting(world);
        const slow = interruptedKv(kv, (at) => at === call ? decide() : Promise.resolve());
        await work(world, slow.kv);
        if (slow.calls() <= call) break;
        met++;
        await resumeMerges(world.deps);
        const owner = direction === "merge" ? world.keptId : world.mergedId;
        assertEquals((await requireConversation(kv, world.conversationId)).contactId, owner);
        await assertSound(kv);
      }
    }
  }
  assert(met >= 15, String(met));
});

async function decidedParting({ kv, deps, mergedId }: World): Promise<void> {
  const id = (await findMergeOf(kv, mergedId))?.id ?? "";
  await decidedOnly(kv, (kv) => unmergeContacts(actingAs({ ...deps, kv }, ADMIN), id));
}

Deno.test("an action on an old id follows the chain as it is when it is saved", async () => {
  let met = 0;
  for (let call = 0;; call++) {
    const { kv, deps, admin, keptId, mergedId } = await aWorld();
    using _ = kv;
    const end = await made(deps, { name: "End" });
    await merged(admin, { keptId, mergedId });
    const { id } = await merged(admin, { keptId: end.id, mergedId: keptId });
    const part = () => unmergeContacts(admin, id);
    const slow = interruptedKv(kv, (at) => at === call ? part() : Promise.resolve());
    await addNote(actingAs({ ...deps, kv: slow.kv }, ADMIN), mergedId, "Where to?");
    if (slow.calls() <= call) break;
    met++;
    const { notes } = await listNotes(kv, keptId, { limit: 50 });
    assertEquals(notes.filter(({ text }) => text === "Where to?").length, 1, String(call));
    await assertSound(kv);
  }
  assert(met >= 4, String(met));
});

Deno.test("any number of processes work on one merge", async () => {
  const world = await aWorld();
  using kv = world.kv;
  await giveMany(kv, world.mergedId, 700);
  for (const direction of ["merge", "part"] as const) {
    if (direction === "merge") await decided(world, "merge");
    else await decidedParting(world);
    await Promise.all([1, 2, 3].map(() => resumeMerges(testDeps(kv))));
    await assertSound(kv);
    const owner = direction === "merge" ? world.keptId : world.mergedId;
    assertEquals(
      (await requireContact(kv, owner)).conversationCount,
      direction === "merge" ? 702 : 701,
    );
  }
});

Deno.test("a handle that is given away between any two reads of an undoing has one owner", async () => {
  const outcomes = { parted: 0, taken: 0 };
  for (let call = 0;; call++) {
    const { kv, deps, admin, keptId, mergedId } = await aWorld();
    using _ = kv;
    const { id } = await merged(admin, { keptId, mergedId });
    const kept = await requireContact(kv, keptId);
    const emails = ["olena@example.com"]; // the merged contact's are nobody's now
    await editContact(admin, keptId, kept.revision, { ...contactInput(kept), emails });
    const take = () => made(deps, { emails: ["o.sh@example.com"] }).catch(() => {});
    const slow = interruptedKv(kv, (at) => at === call ? take() : Promise.resolve());
    const acting = actingAs({ ...deps, kv: slow.kv }, ADMIN);
    const isParted = await unmergeContacts(acting, id).then(() => true, (error) => {
      assert(error instanceof InputError, String(error));
      return false;
    });
    if (slow.calls() <= call) break;
    outcomes[isParted ? "parted" : "taken"]++;
    await resumeMerges(deps);
    await assertSound(kv);
  }
  assert(outcomes.parted > 0 && outcomes.taken > 0, JSON.stringify(outcomes));
});
