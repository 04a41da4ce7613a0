/** Takes the pictures in docs/images: its own server, its own sample people, so they can be taken anywhere. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { openBrowser, openContext } from "@/tests/support/browser.ts";
import { loadSampleData } from "@/lib/actions/load_sample_data.ts";
import { workOnSampleData } from "@/lib/transfer/sample_load.ts";
import { createSegment } from "@/lib/actions/create_segment.ts";
import { parseFilter } from "@/lib/domain/filter/text.ts";
import { openSite, type Site } from "@/tests/support/site.ts";
import { ensureChromium } from "@/tools/browser.ts";
import { palettePng } from "@/tools/palette_png.ts";
import { CHROME_PATH, readArguments } from "@/tools/task.ts";
import { build } from "./build.ts";

const FOLDER = new URL("../docs/images/", import.meta.url);
const SAMPLE = new URL("../tests/samples/google_contacts.csv", import.meta.url);
const PEOPLE = 110;
const SIZES = {
  wide: { width: 1280, height: 800 },
  narrow: { width: 360, height: 740 },
};

interface Shot {
  /** File name without `.png`. */
  name: string;
  path: string;
  size: keyof typeof SIZES;
  theme: "light" | "dark";
  locale: "en" | "uk";
  signedOut?: boolean;
  /** Brings the page into the state to show. */
  reach?: (page: Page) => Promise<unknown>;
}

const FILTER = "tags.set;lastActivity.last(30d);any(language.any(uk,en);phone.empty)";

const SILENT = parseFilter("tags.set;lastActivity.ago(14d)").tree;

const SHOTS: Shot[] = [
  { name: "list", path: "/contacts", size: "wide", theme: "light", locale: "en" },
  { name: "list_dark", path: "/contacts?q=шев", size: "wide", theme: "dark", locale: "uk" },
  {
    name: "filter",
    path: `/contacts?f=${FILTER}&filter=edit`,
    size: "wide",
    theme: "light",
    locale: "en",
  },
  {
    name: "filter_narrow",
    path: `/contacts?f=${FILTER}`,
    size: "narrow",
    theme: "dark",
    locale: "uk",
  },
  { name: "segments", path: "/segments", size: "wide", theme: "light", locale: "uk" },
  { name: "list_narrow", path: "/contacts", size: "narrow", theme: "light", locale: "uk" },
  { name: "card", path: "", size: "wide", theme: "light", locale: "en", reach: openEditedCard },
  {
    name: "card_narrow",
    path: "",
    size: "narrow",
    theme: "dark",
    locale: "uk",
    reach: openFirstCard,
  },
  {
    name: "conversation",
    path: "/conversations",
    size: "wide",
    theme: "dark",
    locale: "en",
    reach: answer,
  },
  {
    name: "new_dialog",
    path: "",
    size: "wide",
    theme: "light",
    locale: "uk",
    reach: openNewDialog,
  },
  {
    name: "block",
    path: "/contacts",
    size: "wide",
    theme: "light",
    locale: "uk",
    reach: openBlock,
  },
  {
    name: "block_narrow",
    path: "/contacts",
    size: "narrow",
    theme: "dark",
    locale: "en",
    reach: openBlock,
  },
  { name: "merge", path: "/contacts", size: "wide", theme: "light", locale: "en", reach: compare },
  { name: "channels", path: "/settings/channels", size: "wide", theme: "light", locale: "en" },
  { name: "edit", path: "", size: "wide", theme: "light", locale: "uk", reach: openEdit },
  {
    name: "import",
    path: "/contacts/import",
    size: "wide",
    theme: "light",
    locale: "en",
    reach: uploadSample,
  },
  { name: "settings_tags", path: "/settings/tags", size: "wide", theme: "light", locale: "en" },
  {
    name: "settings_tags_dark",
    path: "/settings/tags",
    size: "narrow",
    theme: "dark",
    locale: "en",
  },
  { name: "sign_in", path: "/login", size: "wide", theme: "light", locale: "en", signedOut: true },
  {
    name: "sign_in_dark",
    path: "/login",
    size: "narrow",
    theme: "dark",
    locale: "uk",
    signedOut: true,
  },
];

/** Writes all pictures and returns their sizes in bytes by name. */
export async function takeScreenshots(): Promise<Map<string, number>> {
  await Deno.mkdir(FOLDER, { recursive: true });
  await using site = await openSite({
    fill: async (acting) => {
      await loadSampleData(acting, { contacts: PEOPLE, seed: 1 });
      await workOnSampleData(acting.deps);
      await createSegment(acting, { name: "VIP, мовчать", shared: true, filter: SILENT });
    },
  });
  await using browser = await openBrowser();
  const sizes = new Map<string, number>();
  for (const shot of SHOTS) {
    const png = await take(browser, site, shot);
    await Deno.writeFile(new URL(`${shot.name}.png`, FOLDER), png);
    sizes.set(shot.name, png.length);
  }
  return sizes;
}

