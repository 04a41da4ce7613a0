import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { addNote } from "@/lib/actions/add_note.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { pinNote } from "@/lib/actions/pin_note.ts";
import { readFlash } from "@/lib/http/flash.ts";
import { listEvents } from "@/lib/store/events.ts";
import { findPinnedNote, listNotes } from "@/lib/store/notes.ts";
import { openTestApp, type TestApp } from "@/tests/support/app.ts";
import { aNamed } from "@/tests/support/cast.ts";
import { actingAs } from "@/tests/support/deps.ts";

const NOTES = "/contacts/1/notes";

async function openApp() {
  const app = await openTestApp();
  const [admin, agent] = [app.users.admin, app.users.agent].map((user) => actingAs(app.deps, user));
  if (!admin || !agent) throw new Error("nobody acts");
  await createContact(admin, aNamed("Olena"));
  return { app, admin, agent };
}

async function notesOf({ deps }: TestApp): Promise<string[]> {
  return (await listNotes(deps.kv, 1, { limit: 100 })).notes.map(({ text }) => text);
}

async function textOf(response: Response): Promise<string> {
  return (await response.text()).replaceAll("&#39;", "'").replaceAll("&quot;", '"');
}

Deno.test("a note is written from the card and leads back to it, with the list it came from", async () => {
  const { app } = await openApp();
  await using _ = app;
  const card = await textOf(await app.ask("/contacts/1?q=ol", { as: "agent" }));
  assertStringIncludes(card, 'action="/contacts/1/notes?q=ol"');
  const onceKey = /name="onceKey" value="([^"]+)"/.exec(card)?.[1] ?? "";
  for (let sent = 0; sent < 2; sent++) {
    const form = { text: "Call\r\nafter 18:00", onceKey };
    const answer = await app.ask("/contacts/1/notes?q=ol", { as: "agent", form });
    assertEquals(answer.status, 303);
    assertEquals(answer.headers.get("location"), "/contacts/1?q=ol#notes");
  }
  assertEquals(await notesOf(app), ["Call\nafter 18:00"]);
});

Deno.test("the message after a note was written, pinned or taken down undoes just that, also of a form sent twice", async () => {
  const { app, admin } = await openApp();
  await using _ = app;
  const send = async (path: string, form: Record<string, string> = {}) => {
    app.deps.pass(1000);
    const answer = await app.ask(path, { as: "admin", form });
    assertEquals(answer.status, 303, path);
    const [name = ""] = (answer.headers.get("set-cookie") ?? "").split(";");
    const flash = readFlash(new Headers({ cookie: name }), false);
    return flash?.undo?.eventId ?? null;
  };
  const kindsOf = async () =>
    (await listEvents(app.deps.kv, 1, { limit: 10 })).events.map(({ kind }) => kind);
  const form = { text: "One", onceKey: "0123456789ABCDEFGHJKMNPQRS" };
  const added = await send(NOTES, form);
  assertEquals(await send(NOTES, form), added);
  const [noteId = ""] = (await listNotes(app.deps.kv, 1, { limit: 1 })).notes.map(({ id }) => id);
  const pinned = await send(`${NOTES}/${noteId}/pin`);
  assertEquals(await send(`${NOTES}/${noteId}/pin`), pinned);
  assertNotEquals(await send(`${NOTES}/${noteId}/unpin`), null);
  app.deps.pass(1000);
  await editContact(admin, 1, 1, aNamed("Olha"));
  assertEquals(await send(NOTES, form), null, "the edit is not what the message is about");
  await send(`/contacts/1/events/${added}/undo`);
  assertEquals((await kindsOf())[0], "note_deleted");
});

Deno.test("10,000 emoji are saved, and one more is refused with the input kept", async () => {
  const { app } = await openApp();
  await using _ = app;
  const full = "👍".repeat(10_000);
  const saved = await app.ask(NOTES, { as: "agent", form: { text: full } });
  assertEquals(saved.status, 303);
  assertEquals(await notesOf(app), [full]);
  const refused = await app.ask(NOTES, { as: "agent", form: { text: `${full}!` } });
  assertEquals(refused.status, 422);
  const html = await textOf(refused);
  assertStringIncludes(html, `${full}!</textarea>`);
  assertStringIncludes(html, "Shorten it to 10,000 characters.");
  assertEquals((await notesOf(app)).length, 1);
});

Deno.test("no note is so large that the answer is a failure of ours", async () => {
  const { app } = await openApp();
  await using _ = app;
  const noteId = await addNote(actingAs(app.deps, app.users.agent), 1, "x");
  for (
    const text of ["a".repeat(200_000), "👍".repeat(15_000), " ".repeat(200_000), "\0".repeat(9)]
  ) {
    for (const path of [NOTES, `${NOTES}/${noteId}`]) {
      const { status, body } = await app.ask(path, { as: "agent", form: { text, revision: "1" } });
      await body?.cancel();
      assertEquals(status, 422, `${path} ${text.length}`);
    }
  }
  const tooLarge = await app.ask(NOTES, { as: "agent", form: { text: "a".repeat(300_000) } });
  await tooLarge.body?.cancel();
  assertEquals(tooLarge.status, 413);
});

Deno.test("another's note cannot be edited, and only admins delete and pin it", async () => {
  const { app, admin } = await openApp();
  await using _ = app;
  const noteId = await addNote(admin, 1, "The admin's");
  const note = `${NOTES}/${noteId}`;
  const form = { text: "changed", revision: "1" };
  for (
    const [path, ask] of [
      [note, {}],
      [note, { form }],
      [`${note}/delete`, {}],
      [`${note}/delete`, { form: {} }],
      [`${note}/pin`, { form: {} }],
      [`${note}/unpin`, { form: {} }],
    ] as const
  ) {
    const answer = await app.ask(path, { as: "agent", ...ask });
    await answer.body?.cancel();
    assertEquals(answer.status, 403, path);
  }
  assertEquals(await notesOf(app), ["The admin's"]);
  const card = await textOf(await app.ask("/contacts/1", { as: "agent" }));
  assert(!card.includes(note), "no control that would be refused");
  assertStringIncludes(await textOf(await app.ask("/contacts/1", { as: "admin" })), `${note}/pin`);
});

