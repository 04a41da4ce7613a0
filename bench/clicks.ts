// Agents at work: one kind of click after the other, or twenty agents at once.
import { diceFor } from "@/lib/transfer/dice.ts";
import { CLICK_KINDS, type ClickKind } from "./click_kinds.ts";
import { percentile, type Times, timesOf } from "./measure.ts";
import { processorSeconds } from "./memory.ts";
import type { Clicker, Visited } from "./visitor.ts";

/** Of one kind of click. */
export interface Clicks {
  name: string;
  times: Times;
}

export interface CrowdTimes {
  clicks: number;
  p50Ms: number;
  p99Ms: number;
}

export interface Crowd extends CrowdTimes {
  agents: number;
  /** Between an answer and the agent's next click, on average. */
  pauseMs: number;
  seconds: number;
  /** Clicks a second, of all agents. */
  rate: number;
  /** Answers that are neither a page nor a redirect, and requests without an answer. */
  errors: number;
  byKind: (CrowdTimes & { name: string })[];
  /** Of one processor that each has had, of 1; null where that is not known. */
  busy: { server: number; agents: number } | null;
}

export interface CrowdOptions {
  agents: number;
  pauseMs: number;
  seconds: number;
}

/** The app's data: contacts 1 to so many, and segments. */
export interface Site {
  contacts: number;
  segmentIds: readonly string[];
  /** Of the server's process. */
  pid: number;
}

const WARM_UPS = 5;
const SEED = 20;

/** Each kind of click by itself, one after the other. */
export async function measureClicks(
  visitor: Clicker,
  { contacts, segmentIds }: Site,
  repeats: number,
): Promise<Clicks[]> {
  const measured: Clicks[] = [];
  for (const { name, click } of CLICK_KINDS) {
    const dice = diceFor(SEED, measured.length);
    const takenMs: number[] = [];
    for (let repeat = -WARM_UPS; repeat < repeats; repeat++) {
      const id = 1 + Math.floor(dice.roll() * contacts);
      const visited = await click(visitor, { id, segmentIds, dice });
      requireGood(name, visited);
      if (repeat >= 0) takenMs.push(visited.ms);
    }
    measured.push({ name, times: timesOf(takenMs) });
  }
  return measured;
}

interface Taken {
  kind: ClickKind;
  /** Null when it was no good answer. */
  ms: number | null;
}

/** All agents click for so long, each at contacts of its own, so that no edit meets another. */
export async function clickTogether(
  visitor: Clicker,
  site: Site,
  options: CrowdOptions,
): Promise<Crowd> {
  const { agents, seconds, pauseMs } = options;
  const startMs = performance.now();
  const busyBefore = await processorsOf(site);
  const endMs = startMs + seconds * 1000;
  const all = Array.from(
    { length: agents },
    (_, agent) => clickUntil(endMs, visitor, { ...site, agents, pauseMs, agent }),
  );
  const taken = (await Promise.all(all)).flat();
  const tookSeconds = (performance.now() - startMs) / 1000;
  const busyAfter = await processorsOf(site);
  return {
    ...options,
    ...crowdTimes(taken),
    rate: taken.length / tookSeconds,
    errors: taken.filter(({ ms }) => ms === null).length,
    byKind: CLICK_KINDS.map((kind) => ({
      name: kind.name,
      ...crowdTimes(taken.filter((click) => click.kind === kind)),
    })),
    busy: busyBefore && busyAfter && {
      server: (busyAfter.server - busyBefore.server) / tookSeconds,
      agents: (busyAfter.agents - busyBefore.agents) / tookSeconds,
    },
  };
}

interface Agent extends Site {
  agent: number;
  agents: number;
  pauseMs: number;
}

async function clickUntil(
  endMs: number,
  visitor: Clicker,
  { agent, agents, pauseMs, contacts, segmentIds }: Agent,
): Promise<Taken[]> {
  const weighted = CLICK_KINDS.flatMap((kind) => new Array<ClickKind>(kind.weight).fill(kind));
  const dice = diceFor(SEED + agents + pauseMs, agent);
  const taken: Taken[] = [];
  await pause(dice.roll() * pauseMs);
  while (performance.now() < endMs) {
    const id = 1 + Math.floor(dice.roll() * (contacts / agents - 1)) * agents + agent;
    const kind = dice.pick(weighted);
    const visited = await kind.click(visitor, { id, segmentIds, dice }).catch(() => null);
    taken.push({ kind, ms: visited !== null && isGood(visited) ? visited.ms : null });
    await pause(pauseMs * (0.5 + dice.roll()));
  }
  return taken;
}

function crowdTimes(taken: readonly Taken[]): CrowdTimes {
  const good = taken.flatMap(({ ms }) => ms === null ? [] : [ms]);
  return { clicks: taken.length, p50Ms: percentile(good, 0.5), p99Ms: percentile(good, 0.99) };
}

async function processorsOf({ pid }: Site): Promise<{ server: number; agents: number } | null> {
  const [server, agents] = await Promise.all([pid, Deno.pid].map(processorSeconds));
  return server == null || agents == null ? null : { server, agents };
}

function isGood({ status }: Visited): boolean {
  return status >= 200 && status < 400;
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
