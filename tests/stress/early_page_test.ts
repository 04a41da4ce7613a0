// First pages that a process answers before it has loaded the texts: without a total, and otherwise as right as any.
import { assert } from "@std/assert";
import { parseSearch } from "@/lib/domain/search.ts";
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { checkQuestion, type Question } from "./filter_check.ts";
import { pick, randomFrom } from "./random.ts";
import { sealedBlocks } from "./seals.ts";
import { Table } from "./table.ts";
import { aCondition } from "./conditions.ts";

const SEED = Number(Deno.env.get("STRESS_SEED") ?? Date.now() % 1e9);
const ASKED = Number(Deno.env.get("STRESS_ASKED") ?? 200);
/** Every text in a chunk of its own: then a few hundred are many. */
const LAYOUT = { chunk: 1, segment: 16, block: 64 };
const LONG = ["Шевченко", "Shevchuk", "Іваненко", "Ivanova"];
const WORDS = ["shev", "ivan", "ivanen", "shevchen", "nobody", "x1.ua", "neil"];

Deno.test(`first pages that come before their total show what a full scan shows (STRESS_SEED=${SEED})`, async () => {
  using kv = await Deno.openKv(":memory:");
  const table = new Table(kv, randomFrom(SEED), 600);
  await table.fill(600);
  const { random } = table;
  for (const contact of [...table.contacts.values()]) {
    await table.write(contact.id, { ...contact, name: `${contact.name} ${pick(random, LONG)}` });
  }
  const folder = openContactIndex(kv, { layout: LAYOUT });
  for (let fold = 0; fold < 6; fold++) await folder.fold();
  let early = 0;
  for (let asked = 0; asked < ASKED; asked++) {
    await table.step();
    if (asked % 50 === 25) await folder.fold();
    const cold = openContactIndex(kv, { layout: LAYOUT });
    const { isEarly } = await checkQuestion(cold, table, aQuestion(table), "there_and_back");
    if (isEarly) early++;
  }
  const said = `${early} of ${ASKED} pages came early, ${await sealedBlocks(kv, LAYOUT)} sealed`;
  assert(early > ASKED / 5, said);
  if (Deno.env.has("STRESS_ASKED")) console.info(said);
});

function aQuestion({ random, contacts }: Table): Question {
  const word = pick(random, WORDS);
  const asksName = random() < 0.3;
  const others = random() < 0.3
    ? [aCondition({ random, contacts: [...contacts.values()] }, 1)]
    : [];
  const name = { kind: "text", column: "name", test: "contains", values: [word] } as const;
  return {
    words: asksName ? [] : parseSearch(word),
    filter: asksName ? { kind: "all", of: [name, ...others] } : others[0] ?? null,
    sort: {
      by: pick(random, ["lastActivity", "created", "name"]),
      direction: pick(random, ["asc", "desc"]),
    },
    limit: pick(random, [3, 10, 25]),
    count: "if_ready",
  };
}
