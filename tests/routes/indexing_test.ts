import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import { createSegment } from "@/lib/actions/create_segment.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import { indexVersionKey } from "@/lib/store/keys/search_index.ts";
import { text } from "@/lib/i18n/translate.ts";
import { openTestApp, type TestApp } from "@/tests/support/app.ts";
import { anInput, aSegment, aTag } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";

/** A workspace with a contact, a quick tag and a shared segment, whose index older code has left. */
async function withOldIndex(run: (app: TestApp, id: number) => Promise<void>): Promise<void> {
  await using app = await openTestApp();
  const acting = actingAs(app.deps, app.users.admin);
  const { id } = await createContact(acting, anInput({ name: "Olena", emails: ["o@example.com"] }));
  await createTag(acting, aTag({ name: "VIP", inQuickFilter: true }));
  await createSegment(acting, aSegment({ shared: true }));
  await app.deps.kv.set(indexVersionKey(), { current: 1, building: null });
  await run(app, id);
}

const PAGES = ["/contacts", "/contacts?sort=-name", "/segments", "/settings/tags"];

Deno.test("lists, cards and writes work while the index is being built", () =>
  withOldIndex(async (app, id) => {
    for (const path of [...PAGES, `/contacts/${id}`, `/contacts/${id}/edit`]) {
      const response = await app.ask(path, { as: "admin" });
      assertEquals(response.status, 200, path);
      await response.body?.cancel();
    }
    const list = await (await app.ask("/contacts", { as: "agent" })).text();
    assertStringIncludes(list, "Olena");
    const form = { name: "Marta", "emails.0": "m@example.com" };
    const saved = await app.ask("/contacts/new", { as: "agent", form });
    assertEquals(saved.status, 303);
  }));

Deno.test("a segment's form does not call a filter incomplete that only waits for the index", () =>
  withOldIndex(async (app) => {
    const headers = { "accept-language": "en" };
    const response = await app.ask("/segments/new?f=phone.empty", { as: "admin", headers });
    assertEquals(response.status, 200);
    const html = await response.text();
    assertStringIncludes(html, "Contacts where there is no phone");
    assert(!html.includes(text("en", "builder.incomplete", {})));
  }));

Deno.test("a search says in words why it waits, and when to come back, and works after the rebuild", () =>
  withOldIndex(async (app) => {
    for (const path of ["/contacts?q=ole", "/contacts?f=phone.empty"]) {
      const headers = { "accept-language": "en" };
      const response = await app.ask(path, { as: "agent", headers });
      assertEquals(response.status, 503, path);
      assert(Number(response.headers.get("retry-after")) > 0);
      assertStringIncludes(await response.text(), "Search is being prepared");
    }
    assertEquals(await app.deps.index.rebuildIfNeeded(), "format");
    const found = await app.ask("/contacts?q=ole", { as: "agent" });
    assertEquals(found.status, 200);
    assertStringIncludes(await found.text(), "Olena");
  }));
