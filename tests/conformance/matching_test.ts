// States which route a URL reaches, by method and by spelling.
import assert from "node:assert/strict";
import { App } from "fresh";
import { quietly, read, send, sum } from "./support.ts";

const app = new App()
  .get("/", (ctx) => ctx.text("root"))
  .get("/blog", (ctx) => ctx.text("blog"))
  .get("/slash/", (ctx) => ctx.text("slash"))
  .get("/blog/:id", (ctx) => ctx.text(`id=${ctx.params.id}`))
  .get("/blog/static", (ctx) => ctx.text("static"))
  .get("/opt/:v?", (ctx) => ctx.text(`v=[${ctx.params.v}]`))
  .get("/rest/:path*", (ctx) => ctx.text(`path=[${ctx.params.path}]`))
  .get("/mix/:a@:b", (ctx) => ctx.text(`${ctx.params.a}|${ctx.params.b}`))
  .get("/:first/order", (ctx) => ctx.text("first"))
  .get("/:second/order", (ctx) => ctx.text("second"))
  .post("/only/:post", (ctx) => ctx.text("post"))
  .get("/only/:get", (ctx) => ctx.text("get"));

/** What is asked for, and what comes back. */
const TABLE: [name: string, path: string, answer: string][] = [
  ["a static path", "/blog", "200 blog"],
  ["a static path with an extra slash", "/blog/", "200 blog"],
  ["a static path registered with a slash, without it", "/slash", "200 slash"],
  ["a query is no part of the path", "/blog?x=1", "200 blog"],
  ["a parameter", "/blog/7", "200 id=7"],
  ["a static path wins over an earlier pattern", "/blog/static", "200 static"],
  ["a dynamic path is not slash tolerant", "/blog/7/", "404"],
  ["repeated slashes are collapsed", "/blog///7", "200 id=7"],
  ["case counts", "/Blog", "404"],
  ["%20 in a parameter is decoded", "/blog/a%20b", "200 id=a b"],
  ["letters beyond ASCII are decoded", "/blog/%D0%9A", "200 id=К"],
  ["%2F in a parameter stays", "/blog/a%2Fb", "200 id=a%2Fb"],
  ["a plus in a parameter stays", "/blog/a+b", "200 id=a+b"],
  ["an optional parameter", "/opt/x", "200 v=[x]"],
  ["an absent optional parameter is empty", "/opt", "200 v=[]"],
  ["a rest parameter", "/rest/a/b/c", "200 path=[a/b/c]"],
  ["a rest parameter matches its parent", "/rest", "200 path=[]"],
  ["two parameters in one segment", "/mix/x@y", "200 x|y"],
  ["patterns are tried in order", "/any/order", "200 first"],
  ["no route", "/none/at/all", "404"],
];

for (const [name, path, answer] of TABLE) {
  Deno.test(`matching: ${name} (${path})`, async () => {
    const got = await sum(app, path);
    assert.equal(answer.includes(" ") ? got : got.slice(0, 3), answer);
  });
}

Deno.test("matching: the first pattern that fits decides, even if it lacks the method", async () => {
  assert.equal((await send(app, "/only/x")).status, 405);
});

Deno.test("matching: OPTIONS on an app route is 204 with Allow", async () => {
  const response = await send(app, "/blog", { method: "OPTIONS" });
  assert.equal(response.status, 204);
  assert.match(response.headers.get("allow") ?? "", /\bGET\b/);
});

Deno.test("matching: HEAD falls back to GET and has no body", async () => {
  const response = await send(app, "/blog", { method: "HEAD" });
  assert.equal(response.status, 200);
  assert.equal(await response.text(), "");
});

Deno.test("matching: malformed percent-encoding never reaches a handler", async () => {
  const outcome = await quietly(() =>
    send(app, "/blog/%ff").then((response) => response.status, () => 500)
  );
  assert.ok(outcome >= 400);
});

Deno.test("ctx.route is the pattern that matched, null for an unmatched URL", async () => {
  const seen: unknown[] = [];
  const traced = new App()
    .use((ctx) => {
      seen.push(ctx.route);
      return ctx.next();
    })
    .get("/blog/:id", (ctx) => ctx.text("ok"));
  await read(traced, "/blog/1");
  await read(traced, "/none");
  assert.deepEqual(seen, ["/blog/:id", null]);
});

Deno.test("ctx.params has no prototype", async () => {
  const app = new App().get("/:id", (ctx) => ctx.json(Object.getPrototypeOf(ctx.params)));
  assert.equal(await read(app, "/x"), "null");
});
