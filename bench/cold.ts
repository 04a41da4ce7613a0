// A process that asks and ends: how long the first answer takes, and how much memory the answers leave.
import { openKv } from "@/lib/store/kv.ts";
import { z } from "zod";
import { answerParent, runChild } from "./child.ts";
import { Kartka } from "./kartka.ts";
import { percentile } from "./measure.ts";
import type { Question } from "./question.ts";
import { COLD_QUESTIONS } from "./questions.ts";
import type { ColdWork } from "./targets.ts";

const askedSchema = z.object({ ms: z.number(), rssMib: z.number() });
/** `ms`: from the open database to the last answer, without the start of the process. */
export type Asked = z.infer<typeof askedSchema>;

export type Cold = Asked & { name: string; work: ColdWork };

interface AskInput {
  folder: string;
  questions: Question[];
}

const PROCESSES = 3;
const MIB = 2 ** 20;

/** The first answers of new processes; of each question the median of three. */
export async function askCold(folder: string, questions: readonly Question[]): Promise<Cold[]> {
  const cold: Cold[] = [];
  for (const { name, work } of COLD_QUESTIONS) {
    const question = questions.find((question) => question.name === name);
    if (question === undefined) throw new RangeError(`There is no question "${name}"`);
    const asked: Asked[] = [];
    for (let at = 0; at < PROCESSES; at++) {
      asked.push(await askApart(folder, [forWork(question, work)]));
    }
    const ms = percentile(asked.map(({ ms }) => ms), 0.5);
    const rssMib = percentile(asked.map(({ rssMib }) => rssMib), 0.5);
    cold.push({ name, work, ms, rssMib });
  }
  return cold;
}

/** The page of a search may come without its count. */
function forWork(question: Question, work: ColdWork): Question {
  if (work !== "search page" || question.kind !== "list") return question;
  return { ...question, search: { ...question.search, count: "if_ready" } };
}

/** Asks all questions in one new process. */
export async function askApart(folder: string, questions: Question[]): Promise<Asked> {
  return askedSchema.parse(await runChild("cold.ts", { folder, questions } satisfies AskInput));
}

async function ask({ folder, questions }: AskInput): Promise<Asked> {
  using kv = await openKv({ kvUrl: null, dataDir: folder });
  const startMs = performance.now();
  const engine = new Kartka(kv);
  for (const question of questions) await (await engine.prepare(question))();
  return { ms: performance.now() - startMs, rssMib: Deno.memoryUsage().rss / MIB };
}

if (import.meta.main) await answerParent(ask);
