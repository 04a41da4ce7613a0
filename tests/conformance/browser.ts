/** One Chromium for a file of browser tests, and pages that report their script errors. */
import { type Browser, chromium, type Page } from "playwright-core";
import type { Handler } from "./support.ts";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Site {
  /** Opens a path and waits until its scripts have loaded. */
  open(path: string): Promise<Visit>;
  close(): Promise<void>;
}

export interface Visit extends AsyncDisposable {
  page: Page;
  /** Uncaught errors and everything logged as one. */
  errors: string[];
}

/** Serves `handler` on a free port of this machine and starts a browser for it. */
export async function openSite(handler: Handler): Promise<Site> {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handler);
  const executablePath = Deno.env.get("CHROME_PATH") ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  return {
    open: (path) => visit(browser, `http://127.0.0.1:${server.addr.port}${path}`),
    async close() {
      await browser.close();
      await server.shutdown();
    },
  };
}

async function visit(browser: Browser, url: string): Promise<Visit> {
  const page = await browser.newPage();
  page.setDefaultTimeout(5_000);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(url, { waitUntil: "load" });
  return { page, errors, [Symbol.asyncDispose]: () => page.close() };
}
