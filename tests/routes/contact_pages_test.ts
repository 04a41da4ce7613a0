import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { actingAs } from "@/tests/support/deps.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { contactInput } from "@/lib/domain/contact_input.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { openTestApp, withOneOfEach } from "@/tests/support/app.ts";

/** What the edit form of Olena posts when nothing was touched. */
const FORM = {
  name: "Olena Shevchenko",
  emails: "olena@example.com",
  phones: "+380 67 123 45 67",
  language: "uk",
};

Deno.test("saving a card leads back to it and to the list it was opened from", async () => {
  await using app = await openTestApp();
  const { contact, tag } = await withOneOfEach(app);
  const path = `/contacts/${contact.id}`;
  const form = { ...FORM, tagIds: tag.id, revision: "1", name: "Olena S." };
  const saved = await app.ask(`${path}/edit?q=olena&sort=name`, { as: "agent", form });
  assertEquals([saved.status, saved.headers.get("location")], [303, `${path}?q=olena&sort=name`]);
  assertEquals((await requireContact(app.deps.kv, contact.id)).name, "Olena S.");
});

Deno.test("an edit of what someone else has changed shows both values with 409 and saves nothing", async () => {
  await using app = await openTestApp();
  const { contact, tag } = await withOneOfEach(app);
  const other = { ...contactInput(contact), name: "Olena from Kyiv" };
  await editContact(actingAs(app.deps, app.users.admin), contact.id, 1, other);
  const form = { ...FORM, tagIds: tag.id, revision: "1", name: "Olena from Lviv" };
  const asked = await app.ask(`/contacts/${contact.id}/edit`, { as: "agent", form });
  assertEquals(asked.status, 409);
  const html = await asked.text();
  assertStringIncludes(html, "Olena from Kyiv");
  assertStringIncludes(html, "Olena from Lviv");
  assertEquals((await requireContact(app.deps.kv, contact.id)).revision, 2);
  const chosen = { ...form, revision: "2", "keep.name": "mine" };
  await app.ask(`/contacts/${contact.id}/edit`, { as: "agent", form: chosen });
  assertEquals((await requireContact(app.deps.kv, contact.id)).name, "Olena from Lviv");
});

Deno.test("two people who wrote the same are not asked about it", async () => {
  await using app = await openTestApp();
  const { contact, tag } = await withOneOfEach(app);
  const same = { ...contactInput(contact), name: "Olena from Kyiv" };
  await editContact(actingAs(app.deps, app.users.admin), contact.id, 1, same);
  const form = { ...FORM, tagIds: tag.id, revision: "1", name: "Olena from Kyiv" };
  const done = await app.ask(`/contacts/${contact.id}/edit`, { as: "agent", form });
  assertEquals([done.status, done.headers.get("location")], [303, `/contacts/${contact.id}`]);
});

Deno.test("a taken e-mail is refused with 422, a link to its contact, and all input kept", async () => {
  await using app = await openTestApp();
  const { contact } = await withOneOfEach(app);
  const form = { name: "Someone else", emails: "OLENA@example.com", phones: "", newTags: "Опт" };
  const refused = await app.ask("/contacts/new", { as: "agent", form });
  assertEquals(refused.status, 422);
  const html = await refused.text();
  assertStringIncludes(html, `href="/contacts/${contact.id}"`);
  for (const typed of Object.values(form)) assert(html.includes(typed), typed);
  assertEquals(await app.deps.index.total(), 1);
});

Deno.test("a page of the list that no longer exists says so with 400 and shows the first", async () => {
  await using app = await openTestApp();
  await withOneOfEach(app);
  const gone = await app.ask("/contacts?page=nonsense", { as: "agent" });
  assertEquals(gone.status, 400);
  assertStringIncludes(await gone.text(), "Olena Shevchenko");
});

Deno.test("a tag that is not there or not for this person finds nobody rather than everyone", async () => {
  await using app = await openTestApp();
  await withOneOfEach(app);
  const html = await (await app.ask("/contacts?tag=nonsense", { as: "agent" })).text();
  assert(!html.includes("Olena Shevchenko"));
});

Deno.test("the search island's request gets the parts that a search changes and nothing around them", async () => {
  await using app = await openTestApp();
  await withOneOfEach(app);
  const headers = { "x-kartka-part": "results" };
  const part = await app.ask("/contacts?q=шевч", { as: "agent", headers });
  assertEquals(part.headers.get("x-kartka-part"), "results");
  const html = await part.text();
  assertStringIncludes(html, "Olena Shevchenko");
  assert(!html.includes('<nav class="nav"'));
});
