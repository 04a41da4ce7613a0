import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { fillCrowd } from "@/tests/support/crowd.ts";
import { assertNoProblems, stageTest, type Visitor } from "@/tests/support/stage.ts";

const PEOPLE = 60;
let tags = new Map<string, string>();

async function fill(acting: Parameters<typeof fillCrowd>[0]): Promise<void> {
  tags = await fillCrowd(acting, PEOPLE);
}

stageTest("the filter", { fill, visit: { as: "agent" } }, async ({ flow, step, visit }) => {
  await flow(
    "conditions and a group are built, applied, and removed one by one",
    async (visitor) => {
      const { open, page, at } = visitor;
      await open("/contacts?sort=name&size=25");
      await page.getByRole("link", { name: "Filter", exact: true }).click();
      await page.getByRole("form", { name: "Build a filter" }).waitFor();
      await visitor.ready();
      await add(visitor, "Tag");
      await page.getByRole("checkbox", { name: "VIP" }).check();
      await add(visitor, "Last activity");
      await rule(page, "2").getByLabel("How many").fill("60");
      await press(visitor, "Add group");
      await add(visitor, "Phone", "#f2");
      await choose(visitor, "3.1", "set");
      await add(visitor, "E-mail", "#f2");
      await rule(page, "3.2").getByLabel("Value").fill("kovalenko");
      await press(visitor, "Apply");
      await page.waitForURL((url) => !url.searchParams.has("do"));
      await visitor.ready();
      const filter = `tags.any(${
        tags.get("VIP")
      });lastActivity.last(60d);any(phone.set;email.contains(kovalenko))`;
      assertEquals(at(), `/contacts?f=${filter}&sort=name&size=25`);
      assertEquals(await chips(page), [
        "Tag any of VIP",
        "Last activity in the last 60 days",
        "Phone is set",
        "E-mail contains “kovalenko”",
      ]);
      await page.getByText("Contacts where tag is VIP and last activity is in the last 60 days and")
        .first().waitFor();
      const found = await foundCount(page);
      assert(found > 0 && found < PEOPLE);

      await page.getByRole("link", { name: "Remove “Last activity in the last 60 days”" }).click();
      await page.waitForURL((url) => !(url.searchParams.get("f") ?? "").includes("lastActivity"));
      await page.getByRole("link", { name: "Remove “Phone is set”" }).click();
      await page.waitForURL((url) => !(url.searchParams.get("f") ?? "").includes("phone"));
      assertEquals(
        at(),
        `/contacts?f=tags.any(${tags.get("VIP")});any(email.contains(kovalenko))&sort=name&size=25`,
      );
      await page.getByRole("link", { name: "Clear", exact: true }).click();
      await page.waitForURL("**/contacts?sort=name&size=25");
      assertEquals(await foundCount(page), PEOPLE);
    },
  );

  await flow(
    "an impossible condition is explained beside it, and its input kept",
    async (visitor) => {
      const { open, page } = visitor;
      await open(`/contacts?f=id.gt(30);created.on(2026-02-31)`);
      await page.getByRole("alert").getByRole("link", { name: /^Condition 2: Enter a day/ })
        .waitFor();
      assertEquals(await page.locator("a[data-row]").count(), 0);
      await page.getByRole("heading", { name: "The filter cannot be applied" }).waitFor();
      const day = rule(page, "2").getByLabel("Day");
      assertEquals(await day.inputValue(), "2026-02-31");
      assertEquals(await day.getAttribute("aria-invalid"), "true");
      const problem = await day.getAttribute("aria-describedby");
      assert((await page.locator(`[id="${problem}"]`).innerText()).startsWith("Enter a day"));
      await day.fill("28.02.2026");
      await press(visitor, "Apply");
      await page.waitForURL("**/contacts?f=id.gt(30);created.on(2026-02-28)");
    },
  );

  await flow("an incomplete condition is told when it is applied, not before", async (visitor) => {
    const { open, page } = visitor;
    await open("/contacts?filter=edit");
    await add(visitor, "Name");
    await press(visitor, "Apply");
    await page.getByRole("alert").getByRole("link", { name: "Condition 1: Enter a value." })
      .waitFor();
    await visitor.ready();
    await rule(page, "1").getByLabel("Value").fill("тарас");
    await press(visitor, "Apply");
    await page.waitForURL((url) => url.searchParams.get("f") === "name.contains(тарас)");
    await visitor.ready();
    assertEquals(await foundCount(page), 6);
  });

  await flow("conditions typed into the search are part of the filter", async (visitor) => {
    const { open, page } = visitor;
    await open("/contacts?sort=name");
    await search(visitor, "tag:VIP -lang:en");
    await page.getByText("Contacts where tag is VIP and language is not English").waitFor();
    const found = await foundCount(page);
    assert(found > 0 && found < PEOPLE);
    await search(visitor, "tag:VIP color:red");
    await page.getByText("There is no field “color” to filter by").waitFor();
    await page.getByText("Nothing found for “tag:VIP color:red”").waitFor();
    await page.getByLabel("Search syntax").click();
    await page.getByText("created between two days, both included").waitFor();
  });

  await flow("search, tags, sort and page size stay when the filter changes", async (visitor) => {
    const { open, page, at } = visitor;
    const vip = tags.get("VIP");
    await open(`/contacts?q=o&tag=${vip}&f=phone.set&sort=name&size=25&filter=edit`);
    await press(visitor, "Remove condition 1");
    await add(visitor, "E-mail");
    await choose(visitor, "1", "set");
    await press(visitor, "Apply");
    await page.waitForURL((url) => url.searchParams.get("f") === "email.set");
    assertEquals(at(), `/contacts?q=o&tag=${vip}&f=email.set&sort=name&size=25`);
  });

  await flow("the card's neighbours are those of the filtered list", async (visitor) => {
    const { open, page } = visitor;
    await open("/contacts?f=email.empty&sort=name");
    const listed = await page.locator("a[data-row]").allInnerTexts();
    await page.locator("a[data-row]").first().click();
    await page.getByRole("link", { name: "Next in the list" }).click();
    await page.getByRole("heading", { level: 1, name: listed[1] ?? "" }).waitFor();
  });

  await step("what the conditions find is counted while they are edited", async () => {
    const visitor = await visit();
    const { open, page, context } = visitor;
    await open("/contacts");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.keyboard.press("f");
    await page.waitForURL("**/contacts?filter=edit");
    await visitor.ready();
    asked.length = 0;
    await add(visitor, "Name");
    const status = page.locator(".filter-outcome [role=status]");
    await status.filter({ hasText: "Complete the conditions" }).waitFor();
    await rule(page, "1").getByLabel("Value").pressSequentially("олена");
    await status.filter({ hasText: "6 contacts found" }).waitFor();
    await page.getByText("Contacts where name contains “олена”").waitFor();
    await choose(visitor, "1", "not_contains");
    await status.filter({ hasText: "54 contacts found" }).waitFor();
    await page.getByText("Also finds contacts without a value.").waitFor();
    assert(asked.every((path) => path === "/contacts/count"), asked.join());
    assertEquals(await page.locator("a[data-row]").count(), 50);
    assertNoProblems(visitor);
    await context.close();
  });

  await step("a filter is built by the keyboard alone", async () => {
    const visitor = await visit();
    const { open, page, context } = visitor;
    await open("/contacts");
    await page.keyboard.press("f");
    await page.waitForURL("**/contacts?filter=edit");
    await visitor.ready();
    assertEquals(await focusedId(page), "filter-title");
    await page.keyboard.press("Tab"); // all or any
    await page.keyboard.press("Tab");
    assertEquals(await focusedId(page), "add");
    await page.keyboard.type("lang");
    await page.keyboard.press("ArrowDown");
    const active = await page.locator("#add").getAttribute("aria-activedescendant");
    assertEquals(await page.locator(`[id="${active}"]`).innerText(), "Language");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab"); // past the field that narrows the languages
    await page.keyboard.press("Space");
    await page.locator("input[name='f0.v']:checked").waitFor();
    await page.locator("#add").focus();
    await page.keyboard.type("contact n");
    await page.keyboard.press("Enter");
    await page.keyboard.type("12");
    await page.locator("button[value='remove:0']").focus();
    await page.keyboard.press("Enter");
    assertEquals(
      await page.evaluate(() => document.activeElement?.getAttribute("value")),
      "remove:0",
    );
    await page.getByLabel("Value").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/contacts?f=id.eq(12)");
    assertEquals(await foundCount(page), 1);
    assertNoProblems(visitor);
    await context.close();
  });

  await step("a count that does not reach the server says so", async () => {
    const { open, page, context, hasJavaScript } = await visit();
    assert(hasJavaScript);
    await open("/contacts?f=name.contains(o)&filter=edit");
    await page.route("**/contacts/count?*", (route) => route.abort());
    await rule(page, "1").getByLabel("Value").fill("ol");
    await page.getByText("The count did not reach the server").waitFor();
    await context.close();
  });

  await step("a search while the builder is open goes along when it is applied", async () => {
    const visitor = await visit();
    const { open, page, at, context } = visitor;
    await open("/contacts?f=phone.set&filter=edit");
    await search(visitor, "олена");
    await press(visitor, "Apply");
    await page.waitForURL((url) => !url.searchParams.has("do"));
    assertEquals(at(), `/contacts?q=${encodeURIComponent("олена")}&f=phone.set`);
    await context.close();
  });
});

