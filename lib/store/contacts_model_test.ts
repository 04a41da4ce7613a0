import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import type { Contact, ContactFields, ContactInput } from "@/lib/domain/contact.ts";
import { parseContactInput } from "@/lib/domain/contact_input.ts";
import { InputError } from "@/lib/errors.ts";
import { AGENT } from "@/tests/support/cast.ts";
import { actingAs, NOON, testDeps } from "@/tests/support/deps.ts";
import { assertIndexed } from "@/tests/support/indexes.ts";
import { Crash, type Fault, faultyKv, keysUnder, memoryKv } from "@/tests/support/kv.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { saveChange } from "./change.ts";
import { requireContact, stageTouchContact } from "./contacts.ts";
import { openContactIndex } from "./index/contact_index.ts";

// Few names and handles, so that random contacts meet.
const aName = fc.constantFrom("", "Олена", "Anna", "Ґанна", "ö", "10");
const aMail = fc.constantFrom("a@x.ua", "b@x.ua", "c@x.ua", "D@x.ua", "d@x.ua");
const aPhone = fc.constantFrom("0671112233", "+380671112233", "067 111 22 34", "unknown");
const aStep = fc.record({
  verb: fc.constantFrom("create", "edit", "edit", "touch", "fold"),
  who: fc.nat(5),
  input: fc.record({
    name: aName,
    emails: fc.array(aMail, { maxLength: 4 }),
    phones: fc.array(aPhone, { maxLength: 3 }),
    tagIds: fc.constant<string[]>([]),
    language: fc.constantFrom("uk", null),
  }),
  fault: fc.constantFrom<(Fault | null)[]>(
    null,
    null,
    "conflict",
    "locked",
    "crash_before",
    "crash_after",
  ),
});
type Step = typeof aStep extends fc.Arbitrary<infer S> ? S : never;
type Model = Map<number, ContactFields>;

/** The fields that a step must leave, or null when it must be refused: the rules once more, over a plain list. */
function expectedFields(
  model: Model,
  id: number | null,
  input: ContactInput,
): ContactFields | null {
  try {
    const fields = parseContactInput(input, { country: "UA" });
    const others = [...model].filter(([other]) => other !== id).map(([_, other]) =>
      handlesOf(other)
    );
    const taken = new Set(others.flat());
    return handlesOf(fields).some((key) => taken.has(key)) ? null : fields;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function handlesOf({ emails, phones }: ContactFields): string[] {
  return [...emails, ...phones].flatMap(({ key }) => key ?? []);
}

/** Does the step through a KV with a fault in the step's own commit, and in the model if it must succeed. */
async function runStep(kv: Deno.Kv, model: Model, step: Step): Promise<void> {
  const id = step.verb === "create" ? null : [...model.keys()][step.who % model.size] ?? null;
  let commits = id === null ? -1 : 0; // a creation of a new process first takes ids
  const faulty = faultyKv(kv, () => commits++ === 0 ? step.fault : null);
  const acting = actingAs(testDeps(faulty.kv), AGENT);
  if (step.verb === "touch" && id !== null) return await touch(faulty.kv, id, step.who);
  const fields = expectedFields(model, id, step.input);
  try {
    const saved = await save(acting, id, step.input);
    assertEquals({ ...saved, ...fields }, saved);
    model.set(saved.id, saved);
  } catch (error) {
    if (error instanceof InputError) return assertEquals(fields, null);
    if (!(error instanceof Crash)) throw error;
    const savedId = id ??
      Math.max(0, ...(await keysUnder(kv, [1, "c"])).map((key) => Number(key[2])));
    // Nobody was told, but it was saved.
    if (step.fault === "crash_after" && fields) model.set(savedId, fields);
  }
}

async function save(
  { deps, ...who }: Acting,
  id: number | null,
  input: ContactInput,
): Promise<Contact> {
  if (id === null) return await createContact({ deps, ...who }, input);
  const { revision } = await requireContact(deps.kv, id);
  return await editContact({ deps, ...who }, id, revision, input);
}

async function touch(kv: Deno.Kv, id: number, ms: number): Promise<void> {
  const touching = saveChange(kv, (change) => stageTouchContact(change, id, NOON + ms));
  await touching.catch((error) => {
    if (!(error instanceof Crash)) throw error;
  });
}

function fieldsOf({ name, emails, phones, tagIds, language }: ContactFields): ContactFields {
  return { name, emails, phones, tagIds, language };
}

Deno.test("any sequence of creations, edits and touches leaves what a plain list of contacts would", async () => {
  const sequences = fc.array(aStep, { maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(sequences, async (steps) => {
      using kv = await memoryKv();
      const model: Model = new Map();
      const index = openContactIndex(kv);
      for (const step of steps) {
        if (step.verb === "fold") await index.fold();
        else if (step.verb === "create" || model.size > 0) await runStep(kv, model, step);
      }
      for (const [id, fields] of model) {
        assertEquals(fieldsOf(await requireContact(kv, id)), fieldsOf(fields));
      }
      await assertSound(kv);
      await assertIndexed(kv);
      assertEquals(await index.total(), model.size);
    }),
    { numRuns: 200 },
  );
});
