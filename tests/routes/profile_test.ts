import { assert, assertEquals } from "@std/assert";
import { requireUser } from "@/lib/store/users.ts";
import { openTestApp, type TestApp } from "@/tests/support/app.ts";

async function agent(app: TestApp) {
  return await requireUser(app.deps.kv, app.users.agent.id);
}

Deno.test("the profile saves the name and how the screens look", async () => {
  await using app = await openTestApp();
  const form = { name: "  Тарас  Ш. ", locale: "uk", theme: "dark", density: "compact" };
  const saved = await app.ask("/profile", { as: "agent", form });
  assertEquals([saved.status, saved.headers.get("location")], [303, "/profile"]);
  const { name, preferences } = await agent(app);
  assertEquals(name, "Тарас Ш.");
  assertEquals(
    [preferences.locale, preferences.theme, preferences.density, preferences.shortcuts],
    ["uk", "dark", "compact", false],
  );
  const page = await (await app.ask("/profile", { as: "agent" })).text();
  assert(page.includes('<html lang="uk" data-theme="dark" data-density="compact">'));
});

Deno.test("a refused profile names the fields and saves nothing", async () => {
  await using app = await openTestApp();
  const name = "Taras";
  const refused: Record<string, string>[] = [
    { name: " " },
    { name, theme: "pink" },
    { name: "x".repeat(101) },
  ];
  for (const form of refused) {
    const response = await app.ask("/profile", { as: "agent", form });
    assertEquals(response.status, 422);
    assert((await response.text()).includes('id="error-summary"'));
  }
  assertEquals((await agent(app)).revision, 1);
});

Deno.test("the message of a change is shown once, and only a message of ours", async () => {
  await using app = await openTestApp();
  const form = { name: "Taras", locale: "en" };
  const saved = await app.ask("/profile", { as: "agent", form });
  const flash = saved.headers.getSetCookie().find((line) => line.startsWith("kartka_flash="));
  const cookie = `${flash?.split(";")[0]}; kartka=${app.secrets.agent}`;
  const shown = await app.ask("/profile", { headers: { cookie } });
  assert((await shown.text()).includes("Your profile is saved."));
  assert(shown.headers.getSetCookie().some((line) => line.startsWith("kartka_flash=;")));
  const forged = [
    { key: "login.title", params: {}, kind: "ok" },
    { key: "flash.none", params: {}, kind: "ok" },
    { key: "flash.profile_saved", params: { __proto__x: "y" }, kind: "script" },
    "text",
  ];
  for (const value of forged) {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    const evil = `kartka_flash=${bytes.toBase64({ alphabet: "base64url" })}`;
    const page = await app.ask("/profile", {
      headers: { cookie: `${evil}; kartka=${app.secrets.agent}` },
    });
    assertEquals([page.status, (await page.text()).includes('class="flash"')], [200, false]);
  }
});

Deno.test("the small forms of other pages change one thing and lead back", async () => {
  await using app = await openTestApp();
  const form = { theme: "light", next: "/contacts?sort=name" };
  const response = await app.ask("/profile/preferences", { as: "agent", form });
  assertEquals(response.headers.get("location"), "/contacts?sort=name");
  const { preferences } = await agent(app);
  assertEquals([preferences.theme, preferences.density], ["light", "default"]);
});

Deno.test("before signing in a cookie remembers language and theme", async () => {
  await using app = await openTestApp();
  const response = await app.ask("/profile/preferences", { form: { theme: "dark", locale: "uk" } });
  const view = response.headers.getSetCookie().find((line) => line.startsWith("kartka_view="));
  const cookie = view?.split(";")[0] ?? "";
  const page = await (await app.ask("/login", { headers: { cookie } })).text();
  assert(page.includes('<html lang="uk" data-theme="dark"'));
  const broken = await app.ask("/login", { headers: { cookie: "kartka_view=xx.pink" } });
  assert((await broken.text()).includes('<html lang="en" data-density'));
});

Deno.test("a language chosen on the profile replaces one chosen before signing in", async () => {
  await using app = await openTestApp();
  const form = { name: "Taras", locale: "", theme: "system" };
  const saved = await app.ask("/profile", { as: "agent", form });
  const view = saved.headers.getSetCookie().find((line) => line.startsWith("kartka_view="));
  assertEquals(view?.split(";")[0], "kartka_view=.system");
});

Deno.test("the language follows the browser until one is chosen", async () => {
  await using app = await openTestApp();
  const lang = async (accept: string) => {
    const page = await app.ask("/login", { headers: { "accept-language": accept } });
    return /<html lang="(\w+)"/.exec(await page.text())?.[1];
  };
  assertEquals(await lang("uk-UA,uk;q=0.9,en;q=0.8"), "uk");
  assertEquals(await lang("de, en;q=0.5, uk;q=0.7"), "uk");
  assertEquals(await lang("de"), "en");
  assertEquals(await lang(";;;q=,,uk;q=0"), "en");
});

Deno.test("the list's form chooses columns and density", async () => {
  await using app = await openTestApp();
  const form: [string, string][] = [
    ["columns", "phone"],
    ["columns", "email"],
    ["columns", "nonsense"],
    ["density", "compact"],
    ["next", "/contacts?q=x"],
  ];
  const response = await app.ask("/profile/view", { as: "agent", form });
  assertEquals(response.headers.get("location"), "/contacts?q=x");
  const { preferences } = await agent(app);
  assertEquals([preferences.columns, preferences.density], [["email", "phone"], "compact"]);
});
