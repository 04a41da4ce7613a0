// The whole loop in Chromium: a stranger writes, an agent answers, the customer reads it and writes again. Three pages
// that stay open show it all. First in the sandbox, with and without JavaScript; then by every type of channel, as
// their own programs speak.
import { assert, assertEquals } from "@std/assert";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { CHANNEL_TYPES } from "@/lib/domain/channel.ts";
import type { Role } from "@/lib/domain/user.ts";
import { openBotApi } from "@/tests/support/bot_api.ts";
import {
  openBrowser,
  openContext,
  type PageProblems,
  watchProblems,
} from "@/tests/support/browser.ts";
import { BOT_TOKEN } from "@/tests/support/channels.ts";
import {
  CHAT_ID,
  comesIn,
  hasArrived,
  type Made,
  makeChannels,
  type Way,
} from "@/tests/support/outside.ts";
import { openReceiver } from "@/tests/support/receiver.ts";
import { openSite, type Site } from "@/tests/support/site.ts";
import { openSmtpSink } from "@/tests/support/smtp.ts";

const TIMEOUT_MS = 20_000;

Deno.test("the whole loop, in every way there is", async (t) => {
  await using bot = openBotApi({ token: BOT_TOKEN, chats: [String(CHAT_ID)] });
  await using smtp = await openSmtpSink();
  await using receiver = openReceiver();
  const outside = { bot, smtp, receiver };
  const made = new Map<string, Made>();
  await using site = await openSite({
    fill: (acting) => makeChannels(acting, outside, made),
    env: { KARTKA_PRIVATE_HOSTS: "127.0.0.1", KARTKA_TELEGRAM_API: bot.url.origin },
  });
  await using browser = await openBrowser();
  const step = async (name: string, run: () => Promise<void>) => {
    // The browser's pipe is read all the time, which the sanitizers of a single step would take for a leak.
    await t.step({ name, fn: run, sanitizeOps: false, sanitizeResources: false });
  };
  const sandbox = made.get("sandbox")?.channel.id ?? "";
  await step("in the sandbox", () => loopInSandbox({ site, browser, sandbox }));
  await step("in the sandbox, without JavaScript", () => readAnew({ site, browser, sandbox }));
  for (const type of CHANNEL_TYPES) {
    const way = { type, ...made.get(type) ?? fail(type), ...outside };
    await step(`by ${type}`, () => loopByHttp({ site, browser }, way));
  }
});

interface Stage {
  site: Site;
  browser: Browser;
}

async function loopInSandbox({ site, browser, sandbox }: Stage & { sandbox: string }) {
  await using agent = await Person.open(site, browser, "agent");
  await using customer = await Person.open(site, browser, "admin");
  const list = await agent.page("/contacts");
  await writeFirst(customer, sandbox, "Ганна");
  const { card, thread } = await openThree(agent, list, "Ганна");
  const answer = await customer.still();
  await reply(thread, "Вітаємо, Ганно!");
  await answer.getByText("Вітаємо, Ганно!").waitFor();
  await customer.requireStill();
  await thread.locator(".delivery.delivered").waitFor();
  const before = await lastActivity(list, "Ганна");
  await answer.locator('[name="message.text"]').fill("Дякую, ще одне питання");
  await answer.getByRole("button", { name: "Send as the customer" }).click();
  for (const page of [thread, card]) {
    await page.getByText("Дякую, ще одне питання").first().waitFor();
  }
  await activityMoved(list, "Ганна", before);
}

/** The same without a script: each page has a link that reads it anew. */
async function readAnew({ site, browser, sandbox }: Stage & { sandbox: string }) {
  await using agent = await Person.open(site, browser, "agent", false);
  await using customer = await Person.open(site, browser, "admin", false);
  const list = await agent.page("/contacts");
  const theirs = await writeFirst(customer, sandbox, "Тарас");
  assertEquals(await list.getByRole("link", { name: "Тарас", exact: true }).count(), 0);
  await refresh(list);
  const card = await agent.page(await hrefOf(list, "Тарас"));
  const thread = await agent.page(await conversationOf(card));
  await reply(thread, "Вітаємо, Тарасе!");
  await refresh(theirs);
  await theirs.getByText("Вітаємо, Тарасе!").waitFor();
  await theirs.locator('[name="message.text"]').fill("І ще одне");
  await theirs.getByRole("button", { name: "Send as the customer" }).click();
  await theirs.getByText("І ще одне").first().waitFor();
  for (const page of [thread, card]) {
    await refresh(page);
    await page.getByText("І ще одне").first().waitFor();
  }
}

