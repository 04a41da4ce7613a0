import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import denoJson from "@/deno.json" with { type: "json" };
import { helpText, parseTask } from "./task.ts";

const SEED = {
  name: "seed",
  does: "Fills the database.",
  options: {
    contacts: { type: "string", default: "1000", help: "How many." },
    quiet: { type: "boolean", short: "q", help: "Say nothing." },
  },
  variables: [{ name: "KARTKA_DATA", expected: "a folder", unset: "./data" }],
} as const;

Deno.test("parseTask() reads options and fills in defaults", () => {
  assertEquals({ ...parseTask(SEED, ["-q"]).values }, { contacts: "1000", quiet: true });
  assertEquals({ ...parseTask(SEED, ["--contacts", "5"]).values }, { contacts: "5" });
  assertEquals(parseTask({ ...SEED, positionals: "FILE" }, ["a.csv"]).positionals, ["a.csv"]);
});

Deno.test("parseTask() throws on what a task does not have", () => {
  for (const args of [["--contact", "5"], ["--contacts"], ["a.csv"]]) {
    assertThrows(() => parseTask(SEED, args), TypeError);
  }
});

Deno.test("helpText() tells usage, options with defaults, and environment", () => {
  const text = helpText(SEED);
  for (const part of ["deno task seed", "--contacts CONTACTS", "Default: 1000.", "-q, --quiet"]) {
    assertStringIncludes(text, part);
  }
  assertStringIncludes(text, "KARTKA_DATA\n      a folder; if unset: ./data");
});

for (const [name, task] of Object.entries(denoJson.tasks)) {
  Deno.test(`deno task ${name} --help says what the task does and does nothing`, async () => {
    assertMatch(task.description, /^[A-Z]/);
    const args = ["task", "--quiet", name, "--help"];
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
    const text = new TextDecoder().decode(stdout);
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    assertStringIncludes(text, `Usage: deno task ${name}`);
    assertMatch(text, /^Environment/m);
  });
}
