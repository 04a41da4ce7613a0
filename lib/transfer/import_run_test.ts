import { assert, assertEquals, assertRejects } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import { checkImport } from "@/lib/actions/check_import.ts";
import { runImport } from "@/lib/actions/run_import.ts";
import { startImport } from "@/lib/actions/start_import.ts";
import { stopImport } from "@/lib/actions/stop_import.ts";
import { IMPORT_LEASE_MS } from "@/lib/actions/work_on_import.ts";
import { type Contact, contactSchema } from "@/lib/domain/contact.ts";
import type { ImportRules, ImportRun } from "@/lib/domain/import_run.ts";
import { ConflictError, InputError, NotFoundError } from "@/lib/errors.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
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
import { ADMIN, AGENT, aNamed, anInput, aTag } from "@/tests/support/cast.ts";
import { actingAs, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { carriedOut, checked, inPieces, mapped } from "@/tests/support/imports.ts";
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

async function contactsOf(kv: Deno.Kv): Promise<Contact[]> {
  const entries = kv.list({ prefix: [1, "c"] });
  return await Array.fromAsync(entries, ({ value }) => contactSchema.parse(value));
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
  const others: Promise<unknown>[] = [];
  const first = await workOnImport(deps, run.id, {
    acting,
    onProgress() {
      if (others.length > 0) return;
      deps.pass(IMPORT_LEASE_MS);
      others.push(workOnImport(deps, run.id, { acting }));
    },
  });
  await Promise.all(others);
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
  const stops: Promise<unknown>[] = [];
  const stopped = await workOnImport(deps, run.id, {
    acting,
    onProgress: () => stops.length || stops.push(stopImport(acting, run.id)),
  });
  await Promise.all(stops);
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

async function importOver(kv: Deno.Kv, file: string, rules: Partial<ImportRules>) {
  const deps = testDeps(kv);
  deps.pass(1000);
  const acting = actingAs(deps, ADMIN);
  const run = await mapped(acting, file, rules);
  const { check } = await checked(acting, run);
  const { tally } = await carriedOut(acting, run);
  assertEquals(tally, check);
  await assertIndexed(kv);
  const { created, updated, merged, skipped, rejected } = tally;
  return { ends: [created, updated, merged, skipped, rejected].join(" "), tally };
}

async function withOlena(): Promise<Deno.Kv> {
  const kv = await memoryKv();
  await createContact(actingAs(testDeps(kv), ADMIN), anInput());
  return kv;
}

const OLENA_AND_NEW = HEADING +
  "Olena,OLENA@example.com,050 123 45 67,VIP\nНова,new@example.com,,\nІнша,new@example.com,067 765 43 21,\n";

Deno.test("create and update: a known person gets what is new, a person of the file is one contact", async () => {
  using kv = await withOlena();
  assertEquals((await importOver(kv, OLENA_AND_NEW, {})).ends, "1 1 1 0 0");
  const olena = await requireContact(kv, 1);
  assertEquals(olena.name, "Олена Шевченко");
  assertEquals(olena.emails.length, 1);
  assertEquals(olena.phones.map(({ key }) => key), ["+380671234567", "+380501234567"]);
  assertEquals([olena.tagIds.length, olena.revision], [1, 2]);
  const { events } = await listEvents(kv, 1, { limit: 10 });
  assertEquals([events[0]?.kind, events[0]?.actor.kind], ["edited", "import"]);
  assertEquals(events[0]?.changes.map(({ field }) => field), ["phones", "tags"]);
});

Deno.test("create only: a known person is left alone; update only: nobody new is made", async () => {
  using first = await withOlena();
  const creating = await importOver(first, OLENA_AND_NEW, { mode: "create" });
  assertEquals(creating.ends, "1 0 1 1 0");
  assertEquals((await requireContact(first, 1)).revision, 1);
  using second = await withOlena();
  const updating = await importOver(second, OLENA_AND_NEW, { mode: "update" });
  assertEquals(updating.ends, "0 1 0 2 0");
  assertEquals(updating.tally.groups.map(({ reason, count }) => [reason, count]), [[
    "not_found",
    2,
  ]]);
});

Deno.test("the rule for known people decides about the name: overwrite, only if empty, never", async () => {
  for (
    const [existing, name] of [["overwrite", "Olena"], ["fill", "Олена Шевченко"], [
      "keep",
      "Олена Шевченко",
    ]] as const
  ) {
    using kv = await withOlena();
    await importOver(kv, OLENA_AND_NEW, { existing });
    assertEquals((await requireContact(kv, 1)).name, name);
  }
});

Deno.test("a row whose handles belong to two contacts is rejected and names both", async () => {
  using kv = await withOlena();
  const acting = actingAs(testDeps(kv), ADMIN);
  await createContact(acting, { ...aNamed("Тарас"), emails: ["taras@example.com"] });
  const { ends, tally } = await importOver(kv, `${HEADING}X,taras@example.com,0671234567,\n`, {});
  assertEquals(ends, "0 0 0 0 1");
  assertEquals(tally.groups[0]?.examples, [{ row: 2, value: "contact 2, contact 1" }]);
});

Deno.test("a row that would give a contact more than twenty e-mails is rejected, not cut", async () => {
  using kv = await withOlena();
  const many = Array.from({ length: 20 }, (_, at) => `x${at}@example.com`).join(" ");
  const { ends } = await importOver(
    kv,
    `${HEADING}X,olena@example.com ${
      many.slice(0, -16)
    },,\nY,olena@example.com x19@example.com z@example.com,,\n`,
    {},
  );
  assertEquals(ends, "0 1 0 0 1");
});

Deno.test("tags: added to all rows, made when allowed, left out with a warning when not", async () => {
  using kv = await memoryKv();
  const { tally } = await importOver(kv, `${HEADING}A,a@example.com,,Нове\n`, {
    createTags: false,
    addTags: ["Акція"],
  });
  assertEquals(tally.groups.map(({ end, reason, count }) => [end, reason, count]), [[
    "taken",
    "tag_unknown",
    2,
  ]]);
  assertEquals(
    (await importOver(kv, `${HEADING}B,b@example.com,,нове\n`, { addTags: ["Акція"] })).tally
      .newTags,
    ["нове", "Акція"],
  );
  const acting = actingAs(testDeps(kv), AGENT);
  await createTag(actingAs(testDeps(kv), ADMIN), aTag({ name: "Таємний", visibleToAgents: false }));
  const run = await mapped(acting, `${HEADING}C,c@example.com,,Таємний\n`);
  const done = await carriedOut(acting, run);
  assertEquals(done.tally.groups[0]?.reason, "tag_unknown");
  assertEquals((await contactsOf(kv)).at(-1)?.tagIds, []);
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
