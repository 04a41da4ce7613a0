import { assertEquals } from "@std/assert";
import { fillCrowd } from "@/tests/support/crowd.ts";
import { stageTest } from "@/tests/support/stage.ts";

stageTest(
  "tag settings",
  { fill: async (acting) => void await fillCrowd(acting, 12) },
  async (stage) => {
    await stage.flow("create, rename, delete and restore a tag", async (visitor, mark) => {
      const { page, open, told } = visitor;
      const row = (name: string) => page.getByRole("row").filter({ hasText: name });
      await open("/settings/tags");
      await page.getByRole("link", { name: "New tag" }).click();
      await page.getByLabel("Name").fill(`Partner ${mark}`);
      await page.getByRole("radio", { name: "Pink" }).check();
      await page.getByLabel("Description").fill("Works with us");
      await page.getByRole("button", { name: "Create tag" }).click();
      await told(`Tag “Partner ${mark}” created.`);
      await row(`Partner ${mark}`).getByText("Works with us").waitFor();

      await row(`Partner ${mark}`).getByRole("link", { name: `Edit Partner ${mark}` }).click();
      assertEquals(await page.getByRole("radio", { name: "Pink" }).isChecked(), true);
      await page.getByLabel("Name").fill(`Ally ${mark}`);
      await page.getByRole("checkbox", { name: "Visible to agents" }).uncheck();
      await page.getByRole("button", { name: "Save" }).click();
      await told(`Tag “Ally ${mark}” saved.`);
      await row(`Ally ${mark}`).getByText("admins only").waitFor();

      await page.getByRole("link", { name: `Edit Ally ${mark}` }).click();
      await page.getByRole("link", { name: "Delete" }).click();
      await page.getByRole("heading", { name: `Delete the tag “Ally ${mark}”?` }).waitFor();
      await page.getByRole("button", { name: "Delete" }).click();
      await told(`Tag “Ally ${mark}” deleted.`);
      assertEquals(await row(`Ally ${mark}`).count(), 0);

      await page.getByRole("button", { name: `Restore Ally ${mark}` }).click();
      await told(`Tag “Ally ${mark}” restored.`);
      await row(`Ally ${mark}`).waitFor();
    });

    await stage.flow(
      "a rename shows on every contact at once",
      async ({ page, open, told }, mark) => {
        const [before, after] = mark === "on" ? ["VIP", "Gold"] : ["Gold", "VIP"];
        await open("/settings/tags");
        await page.getByRole("link", { name: `Edit ${before}` }).click();
        await page.getByLabel("Name").fill(after);
        await page.getByRole("button", { name: "Save" }).click();
        await told(`Tag “${after}” saved.`);
        await open("/contacts");
        await page.locator("tbody").getByText(after, { exact: true }).first().waitFor();
        assertEquals(await page.getByText(before, { exact: true }).count(), 0);
      },
    );

    await stage.flow(
      "a name that is taken is refused, whatever its case",
      async ({ page, open }) => {
        await open("/settings/tags/new");
        await page.getByLabel("Name").fill(" RETURNS");
        await page.getByRole("button", { name: "Create tag" }).click();
        const link = page.locator("#error-summary").getByRole("link", {
          name: "There is already a tag",
        });
        await link.waitFor();
        await page.locator("#error-summary:focus").waitFor();
        assertEquals(await page.title(), "Error: New tag – Kartka");
        await link.click();
        await page.locator("#name:focus").waitFor();
      },
    );

    await stage.flow("someone else's change of a tag is not overwritten", async (visitor, mark) => {
      const { page, open, told } = visitor;
      await open("/settings/tags");
      await page.getByRole("link", { name: "Edit Newsletter" }).click();
      await page.getByLabel("Description").waitFor();
      const other = await stage.visit({ javaScriptEnabled: visitor.hasJavaScript });
      await other.open(page.url());
      await other.page.getByLabel("Description").fill(`Theirs ${mark}`);
      await other.page.getByRole("button", { name: "Save" }).click();
      await other.told("saved.");
      await other.context.close();
      await page.getByLabel("Description").fill(`Mine ${mark}`);
      await page.getByRole("button", { name: "Save" }).click();
      const notice = page.getByRole("alert").filter({ hasText: "someone else changed this" });
      await notice.getByText(`Theirs ${mark}`).waitFor();
      assertEquals(await page.getByLabel("Description").inputValue(), `Mine ${mark}`);
      await page.getByRole("button", { name: "Save" }).click();
      await told("Tag “Newsletter” saved.");
    });

    await stage.step("an agent is told that this is for admins", async () => {
      const { page, open, context } = await stage.visit({ as: "agent" });
      await open("/contacts");
      assertEquals(await page.getByRole("link", { name: "Tags", exact: true }).count(), 0);
      await open("/settings/tags");
      await page.getByRole("heading", { name: "You may not do this" }).waitFor();
      await context.close();
    });
  },
);
