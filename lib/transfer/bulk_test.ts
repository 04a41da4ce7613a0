import { assert, assertEquals } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { loadSampleData, SAMPLE_LEASE_MS } from "@/lib/actions/load_sample_data.ts";
import { runImport } from "@/lib/actions/run_import.ts";
import { stopImport } from "@/lib/actions/stop_import.ts";
import { IMPORT_LEASE_MS } from "@/lib/actions/work_on_import.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import type { ImportRun } from "@/lib/domain/import_run.ts";
import { findBulkJob } from "@/lib/store/bulk_job.ts";
import { findImportRun, listRejectedRows } from "@/lib/store/import_runs.ts";
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { leaseKey } from "@/lib/store/keys/search_index.ts";
import { ADMIN, anInput } from "@/tests/support/cast.ts";
import { actingAs, type TestDeps, testDeps } from "@/tests/support/deps.ts";
import { carriedOutBeside, contactsOf, mapped } from "@/tests/support/imports.ts";
import { assertIndexed } from "@/tests/support/indexes.ts";
import { Crash, type Fault, faultyKv, memoryKv } from "@/tests/support/kv.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { type BulkSizes, endDeadLoad, openLoad } from "./bulk.ts";
import { workOnImport } from "./import_run.ts";
import { workOnSampleData } from "./sample_load.ts";

const ROWS = 120;
const BULK: BulkSizes = { batch: 50, rows: 50, step: 12, fromContacts: 1, fromBytes: 1 };
const USUAL: BulkSizes = { ...BULK, fromContacts: Infinity, fromBytes: Infinity };

/** Rows that join earlier ones of the same batch and of others, broken ones, tags, people without handles. */
function people(): string {
  const rows = Array.from({ length: ROWS }, (_, at) => {
    if (at % 40 === 39) return `Broken ${at},no address,,`;
    if (at % 10 === 9) {
      const phone = `0501112${String(at).padStart(3, "0")}`;
      return `Again ${at},p${at - 5 - 60 * (at % 20 === 19 ? 1 : 0)}@example.com,${phone},late`;
    }
    return at % 17 === 3
      ? `Nobody ${at},,,tag${at % 3}`
      : `Person ${at},p${at}@example.com,,tag${at % 3}`;
  });
  return "name,email,phone,tags\n" + rows.join("\n");
}

function depsOver(kv: Deno.Kv): TestDeps {
  return testDeps(kv, openContactIndex(kv));
}

/** What an import has made, without what differs from run to run. */
async function made(kv: Deno.Kv, runId: string) {
  const contacts = (await contactsOf(kv)).map(({ name, emails, phones, tagIds, importRunIds }) => ({
    name,
    handles: [...emails, ...phones].map(({ key }) => key),
    tags: tagIds.length,
    runs: importRunIds?.length,
  }));
  const rejected = await Array.fromAsync(listRejectedRows(kv, runId, "run"), ({ row }) => row);
  const { tally, state } = await findImportRun(kv, runId) ?? {};
  return { contacts, rejected, state, tally: { ...tally, newTags: [] } };
}

/** Everything agrees with the records, the index too. */
async function requireRight(kv: Deno.Kv): Promise<void> {
  await assertIndexed(kv);
  await assertSound(kv);
}

async function ordered(deps: TestDeps): Promise<ImportRun> {
  const run = await mapped(actingAs(deps, ADMIN), people());
  return await runImport(actingAs(deps, ADMIN), run.id);
}

async function importAll(kv: Deno.Kv, sizes: BulkSizes) {
  const deps = depsOver(kv);
  const run = await ordered(deps);
  await workOnImport(deps, run.id, { acting: actingAs(deps, ADMIN), sizes });
  return await made(kv, run.id);
}

