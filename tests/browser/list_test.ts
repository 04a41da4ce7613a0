import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { fillCrowd } from "@/tests/support/crowd.ts";
import { stageTest, type Visitor } from "@/tests/support/stage.ts";

/** Three pages of 25. */
const PEOPLE = 60;
let tags = new Map<string, string>();

async function fill(acting: Parameters<typeof fillCrowd>[0]): Promise<void> {
  tags = await fillCrowd(acting, PEOPLE);
}

stageTest("the contact list", { fill, visit: { as: "agent" } }, async ({ flow, step, visit }) => {
  await flow("a search finds by any piece of name, e-mail or phone", async (visitor) => {
    const { open, page, at } = visitor;
    await open("/contacts");
    await search(visitor, "shevchenko тар");
    assertEquals(await names(page), ["Тарас Шевченко"]);
    assertEquals(await countText(page), "1 of 60");
    assertEquals(at(), "/contacts?q=shevchenko+%D1%82%D0%B0%D1%80");
    await search(visitor, "067 123-40 10");
    assertEquals(await names(page), ["Олена Шевченко"]);
    await page.getByRole("link", { name: "Clear search" }).click();
    await shows(visitor, "60 contacts");
    assertEquals(at(), "/contacts");
  });

  await flow("a search without results says so and offers ways on", async (visitor) => {
    const { open, page, at, arrive } = visitor;
    await open(`/contacts?tag=${tags.get("VIP")}&sort=name`);
    await search(visitor, "050 999 88 77");
    await page.getByRole("heading", { name: "No contact with these tags matches" }).waitFor();
    assertEquals(await countText(page), "0 of 60");
    await page.getByRole("link", { name: "Search all contacts" }).click();
    await page.getByRole("heading", { name: "Nothing found for “050 999 88 77”" }).waitFor();
    assertEquals(at(), "/contacts?q=050+999+88+77&sort=name");
    await page.getByRole("link", { name: "Create “050 999 88 77”" }).click();
    await arrive("/contacts/new");
    assertEquals(await page.getByLabel("Phone 1").inputValue(), "050 999 88 77");
  });

  await flow("headers sort, in both directions, and say so", async (visitor) => {
    const { open, page, at } = visitor;
    await open("/contacts?size=25");
    const header = page.getByRole("columnheader", { name: "Name" });
    await header.getByRole("link").click();
    await page.locator("th[aria-sort=ascending]").filter({ hasText: "Name" }).waitFor();
    assertEquals(at(), "/contacts?sort=name&size=25");
    const first = await names(page);
    assertEquals(first.slice(0, 2), ["John Novák", "John Бондаренко"]);
    await header.getByRole("link").click();
    await page.locator("th[aria-sort=descending]").waitFor();
    assertEquals(at(), "/contacts?sort=-name&size=25");
    assert(!first.includes((await names(page))[8] ?? ""));
  });

  await flow("pages go forward and back, and keep size and sort", async (visitor) => {
    const { open, page } = visitor;
    await open("/contacts?sort=-created");
    await page.getByRole("link", { name: "25 per page" }).click();
    await shows(visitor, "1–25 of 60");
    const first = await names(page);
    await page.getByRole("link", { name: "Next" }).click();
    await shows(visitor, "26–50 of 60");
    await page.getByRole("link", { name: "Next" }).click();
    await shows(visitor, "51–60 of 60");
    assertEquals(await page.getByRole("link", { name: "Next" }).count(), 0);
    await page.getByRole("link", { name: "Previous" }).click();
    await shows(visitor, "26–50 of 60");
    await page.getByRole("link", { name: "Previous" }).click();
    await shows(visitor, "1–25 of 60");
    assertEquals(await names(page), first);
    assert(page.url().includes("sort=-created") && page.url().includes("size=25"));
  });

  await flow("tags filter, and each part of a view is cleared by itself", async (visitor) => {
    const { open, page, at } = visitor;
    const [vip, opt] = [tags.get("VIP"), tags.get("Опт")];
    await open("/contacts?sort=name&size=25");
    const all = await chip(page, "VIP").locator("small").textContent();
    await chip(page, "VIP").click();
    await shows(visitor, `${all} of 60`);
    await chip(page, "Опт").click();
    await page.waitForURL(`**/contacts?tag=${vip}&tag=${opt}&sort=name&size=25`);
    const either = Number((await countText(page)).split(" ")[0]);
    assert(either > Number(all), "any of two tags finds more than one of them");
    await search(visitor, "тарас");
    assertEquals(
      at(),
      `/contacts?q=${encodeURIComponent("тарас")}&tag=${vip}&tag=${opt}&sort=name&size=25`,
    );
    const combined = Number((await countText(page)).split(" ")[0]);
    assert(combined > 0 && combined < either);
    await chip(page, "VIP").click();
    await page.waitForURL(`**/contacts?q=*&tag=${opt}&sort=name&size=25`);
    await page.getByRole("link", { name: "Clear tags" }).click();
    await page.waitForURL("**/contacts?q=*&sort=name&size=25");
    await page.getByRole("link", { name: "Clear search" }).click();
    await shows(visitor, "60 contacts");
    assertEquals(at(), "/contacts?sort=name&size=25");
  });

  await flow("columns and row height are remembered", async ({ open, page, arrive, ready }) => {
    await open("/contacts?sort=name");
    await page.getByText("View", { exact: true }).click();
    await page.getByRole("checkbox", { name: "Language" }).check();
    await page.getByRole("checkbox", { name: "Phone" }).uncheck();
    await page.getByRole("radio", { name: "Compact" }).check();
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByRole("columnheader", { name: "Language" }).waitFor();
    await ready();
    // Name, tags, language, conversations, last activity, status.
    assertEquals(await page.getByRole("columnheader").count(), 6);
    assert(page.url().endsWith("?sort=name"));
    await open("/contacts");
    assertEquals(await page.getByRole("columnheader", { name: "Phone" }).count(), 0);
    assertEquals(await page.locator("html").getAttribute("data-density"), "compact");
    await page.getByText("View", { exact: true }).click();
    await page.getByRole("checkbox", { name: "Language" }).uncheck();
    await page.getByRole("checkbox", { name: "Phone" }).check();
    await page.getByRole("radio", { name: "Default" }).check();
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByRole("columnheader", { name: "Phone" }).waitFor();
    await arrive("/contacts");
  });

  await flow("a card leads to its neighbours in the list it was opened from", async (visitor) => {
    const { open, page } = visitor;
    await open(`/contacts?tag=${tags.get("VIP")}&sort=name`);
    const listed = await names(page);
    await page.getByRole("link", { name: listed[0] ?? "", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: listed[0] ?? "" }).waitFor();
    assertEquals(await page.getByRole("link", { name: "Previous in the list" }).count(), 0);
    await page.getByRole("link", { name: "Next in the list" }).click();
    await page.getByRole("heading", { level: 1, name: listed[1] ?? "" }).waitFor();
    await page.getByRole("link", { name: "Previous in the list" }).click();
    await page.getByRole("heading", { level: 1, name: listed[0] ?? "" }).waitFor();
    await page.getByRole("main").getByRole("link", { name: "Contacts" }).click();
    await shows(visitor, "of 60");
    assertEquals(await names(page), listed);
  });

  await flow("an agent does not see tags that are for admins only", async ({ open, page }) => {
    await open("/contacts?size=100");
    assertEquals(await page.getByText("Fraud check").count(), 0);
  });

  await flow("a page of the list that is gone says so and shows the first", async (visitor) => {
    await visitor.open("/contacts?page=nonsense");
    await visitor.page.getByText("This page of the list no longer exists").waitFor();
    await shows(visitor, "1–50 of 60");
  });

  await step("typing keeps the focus and tells how many were found", async () => {
    const visitor = await visit();
    const { open, page, context } = visitor;
    await open("/contacts");
    const box = page.getByRole("searchbox");
    await box.pressSequentially("олена");
    await page.locator("#list-status", { hasText: "6 contacts found" }).waitFor();
    assertEquals(await page.evaluate(() => document.activeElement?.getAttribute("name")), "q");
    assertEquals(await box.inputValue(), "олена");
    await page.getByRole("link", { name: "Clear search" }).click();
    await page.locator("#list-status", { hasText: "60 contacts found" }).waitFor();
    assertEquals(await page.evaluate(() => document.activeElement?.getAttribute("name")), "q");
    await context.close();
  });

  await step("a search that does not reach the server says so and keeps the rows", async () => {
    const { open, page, context } = await visit();
    await open("/contacts");
    await page.route("**/contacts?q=*", (route) => route.abort());
    await page.getByRole("searchbox").fill("олена");
    await page.getByRole("alert").filter({ hasText: "did not reach the server" }).waitFor();
    assertEquals(await page.locator("tbody tr").count(), 50);
    await context.close();
  });
});

/** As a person does: with JavaScript it is enough to type. */
async function search({ page, hasJavaScript, ready }: Visitor, words: string): Promise<void> {
  await page.getByRole("searchbox").fill(words);
  if (!hasJavaScript) await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("q") === words);
  await ready();
}

/** Waits for a text in the count or below the list. */
async function shows({ page, ready }: Visitor, text: string): Promise<void> {
  await page.locator("#list-count, .list-foot").filter({ hasText: text }).first().waitFor();
  await ready();
}

function names(page: Page): Promise<string[]> {
  return page.locator("a[data-row]").allInnerTexts();
}

async function countText(page: Page): Promise<string> {
  return (await page.locator("#list-count").innerText()).trim();
}

function chip(page: Page, name: string) {
  return page.getByRole("navigation", { name: "Filter by tags" }).getByRole("link", { name });
}
