import { assert, assertEquals } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { aNamed } from "@/tests/support/cast.ts";
import { stageTest, type Visitor } from "@/tests/support/stage.ts";

/** One for each way that a flow is walked: 1 and 2, 3 and 4, 5 and 6. */
const IDS: Record<string, [number, number, number]> = { on: [1, 3, 5], off: [2, 4, 6] };

async function fill(acting: Acting): Promise<void> {
  for (let at = 1; at <= 6; at++) {
    await createContact(acting, { ...aNamed(`Olena ${at}`), emails: [`o${at}@example.com`] });
  }
}

stageTest("the trash", { fill, visit: { as: "agent" } }, async ({ flow, visit, step }) => {
  await flow("takes a contact from its card, and the message gives it back", async (one, mark) => {
    const { page, open, told, arrive } = one;
    const [id] = IDS[mark] ?? [0];
    await open(`/contacts/${id}`);
    await page.locator(".card-more summary").click();
    await page.getByRole("link", { name: "Delete…" }).click();
    await page.getByRole("heading", { name: `Delete Olena ${id}?` }).waitFor();
    await page.getByRole("button", { name: "Move to the trash" }).click();
    await told(`Olena ${id} was moved to the trash.`);
    assertEquals(await page.getByRole("link", { name: `Olena ${id}` }).count(), 0);
    await undo(one);
    await arrive(`/contacts/${id}`);
    await told("Undone.");
    await page.getByText("restored the contact").waitFor();
    await page.getByRole("status").getByRole("button", { name: "Redo" }).click();
    await arrive("/contacts");
    await told("Undone.");
  });

  await flow(
    "keeps a contact until it is restored, also when its address is taken",
    async (one, mark) => {
      const { page, open, told, arrive } = one;
      const [, id] = IDS[mark] ?? [0, 0];
      await open(`/contacts/${id}/delete`);
      await page.getByRole("button", { name: "Move to the trash" }).click();
      await told("was moved to the trash.");
      await open(`/contacts/${id}`);
      await page.getByRole("heading", { name: "This contact is in the trash" }).waitFor();
      await open("/contacts/new");
      await page.getByLabel("Name").fill(`Taras ${mark}`);
      await page.getByLabel("E-mail 1").fill(`o${id}@example.com`);
      await page.getByRole("button", { name: "Create contact" }).last().click();
      await told("Contact created.");
      await open("/contacts/trash");
      await page.getByRole("button", { name: `Restore Olena ${id}` }).click();
      await page.getByRole("heading", { name: "Some addresses belong to someone else" }).waitFor();
      await page.getByRole("button", { name: `Restore and merge with Taras ${mark}` }).waitFor();
      await page.getByRole("button", { name: "Restore without these addresses" }).click();
      await arrive(`/contacts/${id}`);
      await told(`Olena ${id} is back.`);
      await page.getByText(`o${id}@example.com`).first().waitFor();
    },
  );

  await flow(
    "is not needed for an edit: the timeline undoes it, and asks first",
    async (one, mark) => {
      const { page, open, told } = one;
      const [, , id] = IDS[mark] ?? [0, 0, 0];
      await rename(one, id, `Second ${mark}`);
      const action = await page.locator(".flash form").getAttribute("action") ?? "";
      await rename(one, id, `Third ${mark}`);
      await open(action);
      await page.getByRole("button", { name: "Undo it" }).click();
      await page.getByRole("heading", { name: "It has changed since" }).waitFor();
      await page.getByRole("radio", { name: `Go back to: Olena ${id}` }).check();
      await page.getByRole("button", { name: "Undo it" }).click();
      await told("Undone.");
      await page.getByRole("heading", { level: 1, name: `Olena ${id}` }).waitFor();
    },
  );

  await step("z presses what the message offers", async () => {
    const one = await visit({});
    await rename(one, 5, "By key");
    await one.page.keyboard.press("z");
    await one.told("Undone.");
    await one.page.getByRole("heading", { level: 1, name: "Olena 5" }).waitFor();
    await one.page.keyboard.press("?");
    assert(await one.page.getByText("Undo what was just done").isVisible());
    await one.context.close();
  });
});

async function undo({ page }: Visitor): Promise<void> {
  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
}

async function rename({ page, open, told }: Visitor, id: number, name: string): Promise<void> {
  await open(`/contacts/${id}/edit`);
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Save" }).last().click();
  await told("Changes saved.");
}
