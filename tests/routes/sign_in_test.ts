import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  claimSampleData,
  loadSampleData,
  SAMPLE_CONTACTS,
  SAMPLE_LEASE_MS,
} from "@/lib/actions/load_sample_data.ts";
import { makePasswordLink, makeSetupLink } from "@/lib/actions/make_link.ts";
import { OPERATOR } from "@/lib/http/first_start.ts";
import { saveChange } from "@/lib/store/change.ts";
import { stageEditUser } from "@/lib/store/users.ts";
import { openTestApp, type TestApp } from "@/tests/support/app.ts";

const PASSWORD = "tea with seven lemons";
const HOUR_MS = 3_600_000;

/** The value that an answer gives a cookie; "" when it takes the cookie away, null when it leaves it. */
function cookieSet(response: Response, name = "kartka"): string | null {
  for (const line of response.headers.getSetCookie()) {
    if (line.startsWith(`${name}=`)) return line.slice(name.length + 1, line.indexOf(";"));
  }
  return null;
}

async function setUp(app: TestApp): Promise<string> {
  const secret = await makeSetupLink({ deps: app.deps, ...OPERATOR }) ?? "";
  const form = { secret, name: "Olena", email: "olena@example.com", password: PASSWORD };
  const response = await app.ask("/setup", { form });
  assertEquals(response.headers.get("location"), "/contacts");
  return cookieSet(response) ?? "";
}

function signIn(app: TestApp, changed: Record<string, string> = {}, cookie = "") {
  const form = { email: "olena@example.com", password: PASSWORD, next: "", ...changed };
  return app.ask("/login", { form, headers: cookie ? { cookie } : {} });
}

/** 200 when the secret opens the profile, 303 when it leads to the login page. */
async function statusWith(app: TestApp, secret: string): Promise<number> {
  const response = await app.ask("/profile", { headers: { cookie: `kartka=${secret}` } });
  await response.body?.cancel();
  return response.status;
}

Deno.test("setting up creates the admin once, signs them in, and is gone afterwards", async () => {
  await using app = await openTestApp({ isSetUp: false });
  const secret = await makeSetupLink({ deps: app.deps, ...OPERATOR }) ?? "";
  const page = await (await app.ask(`/setup?secret=${secret}`)).text();
  assert(page.includes('action="/setup"'));
  const session = await setUp(app);
  assertEquals(await statusWith(app, session), 200);
  assertEquals((await app.ask(`/setup?secret=${secret}`)).status, 404);
  assertEquals((await app.ask("/setup", { form: { secret } })).status, 404);
});

Deno.test("a set-up link is good for one hour, and its page then says how to get another", async () => {
  await using app = await openTestApp({ isSetUp: false });
  const secret = await makeSetupLink({ deps: app.deps, ...OPERATOR }) ?? "";
  app.deps.pass(HOUR_MS);
  const response = await app.ask(`/setup?secret=${secret}`);
  assertEquals(response.status, 404);
  assert((await response.text()).includes("deno task token"));
});

Deno.test("the form of a refused set-up keeps what was typed but the password", async () => {
  await using app = await openTestApp({ isSetUp: false });
  const secret = await makeSetupLink({ deps: app.deps, ...OPERATOR }) ?? "";
  const form = { secret, name: "Олена <b>", email: "olena@", password: "short", sample: "on" };
  const response = await app.ask("/setup", { form });
  const page = await response.text();
  assertEquals(response.status, 422);
  assert(page.includes('value="Олена &lt;b>"') || page.includes('value="Олена &lt;b&gt;"'));
  assert(page.includes('value="olena@"'));
  assert(page.includes("checked"));
  assert(!page.includes('short"'));
  assert(page.includes('href="#email"') && page.includes('href="#password"'));
});

Deno.test("signing in leads back to the page that was asked for, never off the site", async () => {
  await using app = await openTestApp({ isSetUp: false });
  await setUp(app);
  const location = async (next: string) => {
    const response = await signIn(app, { next });
    return response.headers.get("location");
  };
  assertEquals(await location("/contacts?q=%D1%97"), "/contacts?q=%D1%97");
  for (const next of ["//evil.com", "/\\evil.com", "https://evil.com", "/\t/evil.com", ""]) {
    assertEquals(await location(next), "/contacts");
  }
  const page = await (await app.ask("/login?next=//evil.com")).text();
  assertEquals(page.includes("evil.com"), false);
});

