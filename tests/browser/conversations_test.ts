import { assertEquals } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { aNamed } from "@/tests/support/cast.ts";
import { storeChannel } from "@/tests/support/dialogs.ts";
import { assertNoProblems, stageTest, type Visitor } from "@/tests/support/stage.ts";

async function fill(acting: Acting): Promise<void> {
  const { kv } = acting.deps;
  await storeChannel(kv, "email", { name: "Mail" });
  await storeChannel(kv, "call", { name: "Phone" });
  await storeChannel(kv, "telegram", { name: "Bot" });
  for (const mark of ["on", "off"]) {
    await createContact(acting, {
      ...aNamed(`Olena ${mark}`),
      emails: [`olena.${mark}@example.com`],
      phones: [mark === "on" ? "+380671110001" : "+380671110002"],
    });
  }
  await createContact(acting, aNamed("Silent"));
}

/** The link on the card; with JavaScript the form is on top of the card, without it is a page. */
async function openDialog({ page, open, hasJavaScript }: Visitor, id: number) {
  await open(`/contacts/${id}`);
  await page.getByRole("main").getByRole("link", { name: "New dialog" }).click();
  const place = hasJavaScript ? page.getByRole("dialog") : page.getByRole("main");
  await place.getByRole("heading", { name: "New dialog: Olena" }).waitFor();
  return place;
}

stageTest("conversations", { fill, visit: { as: "agent" } }, async ({ flow, step, visit }) => {
  await flow("write first from the card, answer, close and reopen", async (visitor, mark) => {
    const { page } = visitor;
    const id = mark === "on" ? 1 : 2;
    const form = await openDialog(visitor, id);
    await form.getByText("lets nobody write first").waitFor();
    await form.getByRole("radio", { name: /Mail/ }).check();
    await form.getByLabel("Subject").fill("");
    await form.getByLabel("Message").fill(`Hello ${mark}`);
    await form.getByRole("button", { name: "Send" }).click();
    await form.getByRole("link", { name: "Enter a subject." }).waitFor();
    assertEquals(await form.getByLabel("Message").inputValue(), `Hello ${mark}`);
    await form.getByLabel("Subject").fill("Order 118");
    await form.getByRole("button", { name: "Send" }).click();
    await page.waitForURL(/\/conversations\/\w+/);
    await visitor.ready();
    await page.getByText(`Hello ${mark}`, { exact: true }).waitFor();
    await page.getByText("Order 118").waitFor();

    await page.getByLabel("Your reply in Mail").fill("And one more\nwith two lines");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("with two lines").waitFor();
    assertEquals(await page.locator(".message.out").count(), 2);

    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Reopen" }).waitFor();
    await visitor.open("/conversations?status=closed");
    await page.getByRole("link", { name: `Olena ${mark}` }).click();
    await page.getByRole("button", { name: "Reopen" }).click();
    await page.getByRole("button", { name: "Close" }).waitFor();
  });

  await flow("a call from the card leads to the number to dial", async (visitor, mark) => {
    const { page } = visitor;
    const form = await openDialog(visitor, mark === "on" ? 1 : 2);
    await form.getByRole("radio", { name: /Phone/ }).check();
    assertEquals(await form.getByLabel("Message").isVisible(), false);
    await form.getByRole("button", { name: "Call" }).click();
    await page.waitForURL(/\/conversations\/\w+/);
    await page.getByText("Outgoing call").waitFor();
    const number = page.getByRole("link", { name: "+380 67 111" });
    assertEquals(await number.getAttribute("href"), `tel:+38067111000${mark === "on" ? 1 : 2}`);
    await page.getByRole("button", { name: "Log a call" }).click();
    await visitor.told("The call is logged.");
    assertEquals(await page.getByText("Outgoing call").count(), 2);
  });

  await flow(
    "from the menu: someone new is made, someone known is found",
    async (visitor, mark) => {
      const { page, open } = visitor;
      const write = async (to: string) => {
        await open("/conversations");
        await page.getByRole("main").getByRole("link", { name: "New dialog" }).click();
        await page.getByLabel("Phone or e-mail").fill(to);
        await page.getByRole("button", { name: "Continue" }).click();
      };
      await write("nonsense");
      await page.getByRole("link", { name: "This is neither a phone nor an e-mail." }).waitFor();
      await write(`New.${mark}@Example.com`);
      await page.getByText(`Nobody has new.${mark}@example.com yet`).waitFor();
      await page.getByLabel("Subject").fill("Welcome");
      await page.getByLabel("Message").fill("Hello, new one");
      await page.getByRole("button", { name: "Send" }).click();
      await page.getByText("Hello, new one").waitFor();
      await write(`new.${mark}@example.com`);
      await page.getByRole("heading", { name: `New dialog: New.${mark}@Example.com` }).waitFor();
      await page.getByText("continues the conversation").waitFor();
    },
  );

  await flow("where nothing can be used the page says why", async ({ page, open }) => {
    await open("/contacts/3");
    await page.getByRole("link", { name: "Why can I not write?" }).click();
    await page.getByText("The contact has no e-mail.").waitFor();
    await page.getByRole("link", { name: "Add a phone" }).waitFor();
  });

  await step(
    "keys: d opens the dialog, Escape gives the focus back, r goes to the reply",
    async () => {
      const visitor = await visit({ as: "agent" });
      const { page, open } = visitor;
      await open("/contacts/1");
      const link = page.getByRole("main").getByRole("link", { name: "New dialog" });
      await link.focus();
      await page.keyboard.press("d");
      const dialog = page.getByRole("dialog", { name: "New dialog: Olena on" });
      await dialog.waitFor();
      assertEquals(await dialog.evaluate((node) => node.contains(document.activeElement)), true);
      await page.keyboard.press("Escape");
      assertEquals(await dialog.isVisible(), false);
      assertEquals(await link.evaluate((node) => node === document.activeElement), true);
      await page.keyboard.press("Enter");
      await dialog.getByRole("link", { name: "Cancel" }).click();
      assertEquals(await dialog.isVisible(), false);

      await open("/conversations");
      await page.getByRole("listitem").filter({ hasText: "Mail" }).filter({ hasText: "Olena on" })
        .getByRole("link").click();
      await page.waitForURL(/\/conversations\/\w+/);
      await visitor.ready();
      await page.keyboard.press("r");
      const box = page.getByLabel("Your reply in Mail");
      assertEquals(await box.evaluate((node) => node === document.activeElement), true);
      assertNoProblems(visitor);
      await visitor.context.close();
    },
  );
});
