// A process that asks once and ends: how long the first answer takes, and how much memory the answers leave.
import { openKv } from "@/lib/store/kv.ts";
import { Kartka } from "./kartka.ts";
import { percentile } from "./measure.ts";
import type { Question } from "./questions.ts";

export interface Cold {
  /** From the open database to the last answer, without the start of the process. */
  ms: number;
  rssMib: number;
}

const MIB = 2 ** 20;

/** Asks all questions in a new process; the median of so many processes. */
export async function askCold(
  folder: string,
  questions: readonly Question[],
  processes = 3,
): Promise<Cold> {
  const answers: Cold[] = [];
  for (let at = 0; at < processes; at++) answers.push(await askOnce(folder, questions));
  return {
    ms: percentile(answers.map(({ ms }) => ms), 0.5),
    rssMib: percentile(answers.map(({ rssMib }) => rssMib), 0.5),
  };
}

async function askOnce(folder: string, questions: readonly Question[]): Promise<Cold> {
  const script = new URL(import.meta.url).pathname;
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, folder, JSON.stringify(questions)],
    cwd: new URL("..", import.meta.url).pathname,
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("The process that asks cold has failed");
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function answer(folder: string, questions: readonly Question[]): Promise<Cold> {
  using kv = await openKv({ kvUrl: null, dataDir: folder });
  const startMs = performance.now();
  const engine = new Kartka(kv);
  for (const question of questions) await (await engine.prepare(question))();
  return { ms: performance.now() - startMs, rssMib: Deno.memoryUsage().rss / MIB };
}

if (import.meta.main) {
  const [folder = "", questions = "[]"] = Deno.args;
  console.info(JSON.stringify(await answer(folder, JSON.parse(questions))));
}
