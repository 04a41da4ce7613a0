import { assertEquals } from "@std/assert";
import { createAttribute } from "@/lib/actions/create_attribute.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { setAttribute } from "@/lib/actions/set_attribute.ts";
import { aNamed, aTypedAttribute } from "@/tests/support/cast.ts";
import { stageTest, type Visitor } from "@/tests/support/stage.ts";

/** One of each type; the first contact is for the way with JavaScript, the second for the other. */
async function fill(acting: Acting): Promise<void> {
  const options = "Basic\nPro";
  const define = (name: string, type: string, more = {}) =>
    createAttribute(acting, aTypedAttribute({ name, type, options, ...more }));
  await define("Plan", "list");
  await define("LTV", "number");
  await define("Contract until", "date");
  await define("Shop", "link");
  await define("Wholesale", "checkbox");
  await define("Contract number", "text", {
    pattern: "\\d+-\\d+",
    patternHint: "Write it 12-345.",
  });
  for (const name of ["Олена", "Тарас"]) {
    const { id } = await createContact(acting, aNamed(name));
    await setAttribute(acting, id, { key: "plan", raw: "Basic", base: "" });
    await setAttribute(acting, id, { key: "contract_number", raw: "1-1", base: "" });
  }
}

const cardOf = ({ hasJavaScript }: Visitor) => `/contacts/${hasJavaScript ? 1 : 2}`;
const control = ({ page }: Visitor, key: string) => page.locator(`[name="attr.${key}"]`);
const valueOf = ({ page }: Visitor, key: string) =>
  page.locator(`#attributes [data-attribute="${key}"] > span`);

/** Opens the control of a value of the card: in its place, or on its page. */
async function edit({ page, hasJavaScript, arrive }: Visitor, name: string, key: string) {
  const path = new URL(page.url()).pathname;
  await page.getByRole("link", { name: `Edit ${name}` }).click();
  if (hasJavaScript) await page.locator("#attributes form").waitFor();
  else await arrive(`${path}/attributes/${key}`);
}

const save = ({ page }: Visitor) => page.getByRole("button", { name: "Save", exact: true }).click();
async function unfold({ page }: Visitor) {
  const closed = page.locator("#attributes details:not([open]) summary");
  if (await closed.count() > 0) await closed.click();
}

