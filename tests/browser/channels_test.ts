import { assert, assertEquals } from "@std/assert";
import { createChannel } from "@/lib/actions/create_channel.ts";
import { aChannelForm } from "@/tests/support/channels.ts";
import { stageTest, type Visitor } from "@/tests/support/stage.ts";

const TOKEN = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ";

stageTest("channel settings", {}, async (stage) => {
  await stage.flow("create, edit, rotate and switch a channel", async (visitor, mark) => {
    const { page, open, told } = visitor;
    await open("/settings/channels/new");
    await page.getByRole("link", { name: "Telegram" }).click();
    await page.getByLabel("Name").fill(`Bot ${mark}`);
    // Only the fields of the connector that is chosen are there.
    await page.getByRole("radio", { name: "Webhook" }).check();
    assertEquals(await page.getByLabel("Bot token").isVisible(), false);
    await page.getByLabel("Address that gets the messages").waitFor();
    await page.getByRole("radio", { name: "Telegram Bot API" }).check();
    await page.getByLabel("Bot token").fill(TOKEN);
    await page.getByRole("button", { name: "Create channel" }).click();
    await told(`Channel “Bot ${mark}” created.`);
    const secret = await secretShown(visitor);
    await page.reload();
    assertEquals(await page.getByText(secret).count(), 0);
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByText(secret).waitFor();

    await page.getByRole("link", { name: "Go to the channel" }).click();
    assertEquals(await page.getByLabel("Bot token").inputValue(), "");
    await page.getByLabel("Name").fill(`Shop bot ${mark}`);
    await page.getByRole("button", { name: "Save" }).click();
    await told(`Channel “Shop bot ${mark}” saved.`);

    await page.getByRole("button", { name: "Make a new secret" }).click();
    await told("has a new secret.");
    assert(await secretShown(visitor) !== secret);
    await page.getByRole("link", { name: "Go to the channel" }).click();
    await page.getByRole("button", { name: "End the old one now" }).click();
    await told("is not accepted any more.");

    await page.getByRole("button", { name: "Switch off" }).click();
    await told(`Channel “Shop bot ${mark}” is off.`);
    await page.getByRole("link", { name: "Channels" }).first().click();
    await page.getByRole("row").filter({ hasText: `Shop bot ${mark}` }).getByText("Off", {
      exact: true,
    })
      .waitFor();
  });

  await stage.flow("what is wrong with a channel is said at its fields", async ({ page, open }) => {
    await open("/settings/channels/new/email");
    await page.getByLabel("Port").fill("smtp");
    await page.getByRole("button", { name: "Create channel" }).click();
    await page.locator("#error-summary:focus").waitFor();
    await page.getByRole("link", { name: "Enter a whole number from 1 to 65535" }).click();
    await page.locator("#port:focus").waitFor();
  });

  await stage.step(
    "an agent is told that channels are for admins, and has the sandbox",
    async () => {
      const { page, open, context } = await stage.visit({ as: "agent" });
      await open("/settings/channels");
      await page.getByRole("heading", { name: "You may not do this" }).waitFor();
      await open("/contacts");
      assertEquals(await page.getByRole("link", { name: "Channels", exact: true }).count(), 0);
      await page.getByRole("link", { name: "Sandbox" }).first().click();
      await page.getByText("Ask an admin to create a sandbox channel.").waitFor();
      await context.close();
    },
  );
});

stageTest(
  "the sandbox",
  {
    async fill(acting) {
      await createChannel(acting, "website", aChannelForm());
      await createChannel(acting, "call", aChannelForm({ name: "Phone" }));
    },
  },
  async (stage) => {
    await stage.flow(
      "a customer writes, an agent answers, the customer sees it",
      async (visitor, mark) => {
        const { page, open, told } = visitor;
        await open("/sandbox");
        await page.getByRole("link", { name: "Site chat" }).click();
        await page.getByLabel("Name").fill(`Olena ${mark}`);
        await page.getByLabel("Message").fill(`Is there mint tea? ${mark}`);
        await page.getByRole("button", { name: "Send as the customer" }).click();
        await told("Sent as the customer.");
        const path = new URL(page.url()).pathname;

        const agent = await stage.visit({ as: "agent", javaScriptEnabled: visitor.hasJavaScript });
        await agent.open(`/conversations/${path.split("/").at(-1)}`);
        await agent.page.getByText(`Is there mint tea? ${mark}`).first().waitFor();
        await agent.page.locator("textarea").first().fill(`Yes, there is. ${mark}`);
        await agent.page.locator("form:has(textarea) button[type=submit]").first().click();
        await agent.page.getByText(`Yes, there is. ${mark}`).first().waitFor();
        await agent.context.close();

        // By itself with JavaScript, by the link for it without.
        await arrives(visitor, `Yes, there is. ${mark}`);
        await page.getByLabel("Message").fill(`I take two. ${mark}`);
        await page.getByRole("button", { name: "Send as the customer" }).click();
        await told("Sent as the customer.");
        assertEquals(await page.locator(".customer-message").count(), 3);
      },
    );

    await stage.flow("a customer calls, and tells their e-mail", async (visitor, mark) => {
      const { page, open, told } = visitor;
      const phone = mark === "on" ? "0671234567" : "0671234568";
      await open("/sandbox");
      await page.getByRole("link", { name: "Phone" }).click();
      await page.getByLabel("Phone").fill(phone);
      await page.getByLabel("How it ended").selectOption("answered");
      await page.getByLabel("Duration in seconds").fill("65");
      await page.getByRole("button", { name: "Report the call" }).click();
      await told("Sent as the customer.");
      await page.getByText("You called: Answered · 65 seconds").waitFor();
      await page.getByText("Tell something about oneself").click();
      await page.getByLabel("E-mail").fill("no address");
      await page.getByRole("button", { name: "Send the update" }).click();
      await page.locator("#error-summary:focus").waitFor();
      await page.getByLabel("E-mail").fill(`${mark}@example.com`);
      await page.getByRole("button", { name: "Send the update" }).click();
      await told("The update is sent.");
    });
  },
);

async function secretShown({ page }: Visitor): Promise<string> {
  const text = await page.getByText(/^whsec_/).first().textContent();
  assert(text);
  return text;
}

/** The outbox is drained after the agent's answer was sent: the page may have been read before. */
async function arrives({ page, hasJavaScript, ready }: Visitor, text: string): Promise<void> {
  const seen = page.locator(".customer-message").filter({ hasText: text });
  if (hasJavaScript) return await seen.waitFor();
  for (let tries = 0; tries < 100 && await seen.count() === 0; tries++) {
    await page.getByRole("link", { name: "Refresh" }).click();
    await ready();
  }
  assertEquals(await seen.count(), 1);
}
