import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { addNote } from "@/lib/actions/add_note.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { pinNote } from "@/lib/actions/pin_note.ts";
import type { FieldChange, TimelineEvent } from "@/lib/domain/event.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireContact, requireContactIn, stageEditContact } from "@/lib/store/contacts.ts";
import { stageEvent } from "@/lib/store/events.ts";
import { openTestApp, type TestApp, type Who } from "@/tests/support/app.ts";
import { aNamed, anEvent, anId, anInput, aTag } from "@/tests/support/cast.ts";
import { aMessage, storeMessage } from "@/tests/support/conversations.ts";
import { actingAs, NOON } from "@/tests/support/deps.ts";
import { storeChannel } from "@/tests/support/dialogs.ts";

/** Olena is contact 1; ids rise whatever the clock says. */
async function openApp() {
  const app = await openTestApp();
  const deps = { ...app.deps, newId: anId };
  const admin = actingAs(deps, app.users.admin);
  await createContact(admin, anInput());
  return { app, admin, kv: app.deps.kv };
}

/** The card's text without markup, from one word to another. */
async function textOf(app: TestApp, path = "/contacts/1", as: Who = "admin"): Promise<string> {
  const html = await (await app.ask(path, { as })).text();
  return html.slice(html.indexOf("<main")).replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
}

async function tell(kv: Deno.Kv, event: TimelineEvent): Promise<void> {
  await saveChange(kv, (change) => stageEvent(change, event));
}

Deno.test("messages of a conversation are one line of the timeline, which leads to it", async () => {
  const { app, kv } = await openApp();
  await using _ = app;
  const channel = await storeChannel(kv, "telegram", { name: "Our Telegram" });
  const where = { contactId: 1, channelId: channel.id };
  const { conversation } = await storeMessage(kv, where, aMessage({ text: "First words" }));
  await storeMessage(kv, where, aMessage({ text: "Last words", atMs: NOON + 1 }));
  const html = await (await app.ask("/contacts/1", { as: "agent" })).text();
  const timeline = html.slice(html.indexOf('data-live="card-timeline"'));
  assertEquals(timeline.split("Our Telegram").length - 1, 1);
  assertStringIncludes(timeline, `href="/conversations/${conversation.id}"`);
  assert(timeline.includes("Last words") && !timeline.includes("First words"));
  assertStringIncludes(timeline, "2 messages");
});

Deno.test("edits in a row are one entry that says what they came to, and unfolds", async () => {
  const { app, admin } = await openApp();
  await using _ = app;
  for (const [at, name] of ["Step", "Goal"].entries()) {
    await editContact(admin, 1, at + 1, anInput({ name }));
  }
  const text = await textOf(app);
  assertStringIncludes(text, "Олена Шевченко → Goal");
  assertStringIncludes(text, "2 edits, one by one");
  assertStringIncludes(text, "Step → Goal");
});

Deno.test("the timeline names attributes, channels and actors, and what no longer is", async () => {
  const { app, kv } = await openApp();
  await using _ = app;
  const channel = await storeChannel(kv, "viber", { name: "Our Viber" });
  const changes: FieldChange[] = [
    { field: "attr.gone", before: [], after: ["Pro"] },
    { field: "identities", before: [], after: [`${channel.id} viber-7`, "01NONE x y"] },
    { field: "unclaimed", before: ["a@x.ua"], after: [] },
  ];
  const customer = { kind: "channel", channelId: channel.id } as const;
  await tell(kv, anEvent(1, { kind: "edited", actor: customer, changes }));
  await tell(kv, {
    ...anEvent(1),
    kind: "conversation_closed",
    conversationId: "01CONV",
    channelId: channel.id,
    actor: { kind: "user", userId: "01NOBODY" },
  });
  const text = await textOf(app);
  assertStringIncludes(text, "The customer changed the contact");
  assertStringIncludes(text, "gone Pro");
  assertStringIncludes(text, "Our Viber: viber-7, deleted channel: x y");
  assertStringIncludes(text, "A former user closed the conversation in Our Viber");
});

