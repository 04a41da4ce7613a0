import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { isSameName, jaroWinkler, nameLikeness, nameTokens } from "./name_likeness.ts";

const word = fc.stringMatching(/^[a-zа-яіїєґ]{1,12}$/);
const names = fc.array(word, { maxLength: 4 }).map((words) => words.join(" "));

function likeness(a: string, b: string): number {
  return nameLikeness(nameTokens(a), nameTokens(b));
}

Deno.test("names are as alike one way as the other, in any order of their words", () => {
  fc.assert(
    fc.property(names, names, fc.nat(3), (a, b, turn) => {
      const words = a.split(" ");
      const turned = [...words.slice(turn), ...words.slice(0, turn)].join(" ");
      const found = likeness(a, b);
      assert(found >= 0 && found <= 1 + 1e-9);
      assertEquals(likeness(b, a), found);
      assertEquals(likeness(turned, b), found);
      if (nameTokens(a).length > 0) assert(likeness(a, turned) > 0.999);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("jaroWinkler() gives the values of the published examples", () => {
  const examples: [string, string, number][] = [
    ["martha", "marhta", 0.961],
    ["dwayne", "duane", 0.84],
    ["dixon", "dicksonx", 0.813],
    ["", "a", 0],
    ["same", "same", 1],
  ];
  for (const [a, b, expected] of examples) {
    assertEquals(Math.round(jaroWinkler(a, b) * 1000) / 1000, expected, `${a} ${b}`);
  }
});

Deno.test("one name in two alphabets, spellings and orders is alike", () => {
  const alike: [string, string][] = [
    ["Тарас Шевченко", "Shevchenko Taras"],
    ["Шевченко Тарас Григорович", "Taras Shevchenko"],
    ["Сергій Яценко", "Sergey Yatsenko"],
    ["Григор'єв Олег", "Oleh Hryhoriev"],
    ["О. Шевченко", "Олена Шевченко"],
  ];
  for (const [a, b] of alike) assert(likeness(a, b) >= 0.92, `${a} / ${b}: ${likeness(a, b)}`);
});

Deno.test("two people of one surname, or of one first name, are not", () => {
  const different: [string, string][] = [
    ["Тарас Шевченко", "Олена Шевченко"],
    ["Олена Шевченко", "Олена Бондаренко"],
    ["Олена", "Олена Бондаренко"],
    ["", "Олена"],
  ];
  for (const [a, b] of different) assert(likeness(a, b) < 0.92, `${a} / ${b}: ${likeness(a, b)}`);
});

Deno.test("isSameName() knows no order, and nobody without a name", () => {
  assert(isSameName(nameTokens("Тарас Шевченко"), nameTokens("SHEVCHENKO, Taras")));
  assert(!isSameName(nameTokens("Тарас Шевченко"), nameTokens("Тарас Шевчук")));
  assert(!isSameName([], []));
});
