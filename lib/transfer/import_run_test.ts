import { assert, assertEquals, assertRejects } from "@std/assert";
import { checkImport } from "@/lib/actions/check_import.ts";
import { runImport } from "@/lib/actions/run_import.ts";
import { startImport } from "@/lib/actions/start_import.ts";
import { stopImport } from "@/lib/actions/stop_import.ts";
import { IMPORT_LEASE_MS } from "@/lib/actions/work_on_import.ts";
import { filterSubject } from "@/lib/domain/filter/subject.ts";
import type { ImportRun } from "@/lib/domain/import_run.ts";
import { ConflictError, InputError, NotFoundError } from "@/lib/errors.ts";
import {
  deleteImportFile,
  findImportRun,
  listRejectedRows,
  stageImportRun,
} from "@/lib/store/import_runs.ts";
import { saveChange } from "@/lib/store/change.ts";
import { findSampleJob } from "@/lib/store/sample_job.ts";
import { listTags } from "@/lib/store/tags.ts";
import { stageCreateUser } from "@/lib/store/users.ts";
import { loadSampleData } from "@/lib/actions/load_sample_data.ts";
import { preferencesSchema } from "@/lib/domain/user.ts";
import { resumeJobs } from "./resume.ts";
import { ADMIN, AGENT } from "@/tests/support/cast.ts";
import { actingAs, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import {
  carriedOut,
  carriedOutBeside,
  checked,
  contactsOf,
  inPieces,
  mapped,
} from "@/tests/support/imports.ts";
import { assertIndexed } from "@/tests/support/indexes.ts";
import { Crash, type Fault, faultyKv, keysUnder, memoryKv } from "@/tests/support/kv.ts";
import { workOnImport } from "./import_run.ts";

const HEADING = "name,email,phone,tags\n";

/** 150 rows: every tenth repeats an earlier person, every fortieth is broken, with tags. */
function people(): string {
  const rows = Array.from({ length: 150 }, (_, at) => {
    if (at % 40 === 39) return `Broken ${at},no address,,`;
    if (at % 10 === 9) {
      return `Again ${at},p${at - 5}@example.com,0501112${String(at).padStart(3, "0")},late`;
    }
    return `Person ${at},p${at}@example.com,,tag${at % 3}`;
  });
  return HEADING + rows.join("\n");
}

/** All that an import should have made, without what differs from run to run: ids and times. */
async function result(kv: Deno.Kv, runId: string) {
  const names = new Map((await listTags(kv)).map(({ id, name }) => [id, name]));
  const contacts = (await contactsOf(kv)).map(({ name, emails, phones, tagIds }) => ({
    name,
    handles: [...emails, ...phones].map(({ key }) => key),
    tags: tagIds.map((id) => names.get(id)),
  }));
  const rejected = await Array.fromAsync(listRejectedRows(kv, runId, "run"), ({ row }) => row);
  const { tally, state } = await findImportRun(kv, runId) ?? {};
  const byName = contacts.toSorted((a, b) => a.name < b.name ? -1 : 1);
  // Tags made by a worker that died are there, but not in the report of the next one.
  return { contacts: byName, rejected, state, tally: { ...tally, newTags: [] } };
}

/** Carries the import out, dying at the given commit, and then once more as a new process would. */
async function withCrash(fault: Fault | null, at: number) {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const run = await mapped(actingAs(deps, ADMIN), people());
  await runImport(actingAs(deps, ADMIN), run.id);
  const faulty = faultyKv(kv, (commit) => commit === at ? fault : null);
  const dying = actingAs({ ...deps, kv: faulty.kv }, ADMIN);
  const attempt = workOnImport(dying.deps, run.id, { acting: dying });
  const died = await attempt.then(() => false, (error) => error instanceof Crash);
  deps.pass(IMPORT_LEASE_MS);
  await workOnImport(deps, run.id, { acting: actingAs(deps, ADMIN) });
  await assertIndexed(kv);
  return { died, commits: faulty.commits.length, result: await result(kv, run.id) };
}

Deno.test("an import that dies before or after any of its commits resumes, and each row lands exactly once", async () => {
  const whole = await withCrash(null, -1);
  assertEquals(whole.died, false);
  assertEquals(whole.result.tally.rows, 150);
  assert(whole.commits > 8);
  for (let at = 0; at < whole.commits; at++) {
    for (const fault of ["crash_before", "crash_after"] as const) {
      const { died, result } = await withCrash(fault, at);
      assertEquals(died, true, `${fault} commit ${at}`);
      assertEquals(result, whole.result, `${fault} commit ${at}`);
    }
  }
});

Deno.test("an import goes on when the store refuses a commit now and then", async () => {
  const whole = await withCrash(null, -1);
  for (const fault of ["conflict", "locked"] as const) {
    assertEquals((await withCrash(fault, 5)).result, whole.result);
  }
});

Deno.test("a worker that was taken for dead stops when it wakes, and no row lands twice", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const acting = actingAs(deps, ADMIN);
  const run = await mapped(acting, people());
  await runImport(acting, run.id);
  const { run: first } = await carriedOutBeside(acting, run.id, {
    act() {
      deps.pass(IMPORT_LEASE_MS);
      return workOnImport(deps, run.id, { acting });
    },
  });
  assert(first !== null);
  assertEquals(await result(kv, run.id), (await withCrash(null, -1)).result);
  await assertIndexed(kv);
});

