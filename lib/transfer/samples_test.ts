import { assert, assertEquals } from "@std/assert";
import type { Tally } from "@/lib/domain/import_run.ts";
import { findContactIdByEmail } from "@/lib/store/handles.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { listRejectedRows } from "@/lib/store/import_runs.ts";
import { listTags } from "@/lib/store/tags.ts";
import { ADMIN } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { carriedOut, checked, mapped } from "@/tests/support/imports.ts";
import { assertIndexed } from "@/tests/support/indexes.ts";
import { keysUnder, memoryKv } from "@/tests/support/kv.ts";

const FOLDER = new URL("../../tests/samples/", import.meta.url);

async function importSample(kv: Deno.Kv, name: string) {
  const acting = actingAs(testDeps(kv), ADMIN);
  const run = await mapped(acting, await Deno.readFile(new URL(name, FOLDER)));
  const check = await checked(acting, run);
  assertEquals(await keysUnder(kv, [1, "c"]), [], "a check saves no contact");
  assertEquals(await listTags(kv), [], "a check makes no tag");
  const done = await carriedOut(acting, run);
  assertEquals(done.state, "done");
  assertEquals(done.tally, check.check, "the check foretells the run");
  assertEquals((await keysUnder(kv, [1, "c"])).length, done.tally.created);
  await assertIndexed(kv);
  return done;
}

/** Rows that end in each way; together they must be all rows. */
function ends({ rows, created, updated, merged, skipped, rejected }: Tally) {
  assertEquals(created + updated + merged + skipped + rejected, rows);
  return { rows, created, merged, rejected };
}

Deno.test("the Google Contacts sample imports: every row accounted for", async () => {
  using kv = await memoryKv();
  const { tally } = await importSample(kv, "google_contacts.csv");
  assertEquals(ends(tally), { rows: 240, created: 239, merged: 1, rejected: 0 });
  assertEquals(tally.newTags, ["VIP"], "Google's own groups are no tags");
});

Deno.test("the Windows-1251 support export imports: every row accounted for", async () => {
  using kv = await memoryKv();
  const { tally, layout } = await importSample(kv, "support_export_cp1251.csv");
  assertEquals(layout?.encoding, "windows-1251");
  assertEquals(ends(tally), { rows: 300, created: 295, merged: 5, rejected: 0 });
  const id = await findContactIdByEmail(kv, "dmytro.shcherbak@example.org");
  const contact = await requireContact(kv, id ?? 0);
  assertEquals(contact.name, "Дмитро Щербак");
  assertEquals(contact.phones, [{ typed: "00380930335014", key: "+380930335014" }]);
});

Deno.test("the vCard sample imports: every card accounted for", async () => {
  using kv = await memoryKv();
  const { tally } = await importSample(kv, "contacts.vcf");
  assertEquals(ends(tally), { rows: 80, created: 79, merged: 1, rejected: 0 });
  assertEquals(tally.newTags.toSorted(), ["VIP", "Wholesale"]);
});

Deno.test("the messy sample imports: each rejected row has its reason", async () => {
  using kv = await memoryKv();
  const { tally, id } = await importSample(kv, "messy.csv");
  assertEquals(ends(tally), { rows: 127, created: 119, merged: 5, rejected: 3 });
  const rejected = await Array.fromAsync(listRejectedRows(kv, id, "run"));
  assertEquals(rejected.map(({ row, problem }) => [row, problem]), [
    [122, { reason: "quote_open", column: null, value: "Незакрита лапка 067 x@y" }],
    [124, { reason: "email_invalid", column: 2, value: "не-пошта" }],
    [128, { reason: "too_many_columns", column: null, value: "ще" }],
  ]);
  const groups = tally.groups.map(({ end, reason, count }) => [end, reason, count]);
  assertEquals(groups.filter(([end]) => end === "taken"), [["taken", "no_handle", 2]]);
  assertEquals(groups.length, 4);
  assertEquals(rejected.at(-1)?.cells, ["зайва", "колонка", "тут", "є", "uk", "ще", "ще"]);
});

Deno.test("in the messy sample a person who stands twice is one contact with everything of both rows", async () => {
  using kv = await memoryKv();
  const run = await importSample(kv, "messy.csv");
  const id = await findContactIdByEmail(kv, "dup@example.com");
  const contact = await requireContact(kv, id ?? 0);
  assertEquals(contact.name, "Дубль Перший");
  assertEquals(contact.phones.map(({ key }) => key), ["+380671112233"]);
  assertEquals(contact.source, "import");
  const { events } = await listEvents(kv, contact.id, { limit: 10 });
  assert(events.length >= 1);
  assertEquals(events.at(-1)?.actor, { kind: "import", userId: ADMIN.id, runId: run.id });
});

Deno.test("importing a sample again changes nothing", async () => {
  using kv = await memoryKv();
  const first = await importSample(kv, "contacts.vcf");
  const acting = actingAs(testDeps(kv), ADMIN);
  const file = await Deno.readFile(new URL("contacts.vcf", FOLDER));
  const again = await carriedOut(acting, await mapped(acting, file));
  const { created, updated, merged, skipped } = again.tally;
  assertEquals({ created, updated, merged, skipped }, {
    created: 0,
    updated: 0,
    merged: 1,
    skipped: 79,
  });
  assertEquals((await keysUnder(kv, [1, "c"])).length, first.tally.created);
});
