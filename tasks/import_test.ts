import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DEFAULT_RULES } from "@/lib/domain/import_run.ts";
import { ConfigError } from "@/lib/errors.ts";
import { testDeps } from "@/tests/support/deps.ts";
import { keysUnder, memoryKv } from "@/tests/support/kv.ts";
import { type ImportOrder, runImportTask } from "./import.ts";

const MESSY = new URL("../tests/samples/messy.csv", import.meta.url).pathname;
const CARDS = new URL("../tests/samples/contacts.vcf", import.meta.url).pathname;

async function run(kv: Deno.Kv, order: Partial<ImportOrder>) {
  const lines: string[] = [];
  const whole = { path: MESSY, rules: DEFAULT_RULES, isDryRun: false, resume: null, ...order };
  const code = await runImportTask(testDeps(kv), whole, (line) => lines.push(line));
  return { code, text: lines.join("\n") };
}

Deno.test("the task imports a file and says what became of each row", async () => {
  using kv = await memoryKv();
  const { code, text } = await run(kv, {});
  assertEquals(code, 1, "rows were rejected");
  assertStringIncludes(
    text,
    "Rows: 127. Created 119, updated 0, merged into an earlier row 5, skipped 0, rejected 3.",
  );
  assertStringIncludes(text, "row 124: не-пошта");
  assertEquals((await keysUnder(kv, [1, "c"])).length, 119);
  assertEquals(await keysUnder(kv, [1, "import_chunk"]), [], "the file stays on disk");
});

Deno.test("a dry run saves no contact and no tag", async () => {
  using kv = await memoryKv();
  const { code, text } = await run(kv, { isDryRun: true, path: CARDS });
  assertEquals(code, 0);
  assertStringIncludes(text, "Created 79");
  assertEquals([...await keysUnder(kv, [1, "c"]), ...await keysUnder(kv, [1, "tag"])], []);
});

Deno.test("a run is resumed with the same file only", async () => {
  using kv = await memoryKv();
  const { text } = await run(kv, { isDryRun: true });
  assert(text.length > 0);
  const [key] = await keysUnder(kv, [1, "import"]);
  const resume = String(key?.at(-1));
  await assertRejects(() => run(kv, { resume, path: CARDS }), ConfigError);
  assertEquals((await run(kv, { resume })).code, 1);
});
