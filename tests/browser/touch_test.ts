// What fingers tap on a phone (ux.md 3, WCAG 2.5.8): 40 px high or more, with what is around the thing that is seen.
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { type Everything, fillEverything } from "@/tests/support/everything.ts";
import { stageTest } from "@/tests/support/stage.ts";

const PHONE = { hasTouch: true, isMobile: true, viewport: { width: 360, height: 740 } };
const HEIGHT_MIN = 40;

let has: Everything;

stageTest("fingers", {
  fill: async (acting) => void (has = await fillEverything(acting)),
  visit: { ...PHONE, locale: "uk" },
}, async ({ step, visit }) => {
  const { giant, thread } = has;
  const paths = [
    ...["/contacts?q=ol", "/contacts/new", "/contacts/duplicates", "/contacts/trash"],
    ...["", "/edit", "/block", "/merge", "/dialog", "/notes", "/attributes"].map((part) =>
      giant + part
    ),
    ...[
      "/conversations",
      `/conversations/${thread}`,
      "/dialog",
      "/activity",
      "/segments",
      "/sandbox",
      "/profile",
    ],
    ...["tags", "attributes", "channels", "rights"].map((name) => `/settings/${name}`),
  ];
  const { page, context, open } = await visit();
  for (const path of paths) {
    await step(`hit what they are meant for on ${path}`, async () => {
      await open(path);
      assertEquals(await smallTargets(page), []);
    });
  }
  await context.close();
});

/** Links within a text are as high as its lines; what keyboards alone reach, fingers do not. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((heightMin) => {
    const all = document.querySelectorAll<HTMLElement>(
      "a[href], button, summary, select, textarea, input",
    );
    return [...all].flatMap((one) => {
      const target = one.matches("[type=checkbox], [type=radio]")
        ? one.closest("label") ?? one
        : one;
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
