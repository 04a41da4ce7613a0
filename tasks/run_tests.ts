/** Builds, finds or installs Chromium, and runs the tests; called `test.ts` it would be one. */
import { ensureChromium } from "@/tools/browser.ts";
import { CHROME_PATH, passArguments, runDeno } from "@/tools/task.ts";
import { build } from "./build.ts";

/** Returns the exit code. Arguments are those of `deno test`: paths, --filter and so on. */
export async function runTests(args: readonly string[]): Promise<number> {
  const [code, chromium] = await Promise.all([build(), ensureChromium()]);
  if (code !== 0) return code;
  // The conformance suite knows nothing of our tools, and must use the same browser.
  Deno.env.set("CHROME_PATH", chromium);
  return await runDeno("test", "-A", "--parallel", ...args);
}

if (import.meta.main) {
  const args = passArguments({
    name: "test",
    does:
      "Builds Kartka, makes sure that there is a Chromium, and runs every test, or those under " +
      "the given paths. All options of `deno test` are handed on.",
    positionals: "[PATH...]",
    options: {
      filter: { type: "string", help: "Run only tests whose name has this text, or fits /this/." },
    },
    variables: [CHROME_PATH],
  });
  try {
    Deno.exit(await runTests(args));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