/** As a person does it: from the combobox, or from the list and the button beside it. */
async function add({ page, hasJavaScript }: Visitor, field: string, within = ".filter-form") {
  const scope = page.locator(within).locator(".filter-add").last();
  const count = await page.locator(".filter-rule").count();
  if (hasJavaScript) {
    await scope.getByRole("combobox").fill(field);
    await scope.getByRole("option", { name: field, exact: true }).click();
  } else {
    await scope.getByLabel("Add a condition").selectOption({ label: field });
    await scope.getByRole("button", { name: "Add condition" }).click();
  }
  await page.locator(".filter-rule").nth(count).waitFor();
}

/** Another operator; without JavaScript the page has to be asked for the fields that fit. */
async function choose(visitor: Visitor, number: string, op: string): Promise<void> {
  const { page, hasJavaScript } = visitor;
  await rule(page, number).getByLabel("Operator").selectOption(op);
  if (!hasJavaScript) await press(visitor, "Update the fields");
}

async function press({ page, ready }: Visitor, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
  await ready();
}

function rule(page: Page, number: string) {
  return page.getByRole("group", { name: `Condition ${number}`, exact: true });
}

async function search({ page, hasJavaScript, ready }: Visitor, words: string): Promise<void> {
  await page.getByRole("searchbox", { name: "Search contacts" }).fill(words);
  if (!hasJavaScript) await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("q") === words);
  await ready();
}

async function chips(page: Page): Promise<string[]> {
  const texts = await page.locator(".chip-words").allInnerTexts();
  return texts.map((text) => text.replace(/\s+/g, " ").trim());
}

async function foundCount(page: Page): Promise<number> {
  return parseInt(await page.locator("#list-count").innerText());
}

function focusedId(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.id);
}
