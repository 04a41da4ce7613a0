// Open pages follow what others do (17.1), over the server as it is started: with compression, and another process.
import { assert, assertEquals } from "@std/assert";
import { get } from "node:http";
import type { Page } from "playwright-core";
import { createContact } from "@/lib/actions/create_contact.ts";
import { openDeps } from "@/lib/actions/open_deps.ts";
import { openKv } from "@/lib/store/kv.ts";
import { fillCrowd } from "@/tests/support/crowd.ts";
import { actingAs } from "@/tests/support/deps.ts";
import type { Site } from "@/tests/support/site.ts";
import { assertNoProblems, stageTest, type Visitor } from "@/tests/support/stage.ts";

const PEOPLE = 30;

async function fill(acting: Parameters<typeof fillCrowd>[0]): Promise<void> {
  await fillCrowd(acting, PEOPLE);
}

stageTest("pages that follow changes", { fill }, async ({ site, flow, step, visit }) => {
  await step(
    "new contacts wait behind a pill; cells of rows that are there change at once",
    async () => {
      const [agent, other] = [await visit({ as: "agent" }), await visit()];
      const { page, open } = agent;
      await open("/contacts?sort=-created&size=25");
      await stay(page);
      const before = await names(page);
      await addContact(other, "Новий Перший");
      await page.getByRole("button", { name: "1 new · Show" }).waitFor();
      assertEquals(await names(page), before);
      await addContact(other, "Новий Другий");
      await page.getByRole("button", { name: "2 new · Show" }).waitFor();
      assertEquals(await page.getByRole("status").filter({ hasText: "2 new" }).count(), 1);
      const [first = ""] = before;
      await rename(other, first, "Перейменована Людина");
      await page.getByRole("link", { name: "Перейменована Людина" }).waitFor();
      assertEquals((await names(page)).slice(1), before.slice(1));
      await page.getByRole("button", { name: "2 new · Show" }).click();
      assertEquals((await names(page)).slice(0, 3), [
        "Новий Другий",
        "Новий Перший",
        "Перейменована Людина",
      ]);
      assertEquals(await page.locator("#list-count").innerText(), `${PEOPLE + 2} contacts`);
      assertEquals(await focused(page), "Новий Другий");
      assert(await hasStayed(page));
      await done(agent, other);
    },
  );

  await step(
    "nothing changes under a pointer that is held down, nor where one has paused",
    async () => {
      const [agent, other] = [await visit({ as: "agent" }), await visit()];
      const { page, open } = agent;
      await open("/contacts?sort=created&size=25");
      const [first = "", second = ""] = await names(page);
      const box = await page.getByRole("link", { name: second, exact: true }).first().boundingBox();
      await page.mouse.move((box?.x ?? 0) + 300, box?.y ?? 0);
      await page.mouse.down();
      const fetched = pageFetched(page);
      await rename(other, first, "Тримаю Мишу");
      await fetched;
      assertEquals((await names(page))[0], first);
      await page.mouse.up();
      await page.getByRole("link", { name: "Тримаю Мишу" }).waitFor();
      await page.getByRole("button", { name: "Pause updates" }).click();
      await page.getByText("Updates are paused").waitFor();
      await rename(other, "Тримаю Мишу", "Після Паузи");
      await rename(other, second, "Теж Після");
      assertEquals(await page.getByRole("link", { name: "Після Паузи" }).count(), 0);
      await page.getByRole("button", { name: "Resume" }).click();
      await page.getByRole("link", { name: "Після Паузи" }).waitFor();
      await done(agent, other);
    },
  );

  await step(
    "a tab that is not seen does not listen, and catches up when it is seen again",
    async () => {
      const [agent, other] = [await visit({ as: "agent" }), await visit()];
      const { page, open } = agent;
      await open("/contacts?sort=created&size=25");
      const [first = ""] = await names(page);
      await setHidden(page, true);
      await rename(other, first, "Поки Ховалась");
      await setHidden(page, false);
      await page.getByRole("link", { name: "Поки Ховалась" }).waitFor();
      await done(agent, other);
    },
  );

  await step("what another process writes arrives too", async () => {
    const agent = await visit({ as: "agent" });
    await agent.open("/contacts?sort=-created&size=25");
    await writeElsewhere(site, "З Іншого Процесу");
    await agent.page.getByRole("button", { name: "1 new · Show" }).click();
    assertEquals((await names(agent.page))[0], "З Іншого Процесу");
    await done(agent);
  });

  await step(
    "beside an open filter builder there is a link instead",
    async () => {
      const agent = await visit({ as: "agent" });
      await agent.open("/contacts?filter=edit");
      assertEquals(await agent.page.getByRole("button", { name: "Pause updates" }).count(), 0);
      await agent.page.getByText(/^Updated at \d+:\d\d/).waitFor();
      await done(agent);
    },
  );

  await flow("there is a link that reads the page anew", async ({ open, page, hasJavaScript }) => {
    await open("/contacts?sort=-created");
    assertEquals(await page.getByText(/^Updated at \d+:\d\d/).count(), hasJavaScript ? 0 : 1);
    if (hasJavaScript) return;
    await page.getByRole("link", { name: "Refresh" }).click();
    await page.waitForURL((url) => url.search === "?sort=-created");
  });

  await step("events are sent as they come, whatever the client can unpack", async () => {
    const cookie = `kartka=${site.secrets.agent}`;
    const headers = { cookie, accept: "text/event-stream", "accept-encoding": "gzip, br" };
    const { encoding, first } = await firstBytes(`${site.url}/live?topic=list`, headers);
    assertEquals(encoding, undefined);
    assert(first.startsWith("retry: 3000\n\n"), first);
  });

  await step(
    "the server ends in good order while a page listens",
    async () => {
      const agent = await visit({ as: "agent" });
      await agent.open("/contacts");
      await site.stop();
      await agent.context.close();
    },
  );
});

