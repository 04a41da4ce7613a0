import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import { deleteContact } from "@/lib/actions/delete_contact.ts";
import { mergeContacts } from "@/lib/actions/merge_contacts.ts";
import { unmergeContacts } from "@/lib/actions/unmerge_contacts.ts";
import { ContactMovedError } from "@/lib/errors.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { openTestApp, type TestApp } from "@/tests/support/app.ts";
import { ADMIN, aNamed } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";

/** One contact merged into another: their ids, and the merge. */
async function aMergedPair(app: TestApp) {
  const admin = actingAs(app.deps, ADMIN);
  const kept = await createContact(admin, aNamed("Kept"));
  const other = await createContact(admin, aNamed("Other"));
  const order = {
    keptId: kept.id,
    mergedId: other.id,
    choices: {},
    revisions: { kept: 1, merged: 1 },
  };
  const merge = await mergeContacts(admin, order);
  return { kept: kept.id, old: other.id, merge, admin };
}

Deno.test("every page of a merged contact leads to the same page of the kept one, until it is undone", async () => {
  await using app = await openTestApp();
  const { kept, old, merge, admin } = await aMergedPair(app);
  for (const page of ["", "/edit", "/notes", "/conversations", "/block", "/merge", "/delete"]) {
    const response = await app.ask(`/contacts/${old}${page}?sort=name`, { as: "agent" });
    await response.body?.cancel();
    const location = response.headers.get("location");
    // The card says which number has led to it.
    const from = page === "" ? `&from=${old}` : "";
    const expected = `/contacts/${kept}${page}?sort=name${from}`;
    assertEquals([response.status, location], [301, expected], page);
    assertEquals(response.headers.get("cache-control"), "no-store");
  }
  await unmergeContacts(admin, merge.id);
  const response = await app.ask(`/contacts/${old}`, { as: "agent" });
  assertEquals(response.status, 200);
  assertStringIncludes(await response.text(), "Other");
});

Deno.test("a form that was opened on a merged contact lands on the kept one, and overwrites nothing unseen", async () => {
  await using app = await openTestApp();
  const { kept, old } = await aMergedPair(app);
  const form = { name: "From an old form", revision: "1" };
  const moved = await app.ask(`/contacts/${old}/edit`, { as: "agent", form });
  await moved.body?.cancel();
  assertEquals([moved.status, moved.headers.get("location")], [308, `/contacts/${kept}/edit`]);
  const response = await app.ask(`/contacts/${kept}/edit`, { as: "agent", form });
  assertEquals(response.status, 409);
  assertStringIncludes(await response.text(), "From an old form");
  assertEquals((await requireContact(app.deps.kv, kept)).name, "Kept");
});

Deno.test("a deletion that was opened on a merged contact deletes nobody", async () => {
  await using app = await openTestApp();
  const { kept, old, admin } = await aMergedPair(app);
  const response = await app.ask(`/contacts/${old}/delete`, { as: "admin", form: {} });
  await response.body?.cancel();
  const location = `/contacts/${kept}?from=${old}`;
  assertEquals([response.status, response.headers.get("location")], [303, location]);
  await assertRejects(() => deleteContact(admin, old), ContactMovedError);
  assertEquals((await requireContact(app.deps.kv, kept)).name, "Kept");
});

Deno.test("nobody learns by a redirect, without signing in, who went where", async () => {
  await using app = await openTestApp();
  const { kept, old } = await aMergedPair(app);
  const response = await app.ask(`/contacts/${old}`);
  await response.body?.cancel();
  assert(!response.headers.get("location")?.includes(`/contacts/${kept}`));
});
