import { Buffer } from "node:buffer";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { stageTest, type Visitor } from "@/tests/support/stage.ts";

const MESSY = new URL("../samples/messy.csv", import.meta.url).pathname;

stageTest("importing contacts", { visit: { as: "agent" } }, async ({ flow }) => {
  await flow("a file is uploaded, mapped, checked, and imported", async (visitor, mark) => {
    const { open, page } = visitor;
    await open("/contacts/import");
    await upload(visitor, { name: `people-${mark}.csv`, text: people(mark) });
    await page.getByRole("heading", { name: "What do the columns mean?" }).waitFor();
    assertEquals(await page.getByLabel("Meaning of Телефон").inputValue(), "phone");
    await page.getByLabel("Meaning of Нотатка").selectOption("tags");
    await page.getByLabel("Tags for every row").fill(`Imported ${mark}`);
    await page.getByRole("button", { name: "Check what would happen" }).click();

    await page.getByRole("heading", { name: "What would happen" }).waitFor();
    assertEquals(await numbers(visitor), [2, 0, 1, 0, 1]);
    assertStringIncludes(await page.locator(".reasons").innerText(), "Row 5");
    await page.getByRole("button", { name: "Import 3 rows" }).click();

    await page.getByRole("heading", { name: "Import finished" }).waitFor();
    assertEquals(await numbers(visitor), [2, 0, 1, 0, 1]);
    await page.getByRole("link", { name: "Show contacts" }).click();
    await page.getByRole("link", { name: `Ганна ${mark}`, exact: true }).click();
    await page.getByText(`Imported ${mark}`).first().waitFor();
  });

  await flow("rejected rows come as a file with the reasons", async (visitor) => {
    const { open, page } = visitor;
    await open("/contacts/import");
    await page.getByLabel("File", { exact: true }).setInputFiles(MESSY);
    await page.getByRole("button", { name: "Upload and continue" }).click();
    await page.getByRole("button", { name: "Check what would happen" }).click();
    await page.getByRole("heading", { name: "What would happen" }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download rejected rows (CSV)" }).click(),
    ]);
    const text = await Deno.readTextFile(await download.path());
    assertEquals(text.trim().split("\r\n").length, 4);
    assertStringIncludes(text, "This is not an e-mail address");
  });

  await flow("columns and rules can be chosen again after the check", async (visitor, mark) => {
    const { open, page } = visitor;
    await open("/contacts/import");
    await upload(visitor, { name: "again.csv", text: people(`again ${mark}`) });
    await page.getByLabel("New people only: leave known ones alone").check();
    await page.getByRole("button", { name: "Check what would happen" }).click();
    await page.getByRole("link", { name: "Change columns or rules" }).click();
    assertEquals(
      await page.getByLabel("New people only: leave known ones alone").isChecked(),
      true,
    );
  });

  await flow("a file that is no table is refused beside the field", async (visitor) => {
    const { open, page } = visitor;
    await open("/contacts/import");
    await upload(visitor, { name: "picture.csv", text: "\u0089PNG\u0000\u0000" });
    await page.getByRole("alert").getByRole("link", { name: /not a CSV or vCard file/ }).waitFor();
    assertEquals(await page.title(), "Error: Import contacts – Kartka");
    assertEquals(
      await page.getByLabel("File", { exact: true }).getAttribute("aria-invalid"),
      "true",
    );
  });
});

/** Two people, one of them twice, and one row that cannot be read. */
function people(mark: string): string {
  const word = mark.replace(" ", "");
  return [
    "ПІБ;Телефон;Пошта;Нотатка",
    `Ганна ${mark};;hanna.${word}@example.com;VIP`,
    `Юрій ${mark};;yurii.${word}@example.com;`,
    `Ганна ${mark};;HANNA.${word}@example.com;опт`,
    "Хтось;;не-пошта;",
  ].join("\n");
}

async function upload({ page }: Visitor, file: { name: string; text: string }): Promise<void> {
  const buffer = Buffer.from(file.text);
  const chosen = { name: file.name, mimeType: "text/csv", buffer };
  await page.getByLabel("File", { exact: true }).setInputFiles(chosen);
  await page.getByRole("button", { name: "Upload and continue" }).click();
}

/** New, updated, merged, skipped, rejected. */
async function numbers({ page }: Visitor): Promise<number[]> {
  const texts = await page.locator(".tally dd:not(.hint)").allInnerTexts();
  return texts.map(Number);
}
