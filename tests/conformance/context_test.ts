// States what ctx makes: redirects, plain answers, rendered pages and what components receive.
import assert from "node:assert/strict";
import { App, HttpError, page } from "fresh";
import { HttpError as RuntimeHttpError } from "fresh/runtime";
import { h } from "preact";
import { quietly, read, send, sum } from "./support.ts";

const REDIRECTS: [to: string, location: string][] = [
  ["/a", "/a"],
  ["/a?b=1#c", "/a?b=1#c"],
  ["//evil.example", "/evil.example"],
  ["/a//b?u=//c", "/a/b?u=//c"],
  ["https://example.com/x", "https://example.com/x"],
];

for (const [to, location] of REDIRECTS) {
  Deno.test(`ctx.redirect("${to}") sends the browser to ${location}`, async () => {
    const response = await send(new App().get("/", (ctx) => ctx.redirect(to)), "/");
    assert.equal(response.status, 302);
    assert.equal(response.headers.get("location"), location);
  });
}

Deno.test("ctx.redirect() takes a status", async () => {
  const app = new App().post("/", (ctx) => ctx.redirect("/done", 303));
  assert.equal((await send(app, "/", { method: "POST" })).status, 303);
});

Deno.test("ctx.redirect() does not add the base path", async () => {
  const app = new App({ basePath: "/base" }).get("/x", (ctx) => ctx.redirect("/y"));
  assert.equal((await send(app, "/base/x")).headers.get("location"), "/y");
});

Deno.test("ctx.text() answers plain text", async () => {
  const response = await send(new App().get("/", (ctx) => ctx.text("hi", { status: 201 })), "/");
  assert.equal(response.status, 201);
  assert.match(response.headers.get("content-type") ?? "", /^text\/plain/);
});

Deno.test("ctx.html() answers HTML as it is", async () => {
  const response = await send(new App().get("/", (ctx) => ctx.html("<b>hi</b>")), "/");
  assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
  assert.equal(await response.text(), "<b>hi</b>");
});

Deno.test("ctx.json() answers JSON", async () => {
  const response = await send(new App().get("/", (ctx) => ctx.json({ a: 1 })), "/");
  assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
  assert.deepEqual(await response.json(), { a: 1 });
});

Deno.test("ctx.stream() takes strings and bytes and sets no content type", async () => {
  const chunks = ["a", new TextEncoder().encode("b")];
  const response = await send(new App().get("/", (ctx) => ctx.stream(chunks)), "/");
  assert.equal(response.headers.get("content-type"), null);
  assert.equal(await response.text(), "ab");
});

Deno.test("ctx.render() always answers UTF-8 HTML", async () => {
  const init = { headers: { "content-type": "text/plain", "x-own": "1" } };
  const response = await send(
    new App().get("/", (ctx) => ctx.render(h("p", null, "x"), init)),
    "/",
  );
  assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
  assert.equal(response.headers.get("x-own"), "1");
});

Deno.test("ctx.render() adds doctype, html, head and body where they are missing", async () => {
  const html = await read(new App().get("/", (ctx) => ctx.render(h("p", null, "x"))), "/");
  assert.match(
    html,
    /^<!DOCTYPE html><html[\s\S]*<head[\s\S]*<body[^>]*><p>x<\/p>[\s\S]*<\/html>$/i,
  );
});

Deno.test("ctx.render() escapes text", async () => {
  const html = await read(new App().get("/", (ctx) => ctx.render(h("p", null, "<b>&"))), "/");
  assert.match(html, /&lt;b(>|&gt;)&amp;/);
});

Deno.test("ctx.render() refuses what is not JSX", async () => {
  const app = new App().get("/", (ctx) => ctx.render("text" as never));
  assert.match(await quietly(() => sum(app, "/")), /^500/);
});

Deno.test("ctx.render(null) renders an empty page", async () => {
  assert.equal((await send(new App().get("/", (ctx) => ctx.render(null)), "/")).status, 200);
});

Deno.test("layouts and the app wrapper surround ctx.render(), in that order", async () => {
  const app = new App()
    .appWrapper(({ Component }) => h("body", null, h("main", null, h(Component, null))))
    .layout("/", ({ Component }) => h("section", null, h(Component, null)))
    .get("/", (ctx) => ctx.render(h("p", null, "x")));
  assert.match(await read(app, "/"), /<main><section><p>x<\/p><\/section><\/main>/);
});

Deno.test("a layout added after a route does not wrap it", async () => {
  const app = new App()
    .get("/", (ctx) => ctx.render(h("p", null, "x")))
    .layout("/", ({ Component }) => h("section", null, h(Component, null)));
  assert.doesNotMatch(await read(app, "/"), /<section>/);
});

Deno.test("ctx.render() can leave out the layouts and the app wrapper", async () => {
  const skip = { skipAppWrapper: true, skipInheritedLayouts: true };
  const app = new App()
    .appWrapper(({ Component }) => h("body", null, h("main", null, h(Component, null))))
    .layout("/", ({ Component }) => h("section", null, h(Component, null)))
    .get("/", (ctx) => ctx.render(h("p", null, "x"), {}, skip));
  assert.doesNotMatch(await read(app, "/"), /<main>|<section>/);
});

Deno.test("a route's component renders the data its handler returns", async () => {
  const app = new App().route("/", {
    handler: { GET: () => ({ data: { n: 1 }, status: 203, headers: { "x-own": "1" } }) },
    component: ({ data }) => h("p", null, JSON.stringify(data)),
  });
  const response = await send(app, "/");
  assert.equal(response.status, 203);
  assert.equal(response.headers.get("x-own"), "1");
  assert.match(await response.text(), /n&quot;:1|n":1/);
});

Deno.test("a route with a component and no GET handler renders on GET", async () => {
  const app = new App().route("/", { component: () => h("p", null, "plain") });
  assert.match(await read(app, "/"), /<p>plain<\/p>/);
});

Deno.test("a route with handlers and a component renders on GET with empty data", async () => {
  const app = new App().route("/", {
    handler: { POST: () => new Response("posted") },
    component: ({ data }) => h("p", null, JSON.stringify(data)),
  });
  assert.match(await read(app, "/"), /<p>\{\}<\/p>/);
  assert.equal((await send(app, "/", { method: "PUT" })).status, 405);
});

Deno.test("page() is the same as an object with data, status and headers", () => {
  const { data, status, headers } = page({ a: 1 }, { status: 201, headers: { x: "1" } });
  assert.deepEqual({ data, status, headers }, { data: { a: 1 }, status: 201, headers: { x: "1" } });
});

Deno.test("components receive exactly the listed props", async () => {
  const seen: string[] = [];
  const app = new App().route("/", {
    component: (props) => {
      for (const key in props) seen.push(key);
      return h("p", null, typeof props.Component);
    },
  });
  await read(app, "/");
  const expected = "Component config data error info isPartial params req route state url";
  assert.deepEqual(seen.filter((key) => key !== "children").sort(), expected.split(" ").sort());
});

Deno.test("HttpError has a status, a name and an empty message by default", () => {
  const error = new HttpError(404);
  assert.ok(error instanceof Error);
  assert.deepEqual([error.status, error.name, error.message], [404, "HttpError", ""]);
  assert.equal(new HttpError(400, "why").message, "why");
});

Deno.test("HttpError is the same class in fresh/runtime", () => {
  assert.equal(HttpError, RuntimeHttpError);
});
