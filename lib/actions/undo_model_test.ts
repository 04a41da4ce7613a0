// Random histories of edits, undos and redos, beside a model that keeps whole copies and knows nothing of events' fields.
import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import type { Contact } from "@/lib/domain/contact.ts";
import type { TimelineEvent } from "@/lib/domain/event.ts";
import { ConflictError } from "@/lib/errors.ts";
import { findContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { findTrashed } from "@/lib/store/trash.ts";
import { ADMIN, anInput, aTag } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";
import { orderedDeps } from "@/tests/support/dialogs.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { createContact } from "./create_contact.ts";
import { createTag } from "./create_tag.ts";
import { deleteContact } from "./delete_contact.ts";
import type { Acting } from "./deps.ts";
import { editContact } from "./edit_contact.ts";
import { restoreContact } from "./restore_contact.ts";
import { undoEvent } from "./undo_event.ts";

/** What the model knows of a contact. */
interface State {
  isThere: boolean;
  name: string;
  emails: string[];
  language: string | null;
  tags: ReadonlySet<number>;
}

interface Step {
  do: "name" | "emails" | "language" | "tag" | "delete" | "undo" | "undo_newest";
  value: number;
}

interface Told {
  eventId: string;
  before: State;
  after: State;
  isUndone: boolean;
}

const NAMES = ["Olena", "Taras", "Nina"];
const LANGUAGES = ["uk", "en", null];
const steps = fc.array(
  fc.record<Step>({
    do: fc.constantFrom("name", "emails", "language", "tag", "delete", "undo", "undo_newest"),
    value: fc.nat(11),
  }),
  { minLength: 5, maxLength: 25 },
);

Deno.test("after any history of edits, undos and redos a contact is what a model says", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      using kv = await memoryKv();
      const world = await aWorld(kv);
      for (const step of history) {
        await take(world, step);
        assertEquals(await seen(world), world.state, Deno.inspect(step));
      }
      await assertSound(kv);
    }),
    { numRuns: 80 },
  );
});

interface World {
  kv: Deno.Kv;
  admin: Acting;
  tagIds: string[];
  state: State;
  told: Told[];
}

async function aWorld(kv: Deno.Kv): Promise<World> {
  const admin = actingAs(orderedDeps(kv), ADMIN);
  const tags = [];
  for (const name of ["A", "B", "C"]) tags.push(await createTag(admin, aTag({ name })));
  const base = { name: "Olena", emails: [], language: "uk" };
  await createContact(admin, anInput({ ...base, phones: ["067 123 45 67"] }));
  const state: State = { isThere: true, ...base, tags: new Set() };
  return { kv, admin, tagIds: tags.map(({ id }) => id), state, told: [] };
}

async function take(world: World, step: Step): Promise<void> {
  if (step.do === "undo" || step.do === "undo_newest") return await undoOne(world, step);
  if (step.do === "delete") return await deleteOrRestore(world);
  if (!world.state.isThere) return;
  const after = edited(world.state, step);
  const { revision } = await current(world);
  const { name, emails, language } = after;
  const tagIds = world.tagIds.filter((_, at) => after.tags.has(at));
  const phones = ["067 123 45 67"];
  const input = { name, emails, phones, language, tagIds };
  const saved = await editContact(world.admin, 1, revision, input);
  if (saved.revision !== revision) await note(world, after);
}

function edited(state: State, { do: what, value }: Step): State {
  switch (what) {
    case "name":
      return { ...state, name: NAMES[value % 3] ?? "" };
    case "emails":
      return { ...state, emails: ["a", "b"].slice(0, value % 3).map((at) => `${at}@example.com`) };
    case "language":
      return { ...state, language: LANGUAGES[value % 3] ?? null };
    default: {
      const tag = value % 3;
      const tags = new Set(state.tags);
      if (!tags.delete(tag)) tags.add(tag);
      return { ...state, tags };
    }
  }
}

async function deleteOrRestore(world: World): Promise<void> {
  const { isThere } = world.state;
  if (isThere) await deleteContact(world.admin, 1);
  else {
    await restoreContact(world.admin, 1);
    markDeletionUndone(world);
  }
  await note(world, { ...world.state, isThere: !isThere });
}

/** Restoring undoes the deletion, by whatever way it is done. */
function markDeletionUndone({ told }: World): void {
  const deletion = told.findLast(({ before, after }) => before.isThere && !after.isThere);
  if (deletion) deletion.isUndone = true;
}

async function undoOne(world: World, { do: what, value }: Step): Promise<void> {
  const { told, admin, state } = world;
  const one = what === "undo" ? told[value % Math.max(1, told.length)] : told.at(-1);
  if (!one) return;
  const wish = { contactId: 1, eventId: one.eventId };
  if (one.isUndone) {
    await assertRejects(() => undoEvent(admin, wish), ConflictError);
    return;
  }
  const isLife = one.before.isThere !== one.after.isThere;
  if (!isLife && !state.isThere) return; // nothing of a contact in the trash is edited
  if (isLife && state.isThere !== one.after.isThere) return;
  const after = isLife ? { ...state, isThere: one.before.isThere } : undoneState(state, one);
  const first = await undoEvent(admin, wish);
  const undone = first.state === "asks"
    ? await undoEvent(admin, {
      ...wish,
      answers: Object.fromEntries(first.questions.map(({ field }) => [field, "restore" as const])),
    })
    : first;
  if (undone.state !== "done") throw new Error("It was answered, and asks again");
  if (undone.eventId === null) {
    assertEquals(after, state, "nothing had to be changed");
    return;
  }
  one.isUndone = true;
  if (isLife && after.isThere) markDeletionUndone(world);
  await note(world, after);
}

/** By sets and whole values: what the change brought goes, what it took comes back, the rest stays. */
function undoneState(now: State, { before, after }: Told): State {
  const tags = new Set(now.tags);
  for (const tag of after.tags) if (!before.tags.has(tag)) tags.delete(tag);
  for (const tag of before.tags) if (!after.tags.has(tag)) tags.add(tag);
  const changed = <K extends "name" | "emails" | "language">(key: K): State[K] =>
    Deno.inspect(before[key]) === Deno.inspect(after[key]) ? now[key] : before[key];
  return {
    ...now,
    name: changed("name"),
    emails: changed("emails"),
    language: changed("language"),
    tags,
  };
}

async function note(world: World, after: State): Promise<void> {
  const [event] = await newest(world.kv);
  if (event) {
    world.told.push({ eventId: event.id, before: world.state, after, isUndone: false });
  }
  world.state = after;
}

async function newest(kv: Deno.Kv): Promise<TimelineEvent[]> {
  return (await listEvents(kv, 1, { limit: 1 })).events;
}

async function current({ kv }: World): Promise<Contact> {
  const contact = await findContact(kv, 1) ?? (await findTrashed(kv, 1))?.contact;
  if (!contact) throw new Error("The contact is nowhere");
  return contact;
}

async function seen(world: World): Promise<State> {
  const { name, emails, language, tagIds } = await current(world);
  return {
    isThere: await findContact(world.kv, 1) !== null,
    name,
    emails: emails.map(({ typed }) => typed),
    language,
    tags: new Set(tagIds.map((id) => world.tagIds.indexOf(id))),
  };
}
