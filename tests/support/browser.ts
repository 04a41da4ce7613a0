/** Chromium for tests: with and without JavaScript, in both themes, at any width, and what went wrong in it. */
import axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { requireChromium } from "@/tools/browser.ts";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** How a person looks at a page. */
export interface Look {
  javaScriptEnabled?: boolean;
  colorScheme?: "light" | "dark";
  viewport?: { width: number; height: number };
  /** A phone: fingers, and a viewport as wide as the screen. */
  hasTouch?: boolean;
  isMobile?: boolean;
  /** A BCP 47 tag, sent as Accept-Language. */
  locale?: string;
  /** Prefix of relative addresses. */
  baseURL?: string;
  /** Only for `axeViolations`: axe is a script no page allows. */
  bypassCSP?: boolean;
}

/** What a page must not do. Texts come from the browser's console. */
export interface PageProblems {
  errors: string[];
  cspViolations: string[];
}

/** One rule of axe and the elements that break it. */
export interface AxeViolation {
  rule: string;
  impact: string;
  help: string;
  targets: string[];
}

/** Starts Chromium; `await using browser = await openBrowser()` closes it. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: requireChromium(), args: FLAGS });
}

/** A fresh profile: no cookies, a laptop's width, English, light, JavaScript on. */
export function openContext(browser: Browser, look: Look = {}): Promise<BrowserContext> {
  return browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: "light",
    locale: "en-GB",
    reducedMotion: "reduce",
    ...look,
  });
}

/** Collects errors from now on; call it before the first `goto`. */
export function watchProblems(page: Page): PageProblems {
  const problems: PageProblems = { errors: [], cspViolations: [] };
  page.on("pageerror", (error) => problems.errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    const text = message.text();
    const list = text.includes("Content Security Policy")
      ? problems.cspViolations
      : problems.errors;
    list.push(`${text} (${message.location().url})`);
  });
  return problems;
}

/**
 * Breaches of WCAG 2.2 A and AA and of axe's best practices, or of some rules only. Wants a context
 * with `bypassCSP` and JavaScript on: without it axe would wait for ever for its own timers.
 */
export async function axeViolations(page: Page, rules?: string[]): Promise<AxeViolation[]> {
  if (!await page.evaluate("'axe' in globalThis")) await page.evaluate(axe.source);
  const only = rules ? { runOnly: { type: "rule", values: rules } } : {};
  const options = { ...only, resultTypes: ["violations"] };
  const results: axe.AxeResults = await page.evaluate(`axe.run(${JSON.stringify(options)})`);
  return results.violations.map(({ id, impact, help, nodes }) => ({
    rule: id,
    impact: impact ?? "unknown",
    help,
    targets: nodes.map((node) => node.target.join(" ")),
  }));
}