stageTest("attributes on the card", { fill, visit: { as: "agent" } }, async (stage) => {
  await stage.flow("a value of each type is set", async (visitor) => {
    const { page, open, told } = visitor;
    const set = async (name: string, key: string, enter: () => Promise<unknown>) => {
      await unfold(visitor);
      await edit(visitor, name, key);
      await enter();
      await save(visitor);
      await told(`${name}: saved.`);
      await valueOf(visitor, key).waitFor();
    };
    await open(cardOf(visitor));
    await set("LTV", "ltv", () => control(visitor, "ltv").fill("18 450,5"));
    await set(
      "Contract until",
      "contract_until",
      () => control(visitor, "contract_until").fill("2026-12-31"),
    );
    await set("Shop", "shop", () => control(visitor, "shop").fill("shop.example.com/olena"));
    await set("Wholesale", "wholesale", () => control(visitor, "wholesale").selectOption("Yes"));
    const texts = ["plan", "ltv", "contract_until", "shop", "wholesale"].map((key) =>
      valueOf(visitor, key).textContent()
    );
    assertEquals(await Promise.all(texts), [
      "Basic",
      "18,450.5",
      "31 Dec 2026",
      "shop.example.com/olena",
      "Yes",
    ]);
    const link = page.getByRole("link", { name: "shop.example.com/olena" });
    assertEquals(await link.getAttribute("href"), "https://shop.example.com/olena");
  });

  await stage.flow(
    "what is wrong is said at the control, and what was typed stays",
    async (visitor) => {
      const { page, open, told } = visitor;
      await open(cardOf(visitor));
      await edit(visitor, "Contract number", "contract_number");
      const number = control(visitor, "contract_number");
      assertEquals(await number.inputValue(), "1-1");
      await number.fill("twelve");
      await save(visitor);
      await page.locator(".problem").getByText("Write it 12-345.").waitFor();
      assertEquals(await number.inputValue(), "twelve");
      if (visitor.hasJavaScript) {
        await page.locator('[name="attr.contract_number"]:focus').waitFor();
      } else await page.locator("#error-summary:focus").waitFor();
      await number.fill("12-345");
      await save(visitor);
      await told("Contract number: saved.");
      assertEquals(await valueOf(visitor, "contract_number").textContent(), "12-345");
    },
  );

  await stage.flow("a value is cleared, and found again among the empty ones", async (visitor) => {
    const { page, open, told } = visitor;
    await open(cardOf(visitor));
    await edit(visitor, "Plan", "plan");
    await control(visitor, "plan").selectOption("Not set");
    await save(visitor);
    await told("Plan: saved.");
    await unfold(visitor);
    await page.locator("#attributes details").getByText("Plan").waitFor();
    await edit(visitor, "Plan", "plan");
    await control(visitor, "plan").selectOption("Pro");
    await save(visitor);
    await told("Plan: saved.");
    assertEquals(await valueOf(visitor, "plan").textContent(), "Pro");
  });

  await stage.flow("someone else's value is shown before it is replaced", async (visitor, mark) => {
    const { page, open, told } = visitor;
    await open(cardOf(visitor));
    await edit(visitor, "Contract number", "contract_number");
    const other = await stage.visit({ javaScriptEnabled: false });
    await other.open(`${cardOf(visitor)}/attributes/contract_number`);
    await control(other, "contract_number").fill("77-1");
    await save(other);
    await other.told("saved.");
    await other.context.close();
    const mine = mark === "on" ? "88-1" : "88-2";
    await control(visitor, "contract_number").fill(mine);
    await save(visitor);
    await page.getByRole("alert").filter({ hasText: "Someone else set this value meanwhile: 77-1" })
      .waitFor();
    assertEquals(await control(visitor, "contract_number").inputValue(), mine);
    await save(visitor);
    await told("Contract number: saved.");
    assertEquals(await valueOf(visitor, "contract_number").textContent(), mine);
  });

  await stage.step(
    "the control in place is left by Escape and by Cancel, with the focus where it was",
    async () => {
      const visitor = await stage.visit();
      const { page, open } = visitor;
      const link = page.getByRole("link", { name: "Edit Contract number" });
      await open("/contacts/1");
      const before = await valueOf(visitor, "contract_number").textContent();
      for (
        const leave of [
          () => page.keyboard.press("Escape"),
          () => page.locator("#attributes form").getByRole("link", { name: "Cancel" }).click(),
        ]
      ) {
        await link.focus();
        await page.keyboard.press("Enter");
        await page.locator('[name="attr.contract_number"]:focus').waitFor();
        await page.keyboard.type("9");
        await leave();
        await page.locator(".edit-value:focus").waitFor();
        assertEquals(await page.locator("#attributes form").count(), 0);
        assertEquals(await valueOf(visitor, "contract_number").textContent(), before);
      }
      await visitor.context.close();
    },
  );

  await stage.step(
    "what others change meanwhile takes nothing from a control that is open",
    async () => {
      const visitor = await stage.visit();
      const { page, open } = visitor;
      await open("/contacts/1");
      await edit(visitor, "Contract number", "contract_number");
      await control(visitor, "contract_number").fill("31-1");
      const other = await stage.visit({ javaScriptEnabled: false });
      await other.open("/contacts/1/attributes/ltv");
      await control(other, "ltv").fill("777");
      await save(other);
      await other.told("LTV: saved.");
      await other.context.close();
      await page.locator(".timeline b").getByText("777", { exact: true }).first().waitFor();
      assertEquals(await control(visitor, "contract_number").inputValue(), "31-1");
      await save(visitor);
      await visitor.told("Contract number: saved.");
      const shown = ["contract_number", "ltv"].map((key) => valueOf(visitor, key).textContent());
      assertEquals(await Promise.all(shown), ["31-1", "777"]);
      await visitor.context.close();
    },
  );

  await stage.step(
    "two values are edited at once, and saving one leaves the other as typed",
    async () => {
      const visitor = await stage.visit();
      const { page, open, told, context } = visitor;
      await open("/contacts/1");
      await unfold(visitor);
      await page.getByRole("link", { name: "Edit Wholesale" }).dblclick();
      await page.getByRole("link", { name: "Edit LTV" }).click();
      for (const key of ["wholesale", "ltv"]) await control(visitor, key).waitFor();
      assertEquals(await page.locator("#attributes form").count(), 2, "a double click is one");
      await control(visitor, "wholesale").selectOption("No");
      // The answer comes after the next value has been begun.
      const gate = Promise.withResolvers<void>();
      await page.route("**/attributes/wholesale", async (route) => {
        await gate.promise;
        await route.continue();
      });
      await page.locator("#attributes form").filter({ has: control(visitor, "wholesale") })
        .getByRole("button", { name: "Save" }).click();
      await control(visitor, "ltv").fill("55");
      gate.resolve();
      await told("Wholesale: saved.");
      assertEquals(await valueOf(visitor, "wholesale").textContent(), "No");
      await page.locator('[name="attr.ltv"]:focus').waitFor();
      assertEquals(await control(visitor, "ltv").inputValue(), "55");
      await save(visitor);
      await told("LTV: saved.");
      assertEquals(await valueOf(visitor, "ltv").textContent(), "55");
      await context.close();
    },
  );

  await stage.flow("a value is taken back from the message about it", async (visitor) => {
    const { page, open, told } = visitor;
    await open(cardOf(visitor));
    const before = await valueOf(visitor, "contract_number").textContent();
    await edit(visitor, "Contract number", "contract_number");
    await control(visitor, "contract_number").fill("404-404");
    await save(visitor);
    await told("Contract number: saved.");
    assertEquals(await valueOf(visitor, "contract_number").textContent(), "404-404");
    await page.locator(".flash").getByRole("button", { name: "Undo" }).click();
    await valueOf(visitor, "contract_number").getByText(before ?? "", { exact: true }).waitFor();
  });

  await stage.step("without a network it says so and keeps what was typed", async () => {
    const visitor = await stage.visit();
    const { page, open, context } = visitor;
    await open("/contacts/1");
    await edit(visitor, "Contract number", "contract_number");
    await control(visitor, "contract_number").fill("5-5");
    await context.setOffline(true);
    await save(visitor);
    await page.getByRole("alert").filter({ hasText: "It could not be saved" }).waitFor();
    await context.setOffline(false);
    await save(visitor);
    await visitor.told("Contract number: saved.");
    await context.close();
  });

  await stage.step("in Ukrainian, on a phone", async () => {
    const viewport = { width: 360, height: 760 };
    const visitor = await stage.visit({ locale: "uk-UA", viewport });
    const { page, open, told, context } = visitor;
    await open("/contacts/1");
    await unfold(visitor);
    await page.getByRole("link", { name: "Змінити: Contract until" }).click();
    await control(visitor, "contract_until").fill("2027-03-02");
    await page.getByRole("button", { name: "Зберегти", exact: true }).click();
    await told("Contract until: збережено.");
    assertEquals(await valueOf(visitor, "contract_until").textContent(), "2 бер. 2027 р.");
    await open("/contacts/1/attributes");
    await page.locator("label").first().evaluate((label) => {
      label.textContent = "Д".repeat(60);
    });
    const wide = () => document.documentElement.scrollWidth - innerWidth;
    assertEquals(await page.evaluate(wide), 0, "a name without spaces is broken");
    await context.close();
  });

  await stage.flow("all values on one page, saved together", async (visitor) => {
    const { page, open, told, arrive } = visitor;
    await open(cardOf(visitor));
    await page.getByRole("link", { name: "Edit all" }).click();
    await arrive(`${cardOf(visitor)}/attributes`);
    await control(visitor, "ltv").fill("many");
    await control(visitor, "contract_until").fill("2027-03-02");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("link", { name: /^Enter a number/ }).click();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("-1");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await told("Changes saved.");
    await arrive(cardOf(visitor));
    assertEquals(await valueOf(visitor, "ltv").textContent(), "-1");
    assertEquals(await valueOf(visitor, "contract_until").textContent(), "2 Mar 2027");
  });
});
