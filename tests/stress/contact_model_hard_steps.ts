// Steps that touch more than one contact or moment: messages, merges, partings, undoing; the second and third cut off at times.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { blockContact } from "@/lib/actions/block_contact.ts";
import { mergeContacts } from "@/lib/actions/merge_contacts.ts";
import { undoEvent } from "@/lib/actions/undo_event.ts";
import { unmergeContacts } from "@/lib/actions/unmerge_contacts.ts";
import { MERGE_FIELDS, type MergeSide } from "@/lib/domain/merge.ts";
import type { UndoAnswer } from "@/lib/domain/undo.ts";
import { findContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { findMerge, findMergeOf } from "@/lib/store/merges.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { anEvent, receive } from "@/tests/support/inbound.ts";
import type { ContactModel } from "./contact_model.ts";
import {
  mayMerge,
  merge as mergeIn,
  type Pair,
  part,
  partingProblem,
} from "./contact_model_merges.ts";
import { aStep, aWho, pick } from "./contact_model_steps.ts";
import { expectUndo } from "./contact_model_undo.ts";
import {
  type CutOff,
  dying,
  EMAILS,
  type Outcome,
  outcomeOf,
  PHONES,
  type World,
} from "./contact_model_world.ts";

const aCutOff: fc.Arbitrary<CutOff | null> = fc.option(
  fc.record({
    at: fc.nat(7),
    fault: fc.constantFrom<CutOff["fault"][]>("crash_before", "crash_after"),
  }),
  { freq: 3 },
);

function cutText(cutOff: CutOff | null): string {
  return cutOff === null ? "" : `, ${cutOff.fault} ${cutOff.at}`;
}

function actingFor(world: World, cutOff: CutOff | null) {
  return cutOff === null ? world.admin : dying(world, cutOff);
}

const aMessage = fc.record({
  channel: fc.nat(2),
  who: fc.nat(2),
  // As often as not nothing: who has named somebody before may say no more.
  email: fc.option(fc.nat(EMAILS.length - 1), { freq: 1 }),
  phone: fc.option(fc.nat(PHONES.length - 1), { freq: 1 }),
  name: fc.constantFrom("", "", "Shev"),
});

type Message = typeof aMessage extends fc.Arbitrary<infer T> ? T : never;

/** From whoever has the address by now: a stranger, somebody known, somebody who is kept out. */
export const message = aMessage.map((sent) =>
  aStep(`message ${JSON.stringify(sent)}`, (model, world) => send(model, world, sent))
);

/** Of somebody in a messenger who names an e-mail that is another's. */
export const namingMessage = fc.tuple(fc.nat(1), fc.nat(2), aWho).map(([channel, who, which]) =>
  aStep(
    `naming message ${channel} ${who} ${which}`,
    async (model, world) => {
      const taken = takenEmails(model);
      const email = taken[which % taken.length] ?? null;
      await send(model, world, { channel, who, email, phone: null, name: "" });
    },
    (model) => takenEmails(model).length > 0,
  )
);

/** Places in `EMAILS`. */
function takenEmails(model: Readonly<ContactModel>): number[] {
  return [...EMAILS.keys()].filter((at) => model.ownerOf(`email ${EMAILS[at]}`) !== undefined);
}

/** Of who has named addresses of others, and now names nothing: the first of them, or a later one. */
export const silentMessage = aWho.map((which) =>
  aStep(
    `silent message ${which}`,
    async (model, world) => {
      const handles = namersOf(model).map(({ handle }) => handle);
      const [channelId, who] = (handles[which % handles.length] ?? "").split(" who");
      const channel = world.channels.findIndex(({ id }) => id === channelId);
      const nothing = { email: null, phone: null, name: "" as const };
      await send(model, world, { channel, who: Number(who), ...nothing });
    },
    (model) => namersOf(model).length > 0,
  )
);

/** Blocks who has an address that somebody else has named. */
export const blockNamed = aWho.map((which) =>
  aStep(
    `block named ${which}`,
    async (model, world) => {
      const named = namersOf(model).flatMap(({ named }) => named);
      const person = named[which % named.length];
      if (!person || model.holds(person.block)) return;
      const { block } = await blockContact(world.admin, person.id, aBlock({ preset: "tomorrow" }));
      model.setBlock(person, { id: block?.id ?? "", untilMs: block?.untilMs ?? null });
    },
    (model) => namersOf(model).length > 0,
  )
);

/** Addresses of messengers whose owners have named addresses of others, with those others. */
function namersOf(model: Readonly<ContactModel>) {
  return [...model.people.values()].flatMap(({ id, handles, unclaimed }) => {
    const handle = [...handles].find((one) => one.includes(" who"));
    const named = [...unclaimed].flatMap((one) => model.ownerOf(one) ?? [])
      .filter((owner) => owner.id !== id);
    return handle && named.length > 0 ? [{ handle, named }] : [];
  });
}

async function send(model: ContactModel, world: World, sent: Message): Promise<void> {
  const channel = world.channels[sent.channel];
  if (!channel) throw new Error("no such channel");
  const isMail = channel.type === "email";
  const email = isMail ? EMAILS[sent.who] : EMAILS[sent.email ?? -1];
  const phone = PHONES[sent.phone ?? -1];
  const externalId = isMail ? undefined : `who${sent.who}`;
  const identity = { externalId, email, phone, name: sent.name || undefined };
  const own = isMail ? `email ${email}` : `${channel.id} ${externalId}`;
  const along = [email && `email ${email}`, phone && `phone ${phone}`]
    .filter((handle) => handle !== undefined && handle !== own).map(String);
  const owner = model.ownerOf(own);
  const before = await unclaimedOf(world, owner?.id);
  const event = anEvent({ kind: "message", identity, message: { text: "Hello" } });
  const answer = await receive(world.deps, channel, event);
  const refuser = model.refuserOf([own, ...along, ...before], owner);
  assertEquals(answer.result, refuser === null ? "stored" : "dropped");
  model.note(`message ${answer.result}`);
  if (refuser !== null) {
    if (model.refuserOf([own, ...along], owner) === null) model.note("kept out for before");
    // The block is on who was kept out from now on, whatever they name.
    return void model.keptOut.get(refuser)?.handles.add(own);
  }
  const { contactId, conversationId } = answer;
  const person = owner ?? newPerson(model, contactId ?? 0, own);
  assertEquals(contactId, person.id);
  model.tell(person, along);
  person.name ||= sent.name;
  storeIn(model, { address: own, owner: person.id, talkId: conversationId ?? "" });
}

/** In the order in which they were named, which is the one in which the gate asks for them. */
async function unclaimedOf({ kv }: World, id: number | undefined): Promise<string[]> {
  const contact = id === undefined ? null : await findContact(kv, id);
  return contact?.unclaimed?.map(({ kind, key }) => `${kind} ${key}`) ?? [];
}

function newPerson(model: ContactModel, id: number, handle: string) {
  assert(id > model.lastId, `a stranger got the id ${id}`);
  const [handles, unclaimed, tags] = [new Set([handle]), new Set<string>(), new Set<string>()];
  const person = { id, name: "", handles, unclaimed, tags, block: null };
  model.add(person);
  return person;
}

function storeIn(
  model: ContactModel,
  { address, owner, talkId }: { address: string; owner: number; talkId: string },
): void {
  const thread = model.threadOf(address, owner);
  if (thread === null) {
    assert(!model.talks.has(talkId), "another address's talk went on");
    model.talks.set(talkId, { owner, messages: 0, marks: new Set() });
    model.threads.set(address, talkId);
  } else assertEquals(talkId, thread);
  const talk = model.talks.get(talkId);
  if (talk) talk.messages++;
}

const aSide = fc.constantFrom<MergeSide[]>("kept", "merged");

export const merge = fc.tuple(aWho, aWho, aSide, aCutOff).map(([kept, merged, side, cutOff]) =>
  aStep(`merge ${kept} ${merged} ${side}${cutText(cutOff)}`, async (model, world) => {
    const pair = { keptId: pick(model, kept), mergedId: pick(model, merged) };
    const order = { ...pair, choices: choicesOf(side), revisions: await revisionsOf(world, pair) };
    const isAllowed = mayMerge(model, pair);
    const acting = actingFor(world, cutOff);
    const outcome = await outcomeOf(() => mergeContacts(acting, order));
    const isMerged = await isDecided(world, outcome, pair);
    if (outcome.state !== "crashed") assertEquals(outcome.state, isAllowed ? "ok" : "refused");
    if (isMerged && isAllowed) {
      const id = (await findMergeOf(world.kv, pair.mergedId))?.id ?? "";
      model.note(outcome.state === "ok" ? "merged" : "merged and cut off");
      mergeIn(model, pair, { id, name: side });
    }
  })
);

function choicesOf(side: MergeSide) {
  return Object.fromEntries(MERGE_FIELDS.map((field) => [field, side]));
}

async function revisionsOf({ kv }: World, { keptId, mergedId }: Pair) {
  const [kept, merged] = await Promise.all([findContact(kv, keptId), findContact(kv, mergedId)]);
  return { kept: kept?.revision ?? 1, merged: merged?.revision ?? 1 };
}

async function isDecided({ kv }: World, { state }: Outcome<unknown>, { mergedId }: Pair) {
  if (state !== "crashed") return state === "ok";
  return await findMergeOf(kv, mergedId) !== null;
}

const aPartingAnswer = fc.constantFrom<("keep" | "restore")[]>("keep", "restore");

/** Of any merge that there ever was, newer ones rather. */
export const unmerge = fc.tuple(aWho, aPartingAnswer, aCutOff).map(([which, answer, cutOff]) =>
  aStep(`unmerge ${which} ${answer}${cutText(cutOff)}`, async (model, world) => {
    const ids = [...model.merges.keys()];
    const open = ids.filter((id) => model.merges.get(id)?.isParted === false);
    const from = which % 4 === 0 ? ids : open;
    const id = from[which % from.length] ?? "01NOTTHERE";
    const isBusy = await isInTheWay(model, world, id);
    const problem = isBusy ? "merge_busy" : partingProblem(model, id);
    const acting = actingFor(world, cutOff);
    const outcome = await outcomeOf(() =>
      unmergeContacts(acting, id, { answers: { name: answer } })
    );
    if (outcome.state === "refused") {
      model.note(outcome.code);
      assertEquals(outcome.code, problem);
    }
    if (outcome.state === "ok") assertEquals(problem, null);
    const state = (await findMerge(world.kv, id))?.state;
    const isParted = state === "parting" || state === "undone";
    if (isParted && model.merges.get(id)?.isParted === false) {
      assertEquals(problem, null);
      model.note(outcome.state === "ok" ? "parted" : "parted and cut off");
      part(model, id, answer);
    }
  }, ({ merges }) => merges.size > 0)
);

/** Another merge of the kept contact was cut off and has not been taken on. */
async function isInTheWay(model: ContactModel, { kv }: World, id: string): Promise<boolean> {
  const merging = model.merges.get(id);
  const merge = await findMerge(kv, id);
  const problem = partingProblem(model, id);
  if (!merging || merge?.state !== "done" || !model.locked.has(merging.kept.id)) return false;
  return problem === null || problem === "unmerge_newer" || problem === "unmerge_taken";
}

const anAnswer = fc.constantFrom<(UndoAnswer | null)[]>(null, "keep", "restore");
const ASKED = ["name", "emails", "phones", "tags", "note", "block", "confirm"];

/** Any event of anybody's timeline. */
export const undo = fc.tuple(aWho, aWho, anAnswer).map(([who, which, answer]) =>
  aStep(`undo ${who} ${which} ${answer}`, async (model, world) => {
    const contactId = model.resolve(pick(model, who));
    // Their events may still be on their way, or not.
    if (model.locked.has(contactId)) return;
    const { events } = await listEvents(world.kv, contactId, { limit: 500 });
    // Creations seldom: most histories would end by it.
    const isRare = which % 5 > 0;
    const told = events.filter(({ kind }) => kind !== "message" && !(isRare && kind === "created"));
    const event = told[which % told.length];
    if (!event) return;
    const contact = await findContact(world.kv, contactId);
    const expected = expectUndo(model, event, { contact, answer, newestId: events[0]?.id });
    const answers = answer === null ? {} : Object.fromEntries(ASKED.map((one) => [one, answer]));
    const outcome = await outcomeOf(() =>
      undoEvent(world.admin, { contactId, eventId: event.id, answers })
    );
    const state = outcome.state === "ok" ? outcome.value.state : outcome.state;
    assertEquals(state, expected.outcome, `undoing ${event.kind} ${event.id}`);
    model.note(`undo ${event.kind} ${state}`);
    if (outcome.state !== "ok" || outcome.value.state !== "done") return;
    const blockId = (await findContact(world.kv, contactId))?.block?.id;
    const isBlock = event.kind === "unblocked";
    expected.apply?.(isBlock ? blockId ?? "" : outcome.value.eventId ?? "");
  })
);
