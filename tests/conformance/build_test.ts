// States what the Builder makes, and what a page makes the browser load.
import assert from "node:assert/strict";
import { builtHandler, read, scriptsOf, send } from "./support.ts";

const handler = await builtHandler("build");
const OUT = new URL("./fixture/_fresh/", import.meta.url);

Deno.test("a build's server.js default-exports fetch", () => {
  assert.equal(typeof handler, "function");
});

Deno.test("a page without islands ships no script and no preload", async () => {
  const page = await send(handler, "/plain");
  assert.equal(page.headers.get("link"), null);
  assert.doesNotMatch(await page.text(), /<script[^>]*(module|src=)/);
});

Deno.test("pages ship one copy of Preact", async () => {
  const scripts = [...(await scriptsOf(handler, "/islands/two")).values()].join("\n");
  // How the vnode factory of Preact's core, and nothing else, numbers what it makes.
  assert.equal(scripts.match(/__v:\s*\w+\s*\?\?\s*\+\+/g)?.length, 1);
});

Deno.test("a page with islands preloads its scripts by header", async () => {
  const link = (await send(handler, "/islands/two")).headers.get("link") ?? "";
  assert.match(link, /<[^>]+\.js>; rel="?modulepreload"?/);
});

Deno.test("a page with islands boots by one inline module script with a nonce", async () => {
  const html = await read(handler, "/islands/two");
  const scripts = html.match(/<script[^>]*type="module"[^>]*>/g) ?? [];
  assert.equal(scripts.length, 1);
  assert.match(scripts[0] ?? "", /nonce="[^"]{16,}"/);
});

Deno.test("the boot script's nonce is the one of the policy", async () => {
  const page = await send(handler, "/islands/two");
  const nonce = /<script[^>]*nonce="([^"]+)"/.exec(await page.text())?.[1] ?? "none";
  assert.ok(page.headers.get("content-security-policy")?.includes(`'nonce-${nonce}'`));
});

Deno.test("the output folder has server.js and snapshot.js", async () => {
  for (const name of ["server.js", "snapshot.js"]) {
    assert.ok((await Deno.stat(new URL(`build/${name}`, OUT))).isFile);
  }
});