async function take(browser: Browser, site: Site, shot: Shot): Promise<Uint8Array> {
  const { size, theme, locale, signedOut, path, reach } = shot;
  const look = { baseURL: site.url, viewport: SIZES[size], colorScheme: theme, locale };
  const context = await openContext(browser, look);
  try {
    if (!signedOut) {
      const cookie = { name: "kartka", value: site.secrets.admin, url: site.url };
      await context.addCookies([cookie]);
    }
    const page = await context.newPage();
    await page.goto(path || "/contacts");
    await reach?.(page);
    await page.waitForLoadState("networkidle");
    return await withFewColors(context, await page.screenshot());
  } finally {
    await context.close();
  }
}

/** The browser decodes the picture, which saves us a decoder. */
async function withFewColors(context: BrowserContext, png: Uint8Array): Promise<Uint8Array> {
  const page = await context.newPage();
  const { width, height, base64 } = await page.evaluate(async (url) => {
    const bitmap = await createImageBitmap(await (await fetch(url)).blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const drawing = canvas.getContext("2d");
    drawing?.drawImage(bitmap, 0, 0);
    const pixels = drawing?.getImageData(0, 0, bitmap.width, bitmap.height).data;
    let text = "";
    for (const byte of pixels ?? []) text += String.fromCharCode(byte);
    return { width: bitmap.width, height: bitmap.height, base64: btoa(text) };
  }, `data:image/png;base64,${Uint8Array.from(png).toBase64()}`);
  return await palettePng({ width, height, pixels: Uint8Array.fromBase64(base64) });
}

async function openFirstCard(page: Page): Promise<void> {
  await page.locator("a[data-row]").nth(3).click();
  await page.locator(".card").waitFor();
}

/** With a change in its timeline. */
async function openEditedCard(page: Page): Promise<void> {
  await openEdit(page);
  await page.getByLabel("Language").selectOption("pl");
  await page.getByRole("button", { name: "Add phone" }).click();
  await page.locator("input[name=phones]").last().fill("+48 22 123 45 67");
  await page.getByRole("button", { name: "Save changes" }).last().click();
  await page.locator(".card").waitFor();
}

async function openEdit(page: Page): Promise<void> {
  await openFirstCard(page);
  await page.locator("[data-shortcut=e]").click();
  await page.locator(".picker[data-ready]").first().waitFor();
}

async function openNewDialog(page: Page): Promise<void> {
  await openFirstCard(page);
  await page.locator("[data-shortcut=d]").first().click();
  await page.locator("dialog[open] form").waitFor();
}

/** The newest conversation, with an answer in it. */
async function answer(page: Page): Promise<void> {
  await page.locator("main li:has-text('Telegram') a[href^='/conversations/0']").first().click();
  await page.locator("textarea[name=message]").fill(
    "Hello! Yes, it is in stock and comes tomorrow.",
  );
  await page.locator("form:has(textarea[name=message]) button[type=submit]").click();
  await page.waitForLoadState("networkidle");
}

async function openBlock(page: Page): Promise<void> {
  await page.locator("a[data-row]").nth(4).click();
  await page.locator(".card").waitFor();
  await page.locator("[data-shortcut=b]").first().click();
  await page.locator("dialog[open] form").waitFor();
}

async function compare(page: Page): Promise<void> {
  const ids = await page.locator("a[data-row]").evaluateAll((links) =>
    links.map((link) => link.getAttribute("data-row"))
  );
  await page.goto(`/contacts/${ids[0]}/merge?with=${ids[3]}`);
}

async function uploadSample(page: Page): Promise<void> {
  await page.locator("input[type=file]").setInputFiles(SAMPLE.pathname);
  await page.locator("main .form button.primary").click();
  await page.waitForURL("**/map");
}

if (import.meta.main) {
  readArguments({
    name: "screenshots",
    does:
      "Builds Kartka, starts it on a fresh database with sample people, and takes the pictures in " +
      "docs/images: both themes, both languages, wide and narrow.",
    variables: [CHROME_PATH],
  });
  const [code] = await Promise.all([build(), ensureChromium()]);
  if (code !== 0) Deno.exit(code);
  for (const [name, bytes] of await takeScreenshots()) {
    console.log(`docs/images/${name}.png ${Math.ceil(bytes / 1024)} KB`);
  }
}
