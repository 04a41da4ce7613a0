// One contact: card, forms, notes, block, merge, undo.
import type { Visitor } from "@/tests/support/stage.ts";
import { press, testStates } from "./states.ts";

testStates(
  "a contact is accessible in every state",
  ({ giant, flawed, noteId, pair, merge, trashed, undone }) => [
    { name: "card", path: "/contacts/2" },
    { name: "card with all there can be", path: giant },
    { name: "card, everything unfolded", path: giant, reach: unfold },
    { name: "delete", path: `${giant}/delete` },
    {
      name: "card, more",
      path: giant,
      reach: ({ page }) => page.locator(".card-more summary").click(),
    },
    { name: "in the trash", path: trashed },
    { name: "restore, taken", path: `${trashed}/restore` },
    { name: "undo", path: undone },
    {
      name: "undo, asked about",
      path: undone,
      reach: async ({ page }) => {
        await page.getByRole("button", { name: "Undo it" }).click();
        await page.getByRole("radio").first().waitFor();
      },
    },
    { name: "notes", path: `${giant}/notes` },
    { name: "notes, refused", path: `${giant}/notes`, reach: press("Add note") },
    { name: "note, edit", path: `${giant}/notes/${noteId}` },
    { name: "note, conflict", path: `${giant}/notes/${noteId}`, reach: makeNoteConflict },
    { name: "note, delete", path: `${giant}/notes/${noteId}/delete` },
    { name: "block", path: "/contacts/2/block" },
    {
      name: "block, refused",
      path: "/contacts/2/block",
      reach: async (visitor) => {
        await visitor.page.getByRole("radio", { name: "Choose a time" }).check();
        await visitor.page.getByLabel("Date and time").fill("2020-01-01T00:00");
        await press("Block until")(visitor);
      },
    },
    { name: "block, change", path: `${giant}/block` },
    { name: "past blocks", path: `${giant}/blocks` },
    { name: "merge, choose", path: "/contacts/2/merge?find=a" },
    { name: "merge, nobody found", path: `/contacts/2/merge?find=${"щ".repeat(60)}` },
    { name: "merge, refused", path: "/contacts/2/merge?with=2" },
    { name: "merge, compare", path: `/contacts/${pair.keptId}/merge?with=${pair.mergedId}` },
    { name: "merge, all there can be", path: "/contacts/2/merge?with=1&all=1" },
    {
      name: "merge, confirm",
      path: `/contacts/${pair.keptId}/merge?with=${pair.mergedId}`,
      reach: async ({ page }) => {
        await page.locator(".merge").getByRole("button", { name: "Next" }).click();
        await page.getByRole("heading", { name: "Merge 2 contacts?" }).waitFor();
      },
    },
    {
      name: "merge on the card",
      path: `/contacts/${pair.keptId}`,
      reach: async ({ page }) => {
        await page.keyboard.press("m");
        const dialog = page.getByRole("dialog");
        await dialog.getByLabel("Find the other contact").fill(String(pair.mergedId));
        await page.keyboard.press("Enter");
        await dialog.getByRole("radio", { name: `No. ${pair.mergedId} ` }).check();
        await dialog.getByRole("button", { name: "Next" }).click();
        await dialog.getByRole("heading", { name: "Compare the two contacts" }).waitFor();
      },
    },
    { name: "card that was merged into", path: `/contacts/${merge.mergedId}?sort=name` },
    { name: "undoing a merge", path: `/contacts/${merge.keptId}/merges/${merge.id}/undo` },
    { name: "past blocks, none", path: "/contacts/2/blocks" },
    {
      name: "block on the card",
      path: "/contacts/2",
      reach: async ({ page }) => {
        await page.keyboard.press("b");
        await page.getByRole("dialog").getByRole("radio").first().waitFor();
      },
    },
    { name: "new contact", path: "/contacts/new" },
    { name: "new contact, refused", path: "/contacts/new", reach: press("Create contact") },
    {
      name: "new contact, tags open",
      path: "/contacts/new",
      reach: async ({ page }) => {
        await page.getByRole("combobox", { name: "Find or create a tag" }).fill("t");
        await page.keyboard.press("ArrowDown");
      },
    },
    { name: "new contact, asked about a duplicate", path: "/contacts/new", reach: askAgain },
    {
      name: "new contact, hint at a duplicate",
      path: "/contacts/new",
      reach: async ({ page }) => {
        await page.getByLabel("Phone 1", { exact: true }).fill("675551003 *");
        await page.getByLabel("Name").focus();
        await page.locator(".duplicate-hint").getByRole("heading").waitFor();
      },
    },
    { name: "edit", path: `${giant}/edit` },
    { name: "edit, taken", path: "/contacts/2/edit", reach: takeHandle },
    { name: "edit, conflict", path: "/contacts/3/edit", reach: makeConflict },
    { name: "card, a value being edited", path: "/contacts/2", reach: editValue("list") },
    {
      name: "card, a value refused",
      path: "/contacts/2",
      reach: async (visitor) => {
        await editValue("number")(visitor);
        await visitor.page.locator('[name="attr.number"]').fill("many");
        await visitor.page.locator("#attributes form button").click();
        await visitor.page.locator("#attributes .problem").waitFor();
      },
    },
    { name: "all values", path: "/contacts/2/attributes" },
    { name: "one value", path: "/contacts/2/attributes/date" },
    { name: "card, reasons open", path: `${giant}?segment=${flawed}`, reach: openReasons },
  ],
);

async function openReasons({ page }: Visitor): Promise<void> {
  const closed = page.locator(".reasons details:not([open]) > summary");
  while (await closed.count() > 0) await closed.first().click();
}

async function unfold({ page }: Visitor): Promise<void> {
  const closed = page.locator(".card details:not([open]) > summary");
  while (await closed.count() > 0) await closed.first().click();
}

async function makeNoteConflict({ page, context }: Visitor): Promise<void> {
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByLabel("Note for colleagues").fill("Theirs");
  await other.getByRole("button", { name: "Save note" }).click();
  await other.getByText("Note saved.").waitFor();
  await page.getByLabel("Note for colleagues").fill("Mine");
  await page.getByRole("button", { name: "Save note" }).click();
  await page.getByRole("alert").filter({ hasText: "saved in another window" }).waitFor();
}

/** On the card, with the empty ones unfolded. */
function editValue(key: string) {
  return async ({ page }: Visitor) => {
    await page.locator("#attributes summary").click();
    await page.locator(`[data-attribute="${key}"] .edit-value`).click();
    await page.locator("#attributes form").waitFor();
  };
}

async function askAgain({ page }: Visitor): Promise<void> {
  await page.getByLabel("Phone 1", { exact: true }).fill("675551002 #");
  await page.getByRole("button", { name: "Create contact" }).last().click();
  await page.getByRole("alert").filter({ hasText: "Nothing is saved yet" }).waitFor();
}

async function takeHandle(visitor: Visitor): Promise<void> {
  await visitor.page.getByLabel("Phone 1", { exact: true }).fill("+380675551000");
  await press("Save changes")(visitor);
}

async function makeConflict({ page, context }: Visitor): Promise<void> {
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByLabel("Name").fill("Theirs");
  await other.getByRole("button", { name: "Save changes" }).last().click();
  await other.getByText("Changes saved.").waitFor();
  await page.getByLabel("Name").fill("Mine");
  await page.getByRole("button", { name: "Save changes" }).last().click();
  await page.getByRole("alert").filter({ hasText: "Someone else changed" }).waitFor();
}
