import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { unblockContact } from "@/lib/actions/unblock_contact.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { stageRights } from "@/lib/store/workspace.ts";
import { DEFAULT_RIGHTS } from "@/lib/domain/rights.ts";
import { openTestApp, type TestApp, type Who } from "@/tests/support/app.ts";
import { block, olenaIn } from "@/tests/support/blocked.ts";
import { actingAs } from "@/tests/support/deps.ts";
import { ENGLISH, pageOf, shownText } from "@/tests/support/pages.ts";

const HOUR_MS = 60 * 60_000;
const FORM = { preset: "tomorrow", until: "", reason: "", note: "", seen: "" };

function seenIn(html: string): string {
  return /name="seen" value="([^"]*)"/.exec(html)?.[1] ?? "";
}

function post(app: TestApp, path: string, form: Record<string, string>, as: Who = "agent") {
  return app.ask(path, { as, form, headers: ENGLISH });
}

Deno.test("each choice prints when it ends, to the minute and with the zone", async () => {
  await using app = await openTestApp(); // noon in UTC on Sunday, 22 November 2026
  const text = shownText(await pageOf(app, `/contacts/${await olenaIn(app)}/block`));
  for (
    const choice of [
      "For an hour today, 15:00, GMT+2",
      "Until tomorrow Mon 23 Nov, 00:00, GMT+2",
      "Until next week Mon 23 Nov, 00:00, GMT+2",
      "Until next month Tue 1 Dec, 00:00, GMT+2",
      "For ever until you unblock",
      "Choose a time",
      "Time zone: Europe/Kyiv.",
      "will not arrive on any channel",
    ]
  ) assertStringIncludes(text, choice);
});

Deno.test("blocking leads back to where it was asked for, and says until when", async () => {
  await using app = await openTestApp();
  const id = await olenaIn(app);
  const from = [
    [`/contacts/${id}/block?q=ol`, `/contacts/${id}?q=ol`],
    [`/contacts/${id}/block?q=ol&size=25&page=x&from=list`, "/contacts?q=ol&size=25&page=x"],
  ] as const;
  for (const [path, back] of from) {
    const response = await post(app, path, FORM);
    assertEquals([response.status, response.headers.get("location")], [303, back]);
    await unblockContact(actingAs(app.deps, app.users.agent), id);
  }
  await post(app, `/contacts/${id}/block`, FORM);
  const { block } = await requireContact(app.deps.kv, id);
  assertEquals(block?.untilMs, Date.parse("2026-11-22T22:00:00Z"));
  assertEquals(block?.byUserId, app.users.agent.id);
});

Deno.test("a refused block keeps what was entered, and says at each field what is wrong", async () => {
  await using app = await openTestApp();
  const id = await olenaIn(app);
  const note = "x".repeat(501);
  const form = { ...FORM, preset: "until", until: "2026-11-22T10:00", reason: "spam", note };
  const response = await post(app, `/contacts/${id}/block`, form);
  const html = await response.text();
  assertEquals(response.status, 422);
  assertStringIncludes(html, "<title>Error: Block: ");
  assertStringIncludes(html, "This moment has passed");
  assertStringIncludes(html, "Shorten it to 500 characters.");
  assertStringIncludes(html, 'href="#until"');
  assertStringIncludes(html, 'value="2026-11-22T10:00"');
  assert(/value="until" checked/.test(html), "the choice");
  assert(/value="spam" selected/.test(html), "the reason");
  assertStringIncludes(html, `${note}</textarea>`);
  assertEquals((await requireContact(app.deps.kv, id)).block, undefined);
});

Deno.test("a form that was opened before midnight prints the new ends before anything is blocked", async () => {
  await using app = await openTestApp(); // noon in UTC on Sunday: Monday begins in ten hours
  const id = await olenaIn(app);
  const path = `/contacts/${id}/block`;
  const shownIn = (html: string) => /name="shown" value="(\d+)"/.exec(html)?.[1] ?? "";
  let opened = "";
  for (const hours of [4, 4, 3]) { // nobody is signed out for having slept
    opened = await pageOf(app, path);
    await app.deps.settle(); // that they were seen is noted beside the answer
    app.deps.pass(hours * HOUR_MS);
  }
  const old = { ...FORM, preset: "next_week", shown: shownIn(opened) };
  const response = await post(app, path, old);
  const html = await response.text();
  assertEquals(response.status, 422);
  assertStringIncludes(shownText(html), "the ends are new");
  assertStringIncludes(shownText(html), "Until next week Mon 30 Nov, 00:00");
  assert(/value="next_week" checked/.test(html), "the choice");
  assertEquals((await requireContact(app.deps.kv, id)).block, undefined);
  assertEquals((await post(app, path, { ...old, shown: shownIn(html) })).status, 303);
  const { block } = await requireContact(app.deps.kv, id);
  assertEquals(block?.untilMs, Date.parse("2026-11-29T22:00:00Z"));
});

