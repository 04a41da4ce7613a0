import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { FEW_CONTACTS, followDuplicates } from "@/lib/store/duplicate_work.ts";
import { aNamed } from "@/tests/support/cast.ts";
import { assertNoProblems, stageTest, type Visitor } from "@/tests/support/stage.ts";

const QUEUE = "/contacts/duplicates";
/** Contacts 1 and 2, 3 and 4, …; the newest pair comes first. */
const PAIRS = 8;

async function fill(acting: Acting): Promise<void> {
  for (let at = 0; at < PAIRS; at++) {
    const name = `${"АБВГҐДЕЄ".charAt(at)}нна Ярова`;
    await createContact(acting, { ...aNamed(name), phones: [`067 000 00 0${at}`] });
    await createContact(acting, { ...aNamed(name), phones: [`67000000${at} вдома`] });
  }
  await createContact(acting, { ...aNamed("Одна Людина"), phones: ["067 111 22 33"] });
  await followDuplicates(acting.deps, FEW_CONTACTS);
}

function groups({ page }: Visitor) {
  return page.locator("section.duplicate-group");
}

async function fillAndLeave(page: Page, phone: string): Promise<void> {
  await page.getByLabel("Phone 1", { exact: true }).fill(phone);
  await page.getByLabel("Name").focus();
}

/** The queue follows a change of someone's mind after the answer: it is asked for again until it has. */
async function comesBack(visitor: Visitor, name: string): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    await visitor.open(QUEUE);
    if (await groups(visitor).getByRole("heading", { name }).count() > 0) return;
  }
  throw new Error(`${name} did not come back`);
}

stageTest("duplicates", { fill, visit: { as: "agent" } }, async ({ flow, step, visit }) => {
  await flow("are set aside, which can be undone, skipped, and compared", async (visitor) => {
    const { page, open, told, arrive } = visitor;
    await open(QUEUE);
    const first = await groups(visitor).first().locator("h2").innerText();
    await groups(visitor).first().getByRole("button", { name: "Not duplicates" }).click();
    await told("Remembered: these are different people.");
    assertEquals(await groups(visitor).getByRole("heading", { name: first }).count(), 0);
    await page.getByRole("button", { name: "Undo" }).click();
    await told("Undone");
    await comesBack(visitor, first);

    await groups(visitor).first().getByRole("link", { name: "Skip" }).click();
    await page.getByRole("link", { name: "From the beginning" }).waitFor();
    assertEquals(await groups(visitor).getByRole("heading", { name: first }).count(), 0);
    await page.getByRole("link", { name: "From the beginning" }).click();
    await groups(visitor).getByRole("heading", { name: first }).waitFor();
    await groups(visitor).first().getByRole("link", { name: "Merge" }).click();
    await arrive("/contacts/15/merge");
  });

  await flow("are asked about before a contact is saved", async ({ page, open, ready }, mark) => {
    await open("/contacts/new");
    await page.getByLabel("Name").fill(`Анна Ярова ${mark}`);
    await page.getByLabel("Phone 1").fill("670000000 #");
    await page.getByRole("button", { name: "Create contact" }).last().click();
    const question = page.getByRole("alert");
    await question.getByText("Nothing is saved yet. Is this somebody new?").waitFor();
    await ready();
    assertEquals(await page.getByLabel("Name").inputValue(), `Анна Ярова ${mark}`);
    assertEquals(await question.getByRole("link", { name: /^Open / }).count() > 0, true);
    await question.getByRole("button", { name: "Save anyway" }).click();
    await page.getByText("Contact created.").waitFor();
    await page.getByRole("heading", { name: "Possible duplicates" }).waitFor();
  });

  await step("are gone through by the keys m, n and s", async () => {
    const visitor = await visit();
    const { page, open, told, arrive } = visitor;
    await open(QUEUE);
    const names = await groups(visitor).locator("h2").allInnerTexts();
    await page.keyboard.press("s");
    await page.getByRole("link", { name: "From the beginning" }).waitFor();
    await visitor.ready();
    assertEquals(await groups(visitor).first().locator("h2").innerText(), names[1]);
    await page.keyboard.press("n");
    await told("Remembered: these are different people.");
    await visitor.ready();
    assertEquals(await groups(visitor).first().locator("h2").innerText(), names[2]);
    await page.keyboard.press("m");
    await arrive("/contacts/11/merge");
    assertNoProblems(visitor);
    await visitor.context.close();
  });

  await step("are hinted at while a form is filled in; the focus stays", async () => {
    const visitor = await visit();
    const { page, open, arrive } = visitor;
    const hint = page.locator(".duplicate-hint");
    const phone = page.getByLabel("Phone 1", { exact: true });
    await open("/contacts/new");
    await page.getByLabel("Name").fill("Одна Людина");
    await phone.fill("671112233 *");
    await page.keyboard.press("Tab");
    await hint.getByRole("heading", { name: "Possible duplicate" }).waitFor();
    assertEquals(await page.evaluate(() => document.activeElement?.textContent), "Add phone");
    await fillAndLeave(page, "0509998877");
    await hint.getByRole("heading").waitFor({ state: "detached" });
    await fillAndLeave(page, "067 111 22 33");
    await hint.getByText("cannot be saved a second time").waitFor();
    assertEquals(await hint.getByRole("button").count(), 0);

    await fillAndLeave(page, "671112233 *");
    await hint.getByRole("button", { name: "Save and merge with Одна Людина" }).click();
    await arrive("/contacts/17/merge");
    await open("/contacts/1/edit");
    await page.getByLabel("Name").fill("Людина Одна");
    await fillAndLeave(page, "671112233 #");
    await hint.getByRole("button", { name: "Save anyway" }).click();
    await arrive("/contacts/1");
    assertNoProblems(visitor);
    await visitor.context.close();
  });

  await step("hints never move what is being clicked", async () => {
    const visitor = await visit({ viewport: { width: 360, height: 900 } });
    const { page, open } = visitor;
    await open("/contacts/new");
    await page.getByLabel("Name").fill("Одна Людина");
    await page.getByLabel("Phone 1", { exact: true }).fill("671112233 ?");
    const tags = page.getByRole("combobox", { name: "Find or create a tag" });
    await tags.hover();
    const before = await tags.boundingBox();
    const answered = page.waitForResponse("**/contacts/suspects");
    await page.mouse.down();
    await (await answered).finished();
    assertEquals(await tags.boundingBox(), before);
    await page.mouse.up();
    await page.locator(".duplicate-hint").getByRole("heading").waitFor();
    assertNoProblems(visitor);
    await visitor.context.close();
  });
});
