// States how a production build serves static files.
import assert from "node:assert/strict";
import { builtHandler, quietly, read, scriptUrls, send } from "./support.ts";

const handler = await builtHandler("static_files");
const get = (path: string, init?: RequestInit) => quietly(() => send(handler, path, init));

Deno.test("static files have a type and are checked on every use", async () => {
  const response = await get("/styles.css");
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^text\/css/);
  assert.match(response.headers.get("cache-control") ?? "", /no-cache/);
  assert.match(await response.text(), /color: red/);
});

Deno.test("a static file has a weak ETag, and 304 follows from it", async () => {
  const etag = (await get("/styles.css")).headers.get("etag") ?? "";
  assert.match(etag, /^W\/"/);
  const again = await get("/styles.css", { headers: { "if-none-match": etag } });
  assert.equal(again.status, 304);
  assert.equal(await again.text(), "");
});

Deno.test("another ETag gets the file", async () => {
  const response = await get("/styles.css", { headers: { "if-none-match": 'W/"other"' } });
  assert.equal(response.status, 200);
  await response.body?.cancel();
});

Deno.test("a file asked for by the page's asset URL may be kept for a year", async () => {
  const url = /src="([^"]*__frsh_c=[^"]*)"/.exec(await read(handler, "/plain"))?.[1] ?? "";
  const response = await get(url);
  assert.equal(response.status, 200);
  assert.match(response.headers.get("cache-control") ?? "", /max-age=31536000.*immutable/);
  await response.body?.cancel();
});

Deno.test("an asset URL of another build is redirected", async () => {
  const response = await get("/picture.svg?__frsh_c=stale");
  assert.equal(response.status, 307);
  assert.doesNotMatch(response.headers.get("location") ?? "", /stale/);
});

Deno.test("island scripts may be kept for a year", async () => {
  const page = await send(handler, "/islands/two");
  const [first = ""] = scriptUrls(page, await page.text());
  const response = await get(first);
  assert.match(response.headers.get("cache-control") ?? "", /immutable/);
  assert.match(response.headers.get("content-type") ?? "", /javascript/);
  await response.body?.cancel();
});

Deno.test("HEAD of a static file has no body", async () => {
  const response = await get("/styles.css", { method: "HEAD" });
  assert.equal(response.status, 200);
  assert.equal(await response.text(), "");
});

Deno.test("POST to a static file is 405", async () => {
  assert.equal((await get("/styles.css", { method: "POST" })).status, 405);
});

Deno.test("a static file shadows a route", async () => {
  assert.equal(await read(handler, "/shadow.txt"), "file\n");
});

Deno.test("a missing favicon is an empty 404", async () => {
  const response = await get("/favicon.ico");
  assert.equal(response.status, 404);
  assert.equal(await response.text(), "");
});

Deno.test("dotfiles are not served", async () => {
  assert.equal((await get("/.secret")).status, 404);
});

Deno.test(".well-known is served", async () => {
  assert.equal(await read(handler, "/.well-known/known.txt"), "known\n");
});

Deno.test("of several static folders the first that has the file wins", async () => {
  assert.equal(await read(handler, "/both.txt"), "first\n");
  assert.equal(await read(handler, "/more.txt"), "more\n");
});

for (const path of ["/../main.ts", "/%2e%2e/main.ts", "/..%2fmain.ts", "/main.ts"]) {
  Deno.test(`nothing outside the static folders is served (${path})`, async () => {
    const response = await get(path);
    assert.ok(response.status >= 400);
    assert.doesNotMatch(await response.text(), /new App/);
  });
}
