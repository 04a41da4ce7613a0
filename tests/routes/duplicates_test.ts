import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { ContactInput } from "@/lib/domain/contact.ts";
import { DEFAULT_RIGHTS } from "@/lib/domain/rights.ts";
import { saveChange } from "@/lib/store/change.ts";
import { findContact, requireContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { FEW_CONTACTS, followDuplicates } from "@/lib/store/duplicate_work.ts";
import { stageRights } from "@/lib/store/workspace.ts";
import { openTestApp, type TestApp } from "@/tests/support/app.ts";
import { aNamed, anInput } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";

const QUEUE = "/contacts/duplicates";
const AGAIN = { ...aNamed("Olena Shevchenko"), phones: ["671234567#"] };

async function openApp(...people: ContactInput[]): Promise<TestApp> {
  const app = await openTestApp();
  const acting = actingAs(app.deps, app.users.admin);
  for (const person of people) await createContact(acting, person);
  await followDuplicates(app.deps, FEW_CONTACTS);
  return app;
}

async function switchMergingOff({ deps: { kv } }: TestApp): Promise<void> {
  const rights = { ...DEFAULT_RIGHTS, "contact.merge": false };
  await saveChange(kv, (change) => stageRights(change, rights));
}

async function textOf(response: Response): Promise<string> {
  return (await response.text()).replaceAll("&#39;", "'").replaceAll("&quot;", '"');
}

Deno.test("the queue shows a pair with its reasons, whom to keep, and where to merge", async () => {
  await using app = await openApp(anInput(), AGAIN);
  const html = await textOf(await app.ask(QUEUE, { as: "agent" }));
  assertStringIncludes(html, "same phone, same name");
  assertStringIncludes(html, 'href="/contacts/1/merge?with=2"');
  assertStringIncludes(html, `href="${QUEUE}?after=100-2-1"`);
  assert(!/\b100\b/.test(html.replace(/href="[^"]*"/g, "")), "no bare score is shown");
  assertStringIncludes(html, '<span class="count">1</span>');
});

Deno.test("without the right to merge there is no way to it, but the pair can be set aside", async () => {
  await using app = await openApp(anInput(), AGAIN);
  await switchMergingOff(app);
  for (const path of [QUEUE, "/contacts/1"]) {
    const html = await textOf(await app.ask(path, { as: "agent" }));
    assertStringIncludes(html, "Olena Shevchenko");
    assert(!html.includes("/merge?with="), path);
  }
});

Deno.test("not duplicates is remembered with its event, told with an undo, and undone", async () => {
  await using app = await openApp(anInput(), AGAIN);
  const form = { contact: "2", other: "1" };
  const said = await app.ask(`${QUEUE}?after=120-9-8`, { as: "agent", form });
  assertEquals([said.status, said.headers.get("location")], [303, `${QUEUE}?after=120-9-8`]);
  assertStringIncludes(await textOf(await app.ask(QUEUE, { as: "agent" })), "No suspected");
  const { events } = await listEvents(app.deps.kv, 2, { limit: 9 });
  const event = events.find(({ kind }) => kind === "not_duplicates");
  const undo = `/contacts/2/events/${event?.id}/undo`;
  assertEquals((await app.ask(undo, { as: "agent", form: {} })).status, 303);
  await app.deps.settle();
  await followDuplicates(app.deps, FEW_CONTACTS);
  assertStringIncludes(await textOf(await app.ask(QUEUE, { as: "agent" })), "same phone");
});

Deno.test("three who hang together are one group, on one page, and one of them can be set aside", async () => {
  const third = {
    ...aNamed("Олена Шевченко"),
    emails: ["o.l.e.n.a@gmail.com"],
    phones: ["671234567*"],
  };
  await using app = await openApp(anInput({ emails: ["olena@gmail.com"] }), AGAIN, third);
  const html = await textOf(await app.ask(QUEUE, { as: "agent" }));
  assertEquals(html.match(/<section class="duplicate-group"/g)?.length, 1);
  assertStringIncludes(html, "Олена Шевченко and 2 others");
  const others = [["contact", "3"], ["other", "1"], ["other", "2"]] satisfies [string, string][];
  await app.ask(QUEUE, { as: "agent", form: others });
  const after = await textOf(await app.ask(QUEUE, { as: "agent" }));
  assertEquals(after.match(/<section class="duplicate-group"/g)?.length, 1);
  assertStringIncludes(after, "same phone, same name, others have it too");
  assert(!after.includes("/contacts/3"), "who was set aside is gone");
});

Deno.test("the queue answers nonsense with a page, not a failure", async () => {
  await using app = await openApp(anInput());
  for (const after of ["x", "1-2", "99999999999999999999-1-1", "-1-1-1", "80-0-0", "1e3-2-1"]) {
    assertEquals((await app.ask(`${QUEUE}?after=${after}`, { as: "agent" })).status, 200, after);
  }
  for (const other of ["", "0", "x", "1.5", "99999999999999999999"]) {
    const answer = await app.ask(QUEUE, { as: "agent", form: { contact: "1", other } });
    assertEquals(answer.status, 422, other);
  }
  const self = await app.ask(QUEUE, { as: "agent", form: { contact: "1", other: "1" } });
  assertEquals(self.status, 409);
  const nobody = await app.ask(QUEUE, { as: "agent", form: { contact: "1", other: "99" } });
  assertEquals(nobody.status, 404);
});

Deno.test("creating asks about a possible duplicate before saving, with the input kept", async () => {
  await using app = await openApp(anInput());
  const form = { name: "Olena Shevchenko", emails: "", phones: "671234567 #", newTags: "Опт" };
  const asked = await app.ask("/contacts/new", { as: "agent", form });
  assertEquals(asked.status, 409);
  const html = await textOf(asked);
  assertStringIncludes(html, "<title>Error: New contact");
  assertStringIncludes(html, "same phone, same name");
  assertStringIncludes(html, 'value="671234567 #"');
  assertStringIncludes(html, "Опт");
  assertStringIncludes(html, 'href="/contacts/1"');
  assertEquals(await findContact(app.deps.kv, 2), null);
  const seen = /name="duplicates" value="([^"]*)"/.exec(html)?.[1] ?? "";
  const saved = await app.ask("/contacts/new", {
    as: "agent",
    form: { ...form, duplicates: seen },
  });
  assertEquals(saved.status, 303);
});

Deno.test("an answer holds for those who were shown, not for the next one", async () => {
  await using app = await openApp(anInput(), { ...aNamed("Ihor Boiko"), phones: ["0501112233"] });
  const form = { name: "Ihor Boiko", emails: "", phones: "501112233 #", duplicates: "1" };
  assertEquals((await app.ask("/contacts/new", { as: "agent", form })).status, 409);
});

Deno.test("a form that is pressed twice is not asked about what it has made itself", async () => {
  await using app = await openApp();
  const form = { name: "Olena", phones: "671234567 #", emails: "", onceKey: "01HXTWICEPRESSED" };
  for (const _ of ["once", "twice"]) {
    const answer = await app.ask("/contacts/new", { as: "agent", form });
    assertEquals([answer.status, answer.headers.get("location")], [303, "/contacts/1"]);
  }
});

Deno.test("the question leads to merging by way of saving, for whoever may merge", async () => {
  await using app = await openApp(anInput());
  const form = { name: "Olena Shevchenko", emails: "", phones: "671234567 #" };
  const asked = await textOf(await app.ask("/contacts/new", { as: "agent", form }));
  assertStringIncludes(asked, 'name="mergeWith" value="1"');
  const merging = { as: "agent", form: { ...form, mergeWith: "1" } } as const;
  const saved = await app.ask("/contacts/new", merging);
  assertEquals([saved.status, saved.headers.get("location")], [303, "/contacts/1/merge?with=2"]);
  const edited = { ...form, name: "Olena S", revision: "1", mergeWith: "1" };
  const compared = await app.ask("/contacts/2/edit", { as: "agent", form: edited });
  assertEquals(compared.headers.get("location"), "/contacts/2/merge?with=1");
  await switchMergingOff(app);
  const again = { ...form, phones: "671234567 *" };
  for (const answer of [again, { ...again, mergeWith: "1" }]) {
    const refused = await app.ask("/contacts/new", { as: "agent", form: answer });
    assertEquals(refused.status, 409);
    assert(!(await textOf(refused)).includes("mergeWith"));
  }
});

const HINT = "/contacts/suspects";

Deno.test("while a form is filled in, it is told who it may be, with all that can be done", async () => {
  await using app = await openApp(anInput(), aNamed("Ihor Boiko"));
  const form = { name: "Olena Shevchenko", emails: "", phones: "671234567 #" };
  const html = await textOf(await app.ask(HINT, { as: "agent", form }));
  for (const part of ["same phone, same name", 'name="duplicates" value="1"', "Save and merge"]) {
    assertStringIncludes(html, part);
  }
  assert(!html.includes("<nav"), "only a part of a page");
  const merging = await textOf(await app.ask(`${HINT}?of=2`, { as: "agent", form }));
  assertStringIncludes(merging, "Save and merge");
  await switchMergingOff(app);
  assert(!(await textOf(await app.ask(HINT, { as: "agent", form }))).includes("mergeWith"));
});

Deno.test("a hint names whoever has a taken address, and offers no saving, which would be refused", async () => {
  await using app = await openApp(anInput(), aNamed("Ihor Boiko"));
  const form = { name: "", emails: "OLENA@example.com", phones: "" };
  const html = await textOf(await app.ask(HINT, { as: "agent", form }));
  assertStringIncludes(html, "cannot be saved a second time");
  assertStringIncludes(html, 'href="/contacts/1"');
  assert(!html.includes("<button"));
  const edited = await textOf(await app.ask(`${HINT}?of=2`, { as: "agent", form }));
  assertStringIncludes(edited, 'href="/contacts/2/merge?with=1"');
});

Deno.test("a hint names whoever has a taken address, however many others have it too", async () => {
  const others = ["Марія Лис", "Zoe Quill"].map((name, at) => ({
    ...aNamed(name),
    phones: [`671234567 ${at}#`],
  }));
  await using app = await openApp(anInput(), ...others);
  const form = { name: "Ihor Boiko", emails: "", phones: "0671234567" };
  const html = await textOf(await app.ask(HINT, { as: "agent", form }));
  assertStringIncludes(html, 'href="/contacts/1"');
  assertStringIncludes(html, "same phone");
  assert(!html.includes('href="/contacts/2"'));
});

Deno.test("a hint is nothing where nothing is new, and refuses nonsense", async () => {
  await using app = await openApp(anInput(), AGAIN);
  const own = { name: "Olena Shevchenko", emails: "", phones: "671234567#" };
  const quiet: [string, Record<string, string>][] = [
    [HINT, {}],
    [HINT, { name: "Nobody", emails: "no address", phones: "671234567 #" }],
    [HINT, { name: "Nobody New", emails: "", phones: "0501112233" }],
    [`${HINT}?of=2`, own],
  ];
  for (const [path, form] of quiet) {
    const answer = await app.ask(path, { as: "agent", form });
    assertEquals(answer.status, 200);
    assertStringIncludes(await textOf(answer), "<body></body>");
  }
  for (const id of ["x", "0", "-1", "99", "1e3", ""]) {
    assertEquals((await app.ask(`${HINT}?of=${id}`, { as: "agent", form: own })).status, 404, id);
  }
});

Deno.test("a taken address is refused as ever, not asked about", async () => {
  await using app = await openApp(anInput());
  const form = { name: "Olena Shevchenko", emails: "olena@example.com", phones: "" };
  assertEquals((await app.ask("/contacts/new", { as: "agent", form })).status, 422);
});

Deno.test("an edit asks about new suspects only, and offers to merge", async () => {
  await using app = await openApp(anInput(), AGAIN, aNamed("Ihor Boiko"));
  const form = { name: "Ihor Boiko", emails: "", phones: "671234567 x", revision: "1" };
  const asked = await app.ask("/contacts/3/edit", { as: "agent", form });
  // Ihor shares the number with two others: it is nobody's own then, and he is no Olena.
  assertEquals(asked.status, 303);
  const email = {
    ...form,
    name: "Olena S",
    phones: "",
    emails: "o.lena+x@example.com",
    revision: "2",
  };
  const question = await app.ask("/contacts/3/edit", { as: "agent", form: email });
  assertEquals(question.status, 409);
  assertStringIncludes(await textOf(question), 'name="mergeWith" value="1"');
  // What is suspected already is not asked about again.
  const { revision } = await requireContact(app.deps.kv, 2);
  const known = {
    name: "Olena Shevchenko-Koval",
    phones: "671234567#",
    emails: "",
    revision: `${revision}`,
  };
  assertEquals((await app.ask("/contacts/2/edit", { as: "agent", form: known })).status, 303);
});

Deno.test("the card names suspects, and says nothing where there are none", async () => {
  await using app = await openApp(anInput(), AGAIN, aNamed("Ihor Boiko"));
  const html = await textOf(await app.ask("/contacts/1", { as: "agent" }));
  assertStringIncludes(html, "Possible duplicates");
  assertStringIncludes(html, 'href="/contacts/1/merge?with=2"');
  const none = await textOf(await app.ask("/contacts/3", { as: "agent" }));
  assert(
    /data-live="card-duplicates"[^>]* hidden/.test(none) ||
      /hidden[^>]*data-live="card-duplicates"/.test(none),
  );
});
