import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { runImport } from "@/lib/actions/run_import.ts";
import { setRights } from "@/lib/actions/set_rights.ts";
import { DEFAULT_RIGHTS, SWITCHED_ACTIONS } from "@/lib/domain/rights.ts";
import { readRights } from "@/lib/store/workspace.ts";
import { workOnImport } from "@/lib/transfer/import_run.ts";
import { openTestApp } from "@/tests/support/app.ts";
import { actingAs } from "@/tests/support/deps.ts";
import { mapped } from "@/tests/support/imports.ts";
import { ENGLISH, shownText } from "@/tests/support/pages.ts";

const ALL_SEEN: [string, string][] = SWITCHED_ACTIONS.map((action) => ["seen", action]);
const on = (action: string): [string, string] => [action, "on"];

Deno.test("an admin switches off what agents may do, and the page says so", async () => {
  await using app = await openTestApp();
  const form = [...ALL_SEEN, on("contact.block"), on("contact.delete"), on("import.run")];
  const saved = await app.ask("/settings/rights", { as: "admin", form });
  assertEquals([saved.status, saved.headers.get("location")], [303, "/settings/rights"]);
  assertEquals(await readRights(app.deps.kv), { ...DEFAULT_RIGHTS, "contact.merge": false });
  const page = await (await app.ask("/settings/rights", { as: "admin" })).text();
  assertEquals([...page.matchAll(/checked/g)].length, 3);
  const activity = await (await app.ask("/activity", { as: "admin" })).text();
  assertStringIncludes(activity, "Olena changed what agents may do");
});

Deno.test("a decision that another admin has not seen is not overwritten until they have", async () => {
  await using app = await openTestApp();
  const wanted = { ...DEFAULT_RIGHTS, "contact.block": false };
  await setRights(actingAs(app.deps, app.users.admin), { seen: DEFAULT_RIGHTS, wanted });
  const form = [on("contact.block"), on("contact.merge"), on("import.run")];
  const post = (seen: [string, string][]) =>
    app.ask("/settings/rights", { as: "admin", headers: ENGLISH, form: [...seen, ...form] });
  const refused = await post(ALL_SEEN);
  const html = await refused.text();
  assertEquals([refused.status, await readRights(app.deps.kv)], [409, wanted]);
  const text = shownText(html);
  assertStringIncludes(text, "someone else changed this");
  // What is saved and was entered otherwise; the switches stand as entered.
  assertMatch(text, /Block contacts No\s+Delete contacts Yes/);
  assertEquals(namesOf(html, /<input[^>]*name="([^"]*)"[^>]*checked/g), form.map(([name]) => name));
  const seen = namesOf(html, /<input[^>]*name="seen" value="([^"]*)"/g);
  const saved = await post(seen.map((action) => ["seen", action]));
  await saved.body?.cancel();
  assertEquals(saved.status, 303);
  assertEquals(await readRights(app.deps.kv), { ...DEFAULT_RIGHTS, "contact.delete": false });
});

function namesOf(html: string, pattern: RegExp): string[] {
  return [...html.matchAll(pattern)].map(([, name]) => name ?? "");
}

Deno.test("an agent's import that is under way stops when agents may import no more, and its report stays", async () => {
  await using app = await openTestApp();
  const agent = actingAs(app.deps, app.users.agent);
  const { id } = await mapped(agent, "name\nIvan\n");
  await runImport(agent, id);
  const wanted = { ...DEFAULT_RIGHTS, "import.run": false };
  await setRights(actingAs(app.deps, app.users.admin), { seen: DEFAULT_RIGHTS, wanted });
  const run = await workOnImport(app.deps, id);
  assertEquals([run?.state, run?.failure, run?.tally.created], ["failed", "not_allowed", 0]);
  const report = await app.ask(`/contacts/import/${id}`, { as: "agent" });
  assertEquals(report.status, 200);
  assertStringIncludes(await report.text(), "may no longer import");
  const again = await app.ask(`/contacts/import/${id}/run`, { as: "agent", form: {} });
  await again.body?.cancel();
  assertEquals(again.status, 403);
});

Deno.test("an agent neither sees nor sets the switches", async () => {
  await using app = await openTestApp();
  for (const form of [undefined, [...ALL_SEEN]]) {
    const response = await app.ask("/settings/rights", { as: "agent", form });
    await response.body?.cancel();
    assertEquals(response.status, 403);
  }
  assertEquals(await readRights(app.deps.kv), DEFAULT_RIGHTS);
});
