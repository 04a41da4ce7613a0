import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { aContact, emails, phones } from "@/tests/support/cast.ts";
import { DUPLICATE_REASONS, scorePair } from "./duplicate_score.ts";
import type { DuplicateSubject } from "./duplicate.ts";

const two = () => 2;

function subject(changes: Partial<DuplicateSubject>): DuplicateSubject {
  return aContact({ name: "", ...changes });
}

function judged(a: Partial<DuplicateSubject>, b: Partial<DuplicateSubject>, holders = two) {
  const score = scorePair(subject(a), subject(b), holders);
  return score && `${score.level}: ${score.reasons.join(", ")}`;
}

/** A phone that could not be read, with the digits of another's. */
const UNREAD = [{ typed: "671234567", key: null }];
const READ = phones("+380671234567");

Deno.test("a pair is judged by its evidence, and told in words", () => {
  const cases: [string | null, Partial<DuplicateSubject>, Partial<DuplicateSubject>, number?][] = [
    ["likely: same_phone", { phones: READ }, { phones: UNREAD }],
    [
      "likely: same_phone, same_name",
      { name: "Олена Шевченко", phones: READ },
      { name: "Shevchenko Olena", phones: UNREAD },
    ],
    [
      "possible: same_phone",
      { name: "Олена Шевченко", phones: READ },
      { name: "Ігор Бойко", phones: UNREAD },
    ],
    ["possible: similar_phone", { phones: READ }, { phones: phones("+48671234567") }],
    [
      "likely: similar_email",
      { emails: emails("ole.na@gmail.com") },
      { emails: emails("olena@gmail.com") },
    ],
    [
      "likely: same_email",
      { emails: emails("a@gmail.com") },
      { unclaimed: [{ kind: "email", typed: "a@gmail.com", key: "a@gmail.com" }] },
    ],
    [null, { emails: emails("info@acme.ua") }, { emails: emails("info+1@acme.ua") }],
    [
      "possible: similar_email, same_name, shared_value",
      { name: "Олена Шевченко", emails: emails("info@acme.ua") },
      { name: "Олена Шевченко", emails: emails("info+1@acme.ua") },
    ],
    [
      "possible: same_name, same_company",
      { name: "Олена Шевченко", emails: emails("o@acme.ua") },
      { name: "Шевченко Олена", emails: emails("shevchenko@acme.ua") },
    ],
    [
      "possible: same_name, same_city",
      { name: "Олена Шевченко", emails: emails("o@i.ua"), attributes: { city: "Київ" } },
      { name: "Шевченко Олена", phones: READ, attributes: { city: "київ" } },
    ],
    [
      null, // each with a phone of their own: rather two people
      { name: "Олена Шевченко", phones: phones("+380501112233"), attributes: { city: "Київ" } },
      { name: "Шевченко Олена", phones: READ, attributes: { city: "Київ" } },
    ],
    [
      null,
      { name: "Олена Шевченко", emails: emails("o@i.ua"), attributes: { city: "Київ" } },
      { name: "Шевченко Олена", emails: emails("o2@i.ua"), attributes: { city: "Київ" } },
    ],
    [null, { name: "Олена Шевченко" }, { name: "Олена Шевченко" }],
    [null, { name: "Олена", emails: emails("o@acme.ua") }, {
      name: "Олена",
      emails: emails("o2@acme.ua"),
    }],
    [null, { phones: READ }, { phones: UNREAD }, 3],
    [
      "possible: same_phone, same_name, shared_value",
      { name: "Олена Шевченко", phones: READ },
      { name: "Олена Шевченко", phones: UNREAD },
      3,
    ],
  ];
  for (const [expected, a, b, holders = 2] of cases) {
    assertEquals(judged(a, b, () => holders), expected, JSON.stringify([a, b]));
    assertEquals(judged(b, a, () => holders), expected);
  }
});

Deno.test("the order of the two, and of the words of a name, changes nothing", () => {
  const name = fc.array(fc.constantFrom("Тарас", "Taras", "Шевченко", "Bondar", "О."), {
    maxLength: 3,
  });
  const contact = fc.record({
    words: name,
    emails: fc.subarray(["a.b@i.ua", "ab@i.ua", "ab+1@i.ua", "info@acme.ua", "x@acme.ua"]),
    phones: fc.subarray(["+380671234567", "671234567", "+48671234567", "0501112233"]),
    attributes: fc.constantFrom<Record<string, string>>({}, { city: "Київ" }, { company: "Acme" }),
  });
  fc.assert(
    fc.property(contact, contact, fc.integer({ min: 2, max: 4 }), (a, b, holders) => {
      const [left, right, turned] = [a, b, { ...a, words: a.words.toReversed() }].map((one) =>
        subject({
          name: one.words.join(" "),
          emails: emails(...one.emails),
          phones: one.phones.map((typed) => ({ typed, key: typed.startsWith("+") ? typed : null })),
          attributes: one.attributes,
        })
      );
      assert(left && right && turned);
      const score = scorePair(left, right, () => holders);
      assertEquals(scorePair(right, left, () => holders), score);
      assertEquals(scorePair(turned, right, () => holders), score);
      if (score === null) return;
      assert(score.reasons.length > 0 && score.score >= 55);
      assertEquals(score.level === "likely", score.score >= 80);
      assertEquals(DUPLICATE_REASONS.filter((one) => score.reasons.includes(one)), score.reasons);
    }),
    { numRuns: 1000 },
  );
});
