import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { anyText } from "@/tests/support/texts.ts";
import {
  arityOf,
  CONTACT_FIELDS,
  type FilterField,
  OPS,
  opsOf,
} from "@/lib/domain/filter/field.ts";
import { FILTER_OPS, type FilterOp, type FilterTree } from "@/lib/domain/filter/tree.ts";
import { filterSentence, hintText, ruleParts } from "./filter_sentence.ts";
import { isMessageKey } from "./translate.ts";

const NAMES = { tag: (id: string) => ({ v: "VIP", g: "Gold" })[id] ?? null };
const rule = (field: string, op: FilterOp, ...values: string[]) => ({ field, op, values });
const all = (...rules: FilterTree["rules"]): FilterTree => ({ match: "all", rules });
const any = (...rules: FilterTree["rules"]): FilterTree => ({ match: "any", rules });
const english = (tree: FilterTree) => filterSentence("en", tree, NAMES);
const ukrainian = (tree: FilterTree) => filterSentence("uk", tree, NAMES);

Deno.test("the sentence of rule 4.5 in both languages", () => {
  const tree = all(rule("tags", "any", "v", "g"), rule("lastActivity", "ago", "30d"));
  assertEquals(
    english(tree),
    "Contacts where tag is any of VIP, Gold and last activity is more than 30 days ago",
  );
  assertEquals(
    ukrainian(tree),
    "Контакти, у яких є хоча б один із тегів VIP, Gold і остання активність — понад 30 днів тому",
  );
});

Deno.test("groups stand in parentheses, unless they are a single rule", () => {
  const [one, two] = [rule("phone", "empty"), rule("email", "empty")];
  const three = rule("name", "contains", "Іван");
  assertEquals(
    english(any(three, { match: "all", rules: [one, two] })),
    "Contacts where name contains “Іван” or (there is no phone and there is no e-mail)",
  );
  assertEquals(
    ukrainian(all(three, { match: "any", rules: [one, two] })),
    "Контакти, у яких ім’я містить «Іван» і (немає телефону або немає e-mail)",
  );
  assertEquals(
    english(all(three, { match: "any", rules: [one] }, { match: "any", rules: [] })),
    "Contacts where name contains “Іван” and there is no phone",
  );
});

Deno.test("a tree without rules is all contacts", () => {
  assertEquals(english(all()), "All contacts");
  assertEquals(ukrainian(any({ match: "all", rules: [] })), "Усі контакти");
});

const PHRASES: [FilterTree["rules"][number], string, string][] = [
  [rule("name", "is", "Іван"), "name is “Іван”", "ім’я — «Іван»"],
  [rule("name", "is_not", "Іван"), "name is not “Іван”", "ім’я — не «Іван»"],
  [rule("phone", "starts", "067"), "phone starts with “067”", "телефон починається з «067»"],
  [rule("email", "set"), "there is an e-mail", "є e-mail"],
  [rule("tags", "any", "v"), "tag is VIP", "є тег VIP"],
  [rule("tags", "none", "v"), "tag is not VIP", "немає тегу VIP"],
  [rule("tags", "none", "v", "g"), "tag is none of VIP, Gold", "немає жодного з тегів VIP, Gold"],
  [rule("tags", "all", "v", "g"), "tags include all of VIP, Gold", "є всі теги VIP, Gold"],
  [rule("tags", "any", "x"), "tag is (deleted)", "є тег (видалений)"],
  [rule("language", "any", "uk"), "language is Ukrainian", "мова — українська"],
  [
    rule("language", "none", "uk", "en"),
    "language is none of Ukrainian, English",
    "мова — нічого з: українська, англійська",
  ],
  [rule("source", "any", "import"), "source is import", "джерело — імпорт"],
  [
    rule("id", "ge", "1234"),
    "contact number is at least 1234",
    "номер контакту — не менше ніж 1234",
  ],
  [
    rule("imports", "between", "1", "2.5"),
    "number of imports is between 1 and 2.5",
    "кількість імпортів — у межах 1 – 2,5",
  ],
  [
    rule("created", "on", "2026-11-22"),
    "creation date is on 22 November 2026",
    "дата створення — 22 листопада 2026 р.",
  ],
  [
    rule("created", "last", "1h"),
    "creation date is in the last 1 hour",
    "дата створення — за останню 1 годину",
  ],
  [
    rule("lastActivity", "last", "3w"),
    "last activity is in the last 3 weeks",
    "остання активність — за останні 3 тижні",
  ],
  [
    rule("lastActivity", "ago", "21m"),
    "last activity is more than 21 months ago",
    "остання активність — понад 21 місяць тому",
  ],
  [rule("lastActivity", "empty"), "there was no activity yet", "ще не було активності"],
];

