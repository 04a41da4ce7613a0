// What people and channels do to contacts: each done to the store and to the model, and both compared afterwards.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { addNote } from "@/lib/actions/add_note.ts";
import { blockContact } from "@/lib/actions/block_contact.ts";
import { changeBlock } from "@/lib/actions/change_block.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { deleteContact } from "@/lib/actions/delete_contact.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { restoreContact } from "@/lib/actions/restore_contact.ts";
import { unblockContact } from "@/lib/actions/unblock_contact.ts";
import { JOBS } from "@/lib/cron/schedule.ts";
import { type BlockEnds, blockEnds } from "@/lib/domain/block_end.ts";
import type { Contact, ContactInput } from "@/lib/domain/contact.ts";
import { findContact } from "@/lib/store/contacts.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { aNamed } from "@/tests/support/cast.ts";
import { compare } from "./contact_model_compare.ts";
import type { ContactModel } from "./contact_model.ts";
import { handlesOf } from "./contact_model_undo.ts";
import { EMAILS, outcomeOf, PHONES, readLocks, type World } from "./contact_model_world.ts";

/** Time goes on by this before each step, so that nothing happens at once. */
const TICK_MS = 1;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** One step as text, for whoever reads a case that has failed. */
export type Step = fc.AsyncCommand<ContactModel, World, boolean>;

/** A step that both have agreed on when it is over; `check` says where it makes sense. */
export function aStep(
  text: string,
  run: (model: ContactModel, world: World) => Promise<void>,
  check: (model: Readonly<ContactModel>) => boolean = () => true,
): Step {
  return {
    check,
    async run(model, world) {
      passTime(model, world, TICK_MS);
      await run(model, world);
      // What somebody has met in their way is taken on after the answer.
      await world.deps.settle();
      await readLocks(model, world);
      await compare(model, world);
    },
    toString: () => text,
  };
}

function passTime(model: ContactModel, { deps }: World, ms: number): void {
  deps.pass(ms);
  model.nowMs += ms;
}

/** Mostly somebody who is there; also who was merged, is in the trash, or never was. */
export function pick(model: ContactModel, who: number): number {
  const there = [...model.people.keys()];
  const gone = [...model.moved.keys(), ...model.trash.keys()];
  const all = [...there, ...there, ...there, ...there, ...gone, ...who % 29 === 0 ? [99_999] : []];
  return all[who % all.length] ?? 99_999;
}

export const aWho = fc.nat(999);

interface Typed {
  name: string;
  emails: number[];
  phones: number[];
  tags: number[];
}

const aTyped: fc.Arbitrary<Typed> = fc.record({
  name: fc.constantFrom("Olena", "Taras", "Ihor", "Anna"),
  emails: fc.uniqueArray(fc.nat(EMAILS.length - 1), { maxLength: 2 }),
  phones: fc.uniqueArray(fc.nat(PHONES.length - 1), { maxLength: 1 }),
  tags: fc.uniqueArray(fc.nat(2), { maxLength: 2 }),
});

function inputOf({ tagIds }: World, { name, emails, phones, tags }: Typed): ContactInput {
  return {
    ...aNamed(name),
    emails: emails.map((at) => EMAILS[at] ?? ""),
    phones: phones.map((at) => PHONES[at] ?? ""),
    tagIds: tags.map((at) => tagIds[at] ?? ""),
  };
}

export const create = aTyped.map((typed) =>
  aStep(`create ${JSON.stringify(typed)}`, async (model, world) => {
    const input = inputOf(world, typed);
    const handles = handlesOf(input);
    const isTaken = model.isTaken(handles, 0);
    const outcome = await outcomeOf(() => createContact(world.admin, input));
    if (outcome.state !== "ok") return assert(isTaken, `${outcome.state}`);
    assert(!isTaken);
    model.note("created");
    model.add({
      id: outcome.value.id,
      name: input.name,
      handles: new Set(handles),
      unclaimed: new Set(),
      tags: new Set(input.tagIds),
      block: null,
    });
  })
);

/** All fields; or the tags alone, as the quickest of edits. */
export const edit = fc.tuple(aWho, aTyped, fc.boolean()).map(([who, typed, isTagging]) =>
  aStep(`${isTagging ? "tag" : "edit"} ${who} ${JSON.stringify(typed)}`, async (model, world) => {
    const id = pick(model, who);
    const before = await findContact(world.kv, model.resolve(id));
    const tagged = { ...fieldsOf(before), tagIds: inputOf(world, typed).tagIds };
    const input = isTagging ? tagged : inputOf(world, typed);
    const person = model.find(id);
    const handles = handlesOf(input);
    const isEmpty = input.name === "" && handles.length === 0;
    const isRefused = !person || isEmpty || model.isTaken(handles, person.id);
    const outcome = await outcomeOf(() =>
      editContact(world.admin, id, before?.revision ?? 1, input)
    );
    assertEquals(outcome.state, isRefused ? "refused" : "ok");
    if (outcome.state !== "ok" || !person) return;
    model.note("edited");
    person.name = input.name;
    person.tags = new Set(input.tagIds);
    model.setHandles(person, handles);
  })
);