Deno.test("a block that holds is changed by the same form, which leaves its end as it is unless asked", async () => {
  await using app = await openTestApp();
  const id = await olenaIn(app);
  await block(app, id, { preset: "next_month", reason: "spam", note: "Casino" });
  const path = `/contacts/${id}/block`;
  const html = await pageOf(app, path);
  assertStringIncludes(shownText(html), "As it is now Tue 1 Dec, 00:00, GMT+2");
  assertStringIncludes(html, "Casino</textarea>");
  const form = { ...FORM, preset: "", reason: "fraud", note: "", seen: seenIn(html) };
  assertEquals((await post(app, path, form)).status, 303);
  const kept = (await requireContact(app.deps.kv, id)).block;
  assertEquals([kept?.untilMs, kept?.reason], [Date.parse("2026-11-30T22:00:00Z"), "fraud"]);
  const longer = { ...form, preset: "forever", seen: seenIn(await pageOf(app, path)) };
  assertEquals((await post(app, path, longer)).status, 303);
  const extended = (await requireContact(app.deps.kv, id)).block;
  assertEquals([extended?.untilMs, extended?.id], [null, kept?.id]);
});

Deno.test("a form that is older than a colleague's change overwrites nothing, and shows what is now", async () => {
  await using app = await openTestApp();
  const id = await olenaIn(app);
  await block(app, id);
  const path = `/contacts/${id}/block`;
  const stale = await post(app, path, { ...FORM, preset: "hour", note: "Mine" });
  const html = await stale.text();
  assertEquals(stale.status, 409);
  assertStringIncludes(html, "Someone has blocked, unblocked or changed the block meanwhile");
  assertStringIncludes(html, "Mine</textarea>");
  assertEquals((await requireContact(app.deps.kv, id)).block?.untilMs, null);
  const again = { ...FORM, preset: "hour", seen: seenIn(html) };
  assertEquals((await post(app, path, again)).status, 303);
  await unblockContact(actingAs(app.deps, app.users.admin), id);
  assertEquals((await post(app, path, again)).status, 409);
  assertEquals((await requireContact(app.deps.kv, id)).block, undefined);
});

Deno.test("unblocking is a form of its own; where nothing holds any more it says so", async () => {
  await using app = await openTestApp();
  const id = await olenaIn(app);
  await block(app, id);
  const path = `/contacts/${id}/unblock`;
  const first = await post(app, path, {});
  assertEquals([first.status, first.headers.get("location")], [303, `/contacts/${id}`]);
  assertEquals((await requireContact(app.deps.kv, id)).block, undefined);
  const cookie = (await post(app, path, {})).headers.get("set-cookie") ?? "";
  const flash = /kartka_flash=([^;]+)/.exec(cookie)?.[1] ?? "";
  assertStringIncludes(
    new TextDecoder().decode(Uint8Array.fromBase64(flash, { alphabet: "base64url" })),
    "flash.not_blocked",
  );
});

Deno.test("where blocking is switched off for agents they get 403 and see no control; badges stay", async () => {
  await using app = await openTestApp();
  const id = await olenaIn(app);
  await block(app, id);
  await saveChange(app.deps.kv, (change) => {
    stageRights(change, { ...DEFAULT_RIGHTS, "contact.block": false });
    return Promise.resolve();
  });
  const path = `/contacts/${id}/block`;
  assertEquals((await app.ask(path, { as: "agent" })).status, 403);
  assertEquals((await post(app, path, FORM)).status, 403);
  assertEquals((await post(app, `/contacts/${id}/unblock`, {})).status, 403);
  assertEquals((await app.ask(path, { as: "admin" })).status, 200);
  for (const page of ["/contacts", `/contacts/${id}`]) {
    const html = await pageOf(app, page);
    assert(!/\/(un)?block/.test(html.replaceAll("/blocks", "")), `${page} has a control`);
    assert(/Blocked\s*for ever/.test(shownText(html)), `${page} has a badge`);
    assert((await pageOf(app, page, "admin")).includes(`${path}`), `${page} of an admin`);
  }
});
