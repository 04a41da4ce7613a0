import { assertEquals, assertStringIncludes } from "@std/assert";
import { axeViolations, openBrowser, openContext, watchProblems } from "./browser.ts";

const PAGE = `<!doctype html><html lang="en"><head><title>Page</title></head><body><main>
  <h1>Page</h1><input><noscript><p id="without">No script</p></noscript>
  <script>document.body.append("inline ran")</script>
  <script src="/throws.js"></script></main></body></html>`;

/** A page with a strict policy, an inline script that breaks it, and a script that throws. */
function servePage(): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ port: 0, hostname: "localhost", onListen() {} }, (request) => {
    if (new URL(request.url).pathname === "/throws.js") {
      return new Response("throw new Error('broken');", {
        headers: { "content-type": "text/javascript" },
      });
    }
    return new Response(PAGE, {
      headers: { "content-type": "text/html", "content-security-policy": "default-src 'self'" },
    });
  });
}

Deno.test("watchProblems() tells script errors from breaches of the policy", async () => {
  await using server = servePage();
  await using browser = await openBrowser();
  const context = await openContext(browser, { baseURL: `http://localhost:${server.addr.port}` });
  const page = await context.newPage();
  const problems = watchProblems(page);
  await page.goto("/", { waitUntil: "networkidle" });
  assertEquals(problems.cspViolations.length, 1);
  assertEquals(problems.errors.filter((error) => !error.includes("favicon")).length, 1);
  assertStringIncludes(problems.errors.join(), "broken");
});

Deno.test("openContext() can switch JavaScript off and the theme to dark", async () => {
  await using server = servePage();
  await using browser = await openBrowser();
  const context = await openContext(browser, {
    baseURL: `http://localhost:${server.addr.port}`,
    javaScriptEnabled: false,
    colorScheme: "dark",
    viewport: { width: 360, height: 640 },
    locale: "uk",
  });
  const page = await context.newPage();
  await page.goto("/");
  assertEquals(await page.locator("#without").textContent(), "No script");
  const seen = await page.evaluate(() => ({
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    width: innerWidth,
    language: navigator.language,
  }));
  assertEquals(seen, { dark: true, width: 360, language: "uk" });
});

Deno.test("axeViolations() names the rule and the element that breaks it", async () => {
  await using server = servePage();
  await using browser = await openBrowser();
  const baseURL = `http://localhost:${server.addr.port}`;
  const context = await openContext(browser, { baseURL, bypassCSP: true });
  const page = await context.newPage();
  await page.goto("/");
  const violations = await axeViolations(page);
  assertEquals(violations.map(({ rule, targets }) => [rule, targets]), [["label", ["input"]]]);
});
