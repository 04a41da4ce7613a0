// An import by the command line that is killed again and again lands each row exactly once.
import { assert, assertEquals } from "@std/assert";
import { findImportRun } from "@/lib/store/import_runs.ts";
import { openKv } from "@/lib/store/kv.ts";
import { keysUnder } from "@/tests/support/kv.ts";
import { assertSound } from "@/tests/support/verified.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
/** More with `KILLS=20`. */
const KILLS = Number(Deno.env.get("KILLS") ?? 3);
const ROWS = 1_500 * KILLS;

Deno.test("an import that is killed again and again resumes, and each row lands exactly once", async () => {
  const folder = await Deno.makeTempDir({ prefix: "kartka_import_" });
  try {
    const file = `${folder}/people.csv`;
    await Deno.writeTextFile(file, people());
    let runId: string | null = null;
    let hits = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const killed = await runAndKill({ folder, file, runId });
      runId = killed.runId;
      if (killed.wasHit) hits++;
    }
    assert(hits > 0, "no kill has hit a run");
    await runAndKill({ folder, file, runId, isLast: true });
    await assertExactlyOnce(folder, runId);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Every fifth row is an earlier person again. */
function people(): string {
  const rows = Array.from({ length: ROWS }, (_, at) => {
    const person = at % 5 === 4 ? at - 4 : at;
    return `Person ${person},p${person}@example.com,${at % 2 ? "VIP" : ""}`;
  });
  return `name,email,tags\n${rows.join("\n")}\n`;
}

interface Attempt {
  folder: string;
  file: string;
  runId: string | null;
  /** Left to end by itself. */
  isLast?: boolean;
}

/** Starts or resumes the task, and kills it soon after it has said where it is. */
async function runAndKill({ folder, file, runId, isLast = false }: Attempt) {
  const resume = runId === null ? [] : ["--resume", runId];
  const task = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", "tasks/import.ts", file, ...resume],
    cwd: ROOT,
    env: { KARTKA_DATA: folder },
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const ending = new AbortController();
  const ended = ending.signal;
  task.status.then(() => ending.abort());
  let said = "";
  for await (const text of task.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    const id = /Run (\w+)\./.exec(said)?.[1];
    if (id === undefined || isLast || said.includes("Rows:")) continue;
    await Promise.race([afterSomeRows(folder, id, ended), task.status]);
    kill(task);
  }
  const { signal } = await task.status;
  return { runId: /Run (\w+)\./.exec(said)?.[1] ?? runId, wasHit: signal === "SIGKILL" };
}

function kill(task: Deno.ChildProcess): void {
  try {
    task.kill("SIGKILL");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // it has ended already
  }
}

/** Until another part of the rows is done: there is no other moment that means anything. */
async function afterSomeRows(folder: string, runId: string, ended: AbortSignal): Promise<void> {
  using kv = await openKv({ kvUrl: null, dataDir: folder });
  const before = (await findImportRun(kv, runId))?.cursor ?? 0;
  while (!ended.aborted) {
    const run = await findImportRun(kv, runId);
    if (run?.state === "done" || (run?.cursor ?? 0) >= before + 500) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function assertExactlyOnce(folder: string, runId: string | null): Promise<void> {
  using kv = await openKv({ kvUrl: null, dataDir: folder });
  const run = await findImportRun(kv, runId ?? "");
  assertEquals(run?.state, "done");
  const { rows, created, merged, rejected } = run?.tally ?? {};
  assertEquals({ rows, created, merged, rejected }, {
    rows: ROWS,
    created: ROWS * 4 / 5,
    merged: ROWS / 5,
    rejected: 0,
  });
  assertEquals((await keysUnder(kv, [1, "c"])).length, ROWS * 4 / 5);
  assertEquals((await keysUnder(kv, [1, "e"])).length, ROWS * 4 / 5);
  await assertSound(kv);
}
