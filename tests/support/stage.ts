// A site and a browser for one test file, and flows on them: each runs with JavaScript and without, and must not
// leave a console error or a breach of the content policy behind.
import { assertEquals } from "@std/assert";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Role } from "@/lib/domain/user.ts";
import {
  type Look,
  openBrowser,
  openContext,
  type PageProblems,
  watchProblems,
} from "./browser.ts";
import { openSite, type Site, type SiteOptions } from "./site.ts";

export type Way = "with JavaScript" | "without JavaScript";
export const WAYS: readonly Way[] = ["with JavaScript", "without JavaScript"];

export interface Visit extends Look {
  /** Not signed in by default is nobody: "nobody" has no cookie. */
  as?: Role | "nobody";
}

/** Someone with a browser window on the site. */
export interface Visitor {
  page: Page;
  context: BrowserContext;
  hasJavaScript: boolean;
  problems: PageProblems;
  /** Opens a page and waits until its islands answer. */
  open(path: string): Promise<void>;
  /** Waits until the islands of the page shown answer. */
  ready(): Promise<void>;
  /** The page's path and query. */
  at(): string;
  /** Waits for the page at this path; a query may follow. */
  arrive(path: string): Promise<void>;
  /** Waits for the message after a change. */
  told(text: string): Promise<void>;
}

export interface Stage {
  site: Site;
  browser: Browser;
  /** One flow in both ways. `mark` is a word that the other way does not use, for names. */
  flow(name: string, run: (visitor: Visitor, mark: string) => Promise<void>): Promise<void>;
  /** Anything else on the same site. */
  step(name: string, run: () => Promise<void>): Promise<void>;
  /** Another person; closed by the caller or with the browser. */
  visit(visit?: Visit): Promise<Visitor>;
}

export interface StageOptions extends SiteOptions {
  /** How flows look at the site; as an admin unless said otherwise. */
  visit?: Visit;
}

/** Registers one test of Deno whose steps are the flows. Server and browser are closed at its end. */
export function stageTest(
  name: string,
  options: StageOptions,
  run: (stage: Stage) => Promise<void>,
): void {
  Deno.test(name, async (t) => {
    await using site = await openSite(options);
    await using browser = await openBrowser();
    const visit = (asked: Visit = {}) => openVisitor(browser, site, { ...options.visit, ...asked });
    const step = async (name: string, run: () => Promise<void>) => {
      // The browser's pipe is read all the time, which the sanitizers of a single step would take for a leak.
      await t.step({ name, fn: run, sanitizeOps: false, sanitizeResources: false });
    };
    const flow: Stage["flow"] = async (name, run) => {
      for (const way of WAYS) {
        await step(`${name}, ${way}`, async () => {
          const visitor = await visit({ javaScriptEnabled: way === "with JavaScript" });
          try {
            await run(visitor, visitor.hasJavaScript ? "on" : "off");
            assertNoProblems(visitor);
          } finally {
            await visitor.context.close();
          }
        });
      }
    };
    await run({ site, browser, flow, step, visit });
  });
}

/** Nothing was said on the console, and nothing broke the policy. */
export function assertNoProblems({ problems }: Visitor): void {
  const errors = problems.errors.filter((error) => !isRefusedPage(error));
  assertEquals({ ...problems, errors }, { errors: [], cspViolations: [] });
}

/** Chromium's own note about a page, and not a file, that was answered with 4xx: the flow asked for that. */
function isRefusedPage(error: string): boolean {
  const url = /^Failed to load resource: .* status of 4\d\d .*? \((http\S+)\)$/.exec(error)?.[1];
  return url !== undefined && !new URL(url).pathname.includes(".");
}

const TIMEOUT_MS = 10_000;

async function openVisitor(browser: Browser, site: Site, visit: Visit): Promise<Visitor> {
  const { as = "admin", ...look } = visit;
  const context = await openContext(browser, { baseURL: site.url, ...look });
  context.setDefaultTimeout(TIMEOUT_MS);
  if (as !== "nobody") {
    await context.addCookies([{ name: "kartka", value: site.secrets[as], url: site.url }]);
  }
  const page = await context.newPage();
  const hasJavaScript = look.javaScriptEnabled !== false;
  const ready = async () => {
    if (hasJavaScript) await page.waitForFunction(islandsAnswer);
  };
  return {
    page,
    context,
    hasJavaScript,
    problems: watchProblems(page),
    ready,
    async open(path) {
      await page.goto(path);
      await ready();
    },
    at: () => page.url().slice(site.url.length),
    async arrive(path) {
      await page.waitForURL((url) => url.pathname === path);
      await ready();
    },
    async told(text) {
      await page.getByRole("status").filter({ hasText: text }).waitFor();
      await ready();
    },
  };
}

/** Runs in the page. Every island marks its first element with `data-ready`. */
function islandsAnswer(): boolean {
  const islands = [
    ".live-bar",
    "form.search",
    "form.filter-form",
    ".handle-rows",
    ".duplicate-hint",
    "dialog.dialog",
    ".attribute-status",
    "fieldset#tagIds .picker",
  ];
  const expected = islands.filter((selector) =>
    document.querySelector(selector === "fieldset#tagIds .picker" ? "fieldset#tagIds" : selector)
  );
  return expected.every((selector) => document.querySelector(`${selector}[data-ready]`) !== null);
}
