// Settings: attributes, channels, tags, rights.
import type { Visitor } from "@/tests/support/stage.ts";
import { press, testStates } from "./states.ts";

testStates("settings are accessible", ({ tags, mailChannel, chatChannel }) => [
  { name: "attributes", path: "/settings/attributes" },
  { name: "new attribute", path: "/settings/attributes/new" },
  {
    name: "new attribute, refused",
    path: "/settings/attributes/new",
    reach: press("Create attribute"),
  },
  { name: "edit attribute", path: "/settings/attributes/list" },
  {
    name: "edit attribute, conflict",
    path: "/settings/attributes/list",
    reach: makeConflict,
  },
  { name: "delete attribute", path: "/settings/attributes/list/delete" },
  { name: "channels", path: "/settings/channels" },
  { name: "new channel", path: "/settings/channels/new" },
  { name: "new channel of a type", path: "/settings/channels/new/telegram" },
  {
    name: "new channel, refused",
    path: "/settings/channels/new/email",
    reach: press("Create channel"),
  },
  { name: "channel that is off", path: mailChannel },
  {
    name: "channel with a sample",
    path: chatChannel,
    reach: ({ page }) => page.getByText("Try it from a terminal").click(),
  },
  { name: "channel, conflict", path: chatChannel, reach: makeConflict },
  { name: "log of a channel", path: `${chatChannel}/log` },
  { name: "secret, hidden", path: `${mailChannel}/secret` },
  {
    name: "secrets, shown",
    path: `${mailChannel}/secret`,
    reach: async ({ page }) => {
      await page.getByRole("button", { name: "Show" }).click();
      await page.getByText(/^whsec_/).first().waitFor();
    },
  },
  { name: "tags", path: "/settings/tags" },
  { name: "new tag", path: "/settings/tags/new" },
  { name: "new tag, refused", path: "/settings/tags/new", reach: press("Create tag") },
  { name: "edit tag", path: `/settings/tags/${tags.get("VIP")}` },
  {
    name: "edit tag, conflict",
    path: `/settings/tags/${tags.get("VIP")}`,
    reach: makeConflict,
  },
  { name: "delete tag", path: `/settings/tags/${tags.get("VIP")}/delete` },
  { name: "rights of agents", path: "/settings/rights" },
  { name: "rights of agents, changed meanwhile", path: "/settings/rights", reach: clash },
]);

/** Somebody else gives it another name while the form is open. */
async function makeConflict({ page, context }: Visitor): Promise<void> {
  const other = await context.newPage();
  await other.goto(page.url());
  const theirs = `Theirs ${crypto.randomUUID()}`;
  await other.getByLabel("Name", { exact: true }).fill(theirs);
  await other.getByRole("button", { name: "Save" }).click();
  await other.getByText(`“${theirs}” saved.`).waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Mine");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").getByText(theirs).waitFor();
}

/** Posts the switches as somebody has them on an old page. */
async function clash({ page }: Visitor): Promise<void> {
  await page.locator("input[name=seen]").evaluateAll((inputs) =>
    inputs.forEach((input) => input.remove())
  );
  await page.getByRole("checkbox").first().uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").waitFor();
}
