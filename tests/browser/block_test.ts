import { assert, assertEquals } from "@std/assert";
import type { Locator } from "playwright-core";
import { blockContact } from "@/lib/actions/block_contact.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { aNamed } from "@/tests/support/cast.ts";
import { assertNoProblems, stageTest, type Visitor } from "@/tests/support/stage.ts";

/** Each flow has people of its own: with JavaScript the first, without the next. */
const PEOPLE = ["Olena on", "Olena off", "Taras on", "Taras off", "Zoë on", "Zoë off"];
const BLOCKED = ["Ірина Друга", "Ірина Перша"];

async function fill(acting: Acting): Promise<void> {
  for (const name of PEOPLE) await createContact(acting, aNamed(name));
  for (const name of BLOCKED) {
    const { id } = await createContact(acting, aNamed(name));
    await blockContact(acting, id, { preset: "forever", until: "", reason: "fraud", note: "" });
  }
}

function idOf(name: string): number {
  return PEOPLE.indexOf(name) + 1;
}

/** With JavaScript the form is on top of the page, without it is one. */
async function openForm({ page, hasJavaScript }: Visitor, link: Locator): Promise<Locator> {
  await link.click();
  const place = hasJavaScript ? page.getByRole("dialog") : page.getByRole("main");
  await place.getByRole("heading", { name: /^Block/ }).waitFor();
  return place;
}

function hasFocus(locator: Locator): Promise<boolean> {
  return locator.evaluate((node) => node === document.activeElement);
}

