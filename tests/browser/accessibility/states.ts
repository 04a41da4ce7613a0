// Pages and states by axe, in both widths and both themes, and none of them wider than the narrowest screen.
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import type { Acting } from "@/lib/actions/deps.ts";
import { axeViolations } from "@/tests/support/browser.ts";
import { type Everything, fillEverything } from "@/tests/support/everything.ts";
import { type Stage, stageTest, type Visit, type Visitor } from "@/tests/support/stage.ts";

/** A page, and how to bring it into its state. */
interface State {
  name: string;
  path: string;
  visit?: Visit;
  reach?: (visitor: Visitor) => Promise<void>;
}

/** One test of all states of a site that has all there can be. */
export function testStates(name: string, statesOf: (has: Everything) => State[]): void {
  let has: Everything;
  const fill = async (acting: Acting) => {
    has = await fillEverything(acting);
  };
  stageTest(name, { fill }, (stage) => checkAll(stage, statesOf(has)));
}

export async function checkAll({ step, visit }: Stage, states: State[]): Promise<void> {
  for (const { name, path, visit: who, reach } of states) {
    await step(name, async () => {
      const visitor = await visit({ ...who, bypassCSP: true });
      await visitor.open(path);
      await reach?.(visitor);
      assertEquals(await problemsIn(visitor.page), []);
      await visitor.context.close();
    });
  }
}

const WIDTHS = [1280, 360];
/** The width of WCAG 1.4.10. */
const NARROWEST = 320;
const HEIGHT = 800;

/** Both widths and both themes; a theme changes nothing but colours. And nothing wider than the narrowest screen. */
async function problemsIn(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const rules = colorScheme === "dark" ? ["color-contrast"] : undefined;
      for (const { rule, targets } of await axeViolations(page, rules)) {
        found.push(`${rule} at ${width} ${colorScheme}: ${targets.slice(0, 3).join(" and ")}`);
      }
    }
  }
  for (const width of [...WIDTHS, NARROWEST]) {
    await page.setViewportSize({ width, height: HEIGHT });
    const over = await page.evaluate(() =>
      document.documentElement.scrollWidth - document.documentElement.clientWidth
    );
    if (over > 0) found.push(`${over} px too wide at ${width}`);
  }
  return found;
}

/** Sends the form as it is, and waits until it comes back with what is wrong. */
export const press = (name: string) => async ({ page, hasJavaScript }: Visitor) => {
  await page.getByRole("button", { name }).last().click();
  await page.locator("#error-summary").waitFor();
  if (hasJavaScript) await page.waitForLoadState();
};
