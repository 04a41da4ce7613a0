// Everything that the store answers about contacts, held against the model.
import { assertEquals } from "@std/assert";
import { isBlocked } from "@/lib/domain/block.ts";
import { type Contact, contactSchema } from "@/lib/domain/contact.ts";
import { conversationSchema } from "@/lib/domain/conversation.ts";
import { blockedCondition } from "@/lib/domain/filter/block_condition.ts";
import { trashedSchema } from "@/lib/domain/trash.ts";
import { ContactMovedError, ContactTrashedError, NotFoundError } from "@/lib/errors.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { type Range, rangePrefix } from "@/lib/store/keys/range.ts";
import type { ContactModel, Person } from "./contact_model.ts";
import { handlesOf, valuesOf } from "./contact_model_undo.ts";
import type { World } from "./contact_model_world.ts";

/** Throws where the two differ; what merges that were cut off have not moved yet is left out. */
export async function compare(model: ContactModel, world: World): Promise<void> {
  await comparePeople(model, world);
  await compareOwners(model, world);
  await compareIds(model, world);
  await compareCounts(model, world);
  await compareTalks(model, world);
  await compareNotes(model, world);
}

async function comparePeople(model: ContactModel, world: World): Promise<void> {
  const people = (await valuesUnder(world, "c")).map((value) => contactSchema.parse(value));
  assertEquals(people.map(seen), sorted(model.people.values()).map(expected));
  const blocked = people.filter(({ block }) => isBlocked(block, model.nowMs)).map(({ id }) => id);
  const expectedBlocked = sorted(model.people.values()).filter(({ block }) => model.holds(block));
  assertEquals(blocked, expectedBlocked.map(({ id }) => id));
  const trash = (await valuesUnder(world, "trash")).map((value) => trashedSchema.parse(value));
  const thrownAway = sorted([...model.trash.values()].map(({ person }) => person));
  // A block that is over by now is left out when they come back.
  assertEquals(trash.map(({ contact }) => seen(contact)), thrownAway.map(expected));
}

function seen(contact: Contact) {
  const { id, name, identities = [], unclaimed = [], tagIds, block } = contact;
  return {
    id,
    name,
    handles: [
      ...handlesOf(valuesOf(contact)),
      ...identities.map(({ channelId, externalId }) => `${channelId} ${externalId}`),
    ].sort(),
    unclaimed: [...new Set(unclaimed.map(({ kind, key }) => `${kind} ${key}`))].sort(),
    tags: tagIds.toSorted(),
    block: block ? `${block.id} ${block.untilMs}` : null,
  };
}

function expected({ id, name, handles, unclaimed, tags, block }: Person) {
  return {
    id,
    name,
    handles: [...handles].sort(),
    unclaimed: [...unclaimed].sort(),
    tags: [...tags].sort(),
    block: block ? `${block.id} ${block.untilMs}` : null,
  };
}

async function compareOwners(model: ContactModel, { kv }: World): Promise<void> {
  const owners: [string, number][] = [];
  for (const [range, kind] of [["e", "email "], ["p", "phone "], ["i", ""]] as const) {
    for await (const { key, value } of kv.list<number>({ prefix: rangePrefix(range) })) {
      owners.push([kind + key.slice(2).join(" "), value]);
    }
  }
  const had = [...model.people.values()].flatMap(({ id, handles }) =>
    [...handles].map((handle): [string, number] => [handle, id])
  );
  assertEquals(owners.sort(), had.sort());
}

/** What a page of each id that there ever was answers: the contact, where it went, that it is in the trash, nothing. */
async function compareIds(model: ContactModel, { kv }: World): Promise<void> {
  for (let id = 1; id <= model.lastId; id++) {
    const target = model.resolve(id);
    const answer = model.people.has(id)
      ? "there"
      : target !== id
      ? `moved to ${target}`
      : model.trash.has(id)
      ? "trashed"
      : "unknown";
    assertEquals(await answerOf(kv, id), answer, `contact ${id}`);
  }
}

async function answerOf(kv: Deno.Kv, id: number): Promise<string> {
  try {
    await requireContact(kv, id);
    return "there";
  } catch (error) {
    if (error instanceof ContactMovedError) return `moved to ${error.toId}`;
    if (error instanceof ContactTrashedError) return "trashed";
    if (error instanceof NotFoundError) return "unknown";
    throw error;
  }
}

async function compareCounts(model: ContactModel, { deps: { index } }: World): Promise<void> {
  const conditions = [
    blockedCondition("true", model.nowMs),
    blockedCondition("false", model.nowMs),
  ];
  const [blocked, free] = await index.countMany(conditions);
  const held = [...model.people.values()].filter(({ block }) => model.holds(block)).length;
  assertEquals({ blocked, free }, { blocked: held, free: model.people.size - held });
  assertEquals(await index.total(), model.people.size);
}

async function compareTalks(model: ContactModel, world: World): Promise<void> {
  const talks = (await valuesUnder(world, "conv")).map((value) => conversationSchema.parse(value));
  const isSettled = (id: number) => !model.locked.has(id);
  const stored = talks.filter(({ contactId }) => isSettled(contactId))
    .map(({ id, contactId, messageCount }) => `${id} of ${contactId}: ${messageCount}`);
  const had = [...model.talks].filter(([_, { owner }]) => isSettled(owner))
    .map(([id, { owner, messages }]) => `${id} of ${owner}: ${messages}`);
  assertEquals(stored.sort(), had.sort());
  const people = (await valuesUnder(world, "c")).map((value) => contactSchema.parse(value));
  for (const { id, conversationCount = 0 } of people) {
    const own = [...model.talks.values()].filter(({ owner }) => owner === id);
    if (isSettled(id)) assertEquals(conversationCount, own.length, `talks of ${id}`);
  }
}

async function compareNotes(model: ContactModel, { kv }: World): Promise<void> {
  const notes = await Array.fromAsync(
    kv.list({ prefix: rangePrefix("note") }),
    ({ key }): [number, string] => [Number(key[2]), String(key[3])],
  );
  const stored = notes.filter(([owner]) => !model.locked.has(owner));
  const had = [...model.notes].filter(([_, { owner }]) => !model.locked.has(owner))
    .map(([id, { owner }]): [number, string] => [owner, id]);
  assertEquals(stored.sort(), had.sort());
}

async function valuesUnder({ kv }: World, range: Range): Promise<unknown[]> {
  return await Array.fromAsync(kv.list({ prefix: rangePrefix(range) }), ({ value }) => value);
}

function sorted(people: Iterable<Person>): Person[] {
  return [...people].sort((a, b) => a.id - b.id);
}
