import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { emailKey, phoneKey } from "./handle.ts";
import { romanise } from "./romanise.ts";
import { matchesSearch, parseSearch, SEARCH_TEXT_CHARS_MAX, searchText } from "./search.ts";

function textOf(name: string, emails: string[] = [], phones: string[] = []): string {
  return searchText({
    name,
    emails: emails.map((typed) => ({ typed, key: emailKey(typed) ?? "" })),
    phones: phones.map((typed) => ({ typed, key: phoneKey(typed, "UA") })),
  });
}

function finds(query: string, text: string): boolean {
  return matchesSearch(text, parseSearch(query));
}

Deno.test("searching any slice of a Ukrainian name finds it in Cyrillic and romanised", () => {
  const letter = fc.constantFrom(..."абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'ʼ’- ");
  const name = fc.string({ unit: letter, minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(name, fc.nat(), fc.nat(), (name, a, b) => {
      const start = a % name.length;
      const slice = name.slice(start, start + 1 + b % (name.length - start));
      for (const query of [slice, slice.toUpperCase()]) {
        assert(finds(query, textOf(name)), `${query} in ${name}`);
        assert(finds(query, textOf(romanise(name))), `${query} in ${romanise(name)}`);
      }
    }),
    { numRuns: 3000 },
  );
});

Deno.test("searching any slice of a romanised name finds the Cyrillic one", () => {
  const letter = fc.constantFrom(..."абвгґдеєжзиіїйклмнопрстуфхцчшщьюя");
  const name = fc.string({ unit: letter, minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(name, fc.nat(), (name, a) => {
      // From a letter boundary: half of "kh" is no letter.
      const start = a % name.length;
      assert(finds(romanise(name.slice(start)), textOf(name)));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("search has the examples of the product: words in any order, one letter, literal signs", () => {
  const text = textOf("Григор'єв Сергій 100%", ["Serhii.Grygoriev_7@Example.com"]);
  for (
    const query of ["єв", "сергій григор", "СЕРГІЙ", "s", "7@exam", "%", "_", "григорʼєв", "sergiy"]
  ) {
    assert(finds(query, text), query);
  }
  for (const query of ["ж", "сергій петренко", "10_%"]) assertFalse(finds(query, text), query);
  assert(
    finds("shevchenko", textOf("Тарас Шевченко")) && finds("шевченко", textOf("T. Shevchenko")),
  );
  assert(finds("iatsenko", textOf("Яценко")) && finds("yatsenko", textOf("Яценко")));
  assert(finds("serhii", textOf("Сергій")) && finds("sergiy", textOf("Сергій")));
});

Deno.test("a query of phone characters is one run of digits", () => {
  const text = textOf("", [], ["+38 (067) 123-45-67"]);
  for (
    const query of [
      "067 123-45",
      "+38 (067) 123 45",
      "6712345",
      "8 067 1234567",
      "00380671234567",
      "7",
    ]
  ) assert(finds(query, text), query);
  assertFalse(finds("067 45 123", text));
  assertEquals(parseSearch("067 123-45"), ["06712345"]);
  assertEquals(parseSearch("олена 067-123"), ["olena", "067123"]);
  assertEquals(parseSearch("0012"), ["0012"]);
  assertEquals(parseSearch("+"), ["+"]);
});

Deno.test("a phone is found as it was typed, and numbers within names with their separators", () => {
  assert(finds("020 7946 0958", textOf("", [], ["+44 (0)20 7946 0958"])));
  assert(finds("каб. 12-34", textOf("Каб. 12-34")));
  assert(finds("12-34", textOf("Каб. 12-34", ["ivan.12-34@example.com"])));
  assert(finds("внутр", textOf("", [], ["044 12 внутр. 5"])));
});

Deno.test("digits of a phone in any spelling find it", () => {
  const local = fc.tuple(
    fc.constantFrom("50", "67", "93", "99"),
    fc.integer({ min: 1e6, max: 9999999 }),
  );
  fc.assert(fc.property(local, fc.nat(), fc.nat(), ([code, rest], a, b) => {
    const digits = `380${code}${rest}`;
    const start = a % digits.length;
    const query = [...digits.slice(start, start + 1 + b % (digits.length - start))].join("-");
    assert(finds(query, textOf("", [], [`0${code} ${rest}`])));
  }));
});

Deno.test("parseSearch() takes anything and stays within its limits", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 3000 }), (query) => {
    const words = parseSearch(query);
    assert(words.length <= 20 && words.every((word) => word !== "" && !/\s/.test(word)));
  }));
  assertEquals(parseSearch(" ' \u200B "), []);
  assertEquals(parseSearch("а ".repeat(50)), ["a"]);
  assertEquals(parseSearch([..."абвгдежзклмнопрстуфхцчшщ"].join(" ")).length, 20);
});

Deno.test("searchText() drops whole lines past its limit; the first line is the name, the others are handles", () => {
  const emails = Array.from(
    { length: 20 },
    (_, i) => `${"x".repeat(60)}${i}@${"d".repeat(60)}.example`,
  );
  const text = textOf("Олена", emails, ["067 123 45 67"]);
  assert(text.length <= SEARCH_TEXT_CHARS_MAX);
  assertEquals(text.split("\n")[0], "olena");
  assertEquals(text.split("\n").at(-1), "380671234567");
  assertEquals(textOf("", ["a@b.co"]), "\na@b.co");
});
