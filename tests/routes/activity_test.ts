import { assert, assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { addNote } from "@/lib/actions/add_note.ts";
import { blockContact } from "@/lib/actions/block_contact.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { createSegment } from "@/lib/actions/create_segment.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import { deleteContact } from "@/lib/actions/delete_contact.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { editTag } from "@/lib/actions/edit_tag.ts";
import { runImport } from "@/lib/actions/run_import.ts";
import { stopImport } from "@/lib/actions/stop_import.ts";
import { workOnImport } from "@/lib/transfer/import_run.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageEvent } from "@/lib/store/events.ts";
import { openTestApp, type TestApp, type Who } from "@/tests/support/app.ts";
import { aNamed, anEvent, aSegment, aTag } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";
import { mapped } from "@/tests/support/imports.ts";
import { assertSound } from "@/tests/support/verified.ts";

const TWO_PEOPLE = "name,email\nIvan,i@example.com\nMaria,m@example.com\n";

async function html(app: TestApp, path: string, as: Who = "admin"): Promise<string> {
  const response = await app.ask(path, { as });
  const text = await response.text();
  assertEquals(response.status, 200, text);
  return text;
}

/** The page's own part, without tags. */
async function words(app: TestApp, path: string, as: Who = "admin"): Promise<string> {
  const [, main = ""] = (await html(app, path, as)).split('<main id="main"');
  return main.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
}

/** Sentences of the page's entries, in order. */
async function sentences(app: TestApp, path: string, as: Who = "admin"): Promise<string[]> {
  const page = await html(app, path, as);
  return [...page.matchAll(/<div class="sentence">(.*?)<\/div>/g)]
    .map(([, text = ""]) => text.replace(/<[^>]*>/g, ""));
}

/** An admin and an agent who act, a minute apart each time. */
function actors(app: TestApp) {
  const later = <T>(task: Promise<T>) => task.finally(() => app.deps.pass(60_000));
  return {
    admin: actingAs(app.deps, app.users.admin),
    agent: actingAs(app.deps, app.users.agent),
    later,
  };
}

Deno.test("the activity says who did what to whom, newest first, admins everyone's, agents their own", async () => {
  await using app = await openTestApp();
  const { admin, agent, later } = actors(app);
  const { id } = await later(createContact(admin, aNamed("Maria Koval")));
  await later(addNote(agent, id, "Call after 18:00"));
  await later(editContact(agent, id, 1, aNamed("Maria Kovalenko")));
  const everyone = await sentences(app, "/activity");
  assertEquals(everyone, [
    "Taras changed the contact",
    "Taras wrote a note",
    "Olena created the contact",
  ]);
  const own = ["Taras changed the contact", "Taras wrote a note"];
  for (const path of ["/activity", "/activity?user=me", `/activity?user=${app.users.admin.id}`]) {
    assertEquals(await sentences(app, path, "agent"), own, path);
  }
  assertEquals(await sentences(app, "/activity?user=me"), ["Olena created the contact"]);
  assertEquals(await sentences(app, `/activity?user=${app.users.agent.id}`), own);
  const page = await html(app, "/activity");
  assertStringIncludes(page, `<a href="/contacts/${id}">Maria Kovalenko</a>`);
  assertStringIncludes(page, "Call after 18:00");
  assertNotMatch(await html(app, "/activity", "agent"), /name="user"/);
});

Deno.test("the activity is narrowed by kind", async () => {
  await using app = await openTestApp();
  const { admin, agent, later } = actors(app);
  const { id } = await later(createContact(agent, aNamed("Maria")));
  await later(blockContact(agent, id, { preset: "forever", until: "", reason: "spam", note: "" }));
  const { id: tagId } = await later(createTag(admin, aTag()));
  await later(editTag(admin, tagId, 1, aTag({ name: "Gold", visibleToAgents: false })));
  await later(deleteContact(agent, id));
  const of = (kind: string) => sentences(app, `/activity?kind=${kind}`);
  assertEquals(await of("contacts"), ["Taras created the contact"]);
  assertEquals(await of("blocks"), ["Taras blocked the contact"]);
  assertEquals(await of("deletions"), ["Taras moved the contact to the trash"]);
  assertEquals(await of("settings"), [
    "Olena changed the tag “Gold”",
    "Olena created the tag “Gold”",
  ]);
  assertEquals((await of("nonsense")).length, 5);
  const settings = await words(app, "/activity?kind=settings");
  assertStringIncludes(settings, "Name VIP → Gold");
  assertStringIncludes(settings, "Agents see it yes → no");
  assertStringIncludes(await words(app, "/activity?kind=merges"), "There is nothing like this.");
  assertStringIncludes(await words(app, "/activity?kind=blocks"), "Ends for ever");
  // In the trash, and still leading there under its name.
  assertStringIncludes(await html(app, "/activity"), `<a href="/contacts/${id}">Maria</a>`);
});

Deno.test("a page of a rare kind is full, however much else has happened", async () => {
  await using app = await openTestApp();
  const { agent, admin, later } = actors(app);
  const { id: tagId } = await later(createTag(admin, aTag()));
  const many = Array.from({ length: 2000 }, (_, at) => anEvent(at + 1, { actor: agent.actor }));
  for (let start = 0; start < many.length; start += 200) {
    const some = many.slice(start, start + 200);
    await saveChange(app.deps.kv, (change) => some.forEach((event) => stageEvent(change, event)));
  }
  await later(editTag(admin, tagId, 1, aTag({ name: "Gold" })));
  assertEquals(await sentences(app, "/activity?kind=settings"), [
    "Olena changed the tag “Gold”",
    "Olena created the tag “Gold”",
  ]);
});

Deno.test("the activity of a contact that is gone for good names its number and leads nowhere", async () => {
  await using app = await openTestApp();
  const { agent } = actors(app);
  const event = anEvent(4711, { actor: agent.actor });
  await saveChange(app.deps.kv, (change) => stageEvent(change, event));
  const page = await html(app, "/activity");
  assertStringIncludes(page, "Contact 4711");
  assert(!page.includes('href="/contacts/4711"'));
});

Deno.test("pages of the activity follow each other without a gap or a repetition", async () => {
  await using app = await openTestApp();
  const { agent } = actors(app);
  const events = Array.from({ length: 120 }, (_, at) => anEvent(at + 1, { actor: agent.actor }));
  await saveChange(app.deps.kv, (change) => events.forEach((event) => stageEvent(change, event)));
  const seen: string[] = [];
  const counts: number[] = [];
  let path: string | undefined = "/activity?user=me&kind=contacts";
  while (path) {
    const page = await html(app, path, "agent");
    const ids = [...page.matchAll(/<li id="event-(\w+)"/g)].map(([, id = ""]) => id);
    seen.push(...ids);
    counts.push(ids.length);
    path = /<a class="button" rel="next" href="([^"]+)"/.exec(page)?.[1]?.replaceAll("&amp;", "&");
  }
  assertEquals(counts, [50, 50, 20]);
  assertEquals(seen, events.map(({ id }) => id).toReversed());
});