Deno.test("an edit that meets another shows both texts, and saves when both were seen", async () => {
  const { app, agent } = await openApp();
  await using _ = app;
  const note = `${NOTES}/${await addNote(agent, 1, "first")}`;
  const post = (text: string, revision: string) =>
    app.ask(note, { as: "agent", form: { text, revision } });
  assertEquals((await post("theirs", "1")).status, 303);
  const conflict = await post("mine", "1");
  assertEquals(conflict.status, 409);
  const html = await textOf(conflict);
  assertStringIncludes(html, "theirs</p>");
  assertStringIncludes(html, "mine</textarea>");
  assertStringIncludes(html, 'name="revision" value="2"');
  assertEquals(await notesOf(app), ["theirs"]);
  assertEquals((await post("mine", "2")).status, 303);
  assertEquals(await notesOf(app), ["mine"]);
});

Deno.test("the pinned note stands above the timeline once, and its words nowhere else", async () => {
  const { app, agent } = await openApp();
  await using _ = app;
  const noteId = await addNote(agent, 1, "Pinned words");
  await addNote(agent, 1, "Other words");
  await pinNote(agent, 1, noteId);
  const html = await textOf(await app.ask("/contacts/1", { as: "agent" }));
  assertEquals(html.split("Pinned words").length - 1, 1);
  assert(html.indexOf("Pinned words") < html.indexOf("Other words"));
  const unpinned = await app.ask(`${NOTES}/${noteId}/unpin`, { as: "agent", form: {} });
  assertEquals(unpinned.headers.get("location"), "/contacts/1#timeline");
  assertEquals(await findPinnedNote(app.deps.kv, 1), null);
});

Deno.test("a deleted note leaves the page of notes; the timeline keeps what it said", async () => {
  const { app, agent } = await openApp();
  await using _ = app;
  const noteId = await addNote(agent, 1, "Words to lose");
  const deleted = await app.ask(`${NOTES}/${noteId}/delete`, { as: "agent", form: {} });
  assertEquals(deleted.status, 303);
  assert(!(await textOf(await app.ask(NOTES, { as: "agent" }))).includes("Words to lose"));
  assertStringIncludes(
    await textOf(await app.ask("/contacts/1", { as: "agent" })),
    "Words to lose",
  );
  const again = await app.ask(`${NOTES}/${noteId}/delete`, { as: "agent", form: {} });
  await again.body?.cancel();
  assertEquals(again.status, 404);
});

Deno.test("notes are paged, newest first, each once", async () => {
  const { app, agent } = await openApp();
  await using _ = app;
  for (let at = 1; at <= 60; at++) {
    app.deps.pass(1);
    await addNote(agent, 1, `Note ${at}.`);
  }
  const seen: string[] = [];
  let path: string | undefined = NOTES;
  while (path) {
    const html = await textOf(await app.ask(path, { as: "agent" }));
    seen.push(...[...html.matchAll(/Note (\d+)\./g)].map(([, at]) => at ?? ""));
    path = /href="([^"]*before=[^"]*)"/.exec(html)?.[1];
  }
  assertEquals(seen, Array.from({ length: 60 }, (_, at) => String(60 - at)));
  await pinNote(agent, 1, (await listNotes(app.deps.kv, 1, { limit: 60 })).notes.at(-1)?.id ?? "");
  const html = await textOf(await app.ask(NOTES, { as: "agent" }));
  assertEquals(/Note (\d+)\./.exec(html)?.[1], "1", "the pinned one first");
});

Deno.test("odd ids and places are no failure of ours", async () => {
  const { app } = await openApp();
  await using _ = app;
  for (const id of ["x", "9".repeat(3000), "%00", "01TEST"]) {
    for (const page of ["", "/delete", "/pin"]) {
      const answer = await app.ask(`${NOTES}/${id}${page}`, { as: "agent", form: { text: "x" } });
      await answer.body?.cancel();
      assert(answer.status === 404 || answer.status === 400, `${id.slice(0, 9)}${page}`);
    }
  }
  for (const before of ["x", "9".repeat(3000), "%00", "01TEST0000000000000000000Z", "5-x"]) {
    for (const path of [NOTES, "/contacts/1", "/contacts/1/conversations"]) {
      const answer = await app.ask(`${path}?before=${before}`, { as: "agent" });
      await answer.body?.cancel();
      assertEquals(answer.status, 200, `${path} ${before.slice(0, 9)}`);
    }
  }
});

Deno.test("a long note shows its beginning among other things, and is whole on the page of notes", async () => {
  const { app, agent } = await openApp();
  await using _ = app;
  await addNote(agent, 1, "Short");
  const folded = async (path: string) =>
    (await textOf(await app.ask(path, { as: "agent" }))).split("note long").length - 1;
  assertEquals(await folded("/contacts/1"), 0);
  const lines = Array.from({ length: 13 }, (_, at) => `Line ${at}`).join("\n");
  await pinNote(agent, 1, await addNote(agent, 1, lines));
  await addNote(agent, 1, "ї".repeat(701));
  assertEquals([await folded("/contacts/1"), await folded(NOTES)], [2, 0]);
  assertStringIncludes(await textOf(await app.ask("/contacts/1", { as: "agent" })), "Line 12");
});
