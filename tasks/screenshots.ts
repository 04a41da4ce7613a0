/** Takes the pictures in docs/images: its own server, its own sample people, so they can be taken anywhere. */
import type { Browser, BrowserContext } from "playwright-core";
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
import { type Scene, SCENES, SIZES } from "./screenshot_scenes.ts";

const FOLDER = new URL("../docs/images/", import.meta.url);
const PEOPLE = 110;
const SEGMENTS = {
  "VIP, мовчать": "tags.set;lastActivity.ago(14d)",
  "Без телефону": "phone.empty",
  "Заблоковані": "blocked.true",
};

/** Writes all pictures and returns their sizes in bytes by name. */
export async function takeScreenshots(): Promise<Map<string, number>> {
  await Deno.mkdir(FOLDER, { recursive: true });
  await using site = await openSite({
    fill: async (acting) => {
      await loadSampleData(acting, { contacts: PEOPLE, seed: 1, stories: true });
      await workOnSampleData(acting.deps);
      for (const [name, filter] of Object.entries(SEGMENTS)) {
        await createSegment(acting, { name, shared: true, filter: parseFilter(filter).tree });
      }
    },
  });
  await using browser = await openBrowser();
  const sizes = new Map<string, number>();
  for (const scene of SCENES) {
    const png = await take(browser, site, scene);
    await Deno.writeFile(new URL(`${scene.name}.png`, FOLDER), png);
    sizes.set(scene.name, png.length);
  }
  return sizes;
}

async function take(browser: Browser, site: Site, scene: Scene): Promise<Uint8Array> {
  const { size, theme, locale, path, reach } = scene;
  const look = { baseURL: site.url, viewport: SIZES[size], colorScheme: theme, locale };
  const context = await openContext(browser, look);
  try {
    const cookie = { name: "kartka", value: site.secrets.admin, url: site.url };
    await context.addCookies([cookie]);
    const page = await context.newPage();
    await page.goto(path);
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
