import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { fillCrowd } from "@/tests/support/crowd.ts";
import { assertNoProblems, stageTest } from "@/tests/support/stage.ts";

const ENDS = [["For ever", "Blocked for ever."], ["For an hour", "Now blocked until"]];

const fill = async (acting: Parameters<typeof fillCrowd>[0]) => void await fillCrowd(acting, 12);

stageTest("the keyboard", { fill, visit: { as: "agent" } }, async ({ flow, step, visit }) => {
  await flow("the first Tab offers to skip the navigation", async ({ page, open }) => {
    await open("/contacts");
    await page.keyboard.press("Tab");
    await page.locator(".skip-link:focus").waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/contacts#main");
    await page.keyboard.press("Tab");
    assertEquals(await page.getByRole("main").locator(":focus").count(), 1);
  });

  await step("j, k, Enter and e walk the list; k and j the cards", async () => {
    const visitor = await visit();
    const { page, open, arrive } = visitor;
    await open("/contacts?sort=name");
    const links = page.locator("a[data-row]");
    const href = (at: number) => links.nth(at).getAttribute("href");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    assertEquals(await focused(page, "href"), await href(1));
    const second = new URL(await href(1) ?? "", page.url()).pathname;
    const third = new URL(await href(2) ?? "", page.url()).pathname;
    await page.keyboard.press("Enter");
    await arrive(second);
    await page.keyboard.press("j");
    await arrive(third);
    await page.keyboard.press("k");
    await arrive(second);
    await page.keyboard.press("e");
    await arrive(`${second}/edit`);
    await open("/contacts?sort=name");
    await page.keyboard.press("j");
    const first = new URL(await href(0) ?? "", page.url()).pathname;
    await page.keyboard.press("e");
    await arrive(`${first}/edit`);
    assertNoProblems(visitor);
    await visitor.context.close();
  });

  await step("/ goes to the search, c to a new contact, and typing is left alone", async () => {
    const visitor = await visit();
    const { page, open, arrive } = visitor;
    await open("/contacts");
    await page.keyboard.press("/");
    assertEquals(await focused(page, "name"), "q");
    await page.keyboard.type("cj?");
    assertEquals(await page.getByRole("searchbox").inputValue(), "cj?");
    await page.waitForURL("**/contacts?q=cj%3F");
    await open("/contacts");
    await page.keyboard.press("c");
    await arrive("/contacts/new");
    assertNoProblems(visitor);
    await visitor.context.close();
  });

  await step("the keys work on a Ukrainian keyboard", async () => {
    const visitor = await visit({ locale: "uk" });
    const { page, open, arrive } = visitor;
    await open("/contacts");
    await pressAs(page, ".", "Slash");
    assertEquals(await focused(page, "name"), "q");
    await open("/contacts");
    await pressAs(page, "с", "KeyC");
    await arrive("/contacts/new");
    await visitor.context.close();
  });

  await step("? shows the keys in a dialog that Escape closes", async () => {
    const visitor = await visit();
    const { page, open } = visitor;
    await open("/contacts");
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await dialog.waitFor();
    await page.keyboard.press("c"); // belongs to the dialog
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assertEquals(visitor.at(), "/contacts");
    assertNoProblems(visitor);
    await visitor.context.close();
  });

  await step(
    "Ctrl+Enter sends what is being written, Enter alone goes to the next line",
    async () => {
      const visitor = await visit();
      const { page, open, told } = visitor;
      await open("/contacts/1");
      await page.keyboard.press("n");
      await page.keyboard.type("Call");
      await page.keyboard.press("Enter");
      await page.keyboard.type("after six");
      await page.keyboard.press("Control+Enter");
      await told("Note added.");
      await page.getByText("Call after six").first().waitFor();
      // Of somebody blocked, the form begins with a button of another one, which would lift the block.
      for (const [choice = "", said = ""] of ENDS) {
        await open("/contacts/1/block");
        await page.getByText(choice).first().click();
        await page.getByLabel("Details (optional)").focus();
        await page.keyboard.press("Control+Enter");
        await told(said);
      }
      assertNoProblems(visitor);
      await visitor.context.close();
    },
  );

  await step("switched off on the profile, single keys do nothing", async () => {
    const visitor = await visit({ as: "admin" });
    const { page, open, told } = visitor;
    await open("/profile");
    await page.getByRole("checkbox", { name: "Keyboard shortcuts" }).uncheck();
    await page.getByRole("button", { name: "Save" }).click();
    await told("Your profile is saved.");
    await open("/contacts");
    assertEquals(await page.locator("dialog .shortcuts").count(), 0);
    await page.keyboard.press("/");
    await page.keyboard.press("j");
    assertEquals(await page.evaluate(() => document.activeElement === document.body), true);
    await visitor.context.close();
  });

  await step("a contact is made by keyboard alone, tags by the combobox", async () => {
    const visitor = await visit();
    const { page, open, told } = visitor;
    await open("/contacts/new");
    await page.getByLabel("Name").focus();
    await page.keyboard.type("Keyboard Only");
    await tabTo(page, "[role=combobox]");
    const box = page.getByRole("combobox", { name: "Find or create a tag" });
    const chosen = page.getByRole("list", { name: "Chosen tags" }).getByRole("listitem");
    assertEquals(await box.getAttribute("aria-expanded"), "false");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    const active = page.locator("[role=option][aria-selected=true]");
    assertEquals(await box.getAttribute("aria-activedescendant"), await active.getAttribute("id"));
    const second = await active.innerText();
    await page.keyboard.press("Enter");
    assertEquals(await chosen.allInnerTexts(), [second]);
    await page.keyboard.type("опт");
    await page.keyboard.press("Enter");
    assertEquals(await chosen.allInnerTexts(), [second, "Опт"]);
    await page.keyboard.type("Keyboard made");
    await page.keyboard.press("Escape");
    assertEquals(await box.inputValue(), "Keyboard made");
    await page.keyboard.press("Escape");
    assertEquals(await box.inputValue(), "");
    await page.keyboard.type("Keyboard made");
    await page.keyboard.press("Enter");
    assertEquals(await chosen.allInnerTexts(), [second, "Опт", "Keyboard made"]);
    await page.getByRole("button", { name: `Remove ${second}` }).focus();
    await page.keyboard.press("Enter");
    assertEquals(await chosen.allInnerTexts(), ["Опт", "Keyboard made"]);
    await tabTo(page, ".form-foot button");
    await page.keyboard.press("Enter");
    await told("Contact created.");
    assertNoProblems(visitor);
    await visitor.context.close();
  });
});

function focused(page: Page, attribute: string): Promise<string | null> {
  return page.locator(":focus").getAttribute(attribute);
}

const TABS_MAX = 20;

async function tabTo(page: Page, selector: string): Promise<void> {
  for (let tabs = 0; tabs < TABS_MAX; tabs++) {
    await page.keyboard.press("Tab");
    if (await page.locator(`${selector}:focus`).count() > 0) return;
  }
  throw new Error(`Tab does not reach ${selector}`);
}

/** A key as another layout gives it. */
async function pressAs(page: Page, key: string, code: string): Promise<void> {
  await page.evaluate(({ key, code }) => {
    const init = { key, code, bubbles: true, cancelable: true };
    document.body.dispatchEvent(new KeyboardEvent("keydown", init));
  }, { key, code });
}