Deno.test("a cookie planted before signing in is worth nothing afterwards", async () => {
  await using app = await openTestApp({ isSetUp: false });
  await setUp(app);
  const planted = "P".repeat(43);
  const secret = cookieSet(await signIn(app, {}, `kartka=${planted}`)) ?? "";
  assertNotEquals(secret, planted);
  assertEquals(await statusWith(app, planted), 303);
  assertEquals(await statusWith(app, secret), 200);
});

Deno.test("a stolen session dies with signing out, with a new sign-in, and with time", async () => {
  await using app = await openTestApp({ isSetUp: false });
  const first = await setUp(app);
  const out = await app.ask("/logout", { form: {}, headers: { cookie: `kartka=${first}` } });
  assertEquals(cookieSet(out), "");
  assertEquals(await statusWith(app, first), 303);
  const second = cookieSet(await signIn(app)) ?? "";
  const third = cookieSet(await signIn(app, {}, `kartka=${second}`)) ?? "";
  assertEquals(await statusWith(app, second), 303);
  app.deps.pass(8 * HOUR_MS - 1);
  assertEquals(await statusWith(app, third), 200);
  await app.deps.settle();
  app.deps.pass(8 * HOUR_MS);
  assertEquals(await statusWith(app, third), 303);
});

Deno.test("a session ends after seven days however much it is used", async () => {
  await using app = await openTestApp();
  for (let hours = 0; hours < 7 * 24; hours += 7) {
    assertEquals(await statusWith(app, app.secrets.agent), 200, `${hours} hours`);
    await app.deps.settle();
    app.deps.pass(7 * HOUR_MS);
  }
  assertEquals(await statusWith(app, app.secrets.agent), 303);
});

Deno.test("a disabled user is out at the next request", async () => {
  await using app = await openTestApp();
  assertEquals(await statusWith(app, app.secrets.agent), 200);
  const { id } = app.users.agent;
  await saveChange(app.deps.kv, (change) => stageEditUser(change, id, () => ({ disabled: true })));
  assertEquals(await statusWith(app, app.secrets.agent), 303);
});

Deno.test("changing the password ends the other sessions and keeps this one", async () => {
  await using app = await openTestApp({ isSetUp: false });
  const here = await setUp(app);
  const there = cookieSet(await signIn(app)) ?? "";
  const form = { current: PASSWORD, next: "seven lemons, no tea" };
  const headers = { cookie: `kartka=${here}` };
  const wrong = await app.ask("/profile/password", { form: { ...form, current: "x" }, headers });
  assertEquals(wrong.status, 422);
  assert((await wrong.text()).includes('href="#current"'));
  const response = await app.ask("/profile/password", { form, headers });
  assertEquals(response.headers.get("location"), "/profile");
  assertEquals([await statusWith(app, here), await statusWith(app, there)], [200, 303]);
});

Deno.test("a session can be ended from the profile, but not another user's", async () => {
  await using app = await openTestApp();
  const page = await (await app.ask("/profile", { as: "agent" })).text();
  const hash = /name="hash" value="([^"]+)"/.exec(page)?.[1] ?? "";
  assertEquals((await app.ask("/profile/sessions", { as: "admin", form: { hash } })).status, 404);
  assertEquals(await statusWith(app, app.secrets.agent), 200);
  const ended = await app.ask("/profile/sessions", { as: "agent", form: { hash } });
  assertEquals([ended.headers.get("location"), cookieSet(ended)], ["/login", ""]);
  assertEquals(await statusWith(app, app.secrets.agent), 303);
});

Deno.test("after ten wrong passwords the form says how long to wait", async () => {
  await using app = await openTestApp({ isSetUp: false });
  await setUp(app);
  for (let n = 0; n < 10; n++) assertEquals((await signIn(app, { password: "x" })).status, 422);
  const response = await signIn(app);
  assertEquals(response.status, 429);
  assertEquals(Number(response.headers.get("retry-after")), 900);
  assert((await response.text()).includes("Wait 15 minutes"));
});

