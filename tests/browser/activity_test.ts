import { assertEquals } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import { createTag } from "@/lib/actions/create_tag.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { aNamed, aTag } from "@/tests/support/cast.ts";
import { stageTest } from "@/tests/support/stage.ts";
import type { Acting } from "@/lib/actions/deps.ts";

/** For each way a contact that was made and renamed, and a tag. */
async function fill(acting: Acting): Promise<void> {
  for (const name of ["on", "off"]) {
    const { id } = await createContact(acting, aNamed(`Maria ${name}`));
    await editContact(acting, id, 1, aNamed(`Maria Koval ${name}`));
  }
  await createTag(acting, aTag());
}

stageTest("the activity and the rights of agents", { fill }, async ({ flow }) => {
  await flow("what was done leads to whom, and is undone from there", async (visitor, mark) => {
    const { page, open, arrive, told } = visitor;
    await open("/contacts");
    await page.getByRole("link", { name: "Activity", exact: true }).first().click();
    await arrive("/activity");
    await page.getByText("Марія Коваль created the tag “VIP”").waitFor();
    const koval = page.locator(".activity section").filter({ hasText: `Maria Koval ${mark}` });
    const renamed = koval.locator("li").filter({ hasText: "Марія Коваль changed the contact" });
    await renamed.getByRole("button", { name: /^Undo / }).click();
    await told("Undone.");
    await page.getByRole("heading", { name: `Maria ${mark}`, exact: true }).waitFor();
    await open("/activity");
    const maria = page.locator(".activity section").filter({ hasText: `Maria ${mark}` });
    await maria.getByText("Undoes an earlier change").first().waitFor();
    await maria.getByRole("link", { name: `Maria ${mark}` }).first().click();
    await page.getByRole("heading", { name: `Maria ${mark}`, exact: true }).waitFor();
  });

  await flow(
    "the activity is narrowed to a kind and to a person",
    async ({ page, open }) => {
      await open("/activity");
      await page.getByLabel("What", { exact: true }).selectOption("Settings");
      await page.getByRole("button", { name: "Show" }).click();
      await page.getByText("Марія Коваль created the tag “VIP”").waitFor();
      await page.getByText("Марія Коваль created the tag “VIP”").waitFor();
      assertEquals(await page.getByText("created the contact").count(), 0);
      await page.getByLabel("Whose").selectOption("Andrii Lysenko");
      await page.getByRole("button", { name: "Show" }).click();
      await page.getByText("There is nothing like this.").waitFor();
    },
  );

  await flow("an admin takes a right from agents and gives it back", async (visitor) => {
    const { page, open, told } = visitor;
    await open("/settings/rights");
    const merge = page.getByRole("checkbox", { name: /^Merge contacts/ });
    await merge.uncheck();
    await page.getByRole("button", { name: "Save" }).click();
    await told("Saved. It applies from now on.");
    assertEquals(await merge.isChecked(), false);
    await merge.check();
    await page.getByRole("button", { name: "Save" }).click();
    await told("Saved. It applies from now on.");
    assertEquals(await merge.isChecked(), true);
  });
});
