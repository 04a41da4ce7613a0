// States what App does with commands, methods, mounts and configuration.
import assert from "node:assert/strict";
import { App, HttpError } from "fresh";
import { quietly, read, send, sum } from "./support.ts";

const METHODS = ["get", "post", "put", "patch", "delete", "head"] as const;

for (const method of METHODS) {
  Deno.test(`app.${method}() answers ${method.toUpperCase()} and nothing else`, async () => {
    const app = new App();
    app[method]("/x", () => new Response(null, { status: 204 }));
    const own = await send(app, "/x", { method: method.toUpperCase() });
    const other = await send(app, "/x", { method: method === "put" ? "PATCH" : "PUT" });
    assert.equal(own.status, 204);
    assert.equal(other.status, 405);
  });
}

Deno.test("app.all() answers every method", async () => {
  const app = new App().all("/x", (ctx) => ctx.text(ctx.req.method));
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
    assert.equal(await sum(app, "/x", { method }), `200 ${method}`);
  }
});

Deno.test("the last function of a route is its handler, those before it are middlewares", async () => {
  const app = new App<{ said: string }>().get("/x", (ctx) => {
    ctx.state.said = "first";
    return ctx.next();
  }, (ctx) => ctx.text(ctx.state.said));
  assert.equal(await read(app, "/x"), "first");
});

Deno.test("the first registration of a method and path wins", async () => {
  const app = new App().get("/x", (ctx) => ctx.text("1")).get("/x", (ctx) => ctx.text("2"));
  assert.equal(await read(app, "/x"), "1");
});

Deno.test("middlewares run in the order they were added", async () => {
  const app = new App<{ list: number[] }>()
    .use((ctx) => {
      ctx.state.list = [1];
      return ctx.next();
    })
    .use((ctx) => {
      ctx.state.list.push(2);
      return ctx.next();
    }, (ctx) => {
      ctx.state.list.push(3);
      return ctx.next();
    })
    .get("/", (ctx) => ctx.json(ctx.state.list));
  assert.equal(await read(app, "/"), "[1,2,3]");
});

Deno.test("a middleware can change the response on its way back", async () => {
  const app = new App()
    .use(async (ctx) => {
      const response = await ctx.next();
      response.headers.set("x-after", "1");
      return response;
    })
    .get("/", (ctx) => ctx.text("ok"));
  assert.equal((await send(app, "/")).headers.get("x-after"), "1");
});

Deno.test("a middleware can answer without calling next", async () => {
  const app = new App().use((ctx) => ctx.text("stopped")).get("/", (ctx) => ctx.text("route"));
  assert.equal(await read(app, "/"), "stopped");
});

Deno.test("a middleware added after a route does not run for that route", async () => {
  const app = new App().get("/x", (ctx) => ctx.text("route")).use((ctx) => ctx.text("late"));
  assert.equal(await read(app, "/x"), "route");
});

Deno.test("a root middleware added after all routes does run for unmatched URLs", async () => {
  const app = new App().get("/x", (ctx) => ctx.text("route")).use((ctx) => ctx.text("late"));
  assert.equal(await read(app, "/none"), "late");
});

for (const [path, expected] of [["/p", "in"], ["/p/x", "in"], ["/q", "out"]] as const) {
  Deno.test(`use("/p") runs ${expected === "in" ? "" : "not "}for the route ${path}`, async () => {
    const app = new App<{ where?: string }>()
      .use("/p", (ctx) => {
        ctx.state.where = "in";
        return ctx.next();
      })
      .get(path, (ctx) => ctx.text(ctx.state.where ?? "out"));
    assert.equal(await read(app, path), expected);
  });
}

Deno.test('use("/p/*") covers only routes registered under that very pattern', async () => {
  const app = new App().use("/p/*", () => new Response("in")).get("/p/x", (ctx) => ctx.text("out"));
  assert.equal(await read(app, "/p/x"), "out");
});

Deno.test("next() of the last handler is a 404", async () => {
  assert.equal((await send(new App().get("/", (ctx) => ctx.next()), "/")).status, 404);
});