Deno.test("what only admins see of tags is not told to an agent by the timeline", async () => {
  const { app, admin } = await openApp();
  await using _ = app;
  const hidden = await createTag(admin, aTag({ name: "Under watch", visibleToAgents: false }));
  await editContact(admin, 1, 1, anInput({ tagIds: [hidden.id] }));
  assertStringIncludes(await textOf(app), "Under watch");
  const [, story = ""] = (await textOf(app, "/contacts/1", "agent")).split("changed the contact");
  assert(story !== "" && !story.includes("Tags"), story);
});

Deno.test("the card shows ten conversations, and a page has the rest, each once", async () => {
  const { app, kv } = await openApp();
  await using _ = app;
  const channel = await storeChannel(kv, "api", { name: "Shop" });
  for (let at = 0; at < 60; at++) {
    const where = { contactId: 1, channelId: channel.id, address: `a${at}` };
    await storeMessage(kv, where, aMessage({ text: `Message ${at}.`, atMs: NOON + at }));
  }
  const html = await (await app.ask("/contacts/1?q=ol", { as: "agent" })).text();
  const section = html.slice(html.indexOf('id="conversations"'), html.indexOf('id="timeline"'));
  assertEquals([...section.matchAll(/Message (\d+)\./g)].map(([, at]) => Number(at)), [
    ...Array.from({ length: 10 }, (_, at) => 59 - at),
  ]);
  assertStringIncludes(section, "All 60");
  const seen: string[] = [];
  let path: string | undefined = /href="(\/contacts\/1\/conversations[^"]*)"/.exec(section)?.[1];
  while (path) {
    const page = await (await app.ask(path, { as: "agent" })).text();
    seen.push(...[...page.matchAll(/Message (\d+)\./g)].map(([, at]) => at ?? ""));
    path = /href="([^"]*before=[^"]*)"/.exec(page)?.[1]?.replaceAll("&amp;", "&");
  }
  assertEquals(seen, Array.from({ length: 60 }, (_, at) => String(59 - at)));
});

Deno.test("an address that was named by a customer leads to whom it belongs to", async () => {
  const { app, admin, kv } = await openApp();
  await using _ = app;
  const owner = await createContact(admin, { ...aNamed("Taras"), emails: ["taras@example.com"] });
  await saveChange(kv, async (change) => {
    const read = await requireContactIn(change, 1);
    const unclaimed = ["taras@example.com", "free@example.com"].map((key) => {
      return { kind: "email" as const, typed: key, key };
    });
    const after = { ...read.before, unclaimed };
    await stageEditContact(change, { ...read, after }, anEvent(1, { kind: "edited" }));
  });
  assertEquals((await requireContact(kv, 1)).unclaimed?.length, 2);
  const html = await (await app.ask("/contacts/1", { as: "agent" })).text();
  assertEquals(html.split("belongs to contact").length - 1, 1);
  assertStringIncludes(html, `href="/contacts/${owner.id}">belongs to contact ${owner.id}`);
});

Deno.test("older entries are a page further, which leads back to the newest", async () => {
  const { app, admin, kv } = await openApp();
  await using _ = app;
  const total = 120;
  for (let at = 0; at < total; at++) {
    const changes: FieldChange[] = [{ field: "name", before: ["x"], after: [`Name ${at}.`] }];
    await tell(kv, anEvent(1, { kind: "edited", atMs: NOON + at * 600_000, changes }));
  }
  const pinned = await addNote(admin, 1, "Pinned words");
  await pinNote(admin, 1, pinned);
  const seen: string[] = [];
  let path: string | undefined = "/contacts/1?q=ol";
  while (path) {
    const html = await (await app.ask(path, { as: "agent" })).text();
    seen.push(...[...html.matchAll(/Name (\d+)\./g)].map(([, at]) => at ?? ""));
    if (path.includes("before")) assertStringIncludes(html, 'href="/contacts/1?q=ol#timeline"');
    assertEquals(html.includes("Pinned words"), !path.includes("before"));
    path = /href="([^"]*before=[^"#]*)#timeline"/.exec(html)?.[1]?.replaceAll("&amp;", "&");
  }
  assertEquals(seen, Array.from({ length: total }, (_, at) => String(total - 1 - at)));
});
