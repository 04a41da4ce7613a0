import { assertEquals } from "@std/assert";
import { PASSWORD } from "@/tests/support/site.ts";
import { fillCrowd } from "@/tests/support/crowd.ts";
import { stageTest } from "@/tests/support/stage.ts";

const fill = async (acting: Parameters<typeof fillCrowd>[0]) => void await fillCrowd(acting, 3);

stageTest("signing in and out", { fill, visit: { as: "nobody" } }, async ({ flow }) => {
  await flow("leads to the page that was asked for, and out again", async (visitor) => {
    const { page, open, arrive, told, at } = visitor;
    await open("/contacts/2?sort=name");
    await page.getByText("You will come back to the page you asked for").waitFor();
    await page.getByLabel("E-mail").fill("Admin@Example.com ");
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await arrive("/contacts/2");
    assertEquals(at(), "/contacts/2?sort=name");
    await page.getByRole("button", { name: "Sign out" }).click();
    await arrive("/login");
    await told("You are signed out.");
    await open("/contacts");
    await arrive("/login");
  });

  await flow(
    "with a wrong password says so, keeps the e-mail and focuses the summary",
    async (visitor) => {
      const { page, open } = visitor;
      await open("/login");
      await page.getByLabel("E-mail").fill("nobody@example.com");
      await page.getByLabel("Password").fill("not the right one");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("alert").filter({ hasText: "The e-mail or the password is wrong" })
        .waitFor();
      await page.locator("#error-summary:focus").waitFor();
      assertEquals(await page.getByLabel("E-mail").inputValue(), "nobody@example.com");
      assertEquals(await page.getByLabel("Password").inputValue(), "");
      assertEquals(await page.title(), "Error: Sign in – Kartka");
    },
  );
});

stageTest("the profile", { fill, visit: { as: "admin" } }, async ({ flow, step, visit }) => {
  await flow("switches language and theme, and keeps them", async (visitor) => {
    const { page, open, told } = visitor;
    await open("/profile");
    await page.getByLabel("Language").selectOption("uk");
    await page.getByLabel("Theme").selectOption("dark");
    await page.getByRole("button", { name: "Save" }).click();
    await told("Профіль збережено.");
    await open("/contacts");
    const html = page.locator("html");
    assertEquals(await html.getAttribute("lang"), "uk");
    assertEquals(await html.getAttribute("data-theme"), "dark");
    await page.getByRole("heading", { level: 1, name: "Контакти" }).waitFor();
    await page.getByText("3 контакти").first().waitFor();
    await open("/profile");
    await page.getByLabel("Мова").selectOption("");
    await page.getByLabel("Тема").selectOption("system");
    await page.getByRole("button", { name: "Зберегти" }).click();
    await told("Your profile is saved.");
    assertEquals(await html.getAttribute("lang"), "en");
    assertEquals(await html.getAttribute("data-theme"), null);
  });

  await step("a password is changed, and the other sessions end", async () => {
    const [here, there] = [await visit({ as: "agent" }), await visit({ as: "nobody" })];
    await there.open("/login");
    await there.page.getByLabel("E-mail").fill("agent@example.com");
    await there.page.getByLabel("Password").fill(PASSWORD);
    await there.page.getByRole("button", { name: "Sign in" }).click();
    await there.arrive("/contacts");
    await here.open("/profile");
    await here.page.getByLabel("Present password").fill(PASSWORD);
    await here.page.getByLabel("New password").fill("orange violin cabbage");
    await here.page.getByRole("button", { name: "Change the password" }).click();
    await here.told("The password is changed.");
    await there.open("/contacts");
    await there.arrive("/login");
    await here.context.close();
    await there.context.close();
  });
});

stageTest(
  "a workspace without anybody",
  { isSetUp: false, visit: { as: "nobody" } },
  async (stage) => {
    const { flow, site } = stage;
    await flow("its set-up form says what is wrong", async ({ page, open }) => {
      await open(site.setupUrl ?? "");
      await page.getByLabel("Your name").fill("Олена");
      await page.getByLabel("E-mail").fill("olena@example.com");
      await page.getByLabel("New password").fill("short");
      await page.getByRole("button", { name: "Create the admin and sign in" }).click();
      await page.locator("#error-summary").getByText("Too short").waitFor();
      assertEquals(await page.getByLabel("Your name").inputValue(), "Олена");
    });

    await stage.step("is set up once, is empty, and says how to begin", async () => {
      const { page, open, arrive, context } = await stage.visit({ javaScriptEnabled: false });
      await open("/login");
      await page.getByText("This workspace has no admin yet").waitFor();
      await open(site.setupUrl ?? "");
      await page.getByLabel("Your name").fill("Олена");
      await page.getByLabel("E-mail").fill("olena@example.com");
      await page.getByLabel("New password").fill("orange violin cabbage");
      await page.getByRole("button", { name: "Create the admin and sign in" }).click();
      await arrive("/contacts");
      await page.getByText("Welcome to Kartka, Олена.").waitFor();
      await page.getByRole("heading", { name: "No contacts yet" }).waitFor();
      await open("/settings/tags");
      await page.getByRole("heading", { name: "No tags yet" }).waitFor();
      await open(site.setupUrl ?? "");
      await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
      await open("/contacts");
      await page.getByRole("main").getByRole("link", { name: "New contact" }).last().click();
      await arrive("/contacts/new");
      await context.close();
    });
  },
);
