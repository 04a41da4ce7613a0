import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { createContact } from "@/lib/actions/create_contact.ts";
import { fillTags } from "@/tests/support/crowd.ts";
import { anInput } from "@/tests/support/cast.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { stageTest, type Visitor } from "@/tests/support/stage.ts";

/** Olena has the e-mail olena@example.com. */
const OLENA = "/contacts/1";

async function fill(acting: Acting): Promise<void> {
  await fillTags(acting);
  await createContact(acting, anInput());
}

stageTest("a contact", { fill, visit: { as: "agent" } }, async ({ flow, step, visit }) => {
  await flow(
    "is created with two e-mails, a primary and a new tag",
    async (visitor, mark) => {
      const { page, open, told } = visitor;
      await open("/contacts/new");
      await page.getByLabel("Name").fill(`Sofiia Melnyk ${mark}`);
      await page.getByLabel("E-mail 1").fill(`first.${mark}@example.com`);
      await page.getByRole("button", { name: "Add e-mail" }).click();
      await page.getByLabel("E-mail 2", { exact: true }).fill(`second.${mark}@example.com`);
      await page.getByRole("radio", { name: "E-mail 2 is primary" }).check();
      await page.getByLabel("Phone 1").fill(mark === "on" ? "050 111 22 33" : "050 111 22 44");
      await addTag(visitor, "VIP");
      await addNewTag(visitor, `Fresh ${mark}`);
      await page.getByLabel("Language").selectOption("en");
      await page.getByRole("button", { name: "Create contact" }).last().click();
      await told("Contact created.");
      await page.getByRole("heading", { level: 1, name: `Sofiia Melnyk ${mark}` }).waitFor();
      const emails = page.locator(".handles").filter({ hasText: "@" }).locator("li");
      assertEquals(await emails.allInnerTexts().then((texts) => texts.map(oneLine)), [
        `second.${mark}@example.com primary`,
        `first.${mark}@example.com`,
      ]);
      assertEquals(await tagsOf(page), [`Fresh ${mark}`, "VIP"]);
      await page.getByText("Andrii Lysenko created the contact").waitFor();
      await open("/contacts");
      await page.getByRole("link", { name: `Sofiia Melnyk ${mark}` }).waitFor();
    },
  );

  await flow("is refused with nothing entered, and the summary has the focus", async (visitor) => {
    const { page, open } = visitor;
    await open("/contacts/new");
    await page.getByRole("button", { name: "Create contact" }).last().click();
    await summary(page).filter({ hasText: "Enter a name, an e-mail or a phone" }).waitFor();
    assertEquals(await page.title(), "Error: New contact – Kartka");
    await page.locator("#error-summary:focus").waitFor();
  });

  await flow(
    "is refused a taken e-mail, with a link to its owner",
    async (visitor) => {
      const { page, open, arrive } = visitor;
      await open("/contacts/new");
      await page.getByLabel("Name").fill("Another Olena");
      await page.getByLabel("E-mail 1").fill(" OLENA@example.com");
      await page.getByRole("button", { name: "Create contact" }).last().click();
      await summary(page).getByRole("link", { name: "E-mail 1: It already belongs to contact 1." })
        .waitFor();
      await visitor.ready();
      const field = page.getByLabel("E-mail 1");
      assertEquals(await field.getAttribute("aria-invalid"), "true");
      assertEquals(await field.inputValue(), "OLENA@example.com");
      assertEquals(await page.getByLabel("Name").inputValue(), "Another Olena");
      await summary(page).getByRole("link").click();
      await page.locator("[id='emails.0']:focus").waitFor();
      await page.getByRole("link", { name: "Open contact 1" }).click();
      await arrive(OLENA);
    },
  );

  await flow("keeps to the limits and says which one was passed", async ({ page, open, ready }) => {
    await open("/contacts/new");
    const long = "Ж".repeat(256);
    await page.getByLabel("Name").fill(long);
    await page.getByRole("button", { name: "Create contact" }).last().click();
    await summary(page).getByRole("link", { name: "Name: Shorten it to 255 characters." })
      .waitFor();
    await ready();
    assertEquals(await page.getByLabel("Name").inputValue(), long);
    for (let rows = 1; rows < 20; rows++) {
      await page.getByRole("button", { name: "Add phone" }).click();
      await page.getByLabel(`Phone ${rows + 1}`, { exact: true }).waitFor();
    }
    assertEquals(await page.getByRole("button", { name: "Add phone" }).count(), 0);
    assertEquals(await page.getByLabel("Name").inputValue(), long);
  });

  await flow(
    "is edited, and the timeline says what was changed",
    async (visitor, mark) => {
      const { page, open, told } = visitor;
      await createByForm(visitor, {
        name: `Taras ${mark}`,
        emails: [`a.${mark}@x.ua`, `b.${mark}@x.ua`],
      });
      await page.getByRole("link", { name: "Edit", exact: true }).click();
      await page.getByRole("button", { name: "Save changes" }).last().waitFor();
      await visitor.ready();
      await page.getByRole("radio", { name: "E-mail 2 is primary" }).check();
      await page.getByRole("button", { name: "Remove e-mail 1" }).click();
      await page.getByLabel("E-mail 2", { exact: true }).waitFor({ state: "detached" });
      await visitor.ready();
      assertEquals(await page.getByLabel("E-mail 1").inputValue(), `b.${mark}@x.ua`);
      await page.getByLabel("Name").fill(`Taras Bondarenko ${mark}`);
      await page.getByRole("button", { name: "Save changes" }).last().click();
      await told("Changes saved.");
      const entry = page.locator(".timeline li").first();
      const changes = await entry.locator(".changes > div").allTextContents();
      assertEquals(changes.map(oneLine), [
        `NameTaras ${mark} → Taras Bondarenko ${mark}`,
        `E-mailremoved a.${mark}@x.ua`,
      ]);
      await open(page.url().replace(/\?.*/, "") + "/edit");
      await page.getByRole("button", { name: "Save changes" }).last().click();
      await told("Nothing was changed.");
    },
  );

  await flow("asks field by field when someone saved in between", async (visitor, mark) => {
    const { page, open, told } = visitor;
    await createByForm(visitor, { name: `Ihor ${mark}`, emails: [`ihor.${mark}@x.ua`] });
    const card = new URL(page.url()).pathname;
    await open(`${card}/edit`);
    const other = await visit({ as: "admin", javaScriptEnabled: visitor.hasJavaScript });
    await other.open(`${card}/edit`);
    await other.page.getByLabel("Name").fill(`Ihor Theirs ${mark}`);
    await other.page.getByLabel("Language").selectOption("de");
    await other.page.getByRole("button", { name: "Save changes" }).last().click();
    await other.told("Changes saved.");
    await other.context.close();

    await page.getByLabel("Name").fill(`Ihor Mine ${mark}`);
    await page.getByLabel("Phone 1").fill(mark === "on" ? "063 818 20 44" : "063 818 20 45");
    await page.getByRole("button", { name: "Save changes" }).last().click();
    await page.getByRole("alert").filter({ hasText: "Someone else changed this contact" })
      .waitFor();
    await page.locator("#error-summary:focus").waitFor();
    const name = page.getByRole("group", { name: "Name" });
    await name.getByText(`Ihor Theirs ${mark}`).waitFor();
    const phone = page.getByRole("group", { name: "Phone" });
    assert(await phone.getByRole("radio", { name: "Yours" }).isChecked(), "only mine: suggested");
    assert(await name.getByRole("radio", { name: "Saved meanwhile" }).isChecked());
    await name.getByRole("radio", { name: "Yours" }).check();
    await page.getByRole("button", { name: "Save the chosen values" }).click();
    await told("Changes saved.");
    await page.getByRole("heading", { level: 1, name: `Ihor Mine ${mark}` }).waitFor();
    await page.getByText("+380 63 818 204").waitFor();
    await page.getByText("German", { exact: true }).first().waitFor();
  });

  await flow("that does not exist is a page that says so", async ({ page, open, arrive }) => {
    await open("/contacts/999999");
    await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
    await page.getByRole("link", { name: "Go to the contacts" }).click();
    await arrive("/contacts");
  });

  await step("sent twice is one contact", async () => {
    const visitor = await visit({ javaScriptEnabled: false });
    const { page, context } = visitor;
    await visitor.open("/contacts/new");
    const form = await page.locator("input[name=onceKey]").inputValue();
    const body = { name: "Double Click", emails: "", phones: "", language: "", onceKey: form };
    const posts = await Promise.all([1, 2].map(() =>
      context.request.post("/contacts/new", {
        form: body,
        headers: { origin: new URL(page.url()).origin },
        maxRedirects: 0,
      })
    ));
    const places = posts.map((response) => response.headers()["location"]);
    assertEquals(places[0], places[1]);
    await context.close();
  });
});