async function loopByHttp({ site, browser }: Stage, way: Way) {
  await using agent = await Person.open(site, browser, "agent");
  const list = await agent.page("/contacts");
  const name = `Customer ${way.type}`;
  await comesIn(site, way, { name, text: `First by ${way.type}` });
  const { card, thread } = await openThree(agent, list, name);
  if (way.type === "call") await thread.locator(".reply-form button[type=submit]").click();
  else await reply(thread, `Answer by ${way.type}`);
  await thread.locator(".delivery.sent").waitFor();
  assert(hasArrived(way), `what has left by ${way.type}`);
  const before = await lastActivity(list, name);
  const told = await story(card);
  await comesIn(site, way, { name, text: `Second by ${way.type}` });
  if (way.type === "call") {
    await thread.locator(".message.in").nth(1).waitFor();
    await card.waitForFunction(storyChanged, told);
  } else {
    for (const page of [thread, card]) {
      await page.getByText(`Second by ${way.type}`).first().waitFor();
    }
  }
  await activityMoved(list, name, before);
}

/** What the timeline of the card says. */
function story(card: Page): Promise<string> {
  return card.locator(".card-story").innerText();
}

/** Runs in the page. */
function storyChanged(before: string): boolean {
  return document.querySelector<HTMLElement>(".card-story")?.innerText !== before;
}

/** The contact behind the pill of the list, and its card and thread in pages of their own; all will stay open. */
async function openThree(agent: Person, list: Page, name: string) {
  const pill = list.locator(".live-pill");
  await pill.waitFor();
  assertEquals(await list.getByRole("link", { name, exact: true }).count(), 0);
  await pill.click();
  const card = await agent.page(await hrefOf(list, name));
  const thread = await agent.page(await conversationOf(card));
  for (const page of [list, card]) await mark(page);
  return { card, thread };
}

async function hrefOf(list: Page, name: string): Promise<string> {
  return await list.getByRole("link", { name, exact: true }).getAttribute("href") ?? fail(name);
}

async function conversationOf(card: Page): Promise<string> {
  const link = card.locator('a[href^="/conversations/"]').first();
  return await link.getAttribute("href") ?? fail("the card has no conversation");
}

async function reply(thread: Page, text: string): Promise<void> {
  await thread.locator(".reply-form textarea").fill(text);
  await thread.locator(".reply-form button[type=submit]").click();
  await thread.locator(".message.out").filter({ hasText: text }).waitFor();
}

/** Waits for the page after the first message. */
async function writeFirst(customer: Person, sandbox: string, name: string): Promise<Page> {
  const page = await customer.page(`/sandbox/${sandbox}`);
  await page.locator('[name="identity.name"]').fill(name);
  await page.locator('[name="identity.externalId"]').fill(`id-${name}`);
  await page.locator('[name="message.text"]').fill("Добрий день!");
  await page.getByRole("button", { name: "Send as the customer" }).click();
  await page.waitForURL(new RegExp(`/sandbox/${sandbox}/\\w+`));
  await page.getByText("Добрий день!").first().waitFor();
  return page;
}

async function refresh(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Refresh" }).click();
  await page.waitForLoadState();
}

function rowTime(list: Page, name: string) {
  const link = list.getByRole("link", { name, exact: true });
  return list.getByRole("row").filter({ has: link }).locator("td.col-lastActivity time");
}

async function lastActivity(list: Page, name: string): Promise<string> {
  return await rowTime(list, name).getAttribute("datetime") ?? "";
}

/** In the list as it is open, without having been loaded anew. */
async function activityMoved(list: Page, name: string, before: string): Promise<void> {
  const time = rowTime(list, name);
  const moved = list.locator(`td.col-lastActivity time:not([datetime="${before}"])`);
  await time.and(moved).waitFor();
}

function mark(page: Page): Promise<void> {
  return page.evaluate(() => document.body.setAttribute("data-marked", ""));
}

/** Whoever is signed in, with all their pages, none of which may say anything on the console. */
class Person implements AsyncDisposable {
  readonly #pages: { page: Page; problems: PageProblems }[] = [];
  readonly #marked = new Set<Page>();

  private constructor(readonly context: BrowserContext, readonly hasScripts: boolean) {}

  static async open(site: Site, browser: Browser, as: Role, javaScriptEnabled = true) {
    const context = await openContext(browser, { baseURL: site.url, javaScriptEnabled });
    context.setDefaultTimeout(TIMEOUT_MS);
    await context.addCookies([{ name: "kartka", value: site.secrets[as], url: site.url }]);
    return new Person(context, javaScriptEnabled);
  }

  async page(path: string): Promise<Page> {
    const page = await this.context.newPage();
    this.#pages.push({ page, problems: watchProblems(page) });
    await page.goto(path);
    const waits = this.hasScripts && await page.locator(".live-bar").count() > 0;
    if (waits) await page.locator(".live-bar[data-ready]").waitFor();
    return page;
  }

  /** Their last page, which must not be loaded anew from here on. */
  async still(): Promise<Page> {
    const page = this.#pages.at(-1)?.page ?? fail("nobody has opened a page");
    await mark(page);
    this.#marked.add(page);
    return page;
  }

  async requireStill(): Promise<void> {
    for (const page of this.#marked) {
      assert(await page.evaluate(() => document.body.hasAttribute("data-marked")));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { problems } of this.#pages) {
      assertEquals(problems, { errors: [], cspViolations: [] });
    }
    await this.context.close();
  }
}

function fail(what: string): never {
  throw new Error(`Not there: ${what}`);
}
