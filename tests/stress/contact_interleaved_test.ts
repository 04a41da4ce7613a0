// Two changes of the same contacts, one between any two calls of the other: as if one had come after the other, or refused.
import { assert, assertEquals } from "@std/assert";
import { blockContact } from "@/lib/actions/block_contact.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { deleteContact } from "@/lib/actions/delete_contact.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { endBlocks } from "@/lib/actions/end_blocks.ts";
import { mergeContacts } from "@/lib/actions/merge_contacts.ts";
import { restoreContact } from "@/lib/actions/restore_contact.ts";
import { unblockContact } from "@/lib/actions/unblock_contact.ts";
import { undoEvent } from "@/lib/actions/undo_event.ts";
import { unmergeContacts } from "@/lib/actions/unmerge_contacts.ts";
import { resumeMerges } from "@/lib/actions/work_on_merges.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import { KartkaError } from "@/lib/errors.ts";
import { findContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { listMergesInto } from "@/lib/store/merges.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { ADMIN, aNamed } from "@/tests/support/cast.ts";
import { actingAs, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { aChannel, aMessage, receive } from "@/tests/support/inbound.ts";
import { interruptedKv, memoryKv } from "@/tests/support/kv.ts";
import { made, merged } from "@/tests/support/merges.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { summaryOf } from "./contact_summary.ts";

const HOUR_MS = 3_600_000;

interface World {
  kv: Deno.Kv;
  channel: Channel;
  /** Who is looked at when the forms are opened; both changes come of that. */
  revisions: Map<number, number>;
  mergeId: string;
  eventId: string;
}

/** One of two that want to change the same, through a process of its own. */
type Change = (acting: Acting, world: World) => Promise<unknown>;

const edit = (id: number): Change => (acting, { revisions }) => {
  const input = { ...aNamed("Edited"), emails: [`new${id}@example.com`] };
  return editContact(acting, id, revisions.get(id) ?? 0, input);
};
const merge = (keptId: number, mergedId: number): Change => (acting, { revisions }) => {
  const [kept, merged] = [revisions.get(keptId) ?? 0, revisions.get(mergedId) ?? 0];
  return mergeContacts(acting, { keptId, mergedId, choices: {}, revisions: { kept, merged } });
};
const inbound = (email: string): Change => ({ deps }, { channel }) =>
  receive(deps, channel, aMessage({ email }));
const remove = (id: number): Change => (acting) => deleteContact(acting, id);
const restore = (id: number): Change => (acting) => restoreContact(acting, id);
const block = (id: number): Change => (acting) => blockContact(acting, id, aBlock());
const unblock = (id: number): Change => (acting) => unblockContact(acting, id);
const part: Change = (acting, { mergeId }) => unmergeContacts(acting, mergeId);
const undo = (contactId: number): Change => (acting, { eventId }) =>
  undoEvent(acting, { contactId, eventId });
const endAll: Change = ({ deps }) => endBlocks(deps);
const create = (email: string): Change => (acting) =>
  createContact(acting, { ...aNamed("Newcomer"), emails: [email] });

/** What there is before both, beside three contacts of whom the first and second have written. */
type Ground = "three" | "merged" | "trashed" | "edited" | "blocked";

const PAIRS: Record<string, { on: Ground; one: Change; other: Change }> = {
  "a merge and an edit of the kept": { on: "three", one: merge(1, 2), other: edit(1) },
  "a merge and an edit of the merged": { on: "three", one: merge(1, 2), other: edit(2) },
  "merges that cross": { on: "three", one: merge(1, 2), other: merge(2, 1) },
  "merges in a row": { on: "three", one: merge(1, 2), other: merge(3, 1) },
  "merges out of one": { on: "three", one: merge(1, 2), other: merge(3, 2) },
  "a merge and a message": { on: "three", one: merge(1, 2), other: inbound("b@example.com") },
  "a merge and a block": { on: "three", one: merge(1, 2), other: block(2) },
  "a block and a message": { on: "three", one: block(2), other: inbound("b@example.com") },
  "a block's lifting and a merge": { on: "blocked", one: unblock(1), other: merge(1, 2) },
  "a block's end and a merge": { on: "blocked", one: endAll, other: merge(2, 1) },
  "a block's end and a deletion": { on: "blocked", one: endAll, other: remove(1) },
  "a deletion and a message": { on: "three", one: remove(2), other: inbound("b@example.com") },
  "a deletion and a merge into it": { on: "three", one: remove(1), other: merge(1, 2) },
  "a deletion and a merge of it": { on: "three", one: remove(2), other: merge(1, 2) },
  "a parting and an edit": { on: "merged", one: part, other: edit(1) },
  "a parting and a message": { on: "merged", one: part, other: inbound("b@example.com") },
  "a parting and a block": { on: "merged", one: part, other: block(2) },
  "a parting and a deletion": { on: "merged", one: part, other: remove(1) },
  "a parting and a merge": { on: "merged", one: part, other: merge(3, 1) },
  "a parting and who takes a handle": { on: "merged", one: part, other: create("b@example.com") },
  "two partings": { on: "merged", one: part, other: part },
  "a restoration and a newcomer": {
    on: "trashed",
    one: restore(2),
    other: create("b@example.com"),
  },
  "a restoration and a message": {
    on: "trashed",
    one: restore(2),
    other: inbound("b@example.com"),
  },
  "a restoration and an edit": { on: "trashed", one: restore(2), other: edit(1) },
  "two restorations": { on: "trashed", one: restore(2), other: restore(2) },
  "undoing an edit and a merge": { on: "edited", one: undo(1), other: merge(1, 2) },
  "undoing an edit and an edit": { on: "edited", one: undo(1), other: edit(1) },
  "undoing an edit twice": { on: "edited", one: undo(1), other: undo(1) },
};

/** Both processes have ids to give, so that who comes first takes nothing from the other. */
async function aWorld(ground: Ground): Promise<World & { deps: TestDeps }> {
  const kv = await memoryKv();
  const deps = testDeps(kv);
  const admin = actingAs(deps, ADMIN);
  const channel = aChannel({ type: "email" });
  for (const letter of ["a", "b", "c"]) await made(deps, { emails: [`${letter}@example.com`] });
  for (const letter of ["a", "b"]) {
    await receive(deps, channel, aMessage({ email: `${letter}@example.com` }));
  }
  deps.pass(1);
  if (ground === "merged") await merged(admin, { keptId: 1, mergedId: 2 });
  if (ground === "trashed") await deleteContact(admin, 2);
  if (ground === "edited") await editContact(admin, 1, 1, aNamed("Olena"));
  if (ground === "blocked") await blockContact(admin, 1, aBlock({ preset: "hour" }));
  deps.pass(HOUR_MS);
  const revisions = new Map<number, number>();
  for (const id of [1, 2, 3]) revisions.set(id, (await findContact(kv, id))?.revision ?? 0);
  const [merge] = await listMergesInto(kv, 1, { limit: 1 });
  const { events } = await listEvents(kv, 1, { limit: 10 });
  const edited = events.find(({ kind }) => kind === "edited");
  return { kv, deps, channel, revisions, mergeId: merge?.id ?? "", eventId: edited?.id ?? "" };
}

interface Run {
  /** What each was told: "ok", or why not. */
  told: string[];
  summary: string;
  calls: number;
}

/** The one through a KV into which the other comes before its n-th call; null: never, so that it comes after it. */
async function run(
  ground: Ground,
  [one, other]: readonly Change[],
  at: number | null,
): Promise<Run> {
  const world = await aWorld(ground);
  using kv = world.kv;
  const told = ["", ""];
  const { kv: late, calls } = interruptedKv(kv, async (call) => {
    if (call === at) told[1] = await tell(other, actingAs(world.deps, ADMIN), world);
  });
  const own = testDeps(late);
  told[0] = await tell(one, actingAs({ ...own, now: world.deps.now }, ADMIN), world);
  const count = calls();
  if (at === null) told[1] = await tell(other, actingAs(world.deps, ADMIN), world);
  await Promise.all([own.settle(), world.deps.settle()]);
  await resumeMerges(world.deps);
  await assertSound(kv);
  return { told, summary: await summaryOf(kv, world.deps.now()), calls: count };
}

async function tell(change: Change | undefined, acting: Acting, world: World): Promise<string> {
  try {
    const answer = await change?.(acting, world);
    const isDropped = JSON.stringify(answer ?? null).includes('"dropped"');
    return isDropped ? "dropped" : "ok";
  } catch (error) {
    if (error instanceof KartkaError) return error.name;
    throw error;
  }
}

/** Whoever is in the middle of something may be asked to come again: then there was only the other one. */
const COME_AGAIN = ["ConflictError", "MergeConflictError", "EditConflictError", "InputError"];

async function assertInSomeOrder(ground: Ground, pair: readonly [Change, Change]): Promise<number> {
  const [one, other] = pair;
  const nothing: Change = () => Promise.resolve();
  const orders = [await run(ground, pair, null), await run(ground, [other, one], null)];
  const legal = new Set(orders.map(({ summary }) => summary));
  const alone = await Promise.all(
    pair.map(async (change) => (await run(ground, [change, nothing], null)).summary),
  );
  for (let at = 0;; at++) {
    const { told, summary, calls } = await run(ground, pair, at);
    if (calls <= at) return at;
    if (legal.has(summary)) continue;
    const refused = told.findIndex((what) => COME_AGAIN.includes(what));
    const expected = refused === -1 ? orders[0]?.summary : alone[1 - refused];
    assertEquals(summary, expected, `before call ${at}: ${told.join(", ")}`);
  }
}

for (const [name, { on, one, other }] of Object.entries(PAIRS)) {
  Deno.test(`${name}, one at any moment of the other: as if in some order, or one is refused`, async () => {
    const calls = await assertInSomeOrder(on, [one, other]) +
      await assertInSomeOrder(on, [other, one]);
    assert(calls > 4, `only ${calls} moments`);
  });
}
