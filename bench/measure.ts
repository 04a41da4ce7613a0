// Asking engines in turn, so that what else the machine does meets all of them, and holding their answers together.
import type { Answer, Engine } from "./engine.ts";
import { NOW_MS } from "./people.ts";
import type { Question } from "./question.ts";
import type { Work } from "./targets.ts";

export interface Times {
  p50Ms: number;
  p95Ms: number;
}

/** One question or one kind of write; `times` by the engines' order. */
export interface Measured {
  name: string;
  work: Work;
  /** Matches; null where there is no such number. */
  total: number | null;
  times: Times[];
}

/** A slow question is not asked again once all its askings have taken so long. */
const PATIENCE_MS = 12_000;
const WARM_UPS = 3;
const REPEATS_MIN = 3;
const TOUCHED_ID = 7;

/** Throws `DifferenceError` when the engines do not answer the same. */
export async function measureQuestion(
  engines: readonly Engine[],
  question: Question,
  repeats: number,
): Promise<Measured> {
  const asks = await Promise.all(engines.map((engine) => engine.prepare(question)));
  let total: number | null = null;
  for (let warmUp = 0; warmUp < WARM_UPS; warmUp++) {
    const answers: Answer[] = [];
    for (const ask of asks) answers.push(await ask());
    total = requireSame(engines, question, answers).total;
  }
  const between = question.kind === "segment counts" ? touching(engines) : () => {};
  const times = await timeInTurn(asks, repeats, between);
  return {
    name: question.name,
    work: question.work,
    total: question.kind === "lists" ? null : total,
    times,
  };
}

/** Asks each question once of each engine. Throws `DifferenceError`. */
export async function compareAnswers(
  engines: readonly Engine[],
  questions: readonly Question[],
): Promise<void> {
  for (const question of questions) {
    const answers = await Promise.all(
      engines.map(async (engine) => (await engine.prepare(question))()),
    );
    requireSame(engines, question, answers);
  }
}

async function timeInTurn(
  asks: readonly (() => Promise<unknown>)[],
  repeats: number,
  between: () => Promise<void> | void,
): Promise<Times[]> {
  const takenMs: number[][] = asks.map(() => []);
  const startMs = performance.now();
  for (let repeat = 0; repeat < repeats; repeat++) {
    if (repeat >= REPEATS_MIN && performance.now() - startMs > PATIENCE_MS) break;
    await between();
    for (const [at, ask] of asks.entries()) takenMs[at]?.push(await timeOf(ask));
  }
  return takenMs.map(timesOf);
}

/** Each call moves the last activity of one contact on. */
function touching(engines: readonly Engine[]): () => Promise<void> {
  let touches = 0;
  return async () => {
    touches++;
    for (const engine of engines) await engine.touch(TOUCHED_ID, NOW_MS + touches);
  };
}

/** Milliseconds until the task is done. */
export async function timeOf(task: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await task();
  return performance.now() - startMs;
}

export function timesOf(takenMs: readonly number[]): Times {
  return { p50Ms: percentile(takenMs, 0.5), p95Ms: percentile(takenMs, 0.95) };
}

/** The time that a share of all did not exceed; NaN of none. */
export function percentile(takenMs: readonly number[], share: number): number {
  const sorted = takenMs.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Engines that answer differently do not measure the same thing, so the bench ends. */
export class DifferenceError extends Error {
  override name = "DifferenceError";
}

function requireSame(
  engines: readonly Engine[],
  question: Question,
  answers: readonly Answer[],
): Answer {
  const [first, ...others] = answers;
  if (first === undefined) throw new RangeError("Cannot measure without an engine");
  const said = JSON.stringify(first);
  const different = others.findIndex((answer) => JSON.stringify(answer) !== said);
  if (different === -1) return first;
  throw new DifferenceError(
    `The answers to "${question.name}" differ:\n${engines[0]?.name}: ${said}\n` +
      `${engines[different + 1]?.name}: ${JSON.stringify(others[different])}`,
  );
}