/** A mark that a page which is loaded anew would not have. */
function stay(page: Page): Promise<void> {
  return page.evaluate(() => document.body.setAttribute("data-stayed", ""));
}

function hasStayed(page: Page): Promise<boolean> {
  return page.evaluate(() => document.body.hasAttribute("data-stayed"));
}

function names(page: Page): Promise<string[]> {
  return page.locator("a[data-row]").allInnerTexts();
}

function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? "");
}

async function addContact({ page }: Visitor, name: string): Promise<void> {
  await page.goto("/contacts/new");
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create contact" }).click();
  await page.waitForURL(/\/contacts\/\d+/);
}

async function rename({ page }: Visitor, name: string, after: string): Promise<void> {
  await page.goto(`/contacts?${new URLSearchParams({ q: name })}`);
  await page.getByRole("link", { name, exact: true }).first().click();
  await page.waitForURL(/\/contacts\/\d+/);
  await page.goto(new URL(page.url()).pathname + "/edit");
  await page.getByLabel("Name").fill(after);
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/\/contacts\/\d+(\?|$)/);
}

/** The page has fetched itself; what it does with that comes right after. */
async function pageFetched(page: Page): Promise<void> {
  const response = await page.waitForResponse((response) =>
    response.request().headers()["x-kartka-live"] === "1"
  );
  await response.finished();
}

/** As when another tab is shown. */
function setHidden(page: Page, isHidden: boolean): Promise<void> {
  return page.evaluate((isHidden) => {
    Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, isHidden);
}

async function writeElsewhere({ folder, users }: Site, name: string): Promise<void> {
  using kv = await openKv({ kvUrl: null, dataDir: folder });
  const onFailure = (error: unknown) => {
    throw error;
  };
  const deps = openDeps(kv, { country: "UA", timeZone: "Europe/Kyiv", onFailure });
  const fields = { emails: [], phones: [], tagIds: [], language: null };
  await createContact(actingAs(deps, users.admin), { name, ...fields });
  await deps.idle();
}

/** `fetch` would unpack it. */
function firstBytes(url: string, headers: Record<string, string>) {
  return new Promise<{ encoding: string | undefined; first: string }>((resolve, reject) => {
    const request = get(url, { headers, agent: false }, (response) => {
      response.once("data", (part: Uint8Array) => {
        const first = new TextDecoder().decode(part);
        resolve({ encoding: response.headers["content-encoding"], first });
        request.destroy();
      });
    });
    request.on("error", reject);
  });
}

async function done(...visitors: Visitor[]): Promise<void> {
  for (const visitor of visitors) {
    assertNoProblems(visitor);
    await visitor.context.close();
  }
}
