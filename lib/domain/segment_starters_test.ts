import { assertEquals } from "@std/assert";
import { checkRule } from "./filter/check.ts";
import { findContactField } from "./filter/field.ts";
import { isGroup } from "./filter/tree.ts";
import { STARTERS, starterTree } from "./segment_starters.ts";

Deno.test("every ready-made segment is a filter that can be applied as it is", () => {
  for (const starter of STARTERS) {
    for (const item of starterTree(starter).rules) {
      if (isGroup(item)) throw new Error("a starter has no groups");
      assertEquals(checkRule(item, findContactField(item.field)).rule, item);
    }
  }
});
