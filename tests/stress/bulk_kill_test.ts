// A bulk load by the command line that is killed in each of its stages: all rows land once, and the index is right.
import { assert, assertEquals } from "@std/assert";
import { findBulkJob } from "@/lib/store/bulk_job.ts";
import { findImportRun, listImportRuns } from "@/lib/store/import_runs.ts";
import { readVersions } from "@/lib/store/index/versions.ts";
import { isLocked, openKv } from "@/lib/store/kv.ts";
import { keysUnder } from "@/tests/support/kv.ts";
import { assertSound } from "@/tests/support/verified.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
/** Rounds of kills, one a stage; more with `KILLS=20`. */
const ROUNDS = Number(Deno.env.get("KILLS") ?? 1);
/** Enough bytes for a load in bulk, and two batches. */
const ROWS = 24_000;

/** Whether the load is in the middle of a stage. */
type Stage = (kv: Deno.Kv) => Promise<boolean>;
const STAGES: Record<string, Stage> = {
  "while handles are written": async (kv) => {
    const batch = (await findBulkJob(kv))?.batch;
    return batch !== null && batch !== undefined && batch.next === batch.first;
  },
  "while contacts come into being": async (kv) => {
    const batch = (await findBulkJob(kv))?.batch;
    return batch !== null && batch !== undefined && batch.next > batch.first + 1000;
  },
  "while the index is built": async (kv) => (await readVersions(kv)).versions.building !== null,
};

for (let round = 1; round <= ROUNDS; round++) {
  Deno.test(`a bulk load that is killed in each stage loads each row exactly once (${round})`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "kartka_bulk_" });
    try {
      const file = `${folder}/people.csv`;
      await Deno.writeTextFile(file, people());
      const hits: string[] = [];
      for (const [name, stage] of Object.entries(STAGES)) {
        if (await runAndKill({ folder, file }, stage)) hits.push(name);
      }
      assertEquals(hits, Object.keys(STAGES));
      await runAndKill({ folder, file }, null);
      await assertExactlyOnce(folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** Every fifth row is an earlier person again, some of an earlier batch. */
function people(): string {
  const rows = Array.from({ length: ROWS }, (_, at) => {
    const person = at % 5 === 4 ? at - 4 - (at > 22_000 ? 10_000 : 0) : at;
    return `Person ${person},person${person}@example.com,${at % 2 ? "VIP" : ""}`;
  });
  return `name,email,tags\n${rows.join("\n")}\n`;
}

interface Place {
  folder: string;
  file: string;
}

/** Starts or resumes the import and kills it in the stage; null lets it end. True when the kill has hit. */
async function runAndKill({ folder, file }: Place, stage: Stage | null): Promise<boolean> {
  using kv = await openKv({ kvUrl: null, dataDir: folder });
  const [run] = await listImportRuns(kv, 1);
  // What was killed after its last row is done; only the index is left, which a server's cron would build.
  const args = run?.state === "done" ? ["tests/stress/tidy_up.ts"] : [
    "tasks/import.ts",
    file,
    ...(run ? ["--resume", run.id] : []),
  ];
  const task = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", ...args],
    cwd: ROOT,
    env: { KARTKA_DATA: folder },
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  let isOver = false;
  const status = task.status.finally(() => isOver = true);
  while (!isOver && !(stage && await unlessLocked(stage(kv)))) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  if (!isOver) task.kill("SIGKILL");
  return (await status).signal === "SIGKILL";
}

async function unlessLocked(found: Promise<boolean>): Promise<boolean> {
  try {
    return await found;
  } catch (error) {
    if (isLocked(error)) return false;
    throw error;
  }
}

async function assertExactlyOnce(folder: string): Promise<void> {
  using kv = await openKv({ kvUrl: null, dataDir: folder });
  const [{ id = "" } = {}] = await listImportRuns(kv, 1);
  const run = await findImportRun(kv, id);
  assertEquals(run?.state, "done");
  const { rows, created, merged, rejected } = run?.tally ?? {};
  const expected = { rows: ROWS, created: ROWS * 4 / 5, merged: ROWS / 5, rejected: 0 };
  assertEquals({ rows, created, merged, rejected }, expected);
  assertEquals((await keysUnder(kv, [1, "c"])).length, ROWS * 4 / 5);
  assertEquals((await keysUnder(kv, [1, "e"])).length, ROWS * 4 / 5);
  assertEquals(await findBulkJob(kv), null);
  assert((await keysUnder(kv, [1, "ev"])).length >= ROWS * 4 / 5);
  await assertSound(kv);
}