function fieldsOf(contact: Contact | null): ContactInput {
  const { name = "", emails = [], phones = [] } = contact ?? {};
  return {
    ...aNamed(name),
    emails: emails.map(({ typed }) => typed),
    phones: phones.map(({ typed }) => typed),
  };
}

const aPreset = fc.constantFrom(
  "hour",
  "tomorrow",
  "next_week",
  "next_month",
  "forever",
  "until",
  "until",
);

export const block = fc.tuple(aWho, aPreset, fc.integer({ min: 1, max: 2000 }), fc.boolean()).map(
  ([who, preset, minutes, isChange]) =>
    aStep(
      `${isChange ? "change block" : "block"} ${who} ${preset} ${minutes}`,
      async (m, world) => {
        const id = pick(m, who);
        const person = m.find(id);
        const untilMs = preset === "until"
          ? m.nowMs + minutes * MINUTE_MS
          : endOf(preset, m.nowMs, world);
        const until = preset === "until"
          ? new Date(m.nowMs + minutes * MINUTE_MS).toISOString()
          : "";
        const isHeld = person !== undefined && m.holds(person.block);
        const action = isChange ? changeBlock : blockContact;
        const outcome = await outcomeOf(() => action(world.admin, id, aBlock({ preset, until })));
        assertEquals(outcome.state, person && (isHeld || !isChange) ? "ok" : "refused");
        if (outcome.state !== "ok" || !person) return;
        const blockId = outcome.value.block?.id ?? "";
        assertEquals(blockId === person.block?.id, isHeld);
        m.note(isHeld ? "block changed" : "blocked");
        m.setBlock(person, { id: blockId, untilMs });
      },
    ),
);

function endOf(preset: string, nowMs: number, { deps }: World): number | null {
  const ends = blockEnds(nowMs, deps.timeZone);
  const isPreset = (name: string): name is keyof BlockEnds => name in ends;
  return isPreset(preset) ? ends[preset] : null;
}

export const unblock = aWho.map((who) =>
  aStep(`unblock ${who}`, async (model, world) => {
    const id = pick(model, who);
    const person = model.find(id);
    const outcome = await outcomeOf(() => unblockContact(world.admin, id));
    assertEquals(outcome.state, person ? "ok" : "refused");
    if (person?.block) model.note("unblocked");
    if (person) model.endBlock(person);
  })
);

export const remove = aWho.map((who) =>
  aStep(`delete ${who}`, async (model, world) => {
    const id = pick(model, who);
    const outcome = await outcomeOf(() => deleteContact(world.admin, id));
    assertEquals(outcome.state, model.mayDelete(id) ? "ok" : "refused");
    if (outcome.state !== "ok") return;
    model.note("deleted");
    model.remove(id, outcome.value.eventId);
  })
);

export const restore = fc.tuple(aWho, fc.boolean(), fc.boolean()).map(
  ([who, withoutTaken, isTrashed]) =>
    aStep(`restore ${who} ${withoutTaken} ${isTrashed}`, async (model, world) => {
      const trashed = [...model.trash.keys()];
      const id = (isTrashed ? trashed[who % trashed.length] : undefined) ?? pick(model, who);
      const problem = model.restoreProblem(id, withoutTaken);
      const outcome = await outcomeOf(() => restoreContact(world.admin, id, { withoutTaken }));
      const code = { gone: "not_found", taken: "handle_taken" }[problem ?? "gone"];
      if (outcome.state !== "ok") {
        return assertEquals(outcome, { state: "refused", code: problem === null ? "none" : code });
      }
      assertEquals(problem, null);
      model.note("restored");
      model.restore(id);
    }),
);

export const note = aWho.map((who) =>
  aStep(`note ${who}`, async (model, world) => {
    const id = pick(model, who);
    const person = model.find(id);
    const outcome = await outcomeOf(() => addNote(world.admin, id, "Call after six"));
    assertEquals(outcome.state, person ? "ok" : "refused");
    if (outcome.state !== "ok" || !person) return;
    model.note("noted");
    model.notes.set(outcome.value, { owner: person.id, marks: new Set() });
  })
);

const aPause = fc.oneof(
  fc.integer({ min: 1, max: 600 }).map((minutes) => minutes * MINUTE_MS),
  fc.integer({ min: 1, max: 600 }).map((minutes) => minutes * MINUTE_MS),
  fc.integer({ min: 1, max: 10 }).map((days) => days * DAY_MS),
  fc.integer({ min: 1, max: 10 }).map((days) => days * DAY_MS),
  fc.integer({ min: 28, max: 40 }).map((days) => days * DAY_MS),
);

/** Minutes to weeks, and whatever runs by the clock runs afterwards, or does not. */
export const pass = fc.tuple(aPause, fc.boolean()).map(([ms, hasCron]) =>
  aStep(`${ms / MINUTE_MS} minutes pass${hasCron ? ", with cron" : ""}`, async (model, world) => {
    passTime(model, world, ms);
    if (hasCron) await runJobs(model, world);
  })
);

/** All that runs by the clock, once. */
export async function runJobs(model: ContactModel, { deps }: World): Promise<void> {
  for (const { run } of JOBS) await run(deps);
  model.tidyUp();
}

export const fold = fc.constant(
  aStep("fold", async (_, { deps }) => {
    await deps.index.fold();
  }),
);
