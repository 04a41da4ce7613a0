// States where the stand-in is stricter or kinder than real Fresh: leave this file out there.
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { App, csp, page } from "fresh";
import { Builder } from "fresh/dev";
import { h } from "preact";
import { buildFixture, builtHandler, fixtureHandler, quietly, scriptsOf, send } from "./support.ts";

const handler = await fixtureHandler();
const built = await builtHandler("stand_in");

/** The message of the error that `run` makes the app log. */
async function loggedBy(app: App<unknown>, path = "/"): Promise<string> {
  const { error } = console;
  let logged = "";
  console.error = (thrown) => logged += String(thrown);
  try {
    await send(app, path);
  } finally {
    console.error = error;
  }
  return logged;
}

Deno.test("malformed percent-encoding is a 400 through the error page", async () => {
  const response = await quietly(() => send(handler, "/blog/%ff"));
  assert.equal(response.status, 400);
  assert.match(await response.text(), /id="root-error"/);
});

Deno.test("page() with two Set-Cookie headers is an error that says so", async () => {
  const headers: [string, string][] = [["set-cookie", "a=1"], ["set-cookie", "b=2"]];
  const app = new App().route("/", {
    handler: () => page({}, { headers }),
    component: () => h("p", null),
  });
  assert.match(await loggedBy(app), /two Set-Cookie/);
});

Deno.test("csp() over an immutable response says what to do", async () => {
  const app = new App().use(csp()).get("/", () => Response.redirect("http://localhost/x"));
  assert.match(await loggedBy(app), /ctx\.redirect\(\)/);
});

for (const name of ["_404.tsx", "_500.tsx", "_other.tsx", "sub/_app.tsx"]) {
  Deno.test(`a build refuses routes/${name}`, async () => {
    const root = await Deno.makeTempDir();
    try {
      await Deno.mkdir(`${root}/routes/sub`, { recursive: true });
      await Deno.writeTextFile(`${root}/routes/${name}`, "export default () => null;");
      await assert.rejects(new Builder({ root }).build({ snapshot: "memory" }), /routes\//);
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  });
}

Deno.test("two builds of the same source have the same scripts", async () => {
  await buildFixture("stand_in_again");
  const [first, second] = await Promise.all(["stand_in", "stand_in_again"].map(scriptNames));
  assert.ok((first ?? []).length > 0);
  assert.deepEqual(first, second);
});

Deno.test("a build leaves nothing of an older build behind", async () => {
  const stray = new URL("./fixture/_fresh/stand_in_again/static/old.js", import.meta.url);
  await Deno.writeTextFile(stray, "");
  await buildFixture("stand_in_again");
  await assert.rejects(Deno.stat(stray));
});

Deno.test("no bundler metafile is written or served", async () => {
  const names = await scriptNames("stand_in");
  assert.ok(names.every((name) => name.endsWith(".js")));
});

Deno.test("every script a page imports is preloaded, shared chunks included", async () => {
  const response = await send(built, "/islands/two");
  const link = response.headers.get("link") ?? "";
  const preloaded = [...link.matchAll(/<([^>]+)>/g)].map((found) => found[1] ?? "");
  for (const url of preloaded) {
    const text = await (await send(built, url)).text();
    for (const [, name = ""] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g)) {
      assert.ok(preloaded.some((other) => other.endsWith("/" + name)), `${name} of ${url}`);
    }
  }
});

Deno.test("two islands cost at most 13 KB of compressed JavaScript", async () => {
  const scripts = await scriptsOf(built, "/islands/two");
  const sizes = [...scripts.values()].map((text) => gzipSync(text, { level: 9 }).byteLength);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(scripts.size > 0 && total <= 13 * 1024, `${total} bytes in ${scripts.size} files`);
});

async function scriptNames(build: string): Promise<string[]> {
  const folder = new URL(`./fixture/_fresh/${build}/static/_fresh/js/`, import.meta.url);
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map((entry) => entry.name).sort();
}