Deno.test("nobody works on an import that somebody is at, or that nobody has ordered", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const acting = actingAs(deps, ADMIN);
  const run = await mapped(acting, people());
  assertEquals((await workOnImport(deps, run.id, { acting }))?.state, "mapped");
  await runImport(acting, run.id);
  const [a, b] = await Promise.all([1, 2].map(() => workOnImport(deps, run.id, { acting })));
  assertEquals([a?.state, b?.state].toSorted(), ["done", "running"]);
  assertEquals(await workOnImport(deps, "01NOTHING", { acting }), null);
});

Deno.test("a stopped import keeps what is done and goes on from there", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const acting = actingAs(deps, ADMIN);
  const run = await mapped(acting, people());
  await runImport(acting, run.id);
  const { run: stopped } = await carriedOutBeside(acting, run.id, {
    act: () => stopImport(acting, run.id),
  });
  assertEquals(stopped?.state, "stopped");
  const { cursor } = stopped ?? {};
  assert(cursor !== undefined && cursor > 0 && cursor < 151);
  assertEquals((await carriedOut(acting, run)).tally.rows, 150);
  assertEquals(await result(kv, run.id), (await withCrash(null, -1)).result);
});

Deno.test("a stopped check leaves the mapping as it was", async () => {
  using kv = await memoryKv();
  const acting = actingAs(testDeps(kv), ADMIN);
  const run = await mapped(acting, people());
  await checkImport(acting, run.id);
  assertEquals((await stopImport(acting, run.id)).state, "mapped");
  assertEquals((await checked(acting, run)).check?.rows, 150);
});

Deno.test("only the owner of an import and admins can touch it", async () => {
  using kv = await memoryKv();
  const run = await mapped(actingAs(testDeps(kv), ADMIN), people());
  await assertRejects(() => checkImport(actingAs(testDeps(kv), AGENT), run.id), NotFoundError);
  const own = await mapped(actingAs(testDeps(kv), AGENT), people());
  assertEquals((await checkImport(actingAs(testDeps(kv), ADMIN), own.id)).state, "checking");
  await assertRejects(() => runImport(actingAs(testDeps(kv), ADMIN), own.id), ConflictError);
});

Deno.test("an import fails for good when its user or its file is gone", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const acting = actingAs(deps, ADMIN);
  const run = await mapped(acting, people());
  await runImport(acting, run.id);
  assertEquals((await workOnImport(deps, run.id))?.failure, "not_allowed"); // no such user in this store
  await deleteImportFile(kv, run.id);
  const again = await carriedOut(acting, run);
  assertEquals([again.state, again.failure], ["failed", "file_gone"]);
});

