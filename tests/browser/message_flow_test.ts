// From a stranger's first words to their next ones: open pages of an agent show each as it comes, never loaded anew (10.2–10.4).
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import type { Acting } from "@/lib/actions/deps.ts";
import type { ChannelType } from "@/lib/domain/channel.ts";
import { inboundAnswerSchema } from "@/lib/domain/inbound.ts";
import { signedRequest, storedChannel } from "@/tests/support/inbound.ts";
import { assertNoProblems, type Stage, stageTest, type Visitor } from "@/tests/support/stage.ts";

/** Who writes, and what of it the sidebar of a thread's head says. */
const STRANGERS: Partial<Record<ChannelType, Record<string, string>>> = {
  website: { externalId: "visitor-1", name: "Website Person" },
  api: { externalId: "api-1", name: "Api Person" },
  telegram: { externalId: "777", name: "Telegram Person" },
  viber: { externalId: "viber-1", name: "Viber Person" },
  whatsapp: { externalId: "380671112233", name: "Whatsapp Person" },
  email: { email: "mail.person@example.com", name: "Email Person" },
  call: { phone: "+380671112244" },
};

const ids = new Map<string, string>();

async function fill({ deps }: Acting): Promise<void> {
  for (const type of Object.keys(STRANGERS) as ChannelType[]) {
    const { id } = await storedChannel(deps, { type, name: `Sandbox ${type}` });
    ids.set(type, id);
  }
}

/** The agent's pages, each in a tab of its own; none is loaded anew from now on. */
interface Desk {
  list: Visitor;
  conversations: Visitor;
  card: Visitor;
  thread: Visitor;
}

stageTest("messages on open pages", { fill, visit: { as: "agent" } }, async (stage) => {
  await stage.step(
    "a stranger in the sandbox, an answer, and the stranger's next words",
    async () => {
      const [list, conversations] = [await stage.visit(), await stage.visit()];
      await list.open("/contacts");
      await conversations.open("/conversations");
      for (const { page } of [list, conversations]) await stay(page);

      const customer = await stage.visit({ as: "admin" });
      await customer.open(`/sandbox/${ids.get("website")}`);
      await customer.page.getByLabel("Name").fill("Olena Stranger");
      await customer.page.getByLabel("Message").fill("Do you have mint tea?");
      await customer.page.getByRole("button", { name: "Send as the customer" }).click();
      await customer.told("Sent as the customer.");

      await list.page.getByRole("button", { name: /^1 new/ }).click();
      await list.page.getByRole("link", { name: "Olena Stranger" }).waitFor();
      await conversations.page.getByText("Do you have mint tea?").waitFor();

      const desk = { list, conversations, ...await openContact(stage, list, conversations) };
      await stay(customer.page);
      await answer(desk.thread, "We do. How much?");
      await customer.page.getByText("We do. How much?").waitFor();
      assert(await hasStayed(customer.page));
      await desk.thread.page.getByText("Delivered").waitFor();
      await stay(desk.thread.page); // sending has loaded it

      const before = await activityIn(list.page, "Olena Stranger");
      await customer.page.getByLabel("Message").fill("Two boxes, please.");
      await customer.page.getByRole("button", { name: "Send as the customer" }).click();
      await customer.told("Sent as the customer.");
      await seenEverywhere(desk, "Two boxes, please.");
      await list.page.waitForFunction(
        ([name, before]) =>
          [...document.querySelectorAll("tr")].find((row) => row.textContent?.includes(name ?? ""))
            ?.querySelector("time")?.dateTime !== before,
        ["Olena Stranger", before],
      );
      await leave(customer, ...Object.values(desk));
    },
  );

  await stage.step("signed events of each type of channel, and an answer to each", async () => {
    const [list, conversations] = [await stage.visit(), await stage.visit()];
    await list.open("/contacts");
    await conversations.open("/conversations");
    for (const { page } of [list, conversations]) await stay(page);
    for (const [type, identity] of Object.entries(STRANGERS)) {
      const isCall = type === "call";
      const conversationId = await send(stage, type, { identity, text: `First by ${type}` });
      const row = conversations.page.locator(`#conversation-${conversationId}`);
      await row.getByText(isCall ? "Missed call" : `First by ${type}`).waitFor();
      const thread = await stage.visit();
      await thread.open(`/conversations/${conversationId}`);
      if (!isCall) {
        await answer(thread, `Answer by ${type}`);
        await thread.page.getByText("Delivered").waitFor();
        await row.getByText(`Answer by ${type}`).waitFor();
      }
      await stay(thread.page);
      assertEquals(
        await send(stage, type, { identity, text: `Second by ${type}` }),
        conversationId,
      );
      const shown = thread.page.getByText(isCall ? "Missed call" : `Second by ${type}`);
      await shown.nth(isCall ? 1 : 0).waitFor();
      if (!isCall) await row.getByText(`Second by ${type}`).waitFor();
      assert(await hasStayed(thread.page), type);
      await leave(thread);
    }
    const pill = list.page.getByRole("button", { name: `${ids.size} new · Show` });
    await pill.click();
    for (const { name = "+380 67 111 2244" } of Object.values(STRANGERS)) {
      await list.page.getByRole("link", { name }).first().waitFor();
    }
    assert(await hasStayed(list.page) && await hasStayed(conversations.page));
    await leave(list, conversations);
  });

  await stage.step(
    "a box that takes templates takes text as soon as the customer writes",
    async () => {
      const identity = { externalId: "380671119999", name: "Late Person" };
      const sentAtMs = Date.now() - 25 * 60 * 60_000;
      const id = await send(stage, "whatsapp", { identity, text: "Yesterday", sentAtMs });
      const agent = await stage.visit();
      const { page } = agent;
      await agent.open(`/conversations/${id}`);
      await stay(page);
      await page.getByLabel("Template name").waitFor();
      await send(stage, "whatsapp", { identity, text: "Today" });
      await page.locator("#message").fill("I am writing");
      assertEquals(await page.getByLabel("Template name").count(), 0);
      await send(stage, "whatsapp", { identity, text: "Are you there?" });
      await page.getByText("Are you there?").waitFor();
      assertEquals(await page.locator("#message").inputValue(), "I am writing");
      assert(await hasStayed(page));
      await page.getByRole("button", { name: "Send", exact: true }).click();
      await page.locator(".message.out").getByText("I am writing").waitFor();
      await leave(agent);
    },
  );
});

