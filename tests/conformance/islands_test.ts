// States what islands do in a real browser, under a policy without 'unsafe-inline'.
import assert from "node:assert/strict";
import { openSite, type Visit } from "./browser.ts";
import { describe, VALUES } from "./fixture/values.ts";
import { builtHandler } from "./support.ts";

const handler = await builtHandler("islands");
const site = await openSite(handler);
Deno.test.afterAll(() => site.close());

/**
 * The browser keeps connections and timers of its own between the tests of this file, which the sanitizers would take
 * for leaks of whichever test runs then. What needs no browser is stated in island_html_test.ts.
 */
const SHARED = { sanitizeOps: false, sanitizeResources: false };

function browserTest(name: string, path: string, fn: (visit: Visit) => Promise<void>): void {
  Deno.test(name, SHARED, async () => {
    await using visit = await site.open(path);
    await fn(visit);
  });
}

const values = await site.open("/islands/values");

for (const [name, value] of Object.entries(VALUES)) {
  Deno.test(`island props: ${name} arrives as it left`, SHARED, async () => {
    const output = values.page.locator(`output[title="${name}"]:not(:empty)`);
    assert.equal(await output.textContent(), describe(value));
  });
}

const ISLANDS = "/islands/signals";

browserTest("a page with islands raises no error under the policy", ISLANDS, async (visit) => {
  await visit.page.locator("#left").click();
  assert.deepEqual(visit.errors, []);
});

browserTest("an island answers clicks", ISLANDS, async ({ page }) => {
  await page.locator("#local-a").click();
  assert.equal(await page.locator("#local-a:text-is('6')").count(), 1);
});

browserTest("two uses of one island have a state each", ISLANDS, async ({ page }) => {
  await page.locator("#local-a").click();
  await page.locator("#local-a:text-is('6')").waitFor();
  assert.equal(await page.locator("#local-b").textContent(), "7");
});

browserTest("a signal given to two islands stays one signal", ISLANDS, async ({ page }) => {
  await page.locator("#left").click();
  await page.locator("#right:text-is('4')").waitFor();
});

browserTest("two signals of one value stay two", ISLANDS, async ({ page }) => {
  await page.locator("#left").click();
  await page.locator("#right:text-is('4')").waitFor();
  assert.equal(await page.locator("#alone").textContent(), "3");
});

browserTest(
  "a computed signal arrives with its value, as a constant",
  ISLANDS,
  async ({ page }) => {
    await page.locator("#left").click();
    await page.locator("#right:text-is('4')").waitFor();
    assert.equal(await page.locator("#doubled").textContent(), "6");
  },
);

browserTest("an island of an (_islands) folder starts", ISLANDS, async ({ page }) => {
  await page.locator("#local").click();
  await page.locator("#local:text-is('on')").waitFor();
});

browserTest("an island may have the name of a global", "/islands/two", async (visit) => {
  await visit.page.locator("#one").click();
  await visit.page.locator("#one:text-is('2')").waitFor();
  assert.equal(await visit.page.locator("#map").textContent(), "a");
  assert.deepEqual(visit.errors, []);
});

const SLOTS = "/islands/slots";

browserTest("children of an island stay as the server rendered them", SLOTS, async ({ page }) => {
  await page.locator("#open").click();
  const html = await page.locator("#open .content p").innerHTML();
  assert.equal(html, "Text with <i>markup</i> &amp; more");
});

browserTest("a JSX prop stays as the server rendered it", SLOTS, async ({ page }) => {
  assert.equal(await page.locator("#open .toggle b").textContent(), "Open");
});

browserTest(
  "an island in the children of an island starts with its own props",
  SLOTS,
  async (visit) => {
    await visit.page.locator("#inner").click();
    await visit.page.locator("#inner:text-is('2')").waitFor();
  },
);

browserTest("an island rendered by an island is an ordinary component", SLOTS, async ({ page }) => {
  await page.locator("#open-own").click();
  await page.locator("#open-own:text-is('11')").waitFor();
  assert.equal(await page.locator("#open").getAttribute("data-clicks"), "1");
});

browserTest("a slot can be hidden and shown again", SLOTS, async ({ page }) => {
  await page.locator("#open .toggle").click();
  await page.locator("#open .content").waitFor({ state: "detached" });
  await page.locator("#open .toggle").click();
  assert.equal(await page.locator("#open .content i").textContent(), "markup");
});

browserTest("a slot rebuilt in the browser keeps boolean attributes", SLOTS, async ({ page }) => {
  await page.locator("#open .toggle").click();
  await page.locator("#open .content").waitFor({ state: "detached" });
  await page.locator("#open .toggle").click();
  assert.equal(await page.locator("#box").isChecked(), true);
  assert.equal(await page.locator("#box").isDisabled(), true);
});

browserTest("a slot that is not shown at first can be shown later", SLOTS, async ({ page }) => {
  assert.equal(await page.locator("#closed .late").count(), 0);
  await page.locator("#closed .toggle").click();
  assert.equal(await page.locator("#closed .late").textContent(), "Shown later");
});

browserTest("an island in a slot shown later starts", SLOTS, async ({ page }) => {
  await page.locator("#closed .toggle").click();
  await page.locator("#later").click();
  await page.locator("#later:text-is('3')").waitFor();
});

browserTest(
  "an island at an invalid place is skipped, others start",
  "/islands/misplaced",
  async (visit) => {
    await visit.page.locator("#healthy").click();
    await visit.page.locator("#healthy:text-is('2')").waitFor();
  },
);