Deno.test("an uploaded file may have 100,000 rows, not one more", async () => {
  using kv = await memoryKv();
  const acting = actingAs(testDeps(kv), ADMIN);
  const run = await mapped(acting, `name\n${"я\n".repeat(100_001)}`);
  const failed = await checked(acting, run);
  assertEquals([failed.state, failed.failure], ["failed", "too_many_rows"]);
});

Deno.test("a file that is too large, empty or broken off is refused and leaves nothing behind", async () => {
  using kv = await memoryKv();
  const acting = actingAs(testDeps(kv), ADMIN);
  async function* endless() {
    for (;;) yield await Promise.resolve(new Uint8Array(1024 * 1024));
  }
  for (const body of [endless(), inPieces("")]) {
    await assertRejects(() => startImport(acting, { fileName: "x.csv", body }), InputError);
  }
  async function* brokenOff() {
    yield* inPieces("x".repeat(200_000));
    throw new RangeError("the sender has gone");
  }
  await assertRejects(
    () => startImport(acting, { fileName: "x.csv", body: brokenOff() }),
    RangeError,
  );
  assertEquals(await keysUnder(kv, []), []);
});

Deno.test("the file is read as it goes: never further ahead than a batch and a piece", async () => {
  using kv = await memoryKv();
  const deps: TestDeps = testDeps(kv);
  const acting = actingAs(deps, ADMIN);
  const heading = await mapped(acting, HEADING);
  let made = 0;
  async function* rows() {
    yield new TextEncoder().encode(HEADING);
    for (; made < 20_000; made++) {
      yield await Promise.resolve(new TextEncoder().encode(`P ${made},p${made}@example.com,,\n`));
    }
  }
  const ahead: number[] = [];
  await checkImport(acting, heading.id);
  const run = await workOnImport(deps, heading.id, {
    acting,
    source: rows,
    onProgress: ({ check }: ImportRun) => ahead.push(made - (check?.rows ?? 0)),
  });
  assertEquals(run?.check?.created, 20_000);
  assert(Math.max(...ahead) <= 2);
});

Deno.test("what a restart has interrupted goes on by the clock, but not what the command line began", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const acting = actingAs(deps, ADMIN);
  await saveChange(kv, (change) => stageCreateUser(change, aUser()));
  const run = await mapped(acting, people());
  await runImport(acting, run.id);
  await loadSampleData(acting, { contacts: 5, seed: 1 });
  const onDisk = await startImport(acting, { fileName: "x.csv", sizeBytes: 10, sha256: "00" });
  const running = { ...onDisk, state: "running" as const };
  await saveChange(kv, (change) => stageImportRun(change, running));
  await resumeJobs(deps);
  assertEquals((await findImportRun(kv, run.id))?.state, "done");
  assertEquals((await findSampleJob(kv))?.state, "done");
  assertEquals((await findImportRun(kv, onDisk.id))?.state, "running");
});

function aUser() {
  const fields = {
    email: "a@example.com",
    emailKey: "a@example.com",
    name: "A",
    passwordHash: null,
  };
  return {
    ...fields,
    ...ADMIN,
    disabled: false,
    preferences: preferencesSchema.parse({}),
    createdAtMs: 0,
    revision: 1,
  };
}

Deno.test("each contact remembers the imports that made or changed it, once each, and the filter counts them", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  const acting = actingAs(deps, ADMIN);
  // Anna stands in the file twice, in commits of their own; Boris is left as he is by the second file.
  const others = Array.from({ length: 100 }, (_, at) => `Other ${at},o${at}@example.com,,`).join(
    "\n",
  );
  const rows =
    `Anna,a@example.com,,one\nBoris,b@example.com,,\n${others}\nAnna,a@example.com,,two\n`;
  const first = await carriedOut(acting, await mapped(acting, HEADING + rows));
  const second = await carriedOut(
    acting,
    await mapped(acting, `${HEADING}Anna,a@example.com,,three\nBoris,b@example.com,,\n`),
  );
  const [anna, boris] = await contactsOf(kv);
  assertEquals(anna?.importRunIds, [first.id, second.id]);
  assertEquals(boris?.importRunIds, [first.id]);
  assertEquals(anna && filterSubject(anna, () => null).imports, 2);
  await assertIndexed(kv);
});
