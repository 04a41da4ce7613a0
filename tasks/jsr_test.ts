import { assertEquals } from "@std/assert";
import denoJson from "@/deno.json" with { type: "json" };
import { jsrConfig } from "./jsr.ts";

Deno.test("jsrConfig() takes away the links and keeps imports and types", () => {
  const config = JSON.parse(jsrConfig(denoJson));
  assertEquals(config.links, undefined);
  assertEquals(config.imports, denoJson.imports);
  assertEquals(config.compilerOptions, denoJson.compilerOptions);
});

Deno.test("jsrConfig() leaves the stand-ins and their lock file aside", () => {
  const config = JSON.parse(jsrConfig(denoJson));
  assertEquals(config.lock, false);
  assertEquals(config.exclude, [...denoJson.exclude, "jsr"]);
});