/** From the pages that have shown the stranger by themselves. */
async function openContact(
  stage: Stage,
  list: Visitor,
  conversations: Visitor,
): Promise<Pick<Desk, "card" | "thread">> {
  const name = "Olena Stranger";
  const [card, thread] = [await stage.visit(), await stage.visit()];
  const cardLink = list.page.getByRole("link", { name });
  await card.open(await cardLink.getAttribute("href") ?? "");
  const threadLink = conversations.page.getByRole("link", { name });
  await thread.open(await threadLink.getAttribute("href") ?? "");
  await stay(card.page);
  return { card, thread };
}

async function seenEverywhere({ list, ...others }: Desk, text: string): Promise<void> {
  for (const { page } of Object.values(others)) {
    await page.getByText(text).first().waitFor();
    assert(await hasStayed(page), page.url());
  }
  assert(await hasStayed(list.page));
}

async function answer({ page, ready }: Visitor, text: string): Promise<void> {
  await page.locator("#message").fill(text);
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.locator(".message.out").getByText(text).waitFor();
  await ready();
}

/** By signed HTTP, as a provider does it; the id of the conversation. */
async function send(
  { site }: Stage,
  type: string,
  { identity, text, sentAtMs }: {
    identity: Record<string, string>;
    text: string;
    sentAtMs?: number;
  },
): Promise<string> {
  const body = type === "call"
    ? { kind: "call", identity, call: { outcome: "missed" } }
    : { kind: "message", identity, message: { text, sentAtMs } };
  const sent = { id: `${type}-${text.replace(/\W/g, "-")}`, atMs: Date.now(), origin: site.url };
  const response = await fetch(await signedRequest(ids.get(type) ?? "", body, sent));
  return inboundAnswerSchema.parse(await response.json()).conversationId ?? "";
}

/** When the contact was last active, as their row says. */
async function activityIn(page: Page, name: string): Promise<string> {
  const row = page.getByRole("row").filter({ hasText: name });
  return await row.locator("time").first().getAttribute("datetime") ?? "";
}

/** A mark that a page which is loaded anew would not have. */
function stay(page: Page): Promise<void> {
  return page.evaluate(() => document.body.setAttribute("data-stayed", ""));
}

function hasStayed(page: Page): Promise<boolean> {
  return page.evaluate(() => document.body.hasAttribute("data-stayed"));
}

async function leave(...visitors: Visitor[]): Promise<void> {
  for (const visitor of visitors) {
    assertNoProblems(visitor);
    await visitor.context.close();
  }
}
