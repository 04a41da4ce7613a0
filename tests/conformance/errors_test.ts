// States who catches an error, with which status, and which middlewares see it.
import assert from "node:assert/strict";
import { App, HttpError } from "fresh";
import { h } from "preact";
import { fixtureHandler, quietly, read, send, sum } from "./support.ts";

const handler = await fixtureHandler();
const get = (path: string, init?: RequestInit) => quietly(() => send(handler, path, init));

/** Path, status, and what the page of the root `_error` says. */
const TABLE: [path: string, status: number, says: RegExp][] = [
  ["/none", 404, /HttpError 404; error handler/],
  ["/forbidden", 403, /HttpError 403; error handler/],
  ["/boom", 500, /other; error handler/],
];

for (const [path, status, says] of TABLE) {
  Deno.test(`_error answers ${path} with ${status} and its own data`, async () => {
    const response = await get(path);
    assert.equal(response.status, status);
    assert.match(await response.text(), says);
  });

  for (const method of ["HEAD", "POST"]) {
    Deno.test(`_error sets its headers for ${method} ${path}`, async () => {
      const response = await get(path, { method });
      assert.equal(response.headers.get("x-error"), "1");
      assert.ok(response.status >= 400);
    });
  }
}

Deno.test("an error's own status property means nothing unless it is an HttpError", async () => {
  assert.equal((await get("/boom")).status, 500);
});

Deno.test("the message of an ordinary error does not reach the visitor", async () => {
  assert.doesNotMatch(await (await get("/boom")).text(), /secret detail/);
});

Deno.test("error pages stand inside _app", async () => {
  assert.match(await (await get("/none")).text(), /<body data-app="\/none"/);
});

Deno.test("state set before the throw is visible in the error page", async () => {
  assert.match(await (await get("/forbidden")).text(), /use,root,handler/);
});

Deno.test("the root _error stands outside the root middlewares", async () => {
  assert.equal((await get("/forbidden")).headers.get("x-root"), null);
  assert.equal((await get("/none")).headers.get("x-root"), null);
  assert.equal((await get("/plain")).headers.get("x-root"), "1");
});

Deno.test("root middlewares run for unmatched URLs", async () => {
  assert.match(await (await get("/none")).text(), /use,root/);
});

Deno.test("the nearest _error renders, inside its level's layouts", async () => {
  const response = await get("/nested/throw");
  assert.equal(response.status, 418);
  assert.match(await response.text(), /<div class="nested"><p id="nested-error">[^<]*teapot/);
});

Deno.test("a nested _error also catches what deeper folders throw while rendering", async () => {
  const response = await get("/nested/deep/boom");
  assert.equal(response.status, 500);
  assert.match(await response.text(), /id="nested-error"/);
});

Deno.test("the answer of a nested _error passes the root middlewares", async () => {
  assert.equal((await get("/nested/throw")).headers.get("x-root"), "1");
});

Deno.test("an unmatched URL below a nested _error reaches the root one", async () => {
  assert.match(await (await get("/nested/none")).text(), /id="root-error"/);
});

Deno.test("a throw inside an error page goes to the next one up", async () => {
  const response = await get("/broken/throw");
  assert.equal(response.status, 500);
  assert.match(await response.text(), /id="root-error"/);
});

Deno.test("onError() takes a function and has ctx.error", async () => {
  const app = new App()
    .onError("*", (ctx) => ctx.text(String((ctx.error as Error).message), { status: 500 }))
    .get("/", () => {
      throw new Error("seen");
    });
  assert.equal(await quietly(() => sum(app, "/")), "500 seen");
});

Deno.test("onError() does not apply to routes registered before it", async () => {
  const app = new App()
    .get("/", () => {
      throw new HttpError(409, "plain");
    })
    .onError("*", () => new Response("caught"));
  assert.doesNotMatch(await quietly(() => read(app, "/")), /caught/);
});

Deno.test("onError() takes a component, which gets the error and its status", async () => {
  const app = new App()
    .onError("*", { component: ({ error }) => h("p", null, String((error as Error).message)) })
    .get("/", () => {
      throw new HttpError(402, "pay");
    });
  const response = await quietly(() => send(app, "/"));
  assert.equal(response.status, 402);
  assert.match(await response.text(), /<p>pay<\/p>/);
});

Deno.test("an error page whose handlers lack the method passes a 404 on", async () => {
  const app = new App()
    .onError("*", { handler: { GET: () => new Response("page") }, component: () => h("p", null) })
    .post("/", () => {
      throw new Error("x");
    });
  assert.equal((await quietly(() => send(app, "/", { method: "POST" }))).status, 404);
});
