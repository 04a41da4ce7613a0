// States how files below routes/ become URLs, and what their special exports do.
import assert from "node:assert/strict";
import { fixtureHandler, quietly, read, send } from "./support.ts";

const handler = await fixtureHandler();
const get = (path: string, init?: RequestInit) => quietly(() => send(handler, path, init));

/** URL, status, and what the page holds. */
const TABLE: [name: string, path: string, status: number, holds: RegExp][] = [
  ["index is its folder", "/", 200, /<h1 id="home">\/<\/h1>/],
  ["a folder's index", "/blog", 200, /<article class="blog"/],
  ["a literal file wins over a parameter", "/blog/new", 200, /literal/],
  ["[id] is a parameter", "/blog/7", 201, /id=7 \/blog\/:id/],
  ["[...path] takes the tail", "/files/a/b", 200, /path=\[a\/b\]/],
  ["[...path] matches its folder", "/files", 200, /path=\[\]/],
  ["[[code]] may be absent", "/lang", 200, /code=\[\]/],
  ["[[code]] may be there", "/lang/uk", 200, /code=\[uk\]/],
  ["a segment may mix text and parameters", "/users/a-ann@home", 200, /ann at home/],
  ["a (group) is no part of the URL", "/grouped", 200, /<section class="group"><p>in a group/],
  ["a group's name is not served", "/group/grouped", 404, /root-error/],
  ["(_hidden) folders are ignored", "/hidden", 404, /root-error/],
  ["*.test.tsx is ignored", "/ignored.test", 404, /root-error/],
  ["*_test.tsx is ignored", "/ignored_test", 404, /root-error/],
  ["a module without component, handler or config fails", "/empty", 500, /root-error/],
];

for (const [name, path, status, holds] of TABLE) {
  Deno.test(`file routes: ${name} (${path})`, async () => {
    const response = await get(path);
    assert.equal(response.status, status);
    assert.match(await response.text(), holds);
  });
}

Deno.test("file routes: routes before and after fsRoutes() are reached", async () => {
  assert.equal(await read(handler, "/early"), "early");
  assert.match(await read(handler, "/late"), /^late use/);
});

Deno.test("file routes: _app wraps every page", async () => {
  assert.match(await read(handler, "/plain"), /<html lang="en">[\s\S]*<body data-app="\/plain">/);
});

Deno.test("file routes: only the page receives data, its layouts do not", async () => {
  assert.match(await read(handler, "/blog/7"), /data-layout="null"><p>id=7/);
});

Deno.test("file routes: middlewares run outer to inner, arrays in order", async () => {
  assert.match(await read(handler, "/blog"), /use,root,blog 1,blog 2/);
});

Deno.test("file routes: page() sets status and headers", async () => {
  const response = await get("/blog/7");
  assert.equal(response.status, 201);
  assert.equal(response.headers.get("x-page"), "1");
});

Deno.test("file routes: a handler object answers its other methods", async () => {
  const response = await get("/blog/7", { method: "POST" });
  assert.equal(response.status, 303);
  assert.equal(response.headers.get("location"), "/blog/7");
});

for (const method of ["PUT", "OPTIONS"]) {
  Deno.test(`file routes: ${method} without a handler is 404 through _error`, async () => {
    const response = await get("/blog/7", { method });
    assert.equal(response.status, 404);
    assert.equal(response.headers.get("x-error"), "1");
  });
}

for (const method of ["POST", "PUT", "OPTIONS"]) {
  Deno.test(`file routes: a page without any handler renders for ${method} too`, async () => {
    const response = await get("/plain", { method });
    assert.equal(response.status, 200);
    assert.match(await response.text(), /<main>/);
  });
}

Deno.test("file routes: HEAD falls back to GET without a body", async () => {
  const response = await get("/blog/7", { method: "HEAD" });
  assert.equal(response.status, 201);
  assert.equal(await response.text(), "");
});

Deno.test("file routes: a function handler answers every method", async () => {
  for (const method of ["GET", "POST", "DELETE"]) {
    assert.deepEqual(await (await get("/api/function", { method })).json(), { method });
  }
});

Deno.test("file routes: `handlers` is the same as `handler`", async () => {
  assert.equal(await read(handler, "/api/methods"), "got");
  assert.equal((await get("/api/methods", { method: "DELETE" })).status, 204);
});

Deno.test("file routes: skipInheritedLayouts leaves the layouts out", async () => {
  const html = await read(handler, "/skip/layouts");
  assert.doesNotMatch(html, /skip-layout/);
  assert.match(html, /data-app/);
});

Deno.test("file routes: skipAppWrapper leaves _app out", async () => {
  const html = await read(handler, "/skip/app");
  assert.match(html, /skip-layout/);
  assert.doesNotMatch(html, /data-app/);
});

Deno.test("file routes: async components are awaited", async () => {
  assert.match(await read(handler, "/async?say=hello"), /<p>async hello<\/p>/);
});

Deno.test("file routes: an async component may return a Response", async () => {
  const response = await get("/async");
  assert.equal(response.status, 202);
  assert.equal(await response.text(), "by itself");
});

/** Attribute of the link with that text. */
function linkAttributes(html: string, text: string): string {
  return new RegExp(`<a ([^>]*)>${text}</a>`).exec(html)?.[1] ?? "";
}

/** The page's URL, the link's text, and how it is marked. */
const LINKS: [path: string, text: string, mark: "page" | "true" | null][] = [
  ["/plain", "self", "page"],
  ["/plain?a=1", "self", "page"],
  ["/plain?a=1", "self with a query", "page"],
  ["/plain", "self with a query", "true"],
  ["/plain", "self with a slash", "page"],
  ["/plain", "self with a hash", "page"],
  ["/plain", "home", "true"],
  ["/plain", "other", null],
  ["/plain", "same beginning", null],
];

for (const [path, text, mark] of LINKS) {
  const outcome =
    { page: "the current page", true: "an ancestor", none: "neither" }[mark ?? "none"];
  Deno.test(`active links: at ${path} the link "${text}" is ${outcome}`, async () => {
    const attributes = linkAttributes(await read(handler, path), text);
    assert.match(attributes, /^href=/);
    assert.equal(/aria-current="(\w+)"/.exec(attributes)?.[1] ?? null, mark);
    assert.equal(attributes.includes("data-current"), mark === "page");
    assert.equal(attributes.includes("data-ancestor"), mark === "true");
  });
}

Deno.test("a link's own aria-current stays", async () => {
  const attributes = linkAttributes(await read(handler, "/plain"), "own");
  assert.match(attributes, /aria-current="step"/);
  assert.doesNotMatch(attributes, /data-current/);
});

Deno.test("images get the build's id, unless they are told not to", async () => {
  const html = await read(handler, "/plain");
  assert.match(html, /src="\/picture\.svg\?__frsh_c=\w+"[^>]*alt/);
  assert.match(html, /src="\/picture\.svg" alt="unlocked"/);
});

Deno.test("inline scripts and styles get the nonce of the render", async () => {
  const response = await get("/plain");
  const html = await response.text();
  const nonces = [...html.matchAll(/<(?:script|style)[^>]* nonce="([^"]+)"/g)].map((one) => one[1]);
  const policy = response.headers.get("content-security-policy") ?? "";
  assert.equal(nonces.length, 2);
  assert.ok(nonces.every((nonce) => policy.includes(`'nonce-${nonce}'`)));
});
