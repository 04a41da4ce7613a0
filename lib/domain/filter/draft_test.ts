import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { changedDraft, type DraftRule, type FilterDraft, treeDraft, treeWithout } from "./draft.ts";
import { draftProblems, draftTree } from "./draft_tree.ts";
import { draftParams, readCommand, readDraft } from "./draft_form.ts";
import { arityOf, CONTACT_FIELDS, findContactField, opsOf } from "./field.ts";
import { type FilterTree, listRules, MATCHES, RULES_MAX, VALUES_MAX } from "./tree.ts";

const texts = fc.oneof(fc.constant(""), fc.string({ unit: "grapheme", maxLength: 8 }));
const draftRules: fc.Arbitrary<DraftRule> = fc.record({
  field: fc.oneof(fc.constantFrom(...CONTACT_FIELDS.map(({ key }) => key)), texts),
  op: fc.oneof(fc.constantFrom("is", "between", "any", "last", "empty"), texts),
  values: fc.array(texts, { maxLength: 3 }),
});
const matches = fc.constantFrom(...MATCHES);
const drafts: fc.Arbitrary<FilterDraft> = fc.record({
  match: matches,
  rules: fc.array(
    fc.oneof(
      draftRules,
      fc.record({ match: matches, rules: fc.array(draftRules, { maxLength: 3 }) }),
    ),
    { maxLength: 6 },
  ),
});

const rule = (field: string, op: string, ...values: string[]): DraftRule => ({ field, op, values });
const draftOf = (...rules: FilterDraft["rules"]): FilterDraft => ({ match: "all", rules });
const refreshed = (draft: FilterDraft) =>
  changedDraft(draft, { kind: "refresh" }, findContactField).rules;

