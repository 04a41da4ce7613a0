import { assertEquals } from "@std/assert";
import { addNote } from "@/lib/actions/add_note.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { Acting } from "@/lib/actions/deps.ts";
import { aNamed } from "@/tests/support/cast.ts";
import { stageTest, type Visitor } from "@/tests/support/stage.ts";

const OLENA = "/contacts/1";

async function fill(acting: Acting): Promise<void> {
  await createContact(acting, aNamed("Olena"));
  await addNote(acting, 1, "The admin's own");
}

stageTest("notes", { fill, visit: { as: "agent" } }, async ({ flow, step, visit }) => {
  await flow("are written, pinned, edited and deleted", async (visitor, mark) => {
    const { page, open, told } = visitor;
    await open(OLENA);
    await write(visitor, `Call ${mark} after 18:00\nsee https://example.com/${mark}.`);
    await told("Note added.");
    const note = page.locator(".timeline .note").filter({ hasText: `Call ${mark}` });
    assertEquals(
      await note.locator(".note-text").innerText(),
      `Call ${mark} after 18:00\nsee https://example.com/${mark}.`,
    );
    const link = note.getByRole("link", { name: "https://example.com" });
    assertEquals(await link.getAttribute("href"), `https://example.com/${mark}`);

    await note.getByRole("button", { name: "Pin" }).click();
    await told("Note pinned.");
    const pinned = page.getByRole("region", { name: "Pinned note" });
    await pinned.getByText(`Call ${mark}`).waitFor();
    assertEquals(await page.locator(".timeline .note").filter({ hasText: mark }).count(), 0);

    await pinned.getByRole("link", { name: "Edit" }).click();
    await page.getByLabel("Note for colleagues").fill(`Do not call ${mark}`);
    await page.getByRole("button", { name: "Save note" }).click();
    await told("Note saved.");
    await pinned.getByText(`Do not call ${mark}`).waitFor();
    await pinned.getByText("edited").waitFor();
    await page.getByText("edited a note").first().waitFor();
    await page.getByText("What it said").first().click();
    await page.getByText(`Call ${mark} after 18:00`).waitFor();

    await pinned.getByRole("link", { name: "Delete" }).click();
    await page.getByRole("heading", { name: "Delete this note?" }).waitFor();
    await page.getByRole("button", { name: "Delete note" }).click();
    await told("Note deleted.");
    assertEquals(await pinned.count(), 0);
  });

  await flow(
    "that are long show their beginning until they are unfolded, or printed",
    async (visitor, mark) => {
      const { page, open, told } = visitor;
      await open(OLENA);
      await write(visitor, Array.from({ length: 40 }, (_, at) => `Line ${at} ${mark}`).join("\n"));
      await told("Note added.");
      const note = page.locator(".timeline .note").filter({ hasText: `Line 39 ${mark}` });
      const text = note.locator(".note-text");
      const isCut = () => text.evaluate((one) => one.scrollHeight > one.clientHeight + 1);
      assertEquals(await isCut(), true);
      await page.emulateMedia({ media: "print" });
      assertEquals(await isCut(), false);
      await page.emulateMedia({ media: "screen" });
      await note.getByText("Whole note").click();
      assertEquals(await isCut(), false);
    },
  );

  await flow("that are too long come back with what was typed", async (visitor) => {
    const { page, open, ready } = visitor;
    await open(OLENA);
    const long = "👍".repeat(10_001);
    await write(visitor, long);
    await page.locator("#error-summary").getByRole("link", { name: "Shorten it" }).waitFor();
    await ready();
    assertEquals(await page.getByLabel("Note for colleagues").inputValue(), long);
    assertEquals(await page.title(), "Error: Notes – Kartka");
    await write(visitor, "👍".repeat(10_000));
    await visitor.told("Note added.");
  });

  await flow("of others have no controls", async ({ page, open }) => {
    await open(OLENA);
    const note = page.locator(".timeline .note").filter({ hasText: "The admin's own" });
    await note.waitFor();
    assertEquals(await note.getByRole("link").or(note.getByRole("button")).count(), 0);
  });

  await flow("edited in two windows show both texts", async (visitor, mark) => {
    const { page, open, told, ready } = visitor;
    await open(OLENA);
    await write(visitor, `Two windows ${mark}`);
    await told("Note added.");
    const note = page.locator(".timeline .note").filter({ hasText: `Two windows ${mark}` });
    await note.getByRole("link", { name: "Edit" }).click();
    await page.getByLabel("Note for colleagues").waitFor();
    const other = await visitor.context.newPage();
    await other.goto(page.url());
    await other.getByLabel("Note for colleagues").fill(`Theirs ${mark}`);
    await other.getByRole("button", { name: "Save note" }).click();
    await other.getByText("Note saved.").waitFor();
    await other.close();
    await page.getByLabel("Note for colleagues").fill(`Mine ${mark}`);
    await page.getByRole("button", { name: "Save note" }).click();
    await page.getByRole("alert").filter({ hasText: "saved in another window" }).waitFor();
    await ready();
    await page.getByText(`Theirs ${mark}`).waitFor();
    assertEquals(await page.getByLabel("Yours").inputValue(), `Mine ${mark}`);
    await page.getByRole("button", { name: "Save note" }).click();
    await told("Note saved.");
    await page.getByText(`Mine ${mark}`).first().waitFor();
  });

  await step("appear on other open cards, where what is being written stays", async () => {
    const [writer, reader] = [await visit(), await visit({ as: "admin" })];
    for (const visitor of [writer, reader]) await visitor.open(OLENA);
    await reader.page.getByLabel("Note for colleagues").fill("half a thought");
    await write(writer, "Seen by others");
    await writer.told("Note added.");
    const seen = reader.page.locator(".timeline .note").filter({ hasText: "Seen by others" });
    await seen.waitFor();
    assertEquals(
      await reader.page.getByLabel("Note for colleagues").inputValue(),
      "half a thought",
    );
    await seen.getByRole("button", { name: "Pin" }).click();
    await writer.page.getByRole("region", { name: "Pinned note" }).waitFor();
    for (const { context } of [writer, reader]) await context.close();
  });

  await step("are begun with a key", async () => {
    const visitor = await visit();
    const { page, open } = visitor;
    await open(OLENA);
    await page.keyboard.press("n");
    await page.keyboard.type("typed");
    assertEquals(await page.getByLabel("Note for colleagues").inputValue(), "typed");
    await visitor.context.close();
  });
});

async function write({ page }: Visitor, text: string): Promise<void> {
  await page.getByLabel("Note for colleagues").fill(text);
  await page.getByRole("button", { name: "Add note" }).click();
}
