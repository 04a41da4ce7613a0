import { assertEquals } from "@std/assert";
import { filterTreeSchema } from "./schema.ts";
import { RULES_MAX, VALUES_MAX } from "./tree.ts";

const rule = { field: "name", op: "set", values: [] };
const group = { match: "any", rules: [rule] };
const accepts = (value: unknown) => filterTreeSchema.safeParse(value).success;
const treeOf = (...rules: unknown[]) => ({ match: "all", rules });

Deno.test("filterTreeSchema takes rules and one level of groups, as they are", () => {
  for (const tree of [treeOf(), treeOf(rule, group), treeOf({ match: "all", rules: [] })]) {
    assertEquals<unknown>(filterTreeSchema.parse(tree), tree);
  }
});

Deno.test("filterTreeSchema refuses other shapes", () => {
  for (
    const wrong of [
      null,
      [],
      { match: "some", rules: [] },
      treeOf({ match: "any", rules: [group] }),
      treeOf({ ...rule, op: "sounds_like" }),
      treeOf({ ...rule, values: "x" }),
      treeOf({ ...rule, values: [1] }),
      treeOf({ ...rule, match: "all" }),
      { ...treeOf(), extra: true },
    ]
  ) {
    assertEquals(accepts(wrong), false, JSON.stringify(wrong));
  }
});

Deno.test("filterTreeSchema counts the rules in groups, and limits values", () => {
  assertEquals(accepts(treeOf(...Array(RULES_MAX).fill(group))), true);
  assertEquals(accepts(treeOf(...Array(RULES_MAX - 1).fill(rule), group)), true);
  assertEquals(accepts(treeOf(...Array(RULES_MAX).fill(rule), group)), false);
  assertEquals(
    accepts(treeOf(...Array(2).fill({ match: "all", rules: Array(13).fill(rule) }))),
    false,
  );
  assertEquals(accepts(treeOf({ ...rule, values: Array(VALUES_MAX + 1).fill("x") })), false);
  assertEquals(accepts(treeOf({ ...rule, values: ["x".repeat(256)] })), false);
  assertEquals(accepts(treeOf({ ...rule, field: "x".repeat(65) })), false);
});