Deno.test("a form gives back every draft that it was filled with, finished or not", () => {
  fc.assert(
    fc.property(drafts, (draft) => {
      assertEquals(readDraft(draftParams(draft)), draft);
      assertEquals(readDraft(new URLSearchParams(String(draftParams(draft)))), draft);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("a tree that is shown as a draft and applied again is the same", () => {
  const values = { text: ["x"], number: ["1"], date: ["2026-11-22"], list: ["import"] };
  const rules = CONTACT_FIELDS.flatMap((field) =>
    opsOf(field).map((op) => {
      if (arityOf(op) === "none") return { field: field.key, op, values: [] };
      if (op === "last" || op === "ago") return { field: field.key, op, values: ["30d"] };
      const [value = "a"] = field.kind in values ? values[field.kind as keyof typeof values] : [];
      return { field: field.key, op, values: op === "between" ? [value, value] : [value] };
    })
  );
  for (let from = 0; from < rules.length; from += 20) {
    const tree: FilterTree = {
      match: "any",
      rules: [...rules.slice(from, from + 10), {
        match: "all",
        rules: rules.slice(from + 10, from + 20),
      }],
    };
    const draft = readDraft(draftParams(treeDraft(tree)));
    assertEquals(draftTree(draft, findContactField), withoutEmptyGroups(tree));
    assertEquals(changedDraft(draft, { kind: "refresh" }, findContactField), draft);
  }
});

function withoutEmptyGroups(tree: FilterTree): FilterTree {
  return {
    ...tree,
    rules: tree.rules.filter((item) => !("rules" in item) || item.rules.length > 0),
  };
}

Deno.test("readDraft() joins the number of a period with its unit", () => {
  const params = new URLSearchParams(
    "f0.field=created&f0.op=last&f0.v=30&f0.v.unit=w&f1.field=created&f1.op=last&f1.v=&f1.v.unit=d",
  );
  assertEquals(readDraft(params).rules, [
    rule("created", "last", "30w"),
    rule("created", "last", "d"), // not finished, but the unit stays chosen
  ]);
});

Deno.test("readDraft() keeps the order of places that are not next to each other, and takes files for nothing", () => {
  const form = new FormData();
  form.append("f7.field", "name");
  form.append("f3.2.field", "email");
  form.append("f3.1.field", "phone");
  form.append("f1.v", new Blob(["x"]));
  assertEquals(
    readDraft(form).rules.map((item) => listRules(draftOf(item)).map((each) => each.rule.field)),
    [
      ["phone", "email"],
      ["name"],
    ],
  );
});

Deno.test("readDraft() survives any names and values, and keeps at most one rule and value too many", () => {
  const names = fc.oneof(
    fc.string(),
    fc.stringMatching(/^f\d{0,3}(\.\d{0,3})?\.(v|op|field|match|v.unit)$/),
  );
  fc.assert(fc.property(fc.array(fc.tuple(names, fc.string())), (entries) => {
    const draft = readDraft(entries);
    readCommand(entries);
    draftTree(draft, findContactField);
    draftProblems(draft, findContactField);
  }));
  const many = new URLSearchParams(
    Array.from({ length: 5000 }, (_, n) => [`f${n % 100}.${n % 7}.v`, "x"]),
  );
  assertEquals(listRules(readDraft(many)).length, RULES_MAX + 1);
  const values = new URLSearchParams(Array(5000).fill(["f0.v", "x"]));
  assertEquals(listRules(readDraft(values))[0]?.rule.values.length, VALUES_MAX + 1);
});

Deno.test("readCommand() knows the builder's buttons and no others", () => {
  const read = (query: string) => readCommand(new URLSearchParams(query));
  assertEquals(read("do=apply"), { kind: "apply" });
  assertEquals(read("do=refresh"), { kind: "refresh" });
  assertEquals(read("do=add_group"), { kind: "add_group" });
  assertEquals(read("do=add&add.field=name"), { kind: "add", group: null, field: "name" });
  assertEquals(read("do=add:1&add.field=x&add:1.field=name"), {
    kind: "add",
    group: 1,
    field: "name",
  });
  assertEquals(read("do=remove:1.0"), { kind: "remove", path: [1, 0] });
  assertEquals(read("do=remove:1"), { kind: "remove", path: [1] });
  for (
    const query of ["", "do=", "do=save", "do=remove", "do=add:1.2", "do=remove:x", "do=apply:1"]
  ) {
    assertEquals(read(query), null, query);
  }
});

Deno.test("buttons add and remove rules and groups, and leave what is not there", () => {
  const start = draftOf(rule("name", "is", "x"), { match: "any", rules: [rule("", "")] });
  const after = (command: Parameters<typeof changedDraft>[1]) =>
    changedDraft(start, command, findContactField).rules;
  assertEquals(after({ kind: "add", group: null, field: "id" }), [
    ...start.rules,
    rule("id", "eq"),
  ]);
  assertEquals(after({ kind: "add", group: 1, field: "" })[1], {
    match: "any",
    rules: [rule("", ""), rule("", "")],
  });
  assertEquals(after({ kind: "add", group: 0, field: "id" }), start.rules);
  assertEquals(after({ kind: "add_group" })[2], { match: "any", rules: [] });
  assertEquals(after({ kind: "remove", path: [0] }), start.rules.slice(1));
  assertEquals(after({ kind: "remove", path: [1, 0] })[1], { match: "any", rules: [] });
  assertEquals(after({ kind: "remove", path: [1] }), start.rules.slice(0, 1));
  assertEquals(after({ kind: "remove", path: [5, 5] }), start.rules);
});

Deno.test("a full draft takes no more", () => {
  const full = draftOf(...Array(RULES_MAX).fill(rule("name", "is", "x")));
  for (
    const command of [
      { kind: "add" as const, group: null, field: "id" },
      { kind: "add_group" as const },
    ]
  ) {
    assertEquals(changedDraft(full, command, findContactField), full);
  }
});

Deno.test("a rule of another field gets an operator of that field, and loses only values that cannot fit", () => {
  assertEquals(refreshed(draftOf(rule("created", "contains", "Ivan"))), [rule("created", "last")]);
  assertEquals(refreshed(draftOf(rule("email", "is", "Ivan"))), [rule("email", "is", "Ivan")]);
  assertEquals(refreshed(draftOf(rule("created", "on", "30d"))), [rule("created", "on")]);
  assertEquals(refreshed(draftOf(rule("created", "last", "2026-11-22"))), [
    rule("created", "last"),
  ]);
  assertEquals(refreshed(draftOf(rule("created", "on", "2026-1"))), [
    rule("created", "on", "2026-1"),
  ]);
  assertEquals(refreshed(draftOf(rule("id", "eq", "1", "2"))), [rule("id", "eq", "1")]);
  assertEquals(refreshed(draftOf(rule("name", "empty", "x"))), [rule("name", "empty")]);
  assertEquals(refreshed(draftOf(rule("gone", "odd", "x"))), [rule("gone", "odd", "x")]);
});

Deno.test("draftTree() leaves out what is not begun, and draftProblems() says what is wrong by its place", () => {
  const draft = draftOf(
    rule("", ""),
    { match: "any", rules: [] },
    { match: "any", rules: [rule("", ""), rule("id", "between", "5", "")] },
    rule("gone", "odd", "x"),
    rule("tags", "any", "", "a"),
  );
  assertEquals(draftTree(draft, findContactField).rules, [
    { match: "any", rules: [{ field: "id", op: "between", values: ["5", ""] }] },
    { field: "gone", op: "is", values: ["x"] },
    { field: "tags", op: "any", values: ["a"] },
  ]);
  assertEquals(draftProblems(draft, findContactField), [
    { path: [2, 1], code: "filter_values_two" },
    { path: [3], code: "filter_field" },
  ]);
  const many = draftOf(...Array(RULES_MAX + 1).fill(rule("name", "set")));
  assert(draftProblems(many, findContactField).some(({ path }) => path === null));
});

Deno.test("treeWithout() takes out one rule, and its group when it was the last there", () => {
  const named = { field: "name", op: "set" as const, values: [] };
  const tree: FilterTree = { match: "any", rules: [named, { match: "all", rules: [named] }] };
  assertEquals(treeWithout(tree, [1, 0]), { match: "any", rules: [named] });
  assertEquals(treeWithout(tree, [0]), { match: "any", rules: tree.rules.slice(1) });
});
