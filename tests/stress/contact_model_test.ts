// Random histories of everything that can happen to contacts, and after each step the whole store against a model of it.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { verify } from "@/lib/store/verify.ts";
import { ContactModel } from "./contact_model.ts";
import { compare } from "./contact_model_compare.ts";
import {
  blockNamed,
  merge,
  message,
  namingMessage,
  silentMessage,
  undo,
  unmerge,
} from "./contact_model_hard_steps.ts";
import {
  block,
  create,
  edit,
  fold,
  note,
  pass,
  remove,
  restore,
  runJobs,
  unblock,
} from "./contact_model_steps.ts";
import { openWorld, type World } from "./contact_model_world.ts";

/** 2,000 with `STRESS_HISTORIES=2000`. */
const RUNS = Number(Deno.env.get("STRESS_HISTORIES") ?? 150);
/** 60 with `STRESS_STEPS=60`. */
const STEPS = Number(Deno.env.get("STRESS_STEPS") ?? 40);
/** Of a run that has failed, as it was printed. */
const SEED = Deno.env.get("STRESS_SEED");

/** Nothing happens to nobody, and hardly anything to who knows nobody. */
const start = fc.tuple(
  fc.array(create, { minLength: 3, maxLength: 6 }),
  fc.array(namingMessage, { maxLength: 2 }),
).map((parts) => parts.flat());
const steps = fc.commands<ContactModel, World, boolean>([
  create,
  create,
  edit,
  edit,
  message,
  message,
  namingMessage,
  silentMessage,
  block,
  block,
  blockNamed,
  unblock,
  merge,
  merge,
  unmerge,
  remove,
  restore,
  note,
  pass,
  pass,
  undo,
  undo,
  fold,
], { maxCommands: STEPS, size: "max" });

const TURNS = 3;
/** What a run that means anything has seen. */
const RARE = [
  "merged and cut off",
  "parted",
  "message dropped",
  "kept out for before",
  "restored",
  "undo edited done",
];

Deno.test(`in any history of contacts the store says what the rules say (${RUNS} of up to ${STEPS} steps)`, async () => {
  const seed = SEED === undefined ? Date.now() ^ (Math.random() * 0x100000000) : Number(SEED);
  const seen = new Map<string, number>();
  const property = fc.asyncProperty(start, steps, async (first, history) => {
    using world = await openWorld();
    const model = new ContactModel();
    await fc.asyncModelRun(() => ({ model, real: world }), [...first, ...history]);
    await assertInOrder(model, world);
    for (const [what, count] of model.happened) seen.set(what, (seen.get(what) ?? 0) + count);
  });
  // Chance may leave something out: it gets as many histories again, and once more.
  for (let turn = 0; turn < TURNS && !RARE.every((what) => seen.has(what)); turn++) {
    await fc.assert(property, { numRuns: RUNS, seed: seed + turn, endOnFailure: false });
  }
  for (const what of RARE) assert(seen.has(what), `nothing was ever ${what}`);
  console.log(
    `seed ${seed}: ${[...seen].sort().map(([what, count]) => `${what} ${count}`).join(", ")}`,
  );
});

/** What was cut off is taken on, and then nothing in the store disagrees with anything else. */
async function assertInOrder(model: ContactModel, world: World): Promise<void> {
  await runJobs(model, world);
  await compare(model, world);
  const found: string[] = [];
  await verify(world.kv, { fix: false, report: ({ message }) => found.push(message) });
  assertEquals(found, []);
}
