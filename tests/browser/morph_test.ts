// How a page takes over what has changed, in a real document: esbuild hands the module to the browser as it is.
import { assert, assertEquals } from "@std/assert";
import * as esbuild from "esbuild";
import fc from "fast-check";
import type { Page } from "playwright-core";
import { openBrowser, openContext } from "@/tests/support/browser.ts";

const CASES = 300;

const aText = fc.constantFrom("a", "b", "Ярина", "");
const anId = fc.option(fc.constantFrom("x", "y", "z", "v", "w"), { nil: "" });

/** A list of elements with an id, or none; no id is there twice. */
function aList(depth: number): fc.Arbitrary<string> {
  const inner = depth === 0 ? aText : fc.oneof(aText, aList(depth - 1));
  const entry = fc.record({ id: anId, cls: aText, tag: fc.constantFrom("section", "div"), inner });
  return fc.array(entry, { maxLength: 6 }).map((entries) => {
    const seen = new Set<string>();
    const html = entries.map(({ id, cls, tag, inner }) => {
      const isNew = id !== "" && depth === 2 && !seen.has(id);
      seen.add(id);
      return `<${tag}${isNew ? ` id="${id}"` : ""} class="${cls}">${inner}</${tag}>`;
    });
    return `<div>${html.join("")}</div>`;
  });
}

Deno.test({
  name: "morph() in a browser",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    await using browser = await openBrowser();
    const context = await openContext(browser);
    const page = await context.newPage();
    await page.addScriptTag({ content: await script() });

    await t.step("makes any tree equal to any other", async () => {
      const run = async ([from, to]: [string, string]) =>
        assertEquals(await outcome(page, from, to), to);
      const pair = fc.tuple(aList(2), aList(2));
      await fc.assert(fc.asyncProperty(pair, run), { numRuns: CASES });
    });

    await t.step("counts what has come, and touches nothing that stays", async () => {
      await page.setContent(`<ol id=a><li id=e1>one <input id=i></li><li id=e2>two</li></ol>`);
      await page.addScriptTag({ content: await script() });
      await page.locator("#i").pressSequentially("typed");
      const added = await morphTo(
        page,
        `<ol id=a><li id=e0>new</li><li id=e1>one! <input id=i></li></ol>`,
      );
      assertEquals(added, 1);
      assertEquals((await page.locator("#a").innerText()).trim(), "new\none!");
      assertEquals(await page.locator("#i").inputValue(), "typed");
      assertEquals(await page.evaluate(() => document.activeElement?.id), "i");
    });

    await t.step(
      "leaves unfolded what was unfolded, and the selection in text that stays",
      async () => {
        const html = (text: string) =>
          `<div id=a><p id=p>chosen words</p><details id=d><summary>more</summary>${text}</details></div>`;
        await page.setContent(html("before"));
        await page.addScriptTag({ content: await script() });
        await page.locator("summary").click();
        await page.evaluate(() =>
          getSelection()?.selectAllChildren(document.querySelector("#p") ?? document.body)
        );
        await morphTo(page, html("after"));
        assert(await page.locator("details").evaluate((details) => details.hasAttribute("open")));
        assertEquals(await page.locator("details").innerText(), "more\nafter");
        assertEquals(await page.evaluate(() => String(getSelection())), "chosen words");
      },
    );
    await context.close();
  },
});

async function script(): Promise<string> {
  const file = new URL("../../components/live/morph.ts", import.meta.url);
  const options = { loader: "ts", format: "iife", globalName: "live" } as const;
  const { code } = await esbuild.transform(await Deno.readTextFile(file), options);
  await esbuild.stop();
  return code;
}

/** Morphs the first child of the body, and says what it has become. */
function outcome(page: Page, from: string, to: string): Promise<string> {
  return page.evaluate(`(() => {
    document.body.innerHTML = ${JSON.stringify(from)};
    const wanted = new DOMParser().parseFromString(${JSON.stringify(to)}, "text/html");
    live.morph(document.body.firstElementChild, wanted.body.firstElementChild);
    return document.body.innerHTML;
  })()`);
}

function morphTo(page: Page, to: string): Promise<number> {
  return page.evaluate(`live.morph(
    document.querySelector("#a"),
    new DOMParser().parseFromString(${JSON.stringify(to)}, "text/html").querySelector("#a"),
  )`);
}
