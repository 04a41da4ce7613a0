import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { blockContact } from "@/lib/actions/block_contact.ts";
import { changeBlock } from "@/lib/actions/change_block.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { openTestApp, type TestApp, withOneOfEach } from "@/tests/support/app.ts";
import { aBlock } from "@/tests/support/blocks.ts";
import { anInput } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";
import { lastId } from "@/tests/support/undone.ts";

async function post(app: TestApp, path: string, form: Record<string, string> = {}) {
  const response = await app.ask(path, { as: "agent", form });
  const html = await response.text();
  return { status: response.status, html, to: response.headers.get("location") };
}

/** Which radio of a field is chosen on the page. */
function chosen(html: string, field: string): string | undefined {
  const radios = [...html.matchAll(/<input type="radio"[^>]*>/g)].map(([tag]) => tag);
  const one = radios.find((tag) => tag.includes(`"answer:${field}"`) && / checked/.test(tag));
  return /value="(\w+)"/.exec(one ?? "")?.[1];
}

/** What the page's form says of the values that it shows. */
function seenIn(html: string): Record<string, string> {
  const found = html.matchAll(/name="(seen:[^"]+)" value="([^"]*)"/g);
  return Object.fromEntries(
    [...found].map(([, name = "", value = ""]) => [name, value.replaceAll("&quot;", '"')]),
  );
}

Deno.test("what was answered already is chosen still when another field is refused", async () => {
  await using app = await openTestApp();
  const { contact } = await withOneOfEach(app);
  const acting = actingAs(app.deps, app.users.agent);
  const edit = async (changes: Parameters<typeof anInput>[0]) => {
    app.deps.pass(1000);
    const { revision } = await requireContact(app.deps.kv, contact.id);
    const kept = { name: contact.name, emails: [], phones: [], tagIds: contact.tagIds };
    await editContact(acting, contact.id, revision, anInput({ ...kept, ...changes }));
    return await lastId(app.deps.kv, contact.id);
  };
  const eventId = await edit({ name: "Other", emails: [] });
  await edit({ name: "Third" });
  await createContact(acting, anInput({ phones: [], emails: ["olena@example.com"] }));
  const path = `/contacts/${contact.id}/events/${eventId}/undo`;
  const asked = await post(app, path);
  assertEquals([asked.status, chosen(asked.html, "name")], [409, "keep"]);
  assertMatch(asked.html, /class="crumbs">.*>Third<\/a>.*<\/ol>/);
  const form = { ...seenIn(asked.html), "answer:name": "restore" };
  const refused = await post(app, path, form);
  assertStringIncludes(refused.html, "It cannot be undone as a whole");
  assertEquals([chosen(refused.html, "name"), chosen(refused.html, "emails")], ["restore", "keep"]);
  await edit({ name: "Fourth" });
  const late = { ...seenIn(refused.html), "answer:name": "restore" };
  const again = await post(app, path, late);
  assertEquals([again.status, chosen(again.html, "name")], [409, "keep"], "another value by now");
  const last = { ...seenIn(again.html), "answer:name": "restore", "answer:emails": "keep" };
  assertEquals((await post(app, path, last)).status, 303);
  assertEquals((await requireContact(app.deps.kv, contact.id)).name, contact.name);
});

Deno.test("an undo that would leave nothing of a contact says why", async () => {
  await using app = await openTestApp();
  const acting = actingAs(app.deps, app.users.agent);
  const { id } = await createContact(acting, anInput({ name: "", phones: [] }));
  app.deps.pass(1000);
  await editContact(acting, id, 1, anInput({ name: "Named", phones: [] }));
  const eventId = await lastId(app.deps.kv, id);
  app.deps.pass(1000);
  await editContact(acting, id, 2, anInput({ name: "Named", phones: [], emails: [] }));
  const { status, html } = await post(app, `/contacts/${id}/events/${eventId}/undo`);
  assertEquals(status, 409);
  assertMatch(html, /cannot be undone as a whole[\s\S]*Enter a name, an e-mail or a phone/);
});

Deno.test("a question about a block names its reason", async () => {
  await using app = await openTestApp();
  const { contact: { id } } = await withOneOfEach(app);
  const acting = actingAs(app.deps, app.users.agent);
  app.deps.pass(1000);
  await blockContact(acting, id, aBlock({ reason: "spam" }));
  app.deps.pass(1000);
  await changeBlock(acting, id, aBlock({ reason: "abuse" }));
  const eventId = await lastId(app.deps.kv, id);
  app.deps.pass(1000);
  await changeBlock(acting, id, aBlock({ reason: "fraud" }));
  const { html } = await post(app, `/contacts/${id}/events/${eventId}/undo`);
  assert(html.includes("for ever, Fraud") && html.includes("for ever, Spam"), html);
});
