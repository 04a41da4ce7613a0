// Conversations, the New dialog and the sandbox.
import { press, testStates } from "./states.ts";

testStates("conversations are accessible", ({ giant, talks, sandbox, thread }) => [
  { name: "conversations of a contact", path: `${giant}/conversations` },
  { name: "sandbox", path: "/sandbox" },
  { name: "customers of the sandbox", path: sandbox },
  {
    name: "new customer, refused",
    path: sandbox,
    reach: press("Send as the customer"),
  },
  {
    name: "thread of a customer",
    path: `${sandbox}/${thread}`,
    reach: async ({ page }) => {
      for (const summary of await page.locator("summary:visible").all()) await summary.click();
    },
  },
  { name: "conversations", path: "/conversations" },
  { name: "closed conversations", path: "/conversations?status=closed" },
  { name: "conversations, behind the last", path: "/conversations?before=1-01X" },
  { name: "conversation with all there can be", path: talks.full },
  { name: "conversation, refused", path: talks.full, reach: press("Send") },
  { name: "conversation of calls", path: talks.call },
  { name: "conversation for templates", path: talks.template },
  { name: "conversation, channel off", path: talks.off },
  { name: "new dialog", path: talks.dialog },
  { name: "new dialog, refused", path: talks.dialog, reach: press("Send") },
  {
    name: "new dialog, a template",
    path: talks.dialog,
    reach: ({ page }) => page.locator("[data-form=template]").check(),
  },
  { name: "new dialog, no way", path: talks.noWay },
  {
    name: "new dialog on the card",
    path: talks.dialog.replace("/dialog", ""),
    reach: async ({ page }) => {
      await page.locator("a[data-shortcut=d]").click();
      await page.getByRole("dialog").getByRole("radio").first().waitFor();
    },
  },
  { name: "new dialog, to whom", path: "/dialog" },
  { name: "new dialog, to nobody", path: "/dialog?to=x" },
  { name: "new dialog, to someone new", path: "/dialog?to=%2B380501112233" },
]);