stageTest("blocks", { fill, visit: { as: "agent" } }, async ({ flow, step, visit }) => {
  await flow("from the card: block, change, undo, unblock", async (visitor, mark) => {
    const { page } = visitor;
    const id = idOf(`Olena ${mark}`);
    await visitor.open(`/contacts/${id}`);
    const main = page.getByRole("main");
    const state = page.locator(".block-state");
    const form = await openForm(visitor, main.getByRole("link", { name: "Block", exact: true }));
    await form.getByRole("radio", { name: /For ever/ }).check();
    await form.getByLabel("Reason").selectOption("Spam");
    await form.getByLabel("Details").fill("Sells casinos");
    await form.getByRole("button", { name: "Block for ever" }).click();
    await visitor.told("Blocked for ever.");
    await visitor.arrive(`/contacts/${id}`);
    await state.getByText("Spam: Sells casinos").waitFor();
    await state.getByText("No attempts yet").waitFor();

    const change = main.getByRole("link", { name: "Change block" });
    const again = await openForm(visitor, change);
    assertEquals(await again.getByLabel("Details").inputValue(), "Sells casinos");
    await again.getByRole("radio", { name: /Until next month/ }).check();
    await again.getByRole("button", { name: /^Save: until/ }).click();
    await visitor.told("Now blocked until");
    await page.locator(".flash").getByRole("button", { name: "Undo" }).click();
    await state.getByText("Blocked for ever", { exact: true }).waitFor();
    await visitor.ready();

    const last = await openForm(visitor, change);
    await last.getByRole("button", { name: "Unblock" }).click();
    await visitor.told("Unblocked.");
    await main.getByRole("link", { name: "Block", exact: true }).waitFor();
    await main.getByText("1 earlier block").click();
    await page.locator(".past-blocks").getByText(/unblocked/).waitFor();
  });

  await flow("from a row of the list, which stays as it was found", async (visitor, mark) => {
    const { page } = visitor;
    const name = `Taras ${mark}`;
    await visitor.open("/contacts?sort=name&size=25");
    const row = page.getByRole("row").filter({ hasText: name });
    const form = await openForm(visitor, row.getByRole("link", { name: "Block" }));
    await form.getByRole("radio", { name: /Until tomorrow/ }).check();
    const button = form.getByRole("button", { name: /^Block until .*, 00:00$/ });
    const until = (await button.innerText()).replace("Block ", "");
    await button.click();
    await visitor.told(`Blocked ${until}.`);
    assertEquals(visitor.at(), "/contacts?sort=name&size=25");
    await row.getByText(until).waitFor();
    const link = row.getByRole("link", { name: "Unblock" });
    if (visitor.hasJavaScript) assert(await hasFocus(link), "the row has the focus again");
    const again = await openForm(visitor, link);
    await again.getByRole("button", { name: "Unblock" }).click();
    await visitor.told("Unblocked.");
    await row.getByRole("link", { name: "Block" }).waitFor();
  });

  await flow("a refused block keeps what was entered", async (visitor, mark) => {
    const { page } = visitor;
    await visitor.open(`/contacts/${idOf(`Zoë ${mark}`)}`);
    const link = page.getByRole("main").getByRole("link", { name: "Block", exact: true });
    const form = await openForm(visitor, link);
    assertEquals(await form.getByLabel("Date and time").isVisible(), false);
    await form.getByRole("radio", { name: "Choose a time" }).check();
    await form.getByLabel("Date and time").fill("2020-01-01T00:00");
    await form.getByLabel("Details").fill("x".repeat(501));
    await form.getByRole("button", { name: "Block until the chosen time" }).click();
    await form.getByRole("link", { name: "This moment has passed; choose a later one." }).waitFor();
    await form.getByRole("link", { name: "Shorten it to 500 characters." }).waitFor();
    assertEquals(await form.getByLabel("Date and time").inputValue(), "2020-01-01T00:00");
    await form.getByLabel("Details").fill("Enough");
    await form.getByLabel("Date and time").fill("2190-01-01T00:00");
    await form.getByRole("button", { name: "Block until the chosen time" }).click();
    await visitor.told("Blocked until 1 Jan 2190, 00:00.");
  });

  await step(
    "a row leaves a list that asks for blocked ones; the next gets the focus",
    async () => {
      const visitor = await visit();
      const { page } = visitor;
      await visitor.open(`/contacts?sort=name&q=${encodeURIComponent("is:blocked Ірина")}`);
      const row = page.getByRole("row").filter({ hasText: "Друга" });
      const form = await openForm(visitor, row.getByRole("link", { name: "Unblock" }));
      await form.getByRole("button", { name: "Unblock" }).click();
      await visitor.told("Unblocked.");
      await row.waitFor({ state: "detached" });
      assert(await hasFocus(page.getByRole("link", { name: "Unblock" })));
      assertEquals(await page.getByRole("dialog").count(), 0);
      assertNoProblems(visitor);
      await visitor.context.close();
    },
  );

  await step("keys: b on the card and on a row; Escape gives the focus back", async () => {
    const visitor = await visit();
    const { page } = visitor;
    await visitor.open("/contacts/1");
    await page.keyboard.press("b");
    const dialog = page.getByRole("dialog", { name: "Block: Olena on" });
    await dialog.waitFor();
    assert(await dialog.evaluate((node) => node.contains(document.activeElement)));
    await page.keyboard.press("ArrowDown"); // from an hour to tomorrow
    await dialog.getByRole("button", { name: /^Block until .*, 00:00$/ }).waitFor();
    await page.keyboard.press("Escape");
    assertEquals(await dialog.isVisible(), false);
    const main = page.getByRole("main");
    assert(await hasFocus(main.getByRole("link", { name: "Block", exact: true })));

    await visitor.open("/contacts?sort=name");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    const second = await page.evaluate("document.activeElement?.textContent");
    await page.keyboard.press("b");
    const row = page.getByRole("dialog", { name: `Block: ${second}` });
    await row.waitFor();
    await row.getByRole("link", { name: "Cancel" }).click();
    assertEquals(await row.isVisible(), false);
    assertNoProblems(visitor);
    await visitor.context.close();
  });

  await step(
    "a form that the server does not take any more stays, and is not said to be lost",
    async () => {
      const { page, open, context } = await visit();
      await open("/contacts/1");
      await page.route(
        "**/block",
        (route) =>
          route.request().method() === "POST"
            ? route.fulfill({ status: 403, contentType: "text/html", body: "<main>No</main>" })
            : route.continue(),
      );
      await page.keyboard.press("b");
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Details").fill("Sells casinos");
      await dialog.getByRole("button", { name: /^Block until/ }).click();
      await dialog.getByRole("alert").filter({ hasText: "did not take the form" }).waitFor();
      assertEquals(await dialog.getByLabel("Details").inputValue(), "Sells casinos");
      await context.close();
    },
  );

  await step("in Ukrainian on a small screen nothing is wider than it", async () => {
    for (const javaScriptEnabled of [true, false]) {
      const viewport = { width: 360, height: 740 };
      const visitor = await visit({ viewport, locale: "uk", javaScriptEnabled });
      const { page } = visitor;
      await visitor.open("/contacts");
      const badge = page.getByRole("row").filter({ hasText: "Перша" }).locator(".blocked");
      const word = await badge.getByText("Заблоковано", { exact: true }).boundingBox();
      assert((word?.width ?? 0) > 50, "the badge says what it is, for there is no heading");
      await page.getByRole("row").filter({ hasText: "Olena on" }).getByRole("link", {
        name: "Заблокувати",
      }).click();
      const place = javaScriptEnabled ? page.getByRole("dialog") : page.getByRole("main");
      await place.getByRole("heading", { name: "Заблокувати: Olena on" }).waitFor();
      await place.getByRole("radio", { name: /До наступного місяця/ }).check();
      await place.getByRole("button", { name: /^Заблокувати до / }).waitFor();
      assertEquals(
        await place.evaluate((node) => node.scrollWidth > node.clientWidth),
        false,
        `JavaScript: ${javaScriptEnabled}`,
      );
      await visitor.context.close();
    }
  });
});
