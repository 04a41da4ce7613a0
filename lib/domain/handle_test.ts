import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { cleanName, cleanText, emailKey, formatPhone, phoneKey } from "./handle.ts";

Deno.test("emailKey() trims, lower-cases and writes the host in punycode", () => {
  const keys = {
    " Ivan.Petrenko@Example.COM ": "ivan.petrenko@example.com",
    "o'brien+tag@x.ie": "o'brien+tag@x.ie",
    "іван@пошта.укр": "іван@xn--80a1acn3a.xn--j1amh",
    "ivan@fa\u00DF.de": "ivan@xn--fa-hia.de",
  };
  for (const [typed, key] of Object.entries(keys)) assertEquals(emailKey(typed), key);
});

Deno.test("emailKey() does not fold dots or plus signs of mail providers", () => {
  assert(emailKey("a.b@gmail.com") !== emailKey("ab@gmail.com"));
  assert(emailKey("ab+x@gmail.com") !== emailKey("ab@gmail.com"));
});

Deno.test("emailKey() refuses what is no address, and look-alikes of ASCII", () => {
  const refused = [
    ...[
      "",
      "@",
      "ivan",
      "a@b",
      "a..b@c.de",
      ".a@c.de",
      "a@b@c.de",
      "a b@c.de",
      "a@-c.de",
      "a@1.2.3.4",
    ],
    ...["a@b.c.", "a@b_c.com", "a@b%41.com", "a@c.de/x", "a@c.de:25", '"q"@c.de', "mailto:a@c.de"],
    ...["user\uFF20x.com", "user@x\u212A.com", "\u0130van@x.com", "\uFB01@x.com", "a@\uFF45x.com"],
    ...[
      "a\uD800@x.com",
      `${"a".repeat(65)}@x.com`,
      `a@${"b".repeat(64)}.com`,
      `a@${"b.".repeat(130)}com`,
    ],
  ];
  for (const typed of refused) assertEquals(emailKey(typed), null, typed);
});

Deno.test("emailKey() is idempotent, and equal only for inputs that differ by case or form", () => {
  const local = fc.string({
    unit: fc.constantFrom(..."aAbK.+їЇЁ\u212A\uFF41ﬁßé"),
    minLength: 1,
    maxLength: 6,
  });
  const host = fc.string({
    unit: fc.constantFrom(..."aAßїé-.x\uFF0E"),
    minLength: 1,
    maxLength: 6,
  });
  const address = fc.tuple(local, host).map(([a, b]) => `${a}@${b}.ua`);
  fc.assert(
    fc.property(address, address, (a, b) => {
      const key = emailKey(a);
      if (key === null) return;
      assertEquals(emailKey(key), key);
      const same = emailKey(b) === key;
      const ascii = (text: string) => text.toLowerCase().replace(/[^\x20-\x7E]/g, "");
      if (same) assertEquals(ascii(a.split("@")[0] ?? ""), ascii(b.split("@")[0] ?? ""));
    }),
    { numRuns: 5000 },
  );
});

Deno.test("phoneKey() reads the spellings of one number as one", () => {
  const spellings = [
    ...["+380671234567", "+38 (067) 123-45-67", "067 123 45 67", "0671234567", "380671234567"],
    ...["80671234567", "8 (067) 123-45-67", "00380671234567", "٠٦٧١٢٣٤٥٦٧", "+38０671234567"],
  ];
  for (const typed of spellings) assertEquals(phoneKey(typed, "UA"), "+380671234567", typed);
  assertEquals(phoneKey("+49 (0)30 901820", "UA"), "+4930901820");
  assertEquals(phoneKey("0049 30 901820", "UA"), "+4930901820");
});

Deno.test("phoneKey() keeps extensions apart and gives no key to what is no number", () => {
  assertEquals(phoneKey("+380441234567 ext. 12", "UA"), "+380441234567;ext=12");
  for (const word of ["дод.", ", дод", "Дод.", "вн.", "внутр.", "доб."]) {
    assertEquals(phoneKey(`044 123-45-67 ${word} 12`, "UA"), "+380441234567;ext=12", word);
  }
  assertEquals(phoneKey("дод. 12", "UA"), null);
  for (
    const typed of ["", "12345", "067 123", "067 123 45 67 моб", "немає", "+999123456789", "#N/A"]
  ) {
    assertEquals(phoneKey(typed, "UA"), null, typed);
  }
});

Deno.test("phoneKey() never throws, and its keys and their formatted form read as themselves", () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789+() -x."), maxLength: 20 });
  const number = fc.integer({ min: 100000000, max: 999999999 }).map((rest) => `+380${rest}`);
  fc.assert(
    fc.property(fc.oneof(digits, number, fc.string({ unit: "binary" })), (typed) => {
      const key = phoneKey(typed, "UA");
      if (key === null) return;
      assertEquals(phoneKey(key, "PL"), key);
      assertEquals(phoneKey(formatPhone(key), "UA"), key);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("formatPhone() spaces a number and leaves other text alone", () => {
  assertEquals(formatPhone("+380671234567"), "+380 67 123 4567");
  assertEquals(formatPhone("+380441234567;ext=12"), "+380 44 123 4567 ext. 12");
  assertEquals(formatPhone("спитати Олену"), "спитати Олену");
});

Deno.test("cleanName() removes what deceives the eye and keeps what is written", () => {
  assertEquals(cleanName("  Олена \t\n Коваль "), "Олена Коваль");
  assertEquals(cleanName("evil\u202Etxt\u0000\u200B"), "eviltxt");
  assertEquals(cleanName("\u200D\u200C \u3164"), "");
  assertEquals(cleanName("x\uD800"), "x\uFFFD");
  assertEquals(cleanName("й".normalize("NFD")), "й");
  assertEquals(cleanName("👩‍👩‍👧"), "👩‍👩‍👧");
});

Deno.test("cleanName() is idempotent, well-formed and in NFC", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (typed) => {
      const name = cleanName(typed);
      assertEquals(cleanName(name), name);
      assert(name.isWellFormed() && name === name.normalize("NFC") && name === name.trim());
      assert(!/[\u202A-\u202E\u2066-\u2069]|\p{Cc}/u.test(name));
    }),
    { numRuns: 3000 },
  );
});

Deno.test("cleanText() keeps lines and what is inside them, and drops what deceives the eye", () => {
  assertEquals(
    cleanText("\n \n  Добрий день!\r\n\r\n\tдва  слова \t\n"),
    "  Добрий день!\n\n\tдва  слова",
  );
  assertEquals(cleanText("one\rtwo\u2028three\vfour"), "one\ntwo\nthree\nfour");
  assertEquals(cleanText("evil\u202Etxt\u0000\u200B"), "eviltxt");
  assertEquals(cleanText(" \n\u200D\n\u3164 "), "");
  assertEquals(cleanText("x\uD800"), "x\uFFFD");
});

Deno.test("cleanText() is idempotent, well-formed and in NFC", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.constantFrom("\n", " ", "\r"),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = cleanText(pieces.join(""));
      assertEquals(cleanText(text), text);
      assert(text.isWellFormed() && text === text.normalize("NFC") && text === text.trimEnd());
      assert(!/[\u202A-\u202E\u2066-\u2069\r]|(?![\n\t])\p{Cc}/u.test(text));
    }),
    { numRuns: 3000 },
  );
});
