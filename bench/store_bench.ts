// One run over the store: load, ask, write, ask again, verify; beside PostgreSQL if there is one.
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { KV_FILE, openKv } from "@/lib/store/kv.ts";
import { verify } from "@/lib/store/verify.ts";
import { askCold, type Cold } from "./cold.ts";
import type { Engine } from "./engine.ts";
import { Kartka, loadKartka } from "./kartka.ts";
import { compareAnswers, type Measured, measureQuestion, timeOf } from "./measure.ts";
import { people } from "./people.ts";
import { Postgres } from "./postgres.ts";
import { COLD_QUESTIONS, type Question, questionsFor } from "./questions.ts";
import { measureWrites, type WritePlan } from "./writes.ts";

export interface StoreOptions {
  contacts: number;
  /** Askings of each question. */
  repeats: number;
  /** An empty folder for the database, which stays there. */
  folder: string;
  /** Null: Kartka alone. */
  postgresUrl: string | null;
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
  engines: EngineFacts[];
  questions: Measured[];
  writes: Measured[];
  foldMs: number;
  /** By question; the first answer of a new process. */
  cold: (Cold & Pick<Measured, "name" | "work">)[];
  /** Of a process that has asked everything. */
  rssMib: number;
  differences: number;
}

const WRITES_MAX = 300;

/** Throws `DifferenceError` when the engines answer differently. */
export async function benchStore(options: StoreOptions): Promise<StoreReport> {
  const { contacts: total, say } = options;
  const count = Math.min(WRITES_MAX, Math.floor(total / 5));
  const all = people(total, count);
  const plan = { contacts: all.slice(0, total), newcomers: all.slice(total) };
  const postgres = options.postgresUrl === null ? null : new Postgres(options.postgresUrl);
  await postgres?.connect();
  try {
    const measured = await benchEngines(options, postgres, plan);
    say("Asking in new processes …");
    const questions = questionsFor(plan.contacts);
    return { contacts: total, ...measured, ...await benchProcesses(options.folder, questions) };
  } finally {
    await postgres?.close();
  }
}

type Measurements = Omit<StoreReport, "contacts" | "cold" | "rssMib">;

async function benchEngines(
  { folder, repeats, say }: StoreOptions,
  postgres: Postgres | null,
  plan: WritePlan,
): Promise<Measurements> {
  using kv = await openKv({ kvUrl: null, dataDir: folder });
  const index = openContactIndex(kv);
  say("Loading Kartka …");
  const loadMs = await timeOf(() => loadKartka(kv, index, plan.contacts));
  const facts = [{ name: "Kartka", loadMs, bytes: await databaseBytes(folder) }];
  const engines: Engine[] = [new Kartka(kv, index)];
  if (postgres !== null) {
    say("Loading PostgreSQL …");
    const loadMs = await timeOf(() => postgres.load(plan.contacts));
    facts.push({
      name: `PostgreSQL ${await postgres.version()}`,
      loadMs,
      bytes: await postgres.bytes(),
    });
    engines.push(postgres);
  }
  const measured = await askAndWrite(engines, plan, { repeats, say, fold: () => index.fold() });
  say("Verifying …");
  const { differences } = await verify(kv, { fix: false, report: ({ message }) => say(message) });
  return { engines: facts, ...measured, differences };
}

/** Answers are held together before the writes, with writes that are not folded yet, and after the fold. */
export async function askAndWrite(
  engines: readonly Engine[],
  plan: WritePlan,
  { repeats, say, fold }: {
    repeats: number;
    say(line: string): void;
    fold(): Promise<unknown>;
  },
): Promise<Pick<StoreReport, "questions" | "writes" | "foldMs">> {
  const asked = questionsFor(plan.contacts);
  const questions: Measured[] = [];
  for (const question of asked) {
    say(`Asking: ${question.name} …`);
    questions.push(await measureQuestion(engines, question, repeats));
  }
  say("Writing …");
  const writes = await measureWrites(engines, plan);
  await compareAnswers(engines, asked);
  const foldMs = await timeOf(fold);
  await compareAnswers(engines, asked);
  return { questions, writes, foldMs };
}

async function benchProcesses(
  folder: string,
  questions: readonly Question[],
): Promise<Pick<StoreReport, "cold" | "rssMib">> {
  const cold: StoreReport["cold"] = [];
  for (const question of questions.filter(({ name }) => COLD_QUESTIONS.includes(name))) {
    const { name, work } = question;
    cold.push({ name, work, ...await askCold(folder, [question]) });
  }
  const { rssMib } = await askCold(folder, questions, 1);
  return { cold, rssMib };
}

/** The file and its write-ahead log. */
async function databaseBytes(folder: string): Promise<number> {
  let bytes = 0;
  for await (const { name } of Deno.readDir(folder)) {
    if (name.startsWith(KV_FILE)) bytes += (await Deno.stat(`${folder}/${name}`)).size;
  }
  return bytes;
}
