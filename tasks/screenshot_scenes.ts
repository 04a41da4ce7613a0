// What the pictures in docs/images show, and how a page comes into that state.
import type { Page } from "playwright-core";

export const SIZES = {
  wide: { width: 1280, height: 800 },
  narrow: { width: 360, height: 740 },
};

export interface Scene {
  /** File name without `.png`. */
  name: string;
  path: string;
  size: keyof typeof SIZES;
  theme: "light" | "dark";
  locale: "en" | "uk";
  /** Brings the page into the state to show. */
  reach?: (page: Page) => Promise<unknown>;
}

const SAMPLE = new URL("../tests/samples/google_contacts.csv", import.meta.url);
const FILTER = "tags.set;lastActivity.last(30d);any(language.any(uk,en);phone.empty)";
/** A person of the sample data to whom much has happened. */
const OLENA = "/contacts?q=Олена Шевченко";

const wide = { size: "wide", theme: "light", locale: "en" } as const;
const narrow = { size: "narrow", theme: "light", locale: "uk" } as const;

export const SCENES: Scene[] = [
  { ...wide, name: "list", path: "/contacts" },
  { ...wide, name: "list_dark", path: "/contacts?q=шев", theme: "dark", locale: "uk" },
  { ...narrow, name: "list_narrow", path: "/contacts" },
  { ...wide, name: "filter", path: `/contacts?f=${FILTER}&filter=edit` },
  { ...narrow, name: "filter_narrow", path: `/contacts?f=${FILTER}`, theme: "dark" },
  { ...wide, name: "segments", path: "/segments", locale: "uk" },
  { ...wide, name: "card", path: OLENA, reach: openCard },
  { ...narrow, name: "card_narrow", path: OLENA, theme: "dark", reach: openCard },
  { ...wide, name: "conversation", path: "/conversations", theme: "dark", reach: answer },
  { ...wide, name: "new_dialog", path: OLENA, locale: "uk", reach: openNewDialog },
  { ...wide, name: "block", path: "/contacts", locale: "uk", reach: openBlock },
  { ...narrow, name: "block_narrow", path: "/contacts", theme: "dark", reach: openBlock },
  { ...wide, name: "duplicates", path: "/contacts/duplicates" },
  { ...wide, name: "merge", path: "/contacts/duplicates", reach: compare },
  { ...wide, name: "activity", path: "/activity", locale: "uk" },
  { ...wide, name: "channels", path: "/settings/channels" },
  { ...wide, name: "import", path: "/contacts/import", reach: uploadSample },
];

async function openCard(page: Page): Promise<void> {
  await page.locator("a[data-row]").first().click();
  await page.locator(".card").waitFor();
}

async function openNewDialog(page: Page): Promise<void> {
  await openCard(page);
  await page.locator("[data-shortcut=d]").first().click();
  await page.locator("dialog[open] form").waitFor();
}

/** The newest conversation, with an answer in it. */
async function answer(page: Page): Promise<void> {
  await page.locator("main li:has-text('Telegram') a[href^='/conversations/0']").first().click();
  const form = page.locator("form:has(textarea[name=message])");
  await form.locator("textarea").fill(
    "Так, самовивіз щодня з 10:00 до 19:00, вул. Січових Стрільців, 4.",
  );
  await form.locator("button[type=submit]").click();
  await page.waitForLoadState("networkidle");
}

async function openBlock(page: Page): Promise<void> {
  await page.locator("a[data-row]").nth(4).click();
  await page.locator(".card").waitFor();
  await page.locator("[data-shortcut=b]").first().click();
  await page.locator("dialog[open] form").waitFor();
}

async function compare(page: Page): Promise<void> {
  await page.locator("main a[href*='/merge']").first().click();
  await page.locator("table").waitFor();
}

async function uploadSample(page: Page): Promise<void> {
  await page.locator("input[type=file]").setInputFiles(SAMPLE.pathname);
  await page.locator("main .form button.primary").click();
  await page.waitForURL("**/map");
}
