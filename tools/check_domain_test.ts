import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkDomain } from "./check_domain.ts";

/** Checks one file of a project made for the moment. */
async function check(source: string) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/lib/domain`, { recursive: true });
    await Deno.writeTextFile(`${folder}/lib/domain/rule.ts`, source);
    await Deno.writeTextFile(`${folder}/lib/domain/rule_test.ts`, "Deno.test('x', () => {});");
    return await checkDomain(new URL(`file://${folder}/`), ["lib/domain"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("checkDomain() accepts what every browser has, and leaves tests alone", async () => {
  const source = `import { z } from "zod";
    export const schema = z.string();
    export const url = new URL("https://example.org");
    export const day = Temporal.PlainDate.from("2026-11-22");`;
  assertEquals(await check(source), { code: 0, problems: "" });
});

Deno.test("checkDomain() fails on Deno.*, also through a type", async () => {
  for (const source of ["export const env = Deno.env;", "export type Key = Deno.KvKey;"]) {
    const { code, problems } = await check(source);
    assertEquals(code, 1, source);
    assertStringIncludes(problems, "Deno");
  }
});