Deno.test("a wrong password and an unknown address get the same page", async () => {
  await using app = await openTestApp({ isSetUp: false });
  await setUp(app);
  const pages = [];
  for (const email of ["olena@example.com", "nobody@example.com"]) {
    const response = await signIn(app, { email, password: "wrong" });
    const body = (await response.text()).replaceAll(email, "").replace(/nonce="[^"]*"/g, "");
    const names = [...response.headers.keys()];
    pages.push(JSON.stringify([response.status, names, body]));
  }
  assertEquals(pages[0], pages[1]);
});

Deno.test("a link lets its user choose a password once, within the hour", async () => {
  await using app = await openTestApp();
  const acting = { deps: app.deps, ...OPERATOR };
  const secret = await makePasswordLink(acting, "agent@example.com");
  const page = await (await app.ask(`/link?secret=${secret}`)).text();
  assert(page.includes("Taras") && page.includes("agent@example.com"));
  const short = await app.ask("/link", { form: { secret, password: "short" } });
  assertEquals(short.status, 422);
  const form = { secret, password: PASSWORD };
  const chosen = await app.ask("/link", { form });
  assertEquals(chosen.headers.get("location"), "/contacts");
  assertEquals(await statusWith(app, cookieSet(chosen) ?? ""), 200);
  assertEquals(await statusWith(app, app.secrets.agent), 303);
  assertEquals((await app.ask("/link", { form })).status, 404);
  const late = await makePasswordLink(acting, "agent@example.com");
  app.deps.pass(HOUR_MS);
  assertEquals((await app.ask(`/link?secret=${late}`)).status, 404);
});

Deno.test("cookies are bound to the host and to https wherever the site is on https", async () => {
  await using app = await openTestApp({ isSetUp: false, publicUrl: "https://kartka.example.com" });
  const secret = await makeSetupLink({ deps: app.deps, ...OPERATOR }) ?? "";
  const form = { secret, name: "Olena", email: "olena@example.com", password: PASSWORD };
  const response = await app.send(
    new Request("https://kartka.example.com/setup", {
      method: "POST",
      headers: { origin: "https://kartka.example.com" },
      body: new URLSearchParams(form),
    }),
  );
  const lines = response.headers.getSetCookie();
  assertEquals(lines.length, 2);
  for (const line of lines) {
    assert(/^__Host-kartka/.test(line) && /; Secure/.test(line) && /; Path=\/;/.test(line), line);
    assert(/; HttpOnly/.test(line) && /; SameSite=Lax/.test(line) && !/Domain/i.test(line), line);
  }
  const plain = `kartka=${cookieSet(response, "__Host-kartka")}`;
  const other = await app.send(
    new Request("https://kartka.example.com/profile", { headers: { cookie: plain } }),
  );
  assertEquals(other.status, 303);
});

Deno.test("setting up with sample data loads it and shows how far it is", async () => {
  await using app = await openTestApp({ isSetUp: false });
  const secret = await makeSetupLink({ deps: app.deps, ...OPERATOR }) ?? "";
  const person = { name: "Olena", email: "olena@example.com", password: PASSWORD };
  const response = await app.ask("/setup", { form: { secret, ...person, sample: "on" } });
  assertEquals(response.headers.get("location"), "/setup/progress");
  const headers = { cookie: `kartka=${cookieSet(response)}` };
  const early = await app.ask("/setup/progress", { headers });
  assertEquals([early.status, early.headers.get("refresh")], [200, "2"]);
  await early.body?.cancel();
  await app.deps.settle();
  const late = await app.ask("/setup/progress", { headers });
  assertEquals(late.headers.get("refresh"), null);
  assert((await late.text()).includes("The sample data is loaded."));
  const peopleOfStories = 7;
  assertEquals(await app.deps.index.total(), SAMPLE_CONTACTS + peopleOfStories);
});

Deno.test("loading that has died half-way can be taken up again", async () => {
  await using app = await openTestApp();
  const order = { contacts: 20, seed: 1 };
  const acting = { deps: app.deps, ...OPERATOR };
  await loadSampleData(acting, order);
  await claimSampleData(acting, "dead worker");
  app.deps.pass(SAMPLE_LEASE_MS);
  const stopped = await app.ask("/setup/progress", { as: "admin" });
  assert((await stopped.text()).includes("Try again"));
  await app.ask("/setup/progress", { as: "admin", form: {} });
  await app.deps.settle();
  assertEquals(await app.deps.index.total(), order.contacts);
});