Deno.test('use("/p") does not run for an unmatched URL below it', async () => {
  const app = new App().use("/p", () => new Response("in")).get("/p", () => new Response("p"));
  assert.equal((await send(app, "/p/none")).status, 404);
});

Deno.test("ctx.state is a new object for every request", async () => {
  const app = new App<{ seen?: number }>().get("/", (ctx) => {
    ctx.state.seen = (ctx.state.seen ?? 0) + 1;
    return ctx.text(String(ctx.state.seen));
  });
  const handler = app.handler();
  assert.equal(await read(handler, "/"), "1");
  assert.equal(await read(handler, "/"), "1");
});

Deno.test("app.config resolves basePath, mode and trustProxy", () => {
  const { basePath, mode, trustProxy } = new App().config;
  assert.deepEqual({ basePath, mode, trustProxy }, {
    basePath: "",
    mode: "production",
    trustProxy: false,
  });
});

Deno.test("basePath stands before every route", async () => {
  const app = new App({ basePath: "/base" }).get("/x", (ctx) => ctx.text(ctx.config.basePath));
  assert.equal(await read(app, "/base/x"), "/base");
  assert.equal((await send(app, "/x")).status, 404);
});

Deno.test("mountApp() serves another app's routes under a path", async () => {
  const inner = new App().get("/x", (ctx) => ctx.text("inner"));
  const app = new App().mountApp("/mounted", inner);
  assert.equal(await read(app, "/mounted/x"), "inner");
  assert.equal((await send(app, "/x")).status, 404);
});

Deno.test("mountApp() keeps the inner app's middlewares inside its path", async () => {
  const inner = new App()
    .use(async (ctx) => {
      const response = await ctx.next();
      response.headers.set("x-inner", "1");
      return response;
    })
    .get("/x", (ctx) => ctx.text("inner"));
  const app = new App().mountApp("/mounted", inner).get("/x", (ctx) => ctx.text("outer"));
  assert.equal((await send(app, "/mounted/x")).headers.get("x-inner"), "1");
  assert.equal((await send(app, "/x")).headers.get("x-inner"), null);
});

Deno.test("the outer app's middlewares run for a mounted app's routes", async () => {
  const inner = new App<{ n: number }>().get("/x", (ctx) => ctx.text(String(ctx.state.n)));
  const app = new App<{ n: number }>().use((ctx) => {
    ctx.state.n = 7;
    return ctx.next();
  }).mountApp("/mounted", inner);
  assert.equal(await read(app, "/mounted/x"), "7");
});

const FORWARDED = { "x-forwarded-proto": "https", "x-forwarded-host": "kartka.example" };

Deno.test("trustProxy changes ctx.url but not ctx.req.url", async () => {
  const app = new App({ trustProxy: true })
    .get("/x", (ctx) => ctx.text(`${ctx.url.origin} ${new URL(ctx.req.url).origin}`));
  const response = await send(app, "/x", { headers: FORWARDED });
  assert.equal(await response.text(), "https://kartka.example http://localhost");
});

Deno.test("without trustProxy the forwarded headers mean nothing", async () => {
  const app = new App().get("/x", (ctx) => ctx.text(ctx.url.origin));
  const response = await send(app, "/x", { headers: FORWARDED });
  assert.equal(await response.text(), "http://localhost");
});

Deno.test("fsRoutes() adds nothing without an applied build", async () => {
  const app = new App().fsRoutes();
  assert.equal((await send(app, "/")).status, 404);
});

Deno.test("route() takes a lazy function", async () => {
  const app = new App().route("/x", () => Promise.resolve({ handler: () => new Response("lazy") }));
  assert.equal(await read(app, "/x"), "lazy");
});

Deno.test("an app without error pages answers HttpError with its message", async () => {
  const app = new App().get("/x", () => {
    throw new HttpError(409, "taken");
  });
  assert.equal(await quietly(() => sum(app, "/x")), "409 taken");
});

Deno.test("an app without error pages hides other errors", async () => {
  const app = new App().get("/x", () => {
    throw new Error("secret");
  });
  const answer = await quietly(() => sum(app, "/x"));
  assert.match(answer, /^500 /);
  assert.doesNotMatch(answer, /secret/);
});
