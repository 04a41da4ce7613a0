// What agents do all day, as requests: one kind after the other, or twenty agents at once.
import { type Dice, diceFor } from "@/lib/transfer/dice.ts";
import { percentile, type Times, timesOf } from "./measure.ts";
import { tagIdOf } from "./people.ts";
import type { Visited, Visitor } from "./visitor.ts";

/** Of one kind of click. */
export interface Clicks {
  name: string;
  times: Times;
}

export interface Crowd {
  agents: number;
  /** Between an answer and the agent's next click. */
  pauseMs: number;
  /** Clicks a second, of all agents. */
  rate: number;
  clicks: number;
  p50Ms: number;
  p99Ms: number;
  /** Answers that are neither a page nor a redirect, and requests without an answer. */
  errors: number;
}

export interface CrowdOptions {
  agents: number;
  pauseMs: number;
  seconds: number;
}

const QUERIES = ["ов", "ivan", "shevchenko", "шевч олен", "067", "gmail", "ko", "мар"];
const WARM_UPS = 5;
const SEED = 20;

type Click = (visitor: Visitor, wish: { id: number; dice: Dice }) => Promise<Visited>;

const CLICKS: readonly { name: string; weight: number; click: Click }[] = [
  { name: "list page", weight: 4, click: (visitor) => visitor.get("/contacts") },
  {
    name: "search",
    weight: 6,
    click: (visitor, { dice }) =>
      visitor.get(`/contacts?q=${encodeURIComponent(dice.pick(QUERIES))}`),
  },
  {
    name: "tag filter",
    weight: 2,
    click: (visitor, { dice }) => visitor.get(`/contacts?tag=${tagIdOf(dice.zipf(8))}`),
  },
  { name: "list by name", weight: 1, click: (visitor) => visitor.get("/contacts?sort=name") },
  { name: "card", weight: 4, click: (visitor, { id }) => visitor.get(`/contacts/${id}`) },
  { name: "create", weight: 1, click: create },
  { name: "edit", weight: 2, click: edit },
];

function create(visitor: Visitor, { dice }: { dice: Dice }): Promise<Visited> {
  const number = Math.floor(dice.roll() * 2 ** 48).toString(36);
  return visitor.post("/contacts/new", [
    ["name", `Новий Контакт ${number}`],
    ["emails", `new.${number}@example.com`],
  ]);
}

/** The time is that of saving; the form is asked for before. */
async function edit(visitor: Visitor, { id, dice }: { id: number; dice: Dice }): Promise<Visited> {
  const name = `Іван Бондаренко ${Math.floor(dice.roll() * 1e6)}`;
  return await visitor.post(`/contacts/${id}/edit`, [
    ["name", name],
    ...await visitor.editForm(id),
  ]);
}

/** Each kind of click by itself, one after the other. */
export async function measureClicks(
  visitor: Visitor,
  contacts: number,
  repeats: number,
): Promise<Clicks[]> {
  const measured: Clicks[] = [];
  for (const { name, click } of CLICKS) {
    const dice = diceFor(SEED, measured.length);
    const takenMs: number[] = [];
    for (let repeat = -WARM_UPS; repeat < repeats; repeat++) {
      const id = 1 + Math.floor(dice.roll() * contacts);
      const visited = await click(visitor, { id, dice });
      requireGood(name, visited);
      if (repeat >= 0) takenMs.push(visited.ms);
    }
    measured.push({ name, times: timesOf(takenMs) });
  }
  return measured;
}

/** All agents click for so long, each at contacts of its own, so that no edit meets another. */
export async function clickTogether(
  visitor: Visitor,
  contacts: number,
  { agents, pauseMs, seconds }: CrowdOptions,
): Promise<Crowd> {
  const startMs = performance.now();
  const endMs = startMs + seconds * 1000;
  const takenMs: number[] = [];
  let errors = 0;
  await Promise.all(Array.from({ length: agents }, async (_, agent) => {
    const dice = diceFor(SEED + agents + pauseMs, agent);
    await pause(dice.roll() * pauseMs);
    while (performance.now() < endMs) {
      const id = 1 + Math.floor(dice.roll() * (contacts / agents - 1)) * agents + agent;
      const visited = await clickAny(visitor, { id, dice });
      if (isGood(visited)) takenMs.push(visited.ms);
      else errors++;
      await pause(pauseMs * (0.5 + dice.roll()));
    }
  }));
  const clicks = takenMs.length + errors;
  return {
    agents,
    pauseMs,
    rate: clicks / ((performance.now() - startMs) / 1000),
    clicks,
    p50Ms: percentile(takenMs, 0.5),
    p99Ms: percentile(takenMs, 0.99),
    errors,
  };
}

/** One of the kinds, by their weights; null when there was no answer. */
async function clickAny(
  visitor: Visitor,
  wish: { id: number; dice: Dice },
): Promise<Visited | null> {
  const weighted = CLICKS.flatMap(({ click, weight }) => new Array<Click>(weight).fill(click));
  try {
    return await wish.dice.pick(weighted)(visitor, wish);
  } catch {
    return null;
  }
}

function isGood(visited: Visited | null): visited is Visited {
  return visited !== null && visited.status >= 200 && visited.status < 400;
}

/** A form that was refused comes back as a page, which would look fast. */
function requireGood(name: string, { status, location }: Visited): void {
  const isForm = name === "create" || name === "edit";
  const isAnswer = isForm ? status === 303 && location?.startsWith("/contacts/") : status === 200;
  if (!isAnswer) throw new Error(`"${name}" was answered with ${status} ${location ?? ""}`);
}

function pause(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