for (const [item, inEnglish, inUkrainian] of PHRASES) {
  Deno.test(`sentence: ${inEnglish}`, () => {
    assertEquals(english(all(item)), `Contacts where ${inEnglish}`);
    assertEquals(ukrainian(all(item)), `Контакти, у яких ${inUkrainian}`);
  });
}

Deno.test("a chip has the field, the operator and the value; periods are one with their operator", () => {
  const parts = (...args: Parameters<typeof rule>) => ruleParts("en", rule(...args), NAMES);
  assertEquals(parts("name", "not_contains", "x"), {
    field: "Name",
    op: "does not contain",
    value: "“x”",
  });
  assertEquals(parts("tags", "any", "v", "g"), { field: "Tag", op: "any of", value: "VIP, Gold" });
  assertEquals(parts("phone", "empty"), { field: "Phone", op: "is empty", value: "" });
  assertEquals(parts("lastActivity", "last", "30d"), {
    field: "Last activity",
    op: "in the last 30 days",
    value: "",
  });
  assertEquals(parts("lastActivity", "last", "abc"), {
    field: "Last activity",
    op: "in the last",
    value: "“abc”",
  });
});

Deno.test("what is unknown is said as it was written, and cannot turn the sentence round", () => {
  assertEquals(english(all(rule("shoe", "gt", "40"))), "Contacts where “shoe” more than “40”");
  assertEquals(
    english(all(rule("name", "is", "\u202Eab\ud800"))),
    "Contacts where name is “ab\ufffd”",
  );
  assertEquals(english(all(rule("name", "is"))), "Contacts where name is …");
});

Deno.test("every operator of every kind, and every field, has words of its own", () => {
  const fields = CONTACT_FIELDS.flatMap((field) => [
    `filter.field.${field.key}`,
    ...opsOf(field).flatMap((op) => wordsOf(field, op)),
  ]);
  const kinds = Object.entries(OPS).flatMap(([kind, ops]) =>
    ops.map((op) => `filter.op.${kind}.${op}`)
  );
  assertEquals([...fields, ...kinds].filter((key) => !isMessageKey(key)), []);
});

function wordsOf({ key, kind }: FilterField, op: FilterOp): string[] {
  if (op === "empty" || op === "set") return [`filter.${op}.${key}`];
  const one = arityOf(op) === "many" ? [`filter.say_one.${kind}.${op}`] : [];
  return [`filter.say.${kind}.${op}`, ...one];
}

Deno.test("a hint says what was searched for instead, and what to do", () => {
  const hints: [Parameters<typeof hintText>[1], string][] = [
    [
      { kind: "unknown", key: "shoe", text: "shoe:40" },
      "There is no field “shoe” to filter by; searching for the text “shoe:40”.",
    ],
    [
      { kind: "tag", name: "Nope", text: "tag:Nope" },
      "There is no tag “Nope”; searching for the text “tag:Nope”.",
    ],
    [
      { kind: "negative", text: "-id:>5" },
      "“-id:>5” cannot be turned round by a minus; searching for the text.",
    ],
    [
      { kind: "problem", problem: { code: "filter_option" }, text: "source:\u202emoon" },
      "Searching for the text “source:moon”. Choose a value from the list.",
    ],
  ];
  for (const [hint, expected] of hints) assertEquals(hintText("en", hint), expected);
});

Deno.test("what is no language is quoted as it is, without half letters", () => {
  const odd = { field: "language", op: "none" as const, values: ["\ud800"] };
  assertEquals(english(all(odd)), "Contacts where language is not “\ufffd”");
});

Deno.test("any tree has a sentence", () => {
  const rules = fc.record({
    field: fc.oneof(fc.constantFrom(...CONTACT_FIELDS.map(({ key }) => key)), fc.string()),
    op: fc.constantFrom(...FILTER_OPS),
    values: fc.array(anyText(20), { maxLength: 3 }),
  });
  const groups = fc.record({
    match: fc.constant("any" as const),
    rules: fc.array(rules, { maxLength: 3 }),
  });
  fc.assert(fc.property(fc.array(fc.oneof(rules, groups), { maxLength: 4 }), (items) => {
    assert(english(all(...items)).isWellFormed());
    ukrainian(any(...items));
  }));
});
