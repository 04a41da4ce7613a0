import { assert, assertEquals } from "@std/assert";
import { HttpError } from "fresh";
import { openTestApp, ORIGIN, type TestApp, withOneOfEach } from "@/tests/support/app.ts";
import { EXPECTED, pathOf } from "./expectations.ts";

const SET = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};
const REST =
  "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const NO_SCRIPT = `default-src 'none'; script-src 'none'; style-src 'self'; ${REST}`;
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The whole set, and a policy that fits: no 'unsafe-…' anywhere, a nonce only where the page carries it. */
async function checkHeaders(response: Response, name: string) {
  const { headers } = response;
  const body = await response.text();
  for (const [header, value] of Object.entries(SET)) {
    assertEquals(headers.get(header), value, `${header} of ${name}`);
  }
  assert((headers.get("x-request-id") ?? "").length >= 12, name);
  assert(headers.get("cache-control"), `cache-control of ${name}`);
  const policy = headers.get("content-security-policy") ?? "";
  const isPage = headers.get("content-type")?.startsWith("text/html") ?? false;
  if (!isPage) return assertEquals(policy, NOTHING, name);
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
  if (nonce === undefined) {
    assert(!body.includes("<script"), `${name} has a script that may not run`);
    return assertEquals(policy, NO_SCRIPT, name);
  }
  const own = `'self' 'nonce-${nonce}'`;
  assertEquals(policy, `default-src 'none'; script-src ${own}; style-src ${own}; ${REST}`, name);
  for (const [tag] of body.matchAll(/<(script|style)\b[^>]*>/g)) {
    assert(tag.includes(`nonce="${nonce}"`), `${tag} of ${name}`);
  }
  assert(!/\son[a-z]+=|\sstyle=/.test(body.replace(/<script.*?<\/script>/gs, "")), name);
}

Deno.test("every route's answers carry the header set, for everyone and every method", async () => {
  await using app = await openTestApp();
  const { ids } = await withOneOfEach(app);
  for (const pattern of Object.keys(EXPECTED)) {
    for (const as of ["anonymous", "agent", "admin"] as const) {
      for (const method of ["GET", "HEAD", "POST", "DELETE"]) {
        const body = method === "POST" ? new URLSearchParams() : undefined;
        const response = await app.ask(pathOf(pattern, ids), { as, method, body });
        await checkHeaders(response, `${method} ${pattern} as ${as}`);
      }
    }
  }
});

/** One request for every status that we answer errors with. */
function failures(app: TestApp): [status: number, response: Promise<Response>][] {
  const as = "admin";
  const large = "x".repeat(70_000);
  const cookie = `kartka=${app.secrets.admin}`;
  const evil = { method: "POST", headers: { cookie, origin: "https://evil.example" } };
  return [
    [303, app.ask("/")],
    [400, app.ask("/%ff")],
    [400, app.ask("/contacts/%ff", { as })],
    [401, app.ask("/profile", { form: {} })],
    [401, app.ask("/contacts", { headers: { accept: "application/json" } })],
    [403, app.ask("/settings/tags", { as: "agent" })],
    [403, app.send(new Request(`${ORIGIN}/profile`, evil))],
    [404, app.ask("/none", { as })],
    [404, app.ask("/none")],
    [404, app.ask("/_fresh/metafile.json")],
    [405, app.ask("/", { method: "PUT" })],
    [405, app.ask("/icon.svg", { method: "POST" })],
    [413, app.ask("/profile", { as, form: { name: large } })],
    [414, app.ask(`/contacts?q=${"x".repeat(17_000)}`, { as })],
    [415, app.ask("/profile", { as, method: "POST", body: "{}" })],
    [422, app.ask("/profile", { as, form: { name: "" } })],
  ];
}

Deno.test("every kind of failure carries the header set, as a page and as JSON", async () => {
  await using app = await openTestApp();
  for (const [status, asked] of failures(app)) {
    const response = await asked;
    assertEquals(response.status, status);
    await checkHeaders(response, String(status));
  }
  const headers = { accept: "application/json" };
  const json = await app.ask("/none", { as: "admin", headers });
  assertEquals(json.headers.get("content-type"), "application/json");
  await checkHeaders(json, "404 as JSON");
});

Deno.test("a page that breaks is a 500 with the header set and no details", async () => {
  await using app = await openTestApp();
  const { error } = console;
  console.error = () => {};
  app.deps.index.total = () => Promise.reject(new Error("secret of olena@example.com"));
  app.deps.index.search = app.deps.index.total as never;
  try {
    for (const path of ["/profile", "/contacts"]) {
      const response = await app.ask(path, { as: "admin" });
      assertEquals(response.status, 500);
      const copy = response.clone();
      await checkHeaders(response, "500");
      const body = await copy.text();
      assertEquals(body.includes("secret"), false);
      assert(body.includes(response.headers.get("x-request-id") ?? "?"));
    }
  } finally {
    console.error = error;
  }
});

Deno.test("pages about people are never cached; static files are, and forget nothing of the header set", async () => {
  await using app = await openTestApp();
  const page = await app.ask("/contacts", { as: "admin" });
  assertEquals(page.headers.get("cache-control"), "no-store");
  const body = await page.text();
  const assets = [...body.matchAll(/(?:href|src)="(\/[^"]+__frsh_c=[^"#]+)/g)].map(([, url]) =>
    url
  );
  assert(assets.length > 3);
  for (const asset of new Set(assets)) {
    const response = await app.ask(asset ?? "");
    assertEquals(response.status, 200, asset);
    assert(response.headers.get("cache-control")?.includes("immutable"), asset);
    await checkHeaders(response, asset ?? "");
  }
});

Deno.test("error pages carry no script, and say what to do in both languages", async () => {
  await using app = await openTestApp();
  for (const language of ["uk", "en"]) {
    for (const as of ["anonymous", "admin"] as const) {
      const response = await app.ask("/none", { as, headers: { "accept-language": language } });
      const body = await response.text();
      assert(!body.includes("<script"), as);
      assert(body.includes(`lang="${language}"`));
      assert(body.includes(language === "uk" ? "Тут нічого немає" : "There is nothing here"));
    }
  }
});

Deno.test("https is promised on every answer of a site that is on https", async () => {
  await using app = await openTestApp({ publicUrl: "https://kartka.example.com" });
  for (const path of ["/login", "/none", "/contacts", "/icon.svg", "/%ff"]) {
    const response = await app.send(new Request(`https://kartka.example.com${path}`));
    await response.body?.cancel();
    assert(response.headers.get("strict-transport-security")?.includes("max-age=31536000"), path);
  }
});

Deno.test("an HttpError's message is for the log and is not shown", async () => {
  await using app = await openTestApp();
  app.deps.index.total = () => Promise.reject(new HttpError(409, "secret words"));
  const response = await app.ask("/profile", { as: "admin" });
  assertEquals(response.status, 409);
  assertEquals((await response.text()).includes("secret"), false);
});
