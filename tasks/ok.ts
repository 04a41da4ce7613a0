/** Everything that must hold before a push. */
import { CHROME_PATH, readArguments, runDeno } from "@/tools/task.ts";

/** The quick ones first; all of them run, so that one round shows every problem. */
const QUICK: readonly [what: string, ...command: string[]][] = [
  ["Format", "fmt", "--check"],
  ["Lint", "lint"],
  ["Types", "check"],
  ["Rules and texts without Deno", "run", "-A", "tools/check_domain.ts"],
];

readArguments({
  name: "ok",
  does:
    "Checks format, lint, types and that lib/domain and lib/i18n use no Deno; then runs the tests.",
  variables: [CHROME_PATH],
});

const failed: string[] = [];
for (const [what, ...command] of QUICK) {
  console.log(`\n== ${what}`);
  if (await runDeno(...command) !== 0) failed.push(what);
}
if (failed.length === 0) {
  console.log("\n== Tests");
  if (await runDeno("run", "-A", "tasks/run_tests.ts") !== 0) failed.push("Tests");
}
console.log(failed.length === 0 ? "\nAll is well." : `\nNot well: ${failed.join(", ")}.`);
Deno.exit(failed.length === 0 ? 0 : 1);
