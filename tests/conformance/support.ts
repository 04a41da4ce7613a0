/** Small helpers of the conformance suite; it imports nothing but Fresh's public names. */
import type { App } from "fresh";
import { Builder } from "fresh/dev";
import { fileURLToPath } from "node:url";

export type Handler = (req: Request) => Promise<Response>;

/** Sends one request to an app or handler; redirects are not followed. */
export function send<State>(
  target: App<State> | Handler,
  path: string,
  init?: RequestInit,
): Promise<Response> {
  const handler = typeof target === "function" ? target : target.handler() as Handler;
  return handler(new Request(new URL(path, "http://localhost"), init));
}

/** The body of a GET. */
export async function read<State>(target: App<State> | Handler, path: string): Promise<string> {
  return await (await send(target, path)).text();
}

/** Status, then body: enough for most tables. */
export async function sum<State>(
  target: App<State> | Handler,
  path: string,
  init?: RequestInit,
): Promise<string> {
  const response = await send(target, path, init);
  return `${response.status} ${await response.text()}`.trim();
}

/** Runs without the error log that a request without an error page writes. */
export async function quietly<T>(run: () => Promise<T>): Promise<T> {
  const { error, warn } = console;
  console.error = console.warn = () => {};
  try {
    return await run();
  } finally {
    Object.assign(console, { error, warn });
  }
}

const FIXTURE = fileURLToPath(new URL("./fixture/", import.meta.url));

/** The fixture app with its file routes, from a memory build. Call it at module level. */
export async function fixtureHandler(): Promise<Handler> {
  const apply = await new Builder({ root: FIXTURE }).build({ snapshot: "memory" });
  const { app } = await import("./fixture/main.ts");
  apply(app);
  return app.handler() as Handler;
}

/** The fixture app as a production build, in an output folder of its own. Call it at module level. */
export async function builtHandler(name: string): Promise<Handler> {
  await buildFixture(name);
  const server = await import(new URL(`./fixture/_fresh/${name}/server.js`, import.meta.url).href);
  return server.default.fetch;
}

/** Writes a production build of the fixture below its `_fresh` folder. */
export async function buildFixture(name: string): Promise<void> {
  const staticDir = ["static", "static_more"];
  const builder = new Builder({ root: FIXTURE, outDir: `_fresh/${name}`, staticDir });
  await builder.build({ mode: "production", snapshot: "disk" });
}

/** Every script URL a page makes the browser load before it is ready. */
export function scriptUrls(response: Response, html: string): string[] {
  const link = response.headers.get("link") ?? "";
  const preloaded = [...link.matchAll(/<([^>]+)>/g)].map((found) => found[1] ?? "");
  const imported = [...html.matchAll(/(?:from|import|src=)\s*"([^"]+\.js[^"]*)"/g)]
    .map((found) => found[1] ?? "");
  return [...new Set([...preloaded, ...imported].map((url) => decodeURI(url)))];
}

/** Every script a page loads before its islands run, with its text. */
export async function scriptsOf(handler: Handler, path: string): Promise<Map<string, string>> {
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
