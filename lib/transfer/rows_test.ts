import { assertEquals } from "@std/assert";
import type { ColumnTarget } from "@/lib/domain/import_run.ts";
import { languageCode } from "./languages.ts";
import { readRow } from "./rows.ts";

function read(columns: ColumnTarget[], cells: string[], format: "csv" | "vcard" = "csv") {
  return readRow({ row: 7, cells, problem: null }, {
    format,
    columns,
    country: "UA",
    attributes: new Map(),
  });
}

Deno.test("a row becomes a person: names put together, several values in a cell, tags by name", () => {
  const columns: ColumnTarget[] = [
    "last_name",
    "first_name",
    "middle_name",
    "email",
    "phone",
    "tags",
    "language",
  ];
  const { person, problem, warnings } = read(columns, [
    ...["Коваль", "Олена", "Іванівна", "Olena <o@x.ua>; o.koval@x.ua, O@X.UA"],
    ...[
      "067 123 45 67 / 8 050 123 45 67; +380671234567",
      "* myContacts ::: VIP ::: vip; Опт",
      "українська",
    ],
  ]);
  assertEquals([problem, warnings], [null, []]);
  assertEquals(person, {
    fields: {
      name: "Олена Іванівна Коваль",
      emails: [{ typed: "o@x.ua", key: "o@x.ua" }, { typed: "o.koval@x.ua", key: "o.koval@x.ua" }],
      phones: [
        { typed: "067 123 45 67", key: "+380671234567" },
        { typed: "8 050 123 45 67", key: "+380501234567" },
      ],
      language: "uk",
    },
    tagNames: ["VIP", "Опт"],
  });
});

Deno.test("a firm without a person is called by the firm's name", () => {
  const { person } = read(["name", "organisation", "phone"], ["", "ТОВ Ромашка", "044 123 45 67"]);
  assertEquals(person?.fields.name, "ТОВ Ромашка");
});

Deno.test("a row is rejected with what was found and where", () => {
  const columns: ColumnTarget[] = ["name", "phone", "email"];
  const problems = [
    read(columns, ["Олена", "", "не-пошта"]).problem,
    read(columns, ["", "моб.", ""]).problem,
    read(columns, ["Олена", "067", "", "", "ще"]).problem,
    read(columns, ["щ".repeat(256), "", ""]).problem,
    read(columns, ["", "", Array.from({ length: 21 }, (_, i) => `a${i}@b.co`).join(",")]).problem,
    read(columns, ["", " ", ""]).problem,
  ];
  assertEquals(problems, [
    { reason: "email_invalid", column: 2, value: "не-пошта" },
    { reason: "nothing_usable", column: null, value: "моб." },
    { reason: "too_many_columns", column: null, value: "ще" },
    { reason: "name_too_long", column: 0, value: "щ".repeat(100) },
    { reason: "too_many_emails", column: null, value: "21" },
    { reason: "empty", column: null, value: "" },
  ]);
});

Deno.test("what cannot be read but does not matter is left out with a warning", () => {
  const columns: ColumnTarget[] = ["name", "phone", "language", "tags"];
  const { person, warnings } = read(columns, [
    "Олена",
    "спитати Юрія",
    "ельфійська",
    "x".repeat(65),
  ]);
  assertEquals(person?.fields.phones, [{ typed: "спитати Юрія", key: null }]);
  assertEquals(person?.fields.language, null);
  assertEquals(warnings.map(({ reason, column }) => [reason, column]), [
    ["phone_as_text", 1],
    ["language_unknown", 2],
    ["tag_too_long", 3],
  ]);
});

Deno.test("an apostrophe that an export put before a formula is taken off again", () => {
  const { person } = read(["name", "phone"], ["'=1+1", "'+380671234567"]);
  assertEquals(person?.fields.name, "=1+1");
  assertEquals(person?.fields.phones[0]?.key, "+380671234567");
});

Deno.test("values of a vCard are separated by its own rules", () => {
  const { person } = read(["name", "tags"], ["Коваль, Олена", "Опт, роздріб\nVIP"], "vcard");
  assertEquals(person, {
    fields: { name: "Коваль, Олена", emails: [], phones: [], language: null },
    tagNames: ["Опт, роздріб", "VIP"],
  });
});

Deno.test("languageCode() understands codes and names", () => {
  const codes = {
    uk: "uk",
    "uk-UA": "uk",
    UKR: "uk",
    UA: "uk",
    "Українська": "uk",
    "english": "en",
    "Deutsch": "de",
  };
  for (const [text, code] of Object.entries({ ...codes, "укр.": "uk", en_US: "en", pl: "pl" })) {
    assertEquals(languageCode(text), code, text);
  }
  for (const text of ["", "xx", "?", "ельфійська", "-"]) {
    assertEquals(languageCode(text), null, text);
  }
});