Deno.test("edits in a row are one entry of the activity, unless another contact came between", async () => {
  await using app = await openTestApp();
  const { agent } = actors(app);
  const edit = (contactId: number) => anEvent(contactId, { kind: "edited", actor: agent.actor });
  const events = [edit(1), edit(1), edit(2), edit(1)];
  await saveChange(app.deps.kv, (change) => events.forEach((event) => stageEvent(change, event)));
  assertEquals((await sentences(app, "/activity")).length, 3);
});

Deno.test("nobody reads the name of another's personal segment in the activity", async () => {
  await using app = await openTestApp();
  const { agent } = actors(app);
  await createSegment(agent, aSegment({ name: "Leads I keep" }));
  assertEquals(await sentences(app, "/activity"), ["Taras created a segment"]);
  assertEquals(await sentences(app, "/activity", "agent"), [
    "Taras created the segment “Leads I keep”",
  ]);
});

Deno.test("an import is one entry of the activity, with what became of its rows, however often it is gone on with", async () => {
  await using app = await openTestApp();
  const { admin, agent } = actors(app);
  const { id } = await mapped(agent, TWO_PEOPLE);
  assertEquals(await sentences(app, "/activity"), [], "nothing was ordered yet");
  await runImport(agent, id);
  await stopImport(agent, id);
  assertStringIncludes(await words(app, "/activity"), "Stopped");
  await runImport(agent, id);
  const run = await workOnImport(app.deps, id);
  assertEquals(run?.state, "done");
  for (const as of ["admin", "agent"] as const) {
    assertEquals(await sentences(app, "/activity?kind=imports", as), [
      "Taras imported contacts: people.csv",
    ]);
    const page = await html(app, "/activity", as);
    assertStringIncludes(page, `href="/contacts/import/${id}"`);
    assertStringIncludes(page, "New: 2");
  }
  assertEquals(await sentences(app, "/activity?user=me"), [], "it is not the admin's");
  await runImport(admin, (await mapped(admin, TWO_PEOPLE)).id);
  assertEquals((await sentences(app, "/activity", "agent")).length, 1, "nor this the agent's");
  await assertSound(app.deps.kv);
});

Deno.test("an import by the command line stands in everyone's activity", async () => {
  await using app = await openTestApp();
  const principal = { id: "system", role: "admin" as const };
  const system = { deps: app.deps, principal, actor: { kind: "system" as const } };
  await runImport(system, (await mapped(system, TWO_PEOPLE)).id);
  assertEquals(await sentences(app, "/activity"), ["Kartka imported contacts: people.csv"]);
  await assertSound(app.deps.kv);
});

Deno.test("what is wrong in the address of the activity is passed over", async () => {
  await using app = await openTestApp();
  const paths = [
    "?before=%00",
    "?before=%20",
    "?user=%F0%9F%98%80&kind=x",
    "?before=zzz",
    "?user=..",
  ];
  for (const query of paths) await html(app, `/activity${query}`);
});
