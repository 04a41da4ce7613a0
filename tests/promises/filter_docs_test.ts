// docs/filter.md says what the filter can do; its examples work.
import { assert, assertEquals } from "@std/assert";
import { CONTACT_FIELDS, findContactField, OPS } from "@/lib/domain/filter/field.ts";
import { resolveFilter } from "@/lib/domain/filter/resolve.ts";
import { filterTreeSchema } from "@/lib/domain/filter/schema.ts";
import { parseFilter, printFilter } from "@/lib/domain/filter/text.ts";
import { parseTyped } from "@/lib/domain/filter/typed.ts";

const DOCUMENT = Deno.readTextFileSync(new URL("../../docs/filter.md", import.meta.url));

/** Lines of the fenced block of this kind. */
function exampleLines(kind: string): string[] {
  const [, block = ""] = new RegExp(`\`\`\`${kind}\n([^]*?)\n\`\`\``).exec(DOCUMENT) ?? [];
  return block.split("\n").filter((line) => line !== "");
}

/** First and second cells of the table below a heading, by their code. */
function tableRows(heading: string): string[][] {
  const section = DOCUMENT.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| ")).slice(2);
  return rows.map((row) => row.split("|").slice(1, 3).map((cell) => cell.trim()));
}

Deno.test("docs/filter.md lists exactly the fields there are, with their kinds", () => {
  assertEquals(
    tableRows("Fields"),
    CONTACT_FIELDS.map(({ key, kind }) => [`\`${key}\``, kind]),
  );
});

Deno.test("docs/filter.md lists exactly the operators of each kind", () => {
  assertEquals(
    tableRows("What can be asked"),
    Object.entries(OPS).map(([kind, ops]) => [kind, ops.map((op) => `\`${op}\``).join(", ")]),
  );
});

Deno.test("the addresses in docs/filter.md are filters, written in the one way", () => {
  const lines = exampleLines("f");
  assert(lines.length > 3);
  for (const line of lines) {
    const { tree, problem } = parseFilter(line);
    assertEquals(problem, null, line);
    assertEquals(printFilter(tree), line);
    const { problems } = resolveFilter(tree, {
      findField: findContactField,
      tags: { isLiving: () => true, isDeleted: () => false },
      nowMs: Date.UTC(2026, 10, 22),
      timeZone: "Europe/Kyiv",
      country: "UA",
    });
    assertEquals(problems, [], line);
  }
});

Deno.test("what docs/filter.md types into the search are conditions", () => {
  const lines = exampleLines("typed");
  assert(lines.length > 3);
  for (const line of lines) {
    const { rules, hints, text } = parseTyped(line, {
      findField: findContactField,
      tagNamed: (name) => name,
    });
    assertEquals(hints, [], line);
    assert(rules.length > 0 && !text.includes(":"), line);
  }
});

Deno.test("the tree in docs/filter.md has the shape that is accepted", () => {
  filterTreeSchema.parse(JSON.parse(exampleLines("json").join("\n")));
});
