import { assertEquals } from "@std/assert";
import { IMPORT_RUNS_KEPT } from "./contact.ts";
import { withImportRun } from "./import_run.ts";

Deno.test("withImportRun() remembers the newest runs, each once", () => {
  assertEquals(withImportRun(undefined, "a"), ["a"]);
  assertEquals(withImportRun(["a", "b"], "a"), ["a", "b"]);
  const many = Array.from({ length: IMPORT_RUNS_KEPT }, (_, at) => `run ${at}`);
  assertEquals(withImportRun(many, "new"), [...many.slice(1), "new"]);
});
