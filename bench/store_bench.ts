// One run over the store: load, ask, write, ask again, verify; beside PostgreSQL if there is one.
import { type ContactIndex, openContactIndex } from "@/lib/store/index/contact_index.ts";
import { KV_FILE, openKv } from "@/lib/store/kv.ts";
import { verify } from "@/lib/store/verify.ts";
import { askApart, askCold, type Cold } from "./cold.ts";
import type { Engine } from "./engine.ts";
import { Kartka } from "./kartka.ts";
import { type Load, loadApart } from "./load.ts";
import { compareAnswers, type Measured, measureQuestion, timeOf } from "./measure.ts";
import { makePopulation, type Population } from "./population.ts";
import { Postgres } from "./postgres.ts";
import { measureSeal, type SealTime } from "./seal_time.ts";
import { questionsFor, theFifteen } from "./questions.ts";
import { measureWrites } from "./writes.ts";

export interface StoreOptions {
  contacts: number;
  /** Askings of each question. */
  repeats: number;
  /** An empty folder for the database, which stays there. */
  folder: string;
  /** Null: Kartka alone. */
  postgresUrl: string | null;
  /** Whether to ask in new processes too. */
  cold: boolean;
  /** Whether to compare every index with the records at the end. */
  verify: boolean;
  say(line: string): void;
}

export interface EngineFacts {
  name: string;
  loadMs: number;
  /** After the load. */
  bytes: number;
}

export interface StoreReport {
  contacts: number;
  /** What making the contacts alone takes, which is part of every load. */
  makeMs: number;
  engines: EngineFacts[];
  /** The most memory of the process that has loaded Kartka. */
  loadPeakMib: number;
  /** The fifteen come first. */
  questions: Measured[];
  writes: Measured[];
  /** Of these writes and some touches. */
  foldMs: number;
  /** Null while no block is full. */
  seal: SealTime | null;
  /** The first answers of new processes. */
  cold: Cold[];
  /** Of a new process that has asked the fifteen questions, and of one that has asked all. */
  rssMib: { fifteen: number; all: number } | null;
  /** Null: not compared. */
  differences: number | null;
}

const WRITES_MAX = 300;

/** Throws `DifferenceError` when the engines answer differently. */
export async function benchStore(options: StoreOptions): Promise<StoreReport> {
  const { contacts: total, folder, say } = options;
  const postgres = options.postgresUrl === null ? null : new Postgres(options.postgresUrl);
  await postgres?.connect();
  try {
    say("Making the contacts …");
    const newcomers = Math.min(WRITES_MAX, Math.floor(total / 5));
    const startMs = performance.now();
    const population = makePopulation({ total, newcomers });
    const makeMs = performance.now() - startMs;
    const loads = await loadAll(options, population, postgres);
    const measured = await measureAll(options, population, postgres);
    const apart = options.cold ? await askApartFrom(folder, population, say) : NOT_APART;
    return { contacts: total, makeMs, ...loads, ...measured, ...apart };
  } finally {
    await postgres?.close();
  }
}

async function loadAll(
  { folder, say }: StoreOptions,
  population: Population,
  postgres: Postgres | null,
): Promise<Pick<StoreReport, "engines" | "loadPeakMib">> {
  say("Loading Kartka …");
  const { ms, peakMib }: Load = await loadApart(folder, population);
  const engines = [{ name: "Kartka", loadMs: ms, bytes: await databaseBytes(folder) }];
  if (postgres !== null) {
    say(`Kartka took ${(ms / 1000).toFixed(1)} s. Loading PostgreSQL …`);
    const loadMs = await timeOf(() => postgres.load(population));
    const name = `PostgreSQL ${await postgres.version()}`;
    engines.push({ name, loadMs, bytes: await postgres.bytes() });
  }
  return { engines, loadPeakMib: peakMib };
}

type Measurements = Pick<
  StoreReport,
  "questions" | "writes" | "foldMs" | "seal" | "differences"
>;

async function measureAll(
  options: StoreOptions,
  population: Population,
  postgres: Postgres | null,
): Promise<Measurements> {
  const { folder, say } = options;
  using kv = await openKv({ kvUrl: null, dataDir: folder });
  const index = openContactIndex(kv);
  const engines: Engine[] = [new Kartka(kv, index), ...postgres === null ? [] : [postgres]];
  const answered = await askAndWrite(engines, population, { ...options, index });
  const measured = { ...answered, seal: await measureSeal(kv) };
  if (!options.verify) return { ...measured, differences: null };
  say("Verifying …");
  const { differences } = await verify(kv, { fix: false, report: ({ message }) => say(message) });
  return { ...measured, differences };
}

/** Answers are held together before the writes, with writes that are not folded yet, and after the fold. */
export async function askAndWrite(
  engines: readonly Engine[],
  population: Population,
  { repeats, say, index }: Pick<StoreOptions, "repeats" | "say"> & { index: ContactIndex },
): Promise<Pick<StoreReport, "questions" | "writes" | "foldMs">> {
  const asked = questionsFor(population);
  const questions: Measured[] = [];
  for (const question of asked) {
    say(`Asking: ${question.name} …`);
    questions.push(await measureQuestion(engines, question, repeats));
  }
  say("Writing …");
  const writes = await measureWrites(engines, population);
  await compareAnswers(engines, asked);
  const foldMs = await timeOf(() => index.fold());
  await compareAnswers(engines, asked);
  return { questions, writes, foldMs };
}

const NOT_APART = { cold: [], rssMib: null };

async function askApartFrom(
  folder: string,
  population: Population,
  say: (line: string) => void,
): Promise<Pick<StoreReport, "cold" | "rssMib">> {
  say("Asking in new processes …");
  const questions = questionsFor(population);
  const cold = await askCold(folder, questions);
  const fifteen = (await askApart(folder, theFifteen(population))).rssMib;
  const all = (await askApart(folder, questions)).rssMib;
  return { cold, rssMib: { fifteen, all } };
}

/** The file and its write-ahead log. */
async function databaseBytes(folder: string): Promise<number> {
  let bytes = 0;
  for await (const { name } of Deno.readDir(folder)) {
    if (name.startsWith(KV_FILE)) bytes += (await Deno.stat(`${folder}/${name}`)).size;
  }
  return bytes;
}