function summary(page: Page) {
  return page.locator("#error-summary");
}

/** Through the combobox, or a tick in the list of all. */
async function addTag({ page, hasJavaScript }: Visitor, name: string): Promise<void> {
  if (!hasJavaScript) return await page.getByRole("checkbox", { name, exact: true }).check();
  await page.getByRole("combobox", { name: "Find or create a tag" }).fill(name);
  await page.getByRole("option", { name, exact: true }).click();
}

async function addNewTag({ page, hasJavaScript }: Visitor, name: string): Promise<void> {
  if (!hasJavaScript) return await page.getByLabel("New tags, separated by commas").fill(name);
  await page.getByRole("combobox", { name: "Find or create a tag" }).fill(name);
  await page.getByRole("option", { name: `Create “${name}”` }).click();
}

async function createByForm(
  { page, open, told, ready }: Visitor,
  { name, emails }: { name: string; emails: string[] },
): Promise<void> {
  await open("/contacts/new");
  await page.getByLabel("Name").fill(name);
  for (const [at, email] of emails.entries()) {
    if (at > 0) await page.getByRole("button", { name: "Add e-mail" }).click();
    await page.getByLabel(`E-mail ${at + 1}`, { exact: true }).fill(email);
  }
  await page.getByRole("button", { name: "Create contact" }).last().click();
  await told("Contact created.");
  await ready();
}

function tagsOf(page: Page): Promise<string[]> {
  return page.locator(".card .chips .tag").allInnerTexts();
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
