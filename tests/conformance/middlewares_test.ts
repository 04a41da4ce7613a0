// States what csrf(), csp() and trailingSlashes() let through and set.
import assert from "node:assert/strict";
import { App, csp, csrf, trailingSlashes } from "fresh";
import { h } from "preact";
import { quietly, send } from "./support.ts";

const OWN = "http://localhost";
const ELSEWHERE = "https://evil.example";

/** Method, `Sec-Fetch-Site`, `Origin`, and whether the request passes. */
const CSRF: [method: string, site: string | null, origin: string | null, passes: boolean][] = [
  ["GET", "cross-site", ELSEWHERE, true],
  ["HEAD", "cross-site", ELSEWHERE, true],
  ["OPTIONS", "cross-site", ELSEWHERE, true],
  ["POST", "same-origin", null, true],
  ["POST", "none", null, true],
  ["POST", "cross-site", null, false],
  ["POST", "cross-site", ELSEWHERE, false],
  ["POST", "same-site", ELSEWHERE, false],
  ["POST", null, OWN, true],
  ["POST", null, ELSEWHERE, false],
  ["POST", null, null, true],
  ["PUT", "cross-site", ELSEWHERE, false],
  ["DELETE", null, ELSEWHERE, false],
];

function headersOf(site: string | null, origin: string | null): Headers {
  const headers = new Headers();
  if (site !== null) headers.set("sec-fetch-site", site);
  if (origin !== null) headers.set("origin", origin);
  return headers;
}

for (const [method, site, origin, passes] of CSRF) {
  const verdict = passes ? "passes" : "is refused";
  Deno.test(`csrf(): ${method} with site ${site} and origin ${origin} ${verdict}`, async () => {
    const app = new App().use(csrf()).all("/", () => new Response(null, { status: 204 }));
    const headers = headersOf(site, origin);
    const { status } = await quietly(() => send(app, "/", { method, headers }));
    assert.equal(status, passes ? 204 : 403);
  });
}

Deno.test("csrf() allows the origins it is given", async () => {
  const app = new App()
    .use(csrf({ origin: ["https://app.example", "https://two.example"] }))
    .post("/", () => new Response(null, { status: 204 }));
  const from = (origin: string) =>
    quietly(() => send(app, "/", { method: "POST", headers: headersOf("cross-site", origin) }));
  assert.equal((await from("https://two.example")).status, 204);
  assert.equal((await from(ELSEWHERE)).status, 403);
});

/** The policy of a plain or a rendered answer, by directive. */
async function policy(app: App<unknown>, path = "/", header = "content-security-policy") {
  const value = (await send(app, path)).headers.get(header) ?? "";
  const directives = value.split(";").map((part) => part.trim()).filter((part) => part !== "");
  return new Map(directives.map((part) => {
    const [name = "", ...rest] = part.split(/\s+/);
    return [name, rest.join(" ")];
  }));
}

const plain = (options?: Parameters<typeof csp>[0]) =>
  new App()
    .use(csp(options))
    .get("/", (ctx) => ctx.text("x"))
    .get("/page", (ctx) => ctx.render(h("p", null, "x")));

Deno.test("csp() sets thirteen default directives", async () => {
  const directives = await policy(plain());
  assert.equal(directives.size, 13);
  assert.match(directives.get("default-src") ?? "", /'self'/);
  assert.match(directives.get("script-src") ?? "", /'unsafe-inline'/);
});

Deno.test("csp() replaces a default of the same name and adds new ones", async () => {
  const own = ["img-src 'self' https://img.example", "trusted-types none"];
  const directives = await policy(plain({ csp: own }));
  assert.equal(directives.get("img-src"), "'self' https://img.example");
  assert.equal(directives.get("trusted-types"), "none");
});

Deno.test("csp({ reportOnly }) uses the other header", async () => {
  const app = plain({ reportOnly: true });
  assert.equal((await policy(app)).size, 0);
  assert.equal((await policy(app, "/", "content-security-policy-report-only")).size, 13);
});

Deno.test("csp({ reportTo }) names the endpoint", async () => {
  const directives = await policy(plain({ reportTo: "/reports" }));
  assert.equal(directives.get("report-uri"), "/reports");
});

Deno.test("csp({ useNonce }) swaps 'unsafe-inline' for a nonce on rendered pages", async () => {
  const script = (await policy(plain({ useNonce: true }), "/page")).get("script-src") ?? "";
  assert.match(script, /'nonce-[\w+/=-]{16,}'/);
  assert.doesNotMatch(script, /unsafe-inline/);
});

Deno.test("csp({ useNonce }) gives every render another nonce", async () => {
  const app = plain({ useNonce: true });
  const [first, second] = [await policy(app, "/page"), await policy(app, "/page")];
  assert.notEqual(first.get("script-src"), second.get("script-src"));
});

Deno.test("csp({ useNonce }) keeps 'unsafe-inline' on other answers", async () => {
  const script = (await policy(plain({ useNonce: true }))).get("script-src") ?? "";
  assert.match(script, /'unsafe-inline'/);
});

Deno.test("csp() over an immutable response is an error", async () => {
  const app = new App().use(csp()).get("/", () => Response.redirect("http://localhost/x"));
  assert.equal((await quietly(() => send(app, "/"))).status, 500);
});

const SLASHES: ["always" | "never", string, string | null][] = [
  ["never", "/a/", "/a"],
  ["never", "/a", null],
  ["never", "/a/?q=1", "/a?q=1"],
  ["never", "/", null],
  ["always", "/a", "/a/"],
  ["always", "/a/", null],
  ["always", "/a?q=1", "/a/?q=1"],
];

for (const [mode, path, location] of SLASHES) {
  const outcome = location === null ? "leaves it" : `redirects to ${location}`;
  Deno.test(`trailingSlashes("${mode}") with ${path} ${outcome}`, async () => {
    const app = new App().use(trailingSlashes(mode)).get("/", (ctx) => ctx.text("root"))
      .get("/a", (ctx) => ctx.text("a"));
    const response = await send(app, path);
    assert.equal(response.status, location === null ? 200 : 302);
    assert.equal(response.headers.get("location"), location);
  });
}
