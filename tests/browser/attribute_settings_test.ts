import { assertEquals } from "@std/assert";
import { stageTest } from "@/tests/support/stage.ts";

stageTest("attribute settings", { isSetUp: true }, async (stage) => {
  await stage.flow("define, order, edit, delete and restore", async (visitor, mark) => {
    const { page, open, told } = visitor;
    const row = (name: string) => page.getByRole("row").filter({ hasText: name });
    for (const name of [`Level ${mark}`, `Notes ${mark}`]) {
      await open("/settings/attributes");
      await page.getByRole("link", { name: "New attribute" }).click();
      await page.getByLabel("Name", { exact: true }).fill(name);
      assertEquals(await page.getByLabel("Options", { exact: true }).isVisible(), false);
      if (name.startsWith("Level")) {
        await page.getByRole("radio", { name: "List" }).check();
        assertEquals(await page.locator("#pattern").isVisible(), false);
        await page.getByLabel("Options", { exact: true }).fill("Gold\nSilver");
      }
      await page.getByRole("button", { name: "Create attribute" }).click();
      await told(`Attribute “${name}” created.`);
    }
    await row(`Level ${mark}`).getByText(`level_${mark}`, { exact: true }).waitFor();
    await page.getByRole("button", { name: `Move Notes ${mark} up` }).click();
    await told("The order of attributes has changed.");
    await page.locator(`[id^="notes_${mark}-"]:focus`).waitFor();
    const names = await page.locator("tbody th").allTextContents();
    assertEquals(names.slice(-2), [`Notes ${mark}`, `Level ${mark}`]);

    await page.getByRole("link", { name: `Edit Notes ${mark}` }).click();
    await page.locator("#pattern").fill("(?=a)");
    await page.getByRole("button", { name: "Save" }).click();
    await page.locator("#error-summary:focus").waitFor();
    await page.locator(".problem").getByText("RE2 has no “(?=”").waitFor();
    await page.locator("#pattern").fill("[a-z]+");
    await page.getByRole("button", { name: "Save" }).click();
    await told("saved.");

    await page.getByRole("link", { name: `Edit Notes ${mark}` }).click();
    await page.getByRole("link", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Delete" }).click();
    await told(`Attribute “Notes ${mark}” deleted.`);
    assertEquals(await row(`Notes ${mark}`).count(), 0);
    await page.getByRole("button", { name: `Restore Notes ${mark}` }).click();
    await told(`Attribute “Notes ${mark}” restored.`);
    await row(`Notes ${mark}`).waitFor();
  });
});