Deno.test("an import in bulk makes what the usual way makes, row by row and count by count", async () => {
  using usual = await memoryKv();
  using bulk = await memoryKv();
  assertEquals(await importAll(bulk, BULK), await importAll(usual, USUAL));
  assertEquals(await findBulkJob(bulk), null);
  await requireRight(bulk);
});

/** Nothing is written any more after a death, whatever the code tries. */
function deathAt(commit: number, at: number, fault: Fault): Fault | null {
  if (commit > at) return "crash_before";
  return commit === at ? fault : null;
}

/** Carries the import out in bulk, dying at the given commit, and then once more as a new process would. */
async function withCrash(fault: Fault, at: number) {
  using kv = await memoryKv();
  const deps = depsOver(kv);
  const run = await ordered(deps);
  const faulty = faultyKv(kv, (commit) => deathAt(commit, at, fault));
  const dying = { ...deps, kv: faulty.kv, index: openContactIndex(faulty.kv) };
  const work = { acting: actingAs(dying, ADMIN), sizes: BULK };
  const died = await workOnImport(dying, run.id, work).then(() => false, (error) => {
    if (error instanceof Crash) return true;
    throw error;
  });
  deps.pass(IMPORT_LEASE_MS);
  await workOnImport(deps, run.id, { acting: actingAs(deps, ADMIN), sizes: BULK });
  await tidyUp(deps);
  const result = await made(kv, run.id);
  await requireRight(kv);
  return { died, result };
}

/** As cron does; the index's lease is of the real clock, so the one of a dead worker is taken away by hand. */
async function tidyUp(deps: TestDeps): Promise<void> {
  await deps.kv.delete(leaseKey());
  await endDeadLoad(deps);
  await deps.index.rebuildIfNeeded();
  await deps.index.fold();
}

Deno.test("an import in bulk that dies at any of its commits resumes, and each row lands exactly once", async () => {
  using kv = await memoryKv();
  const whole = await importAll(kv, BULK);
  let deaths = 0;
  for (let at = 0;; at++) {
    let hasDied = false;
    for (const fault of ["crash_before", "crash_after"] as const) {
      const { died, result } = await withCrash(fault, at);
      assertEquals(result, whole, `${fault} at commit ${at}`);
      hasDied = died;
    }
    if (!hasDied) break;
    deaths++;
  }
  assert(deaths > 30, `only ${deaths} commits`);
});

Deno.test("an import in bulk meets a person who was made meanwhile: the row joins that person", async () => {
  using kv = await memoryKv();
  const deps = depsOver(kv);
  const acting = actingAs(deps, ADMIN);
  const run = await ordered(deps);
  const { run: after, acted: { id } } = await carriedOutBeside(acting, run.id, {
    sizes: BULK,
    // The second batch has been read by then, and nothing of it is saved.
    act: () => createContact(acting, anInput({ emails: ["P70@example.com"] })),
  });
  assertEquals(after?.state, "done");
  assertEquals(after?.tally.updated, 1);
  const owner = (await contactsOf(kv)).find(({ emails }) =>
    emails.some(({ key }) => key === "p70@example.com")
  );
  assertEquals(owner?.id, id);
  await requireRight(kv);
});

Deno.test("an import in bulk meets an edit in the middle of a batch: neither is lost, and nobody is made twice", async () => {
  using kv = await memoryKv();
  const deps = depsOver(kv);
  const acting = actingAs(deps, ADMIN);
  const run = await ordered(deps);
  const { run: after, acted } = await carriedOutBeside(acting, run.id, {
    sizes: BULK,
    // Row 101, the last of the second batch, joins a person of the first; the batch is planned by then.
    when: ({ cursor }) => cursor >= 55,
    act: () => editByAddress(acting, "p34@example.com", "Edited meanwhile"),
  });
  assertEquals(acted.revision, 2);
  assertEquals(after?.state, "done");
  const edited = (await contactsOf(kv)).find(({ name }) => name === "Edited meanwhile");
  assertEquals(edited?.phones.map(({ key }) => key), ["+380501112099"]);
  using other = await memoryKv();
  const { tally, contacts } = await importAll(other, USUAL);
  assertEquals((await contactsOf(kv)).length, contacts.length);
  assertEquals(after?.tally.created, tally.created);
  await requireRight(kv);
});

