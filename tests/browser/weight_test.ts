import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { get } from "node:http";
import type { Acting } from "@/lib/actions/deps.ts";
import { fillCrowd } from "@/tests/support/crowd.ts";
import { openSite, type Site } from "@/tests/support/site.ts";
import { fillTalks } from "@/tests/support/talks.ts";

const KB = 1024;
/** Rule 19.2, and what style sheets may weigh together: fetched once, for all pages. */
const BUDGET = { listHtml: 35 * KB, js: 25 * KB, css: 22 * KB };

interface Weight {
  page: string;
  html: number;
  css: number;
  js: number;
  files: number;
}

Deno.test("pages weigh no more than their budgets, compressed as they are sent", async () => {
  const talks: string[] = [];
  const fill = async (acting: Acting) => {
    await fillCrowd(acting, 60);
    const { full, dialog } = await fillTalks(acting);
    talks.push("/conversations", full, dialog, dialog.replace("/dialog", ""));
  };
  await using site = await openSite({ fill });
  const pages: [path: string, hasIslands: boolean][] = [
    ["/contacts", true],
    ["/contacts?size=100", true],
    ["/contacts?filter=edit", true],
    ["/contacts/1", true],
    ["/contacts/new", true],
    ["/contacts/1/edit", true],
    ["/activity", true],
    ["/settings/tags", true],
    ["/settings/rights", true],
    ["/settings/attributes", true],
    ["/profile", true],
    ["/contacts/import", true],
    ...talks.map((path): [string, boolean] => [path, true]),
    ["/login", false],
    ["/none", false],
  ];
  const weights = [];
  for (const [path, hasIslands] of pages) {
    const weight = await weigh(site, path);
    weights.push(weight);
    assert(weight.js <= BUDGET.js, `${path} has ${weight.js} bytes of JavaScript`);
    assert(weight.css <= BUDGET.css, `${path} has ${weight.css} bytes of CSS`);
    assertEquals(weight.js > 0, hasIslands, `${path} and islands`);
  }
  console.log("Bytes with gzip, as sent:");
  console.table(weights);
  assert((weights[0]?.html ?? Infinity) <= BUDGET.listHtml, "the list of 50 rows");
});

async function weigh(site: Site, path: string): Promise<Weight> {
  const cookie = path === "/login" ? "" : `kartka=${site.secrets.admin}`;
  const page = await fetchRaw(site.url + path, cookie);
  const html = await gunzipped(page);
  const css = new Set(
    [...html.matchAll(/href="([^"]+\.css[^"]*)"/g)].map(([, href]) => href ?? ""),
  );
  const scripts = await modulesOf(site, html);
  const sizes = async (paths: Iterable<string>) => {
    const files = await Promise.all([...paths].map((path) => fetchRaw(site.url + path, "")));
    return files.reduce((sum, { body }) => sum + body.length, 0);
  };
  const inline = [...html.matchAll(/<script[^>]*nonce[^>]*>/g)].length;
  assertEquals(inline > 0, scripts.size > 0, `${path}: scripts`);
  return {
    page: path,
    html: page.body.length,
    css: await sizes(css),
    js: await sizes(scripts),
    files: css.size + scripts.size + 1,
  };
}

/** Every module of the page: those it names, and what they import in turn. */
async function modulesOf(site: Site, html: string): Promise<Set<string>> {
  const found = new Set<string>();
  const left = [...html.matchAll(/"(\/_fresh\/js\/[^"]+\.js)[^"]*"/g)].map(([, path]) =>
    path ?? ""
  );
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    const source = await gunzipped(await fetchRaw(site.url + path, ""));
    for (const [, name] of source.matchAll(/(?:from|import)\s*\(?"(\.[^"]+)"/g)) {
      left.push(new URL(name ?? "", site.url + path).pathname);
    }
  }
  return found;
}

interface Raw {
  encoding: string | undefined;
  body: Uint8Array<ArrayBuffer>;
}

/** `fetch` would unpack the body and not say how large it was. */
function fetchRaw(url: string, cookie: string): Promise<Raw> {
  const headers = { "accept-encoding": "gzip", accept: "text/html,*/*", cookie };
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent: false }, (response) => {
      const parts: Uint8Array[] = [];
      response.on("data", (part: Uint8Array) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        const body = new Uint8Array(Buffer.concat(parts));
        resolve({ encoding: response.headers["content-encoding"], body });
      });
    });
    request.on("error", reject);
  });
}

async function gunzipped({ encoding, body }: Raw): Promise<string> {
  const stream = new Blob([body]).stream();
  if (encoding !== "gzip") return await new Response(stream).text();
  return await new Response(stream.pipeThrough(new DecompressionStream("gzip"))).text();
}
