import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import type { Acting } from "@/lib/actions/deps.ts";
import { type Pair, storePair } from "@/tests/support/pairs.ts";
import { assertNoProblems, stageTest, type Visitor } from "@/tests/support/stage.ts";

/** Each flow has two people of its own, with JavaScript and without. */
const MARKS = ["111", "222", "333", "444"] as const;
const pairs: Pair[] = [];

async function fill(acting: Acting): Promise<void> {
  for (const mark of MARKS) pairs.push(await storePair(acting, mark));
}

function pairAt(at: number): Pair {
  const pair = pairs[at];
  assert(pair, "the site was filled");
  return pair;
}

/** Where the steps are: on top of the card, or a page. */
function place({ page, hasJavaScript }: Visitor) {
  return hasJavaScript ? page.getByRole("dialog") : page.getByRole("main");
}

async function focused(page: Page): Promise<string> {
  return await page.evaluate("document.activeElement?.textContent?.trim() ?? ''");
}

stageTest("merging", { fill, visit: { as: "agent" } }, async ({ flow, step, visit }) => {
  await flow("from the card in three steps, and undone from the message", async (visitor) => {
    const { page, hasJavaScript } = visitor;
    const { keptId, mergedId } = pairAt(hasJavaScript ? 0 : 1);
    await visitor.open(`/contacts/${keptId}`);
    await page.getByRole("main").getByRole("link", { name: "Merge", exact: true }).click();
    const steps = place(visitor);
    await steps.getByRole("heading", { name: /Who is the same/ }).waitFor();
    await steps.getByLabel("Find the other contact").fill(`№ ${mergedId}`);
    await steps.getByRole("button", { name: "Search" }).click();
    await steps.getByRole("radio", { name: `No. ${mergedId} ` }).check();
    await steps.getByRole("button", { name: "Next" }).click();

    await steps.getByRole("heading", { name: "Compare the two contacts" }).waitFor();
    const name = steps.getByRole("row", { name: /^Name/ });
    const result = name.getByRole("cell").last();
    assert((await result.innerText()).includes("Олена"));
    await name.getByRole("radio", { name: /O\. Shevchenko/ }).check();
    assertEquals((await result.innerText()).trim().replace(/^Result:\s*/, ""), "O. Shevchenko");
    await steps.getByRole("button", { name: "Next" }).click();

    await steps.getByRole("heading", { name: "Merge 2 contacts?" }).waitFor();
    await steps.getByText("1 conversation").waitFor();
    await steps.getByRole("link", { name: "Back" }).click();
    await steps.getByRole("heading", { name: "Compare the two contacts" }).waitFor();
    assert(await name.getByRole("radio", { name: /O\. Shevchenko/ }).isChecked(), "choices stay");
    await steps.getByRole("button", { name: "Next" }).click();
    await steps.getByRole("button", { name: "Merge 2 contacts" }).click();
    await visitor.arrive(`/contacts/${keptId}`);
    await visitor.told(`Merged with contact ${mergedId}`);
    await page.getByRole("heading", { level: 1, name: "O. Shevchenko" }).waitFor();

    await page.goto(`/contacts/${mergedId}`);
    await visitor.arrive(`/contacts/${keptId}`);
    await visitor.told(`Contact ${mergedId} was merged into this one.`);
    const entry = page.getByRole("listitem").filter({ hasText: "merged contact" });
    await entry.getByRole("button", { name: /^Undo/ }).first().click();
    await page.getByRole("heading", { level: 1, name: "Undo the merge" }).waitFor();
    await page.getByText("Telegram").first().waitFor();
    await page.getByRole("button", { name: "Undo the merge" }).click();
    await visitor.arrive(`/contacts/${mergedId}`);
    await visitor.told(`contact ${mergedId} is there again`);
    await visitor.open(`/contacts/${keptId}`);
    await page.getByRole("heading", { level: 1, name: /Олена/ }).waitFor();
  });

  await step("the keyboard alone merges, and Escape gives the focus back", async () => {
    const visitor = await visit({ as: "agent" });
    const { page } = visitor;
    const { keptId, mergedId } = pairAt(2);
    await visitor.open(`/contacts/${keptId}`);
    await page.keyboard.press("m");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("heading", { name: /Who is the same/ }).waitFor();
    await page.keyboard.press("Escape");
    assertEquals(await focused(page), "Merge");

    await page.keyboard.press("m");
    const find = dialog.getByLabel("Find the other contact");
    await find.waitFor();
    await find.focus();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(String(mergedId));
    const radio = dialog.getByRole("radio", { name: `No. ${mergedId} ` });
    await radio.waitFor();
    await dialog.getByRole("status").getByText(/contacts? found/).waitFor();
    assert(await find.evaluate((field) => field === document.activeElement), "one goes on typing");
    await page.keyboard.press("ArrowDown");
    assert(await radio.evaluate((one) => one === document.activeElement), "found by the arrow");
    await page.keyboard.press("Enter");
    await dialog.getByRole("heading", { name: "Compare the two contacts" }).waitFor();
    await page.waitForFunction("document.activeElement?.id === 'dialog-title'");
    await dialog.getByRole("radio", { name: /Name .*Олена/ }).focus();
    await page.keyboard.press("ArrowRight");
    assert(await dialog.getByRole("radio", { name: /Name .*Shevchenko/ }).isChecked());
    await page.keyboard.press("Enter");
    await dialog.getByRole("heading", { name: "Merge 2 contacts?" }).waitFor();
    await dialog.getByRole("button", { name: "Merge 2 contacts" }).focus();
    await page.keyboard.press("Enter");
    await visitor.told(`Merged with contact ${mergedId}`);
    assertNoProblems(visitor);
    await visitor.context.close();
  });

  await step(
    "an answer that comes late takes nobody out of the found; Enter without one goes to sign in",
    async () => {
      const visitor = await visit({ as: "agent" });
      const { page } = visitor;
      await visitor.open(`/contacts/${pairAt(3).keptId}`);
      await page.keyboard.press("m");
      const dialog = page.getByRole("dialog");
      const find = dialog.getByLabel("Find the other contact");
      await find.fill("olena.shevchenko111@");
      await dialog.getByRole("radio", { name: `No. ${pairAt(0).keptId} ` }).waitFor();
      const late = Promise.withResolvers<void>();
      await page.route(/merge\?/, async (route) => {
        await late.promise;
        await route.continue();
      });
      const asked = page.waitForRequest(/merge\?/);
      await find.fill("olena.shevchenko222@");
      await asked;
      await page.keyboard.press("ArrowDown");
      late.resolve();
      const radio = dialog.getByRole("radio", { name: `No. ${pairAt(1).keptId} ` });
      await radio.waitFor();
      assert(await radio.evaluate((one) => one === document.activeElement), "not out of the found");
      await page.context().clearCookies();
      await find.fill("nobody");
      await find.press("Enter");
      await page.getByRole("button", { name: "Sign in" }).waitFor();
      await visitor.context.close();
    },
  );

  await step("swapping keeps the other contact; a refusal is focused", async () => {
    const visitor = await visit({ as: "agent" });
    const { page } = visitor;
    const { keptId, mergedId } = pairAt(3);
    await visitor.open(`/contacts/${keptId}`);
    await page.keyboard.press("m");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Find the other contact").fill(String(mergedId));
    await page.keyboard.press("Enter");
    await dialog.getByRole("radio", { name: `No. ${mergedId} ` }).check();
    await dialog.getByRole("button", { name: "Next" }).click();
    const kept = dialog.getByRole("columnheader", { name: /Keep this contact/ });
    await kept.filter({ hasText: "Олена" }).waitFor();
    await dialog.getByRole("link", { name: "Swap" }).click();
    await kept.filter({ hasText: "O. Shevchenko" }).waitFor();
    await visitor.open(`/contacts/${keptId}/merge?with=${keptId}`);
    await page.getByRole("alert").getByText("This is the same contact").waitFor();
    assertNoProblems(visitor);
    await visitor.context.close();
  });
});