async function editByAddress(acting: Acting, address: string, name: string): Promise<Contact> {
  const found = (await contactsOf(acting.deps.kv)).find(({ emails }) => emails[0]?.key === address);
  if (found === undefined) throw new Error("There is no such contact yet");
  const { id, revision, emails, tagIds, language } = found;
  const typed = emails.map((email) => email.typed);
  return await editContact(acting, id, revision, {
    name,
    emails: typed,
    phones: [],
    tagIds,
    language,
  });
}

Deno.test("an import in bulk that is stopped keeps whole contacts, gives searches back, and goes on as usual", async () => {
  using kv = await memoryKv();
  const deps = depsOver(kv);
  const acting = actingAs(deps, ADMIN);
  const run = await ordered(deps);
  await carriedOutBeside(acting, run.id, { sizes: BULK, act: () => stopImport(acting, run.id) });
  const stopped = await findImportRun(kv, run.id);
  assertEquals(stopped?.state, "stopped");
  assert((stopped?.tally.rows ?? 0) < ROWS);
  await requireRight(kv);
  await runImport(acting, run.id);
  await workOnImport(deps, run.id, { acting, sizes: BULK });
  using other = await memoryKv();
  assertEquals((await made(kv, run.id)).contacts, (await importAll(other, USUAL)).contacts);
  await requireRight(kv);
});

Deno.test("sample data in bulk are the people of the usual way, and once, wherever a worker dies", async () => {
  async function names(kv: Deno.Kv) {
    return (await contactsOf(kv)).map(({ name, emails }) => [name, emails[0]?.key]);
  }
  using usual = await memoryKv();
  const order = { contacts: 120, seed: 3 };
  await loadSampleData(actingAs(depsOver(usual), ADMIN), order);
  await workOnSampleData(depsOver(usual), { sizes: USUAL });
  const expected = await names(usual);
  for (let at = 0, hasDied = true; hasDied; at += 2) {
    using kv = await memoryKv();
    const deps = depsOver(kv);
    await loadSampleData(actingAs(deps, ADMIN), order);
    const faulty = faultyKv(kv, (commit) => deathAt(commit, at, "crash_after"));
    const dying = { ...deps, kv: faulty.kv, index: openContactIndex(faulty.kv) };
    hasDied = await workOnSampleData(dying, { sizes: BULK }).then(() => false, (error) => {
      if (error instanceof Crash) return true;
      throw error;
    });
    deps.pass(SAMPLE_LEASE_MS);
    await workOnSampleData(deps, { sizes: BULK });
    await tidyUp(deps);
    assertEquals(await names(kv), expected, `commit ${at}`);
    await requireRight(kv);
  }
});

Deno.test("while others are being loaded, imports and sample data wait, small ones too", async () => {
  using kv = await memoryKv();
  const deps = depsOver(kv);
  const acting = actingAs(deps, ADMIN);
  const load = await openLoad(deps, "somebody", undefined);
  for (const sizes of [BULK, USUAL]) {
    const run = await ordered(deps);
    const waiting = await workOnImport(deps, run.id, { acting, sizes });
    assertEquals([waiting?.state, waiting?.tally.rows], ["running", 0]);
    await loadSampleData(acting, { contacts: 10, seed: 1 });
    assertEquals((await workOnSampleData(deps, { sizes }))?.done, 0);
    deps.pass(SAMPLE_LEASE_MS);
  }
  await load?.close();
  await workOnSampleData(deps, { sizes: USUAL });
  assertEquals((await contactsOf(kv)).length, 10);
  await deps.index.rebuildIfNeeded();
  await requireRight(kv);
});
