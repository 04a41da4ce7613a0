import { assertEquals } from "@std/assert";
import { aContact } from "@/tests/support/cast.ts";
import { mergeResult } from "./merge_result.ts";

const byCustomer = (language: string) => aContact({ language, languageByCustomer: true });
const byAgent = (language: string) => aContact({ language });

Deno.test("a merge leaves a language that an agent chose for either to no bot", () => {
  const cases = [
    { kept: byCustomer("uk"), merged: byAgent("uk"), isByCustomer: undefined },
    { kept: byAgent("uk"), merged: byCustomer("uk"), isByCustomer: undefined },
    { kept: byCustomer("uk"), merged: byCustomer("uk"), isByCustomer: true as const },
    { kept: byCustomer("uk"), merged: aContact({ language: null }), isByCustomer: true as const },
    { kept: aContact({ language: null }), merged: byCustomer("uk"), isByCustomer: true as const },
    { kept: byAgent("uk"), merged: byCustomer("en"), isByCustomer: undefined },
  ];
  for (const { kept, merged, isByCustomer } of cases) {
    const { language, languageByCustomer } = mergeResult(kept, merged, {});
    assertEquals([language, languageByCustomer], ["uk", isByCustomer]);
  }
  const chosen = mergeResult(byAgent("uk"), byCustomer("en"), { language: "merged" });
  assertEquals([chosen.language, chosen.languageByCustomer], ["en", true]);
});
