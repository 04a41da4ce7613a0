// States what the Builder makes, and the byte budgets of its pages.
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { buildFixture, builtHandler, read, scriptUrls, send } from "./support.ts";

const handler = await builtHandler("build");
await buildFixture("build_again");
const OUT = new URL("./fixture/_fresh/", import.meta.url);

/** Every script a page needs, with its text. */
async function scriptsOf(path: string): Promise<Map<string, string>> {
  const page = await send(handler, path);
  const urls = scriptUrls(page, await page.text());
  const scripts = new Map<string, string>();
  for (const url of urls) {
    const text = await read(handler, url);
    scripts.set(url, text);
    for (const [, name = ""] of text.matchAll(/from\s*"(\.\/[^"]+)"/g)) {
      const imported = new URL(name, new URL(url, "http://localhost")).pathname;
      if (!urls.includes(imported)) urls.push(imported);
    }
  }
  return scripts;
}

Deno.test("a build's server.js default-exports fetch", () => {
  assert.equal(typeof handler, "function");
});

Deno.test("two islands cost at most 13 KB of compressed JavaScript", async () => {
  const scripts = await scriptsOf("/islands/two");
  const sizes = [...scripts.values()].map((text) => gzipSync(text, { level: 9 }).byteLength);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(scripts.size > 0 && total <= 13 * 1024, `${total} bytes in ${scripts.size} files`);
});

Deno.test("a page without islands ships no script and no preload", async () => {
  const page = await send(handler, "/plain");
  assert.equal(page.headers.get("link"), null);
  assert.doesNotMatch(await page.text(), /<script/);
});

Deno.test("pages ship one copy of Preact", async () => {
  const scripts = [...(await scriptsOf("/islands/two")).values()].join("\n");
  // A property name of Preact's public API that only its core mentions in this form.
  assert.equal(scripts.match(/dangerouslySetInnerHTML\b.*?__html/gs)?.length, 1);
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
