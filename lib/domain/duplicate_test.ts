import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { aContact, emails, phones } from "@/tests/support/cast.ts";
import {
  DUPLICATE_KEYS_MAX,
  duplicateKeyName,
  duplicateKeys,
  type DuplicateSubject,
  emailCore,
  phoneTails,
} from "./duplicate.ts";

function keyNames(changes: Partial<DuplicateSubject>): string[] {
  return duplicateKeys(aContact({ name: "", ...changes })).map(duplicateKeyName);
}

Deno.test("phones meet by their last nine digits, whether read, unread, or somebody else's", () => {
  const expected = ["phone 671234567"];
  assertEquals(keyNames({ phones: phones("+380671234567") }), expected);
  for (const typed of ["тел. 067-123-45-67 #2", "(067) 123.45.67 після 18", "٠671234567 дім"]) {
    assertEquals(keyNames({ phones: [{ typed, key: null }] }), expected, typed);
  }
  assertEquals(keyNames({ phones: [{ typed: "0671234567, 050/111 22 33 або 5", key: null }] }), [
    "phone 671234567",
    "phone 501112233",
  ]);
  assertEquals(keyNames({ phones: [{ typed: "067 123 45 67", key: null }] }), expected);
  const unclaimed = [{ kind: "phone" as const, typed: "0671234567", key: "+380671234567" }];
  assertEquals(keyNames({ unclaimed }), expected);
  assertEquals(phoneTails("1234 5678"), []);
  assertEquals(phoneTails("+380671234567;ext=12"), ["671234567"]);
});

Deno.test("e-mails meet without dots and what follows a plus, in their own host only", () => {
  assertEquals(emailCore("ole.na+shop@gmail.com"), "olena@gmail.com");
  assertEquals(emailCore("+only@gmail.com"), "+only@gmail.com");
  const [a, b] = [["ole.na@i.ua"], ["olena+1@i.ua"]].map((list) =>
    keyNames({ emails: emails(...list) })
  );
  assertEquals(a, b);
  assert(a?.[0] !== keyNames({ emails: emails("olena@ukr.net") })[0]);
});

Deno.test("names are keys only beside a company or a city, in each plausible order", () => {
  assertEquals(keyNames({ name: "Тарас Шевченко" }), []);
  const atWork = { emails: emails("t@acme.ua") };
  assertEquals(keyNames({ ...atWork, name: "Тарас Шевченко" }), [
    "email t@acme.ua",
    "name taras s company acme.ua",
    "name sgevcgenko t company acme.ua",
  ]);
  assertEquals(keyNames({ emails: emails("t@gmail.com"), name: "Тарас Шевченко" }).length, 1);
  assertEquals(keyNames({ name: "Taras Shevchenko", attributes: { city: "Київ" } }), [
    "name taras s city kiv",
    "name sgevcgenko t city kiv",
  ]);
});

const part = fc.constantFrom("Тарас", "Олена", "Ганна", "Yuliia", "Андрій");
const surname = fc.constantFrom("Шевченко", "Bondarenko", "Коваль", "Яценко", "Ґудзь");
const father = fc.constantFrom("", "Григорович", "Петрівна");

Deno.test("whichever order and alphabet a name is in, its keys meet", () => {
  const at = { attributes: { company: "ТОВ Ромашка" } };
  fc.assert(fc.property(part, surname, father, (given, family, patronymic) => {
    const orders = [
      [given, family],
      [family, given],
      [family, given, patronymic],
      [given, patronymic, family],
    ].map((words) => keyNames({ ...at, name: words.filter(Boolean).join(" ") }));
    for (const a of orders) {
      for (const b of orders) assert(a.some((key) => b.includes(key)), `${a} / ${b}`);
    }
  }));
  assertEquals(
    keyNames({ ...at, name: "Шевченко Тарас" }),
    keyNames({ ...at, name: "Shevchenko Taras" }),
  );
});

Deno.test("a contact has twelve keys at most, each once and short enough for a key", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 300 });
  const contact = fc.record({
    name: text,
    emails: fc.array(fc.emailAddress(), { maxLength: 20 }).map((list) => emails(...list)),
    phones: fc.array(fc.record({ typed: text, key: fc.constant(null) }), { maxLength: 20 }),
    attributes: fc.record({ company: text, city: text }),
  });
  fc.assert(
    fc.property(contact, (subject) => {
      const names = keyNames(subject);
      assert(names.length <= DUPLICATE_KEYS_MAX);
      assertEquals(new Set(names).size, names.length);
      for (const name of names) assert(new TextEncoder().encode(name).length < 1500);
    }),
    { numRuns: 500 },
  );
});
