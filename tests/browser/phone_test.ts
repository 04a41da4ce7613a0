// Pages on a phone, with all there can be: fingers with JavaScript, and widths without.
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { type Everything, fillEverything } from "@/tests/support/everything.ts";
import { stageTest } from "@/tests/support/stage.ts";

const PHONE = { hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } };
/** Of what fingers tap (ux.md 3, WCAG 2.5.8), with what is around the thing that is seen. */
const HEIGHT_MIN = 40;
/** That of WCAG 1.4.10 is the narrower. */
const WIDTHS = [360, 320];

let has: Everything;

function paths(): string[] {
  const { giant, thread, mailChannel } = has;
  return [
    ...["", "?q=ol", "?filter=edit", "/new", "/duplicates", "/trash", "/import"].map((rest) =>
      `/contacts${rest}`
    ),
    ...["", "/edit", "/block", "/merge", "/dialog", "/notes", "/attributes"].map((rest) =>
      giant + rest
    ),
    ...["/conversations", `/conversations/${thread}`, "/dialog", "/activity", "/sandbox"],
    ...["/segments", "/segments/new", "/profile", `/settings/channels/${mailChannel}`],
    ...["tags", "attributes", "channels", "rights"].map((name) => `/settings/${name}`),
  ];
}

stageTest("a phone", {
  fill: async (acting) => void (has = await fillEverything(acting)),
  visit: { ...PHONE, locale: "uk" },
}, async ({ step, visit }) => {
  const fingers = await visit();
  for (const path of paths()) {
    await step(`fingers hit what they are meant for on ${path}`, async () => {
      await fingers.open(path);
      assertEquals(await smallTargets(fingers.page), []);
    });
  }
  await fingers.context.close();

  const plain = await visit({ javaScriptEnabled: false, hasTouch: false, isMobile: false });
  for (const path of paths()) {
    await step(`without JavaScript nothing is too wide or covered on ${path}`, async () => {
      for (const width of WIDTHS) {
        await plain.page.setViewportSize({ ...PHONE.viewport, width });
        await plain.open(path);
        assertEquals(await tooWide(plain.page), 0, `${width}`);
        // Fails where something else would be hit.
        const refresh = plain.page.locator(".page-head .live a");
        if (await refresh.count() > 0) await refresh.click({ trial: true });
      }
    });
  }
  await plain.context.close();
});

function tooWide(page: Page): Promise<number> {
  return page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth
  );
}

/** Links within a text are as high as its lines; what keyboards alone reach, fingers do not. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((heightMin) => {
    const all = document.querySelectorAll<HTMLElement>(
      "a[href], button, summary, select, textarea, input",
    );
    return [...all].flatMap((one) => {
      const isTicked = one.matches("[type=checkbox], [type=radio]");
      const target = isTicked ? one.closest("label") ?? one : one;
      const { width, height } = target.getBoundingClientRect();
      if (width === 0 || target.closest(".visually-hidden, .skip-link")) return [];
      const isInText = getComputedStyle(target).display === "inline" &&
        target.parentElement?.textContent?.trim() !== target.textContent?.trim();
      const around = getComputedStyle(target, "::after");
      const more = around.position === "absolute" ? parseFloat(around.height) || 0 : 0;
      if (isInText || Math.max(height, more) >= heightMin) return [];
      return `${Math.round(height)} px: ${target.outerHTML.slice(0, 120)}`;
    });
  }, HEIGHT_MIN);
}
