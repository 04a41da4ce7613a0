import { assertEquals } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import type { ImportRules } from "@/lib/domain/import_run.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { ADMIN, AGENT, aNamed, anInput, aTag, changesOf } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { carriedOut, checked, contactsOf, mapped } from "@/tests/support/imports.ts";
import { assertIndexed } from "@/tests/support/indexes.ts";
import { memoryKv } from "@/tests/support/kv.ts";

const HEADING = "name,email,phone,tags\n";

/** Checks and runs, which must agree, and tells how many rows were created, updated, merged, skipped and rejected. */
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
  assertEquals(changesOf(events[0]).map(({ field }) => field), ["phones", "tags"]);
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
