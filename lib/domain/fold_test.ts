import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { fold } from "./fold.ts";
import { romanise } from "./romanise.ts";

const UKRAINIAN = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'ʼ- ";
const ukrainianName = fc.string({
  unit: fc.constantFrom(...UKRAINIAN, ...UKRAINIAN.toUpperCase()),
  maxLength: 30,
});
const anyText = fc.oneof(
  ukrainianName,
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 30 }),
);

Deno.test("fold() of any piece is a substring of the fold of the whole", () => {
  fc.assert(
    fc.property(anyText, fc.nat(), fc.nat(), (text, a, b) => {
      const chars = [...text];
      const start = a % (chars.length + 1);
      const end = start + b % (chars.length - start + 1);
      assert(fold(text).includes(fold(chars.slice(start, end).join(""))));
    }),
    { numRuns: 3000 },
  );
});

Deno.test("fold() gives a Ukrainian name and its official romanisation one form", () => {
  fc.assert(
    fc.property(ukrainianName, (name) => assertEquals(fold(romanise(name)), fold(name))),
    { numRuns: 3000 },
  );
});

Deno.test("fold() is idempotent, ignores case and composition, and is always well-formed", () => {
  fc.assert(
    fc.property(fc.oneof(anyText, fc.string({ unit: loneUnits() })), (text) => {
      const folded = fold(text);
      assertEquals(fold(folded), folded);
      assert(folded.isWellFormed());
      assertEquals(fold(text.normalize("NFC")), fold(text.normalize("NFD")));
    }),
    { numRuns: 3000 },
  );
  fc.assert(fc.property(ukrainianName, (name) => {
    assertEquals(fold(name.toUpperCase()), fold(name.toLowerCase()));
  }));
});

/** UTF-16 units, so that surrogates come apart. */
function loneUnits() {
  return fc.integer({ min: 0, max: 0xFFFF }).map((unit) => String.fromCharCode(unit));
}

Deno.test("fold() makes the spellings of one name equal", () => {
  const spellings = [
    ["Сергій", "Serhii", "Sergiy", "SERHIY", "Sergii"],
    ["Яценко", "Iatsenko", "Yatsenko"],
    ["Марія", "Mariia", "Mariya", "Maria"],
    ["Згурський", "Zghurskyi", "Zgurskiy", "Zhurskyi".replace("Zh", "Zgh")],
    ["Григор'єв", "Григорʼєв", "Григор’єв", "Григор`єв", "Hryhoriev", "Grygoriev"],
    ["Щербак", "Shcherbak"],
    ["Їжакевич", "Yizhakevych", "Izhakevych"],
    ["Ґалаґан", "Galagan", "Галаган"],
    ["Łódź", "lodz"],
    ["Müller", "MULLER", "Mu\u0308ller"],
    ["Straße", "STRASSE"],
    ["Đorđe", "Dorde"],
    ["Нечуй–Левицький", "Nechui-Levytskyi"],
    ["İstanbul", "ISTANBUL", "ıstanbul"],
  ];
  for (const [first = "", ...others] of spellings) {
    for (const other of others) assertEquals(fold(other), fold(first), other);
  }
});

Deno.test("fold() keeps names apart that only look alike", () => {
  for (const [a = "", b = ""] of [["Іван", "Ілля"], ["Шевчук", "Шевченко"], ["Олена", "Алена"]]) {
    assert(fold(a) !== fold(b));
  }
});

Deno.test("fold() keeps other scripts, % and _, and drops what cannot be seen", () => {
  assertEquals(fold("ΟΔΥΣΣΕΎΣ οδυσσεύς"), "οδυσσευσ οδυσσευσ");
  assertEquals(fold("田中 محمد 😀"), "田中 محمد 😀");
  assertEquals(fold("100%_a"), "100%_a");
  assertEquals(fold("a\u202Eb\u200Bc\u0007d\u00ADe"), "abcde");
  assertEquals(fold("a\tb\u00A0c"), "a b c");
  assertEquals(fold("x\uD800y"), "x\uFFFDi");
  assertEquals(fold("٠٦٧ ０６７"), "067 067");
});
