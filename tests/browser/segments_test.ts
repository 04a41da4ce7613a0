import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { fillCrowd } from "@/tests/support/crowd.ts";
import { stageTest } from "@/tests/support/stage.ts";

/** The count beside a segment in the navigation. */
async function countOf(page: Page, name: string): Promise<number> {
  const link = page.locator(".side > .nav a", { hasText: name });
  await link.waitFor();
  return Number((await link.locator(".count").innerText()).replace(/\D/g, ""));
}

stageTest(
  "segments",
  { fill: async (acting) => void await fillCrowd(acting, 30) },
  async (stage) => {
    await stage.flow(
      "a filter becomes a segment, whose count follows at once",
      async (visitor, mark) => {
        const { page, open, arrive, told } = visitor;
        const name = `Mute ${mark}`;
        await open("/segments");
        await page.getByRole("link", { name: "Save No phone" }).click();
        await arrive("/segments/new");
        assertEquals(await page.getByLabel("Name").first().inputValue(), "No phone");
        await page.getByLabel("Name").first().fill(name);
        await page.getByRole("button", { name: "Save segment" }).click();
        await told(`Segment “${name}” saved.`);
        await arrive("/contacts");
        const before = await countOf(page, name);
        const rows = await page.locator("#list-count").innerText();
        assertEquals(Number(rows.split(" ")[0]), before);

        await open("/contacts/new");
        await page.getByLabel("Name").fill(`Nobody calls ${mark}`);
        await page.getByRole("button", { name: "Create contact" }).click();
        await told("Contact created.");
        assertEquals(await countOf(page, name), before + 1);

        const why = page.locator(".reasons > ul > li").filter({ hasText: name });
        await why.locator("summary").click();
        await why.getByText("There is no phone").waitFor();
        await why.getByText("Met", { exact: true }).waitFor();
        await why.getByRole("link", { name: `Open the segment ${name}` }).click();
        await arrive("/contacts");
        await page.getByRole("heading", { name }).waitFor();
      },
    );

    await stage.flow("rename, share, change, delete and restore", async (visitor, mark) => {
      const { page, open, told } = visitor;
      const row = (name: string) => page.getByRole("row").filter({ hasText: name });
      await open("/segments/new?f=email.set");
      await page.getByLabel("Name").first().fill(`First ${mark}`);
      await page.getByRole("button", { name: "Save segment" }).click();
      await told(`Segment “First ${mark}” saved.`);

      await open("/segments");
      await row(`First ${mark}`).getByRole("link", { name: `Edit First ${mark}` }).click();
      await page.getByLabel("Name").first().fill(`Second ${mark}`);
      await page.getByRole("checkbox", { name: "Shared with everyone" }).check();
      await page.getByRole("combobox", { name: "Operator" }).selectOption("empty");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await told(`Segment “Second ${mark}” saved.`);
      const shared = page.getByRole("region", { name: "Shared with everyone" });
      await shared.getByRole("link", { name: `Second ${mark}`, exact: true }).waitFor();
      await row(`Second ${mark}`).getByText("Contacts where there is no e-mail").waitFor();

      const agent = await stage.visit({ as: "agent", javaScriptEnabled: visitor.hasJavaScript });
      await agent.open("/profile");
      assertEquals(
        await countOf(agent.page, `Second ${mark}`),
        await countOf(page, `Second ${mark}`),
      );
      await agent.open("/segments");
      assertEquals(await agent.page.getByRole("link", { name: `Edit Second ${mark}` }).count(), 0);

      await row(`Second ${mark}`).getByRole("link", { name: `Edit Second ${mark}` }).click();
      await page.getByRole("link", { name: "Delete" }).click();
      await page.getByRole("heading", { name: `Delete the segment “Second ${mark}”?` }).waitFor();
      await page.getByRole("button", { name: "Delete" }).click();
      await told(`Segment “Second ${mark}” deleted.`);
      await agent.open("/profile");
      assertEquals(await agent.page.getByRole("link", { name: `Second ${mark}` }).count(), 0);
      await agent.context.close();

      await page.getByRole("button", { name: `Restore Second ${mark}` }).click();
      await told(`Segment “Second ${mark}” restored.`);
      await shared.getByRole("link", { name: `Second ${mark}`, exact: true }).waitFor();
    });

    await stage.flow(
      "a changed segment is saved from its list, or as a new one",
      async (visitor, mark) => {
        const { page, open, told, arrive } = visitor;
        await open("/segments/new?f=email.set");
        await page.getByLabel("Name").first().fill(`Reach ${mark}`);
        await page.getByRole("button", { name: "Save segment" }).click();
        await told(`Segment “Reach ${mark}” saved.`);
        await open(`${visitor.at()}&f=email.set;phone.set`);
        await page.getByText("Changed", { exact: true }).waitFor();
        await page.getByRole("link", { name: "Save as new" }).waitFor();
        const found = Number((await page.locator("#list-count").innerText()).split(" ")[0]);
        await page.getByRole("button", { name: "Save", exact: true }).click();
        await told(`Segment “Reach ${mark}” saved.`);
        await arrive("/contacts");
        assertEquals(await countOf(page, `Reach ${mark}`), found);
        assertEquals(await page.getByText("Changed", { exact: true }).count(), 0);
      },
    );

    await stage.step("the navigation of a phone has the segments too", async () => {
      const { page, open, context } = await stage.visit({ viewport: { width: 360, height: 760 } });
      await open("/contacts");
      await page.getByText("Menu").click();
      await page.locator(".menu").getByRole("link", { name: /^Reach on/ }).click();
      await page.waitForURL(/segment=/);
      await context.close();
    });
  },
);
