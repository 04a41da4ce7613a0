// The list and what leads to it: filters, segments, import, activity, signing in.
import type { Visitor } from "@/tests/support/stage.ts";
import type { Everything } from "@/tests/support/everything.ts";
import { press, testStates } from "./states.ts";

const MESSY = new URL("../../samples/messy.csv", import.meta.url).pathname;

testStates("lists and their ways are accessible", (has) => {
  const { tags, flawed } = has;
  return [
    { name: "list", path: "/contacts" },
    { name: "list, all columns", path: "/contacts", reach: showAllColumns },
    { name: "list, tags on", path: `/contacts?tag=${tags.get("VIP")}&sort=name` },
    {
      name: "list, nothing found",
      path: `/contacts?q=${"щ".repeat(60)}&tag=${tags.get("VIP")}`,
    },
    { name: "list, page gone", path: "/contacts?page=x" },
    {
      name: "list, view options open",
      path: "/contacts",
      reach: ({ page }) => page.locator(".popover:has(.view-options) summary").click(),
    },
    {
      name: "list, more tags open",
      path: "/contacts",
      reach: ({ page }) => page.locator(".tag-filter .popover summary").click(),
    },
    {
      name: "list, search syntax open",
      path: "/contacts",
      reach: ({ page }) => page.locator(".search-syntax summary").click(),
    },
    { name: "list, typed conditions", path: "/contacts?q=seen:<900d%20color:red%20seen:x" },
    { name: "list, filtered", path: `/contacts?f=${everyKindOfRule(has)}` },
    { name: "filter, empty", path: "/contacts?filter=edit" },
    {
      name: "filter, every kind of rule",
      path: `/contacts?f=${everyKindOfRule(has)}&filter=edit`,
    },
    { name: "filter, impossible", path: "/contacts?f=id.gt(x);created.on(x);shoesize.is(42)" },
    {
      name: "filter, fields to choose from",
      path: "/contacts?f=phone.set&filter=edit",
      reach: async ({ page }) => {
        await page.locator("#add").fill("a");
        await page.keyboard.press("ArrowDown");
      },
    },
    {
      name: "help",
      path: "/contacts",
      reach: async ({ page }) => {
        await page.keyboard.press("?");
        await page.getByRole("dialog").waitFor();
      },
    },
    { name: "trash", path: "/contacts/trash" },
    {
      name: "block on the list",
      path: "/contacts",
      reach: async ({ page }) => {
        await page.locator("a.row-block.on").first().click();
        await page.getByRole("dialog").getByRole("button", { name: "Unblock" }).waitFor();
      },
    },
    { name: "duplicates", path: "/contacts/duplicates" },
    { name: "duplicates, at the end", path: "/contacts/duplicates?after=55-2-1" },
    { name: "activity", path: "/activity" },
    { name: "activity of an agent", path: "/activity", visit: { as: "agent" } },
    { name: "activity, settings", path: "/activity?user=me&kind=settings" },
    { name: "activity, nothing older", path: "/activity?before=0" },
    { name: "segments", path: "/segments" },
    { name: "segments of an agent", path: "/segments", visit: { as: "agent" } },
    { name: "new segment", path: "/segments/new?f=email.set;created.last(30d)" },
    { name: "new segment, refused", path: "/segments/new", reach: press("Save segment") },
    { name: "edit segment", path: `/segments/${flawed}` },
    { name: "delete segment", path: `/segments/${flawed}/delete` },
    { name: "list of a segment", path: `/contacts?segment=${flawed}` },
    { name: "segment gone", path: "/contacts?segment=gone" },
    {
      name: "menu of a phone",
      path: "/contacts",
      visit: { viewport: { width: 360, height: 760 } },
      reach: ({ page }) => page.locator(".menu summary").click(),
    },
    { name: "profile", path: "/profile" },
    { name: "import", path: "/contacts/import" },
    { name: "import, columns", path: "/contacts/import", reach: upload },
    { name: "import, check", path: "/contacts/import", reach: uploadAndCheck },
    {
      name: "import, report",
      path: "/contacts/import",
      reach: async (visitor) => {
        await uploadAndCheck(visitor);
        await visitor.page.getByRole("button", { name: /^Import \d+ rows/ }).click();
        await visitor.page.getByRole("heading", { name: "Import finished" }).waitFor();
      },
    },
    { name: "nothing here", path: "/none" },
    { name: "not allowed", path: "/settings/tags", visit: { as: "agent" } },
    { name: "sign in", path: "/login", visit: { as: "nobody" } },
    {
      name: "sign in, refused",
      path: "/login?next=%2Fcontacts",
      visit: { as: "nobody" },
      reach: async (visitor) => {
        await visitor.page.getByLabel("E-mail").fill("nobody@example.com");
        await visitor.page.getByLabel("Password").fill("wrong");
        await press("Sign in")(visitor);
      },
    },
  ];
});

/** With tags living and deleted, a group, and a text that is as long as it may be. */
function everyKindOfRule({ tags, deletedTagId }: Everything): string {
  return `tags.any(${tags.get("VIP")},${deletedTagId});tags.none(${deletedTagId});` +
    `name.not_contains(${"Ж".repeat(255)});lastActivity.ago(3w);` +
    "any(created.between(2020-01-01,2026-12-31);language.none(uk,en);phone.empty;id.between(1,9))";
}

async function showAllColumns({ page, ready }: Visitor): Promise<void> {
  const view = page.locator(".popover:has(.view-options)");
  await view.locator("summary").click();
  for (const column of await view.getByRole("checkbox").all()) await column.check();
  await view.getByRole("button", { name: "Apply" }).click();
  await page.getByRole("columnheader", { name: "Created" }).waitFor();
  await ready();
}

async function upload({ page }: Visitor): Promise<void> {
  await page.getByLabel("File", { exact: true }).setInputFiles(MESSY);
  await page.getByRole("button", { name: "Upload and continue" }).click();
  await page.getByRole("heading", { name: "What do the columns mean?" }).waitFor();
}

/** With rejected rows and their reasons. */
async function uploadAndCheck(visitor: Visitor): Promise<void> {
  await upload(visitor);
  await visitor.page.getByRole("button", { name: "Check what would happen" }).click();
  await visitor.page.getByRole("heading", { name: "What would happen" }).waitFor();
}
