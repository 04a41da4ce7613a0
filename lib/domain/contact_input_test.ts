import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type FieldProblems, InputError } from "@/lib/errors.ts";
import type { ContactInput } from "./contact.ts";
import { contactInput, fieldChanges, parseContactInput } from "./contact_input.ts";

const UA = { country: "UA" } as const;
const EMPTY: ContactInput = { name: "", emails: [], phones: [], tagIds: [], language: null };

function problemsOf(input: Partial<ContactInput>): FieldProblems {
  return assertThrows(() => parseContactInput({ ...EMPTY, ...input }, UA), InputError).problems;
}

Deno.test("parseContactInput() normalises and keeps what was typed", () => {
  const fields = parseContactInput({
    name: "  Олена\u202E  Коваль ",
    emails: ["", " Olena@Example.com "],
    phones: ["067 123 45 67", "спитати Юрія"],
    tagIds: ["t1", "t1", ""],
    language: "",
  }, UA);
  assertEquals(fields, {
    name: "Олена Коваль",
    emails: [{ typed: "Olena@Example.com", key: "olena@example.com" }],
    phones: [{ typed: "067 123 45 67", key: "+380671234567" }, {
      typed: "спитати Юрія",
      key: null,
    }],
    tagIds: ["t1"],
    language: null,
  });
});

Deno.test("parseContactInput() asks for a name, an e-mail or a phone", () => {
  assertEquals(problemsOf({ name: " \u200B", phones: [" "], tagIds: ["t"] }), {
    form: { code: "contact_empty" },
  });
});

Deno.test("problems are named by the place in the input, empty places counted", () => {
  const problems = problemsOf({
    emails: ["", "nonsense", "a@b.co", "", "A@B.CO"],
    phones: ["067 123 45 67", "", "+380671234567", "моб", "моб", "x".repeat(65)],
    language: "UK",
  });
  assertEquals(problems, {
    "emails.1": { code: "email_invalid" },
    "emails.4": { code: "handle_repeated" },
    "phones.2": { code: "handle_repeated" },
    "phones.4": { code: "handle_repeated" },
    "phones.5": { code: "too_long", params: { max: 64 } },
    language: { code: "language_invalid" },
  });
});

Deno.test("limits hold exactly: the last allowed passes, the next is a problem", () => {
  const emails = Array.from({ length: 21 }, (_, i) => `a${i}@b.co`);
  const tagIds = Array.from({ length: 101 }, (_, i) => `t${i}`);
  parseContactInput({ ...EMPTY, name: "щ".repeat(255), emails: emails.slice(0, 20) }, UA);
  parseContactInput({ ...EMPTY, name: "x", tagIds: tagIds.slice(0, 100) }, UA);
  assertEquals(problemsOf({ name: "щ".repeat(256), emails, tagIds }), {
    name: { code: "too_long", params: { max: 255 } },
    "emails.20": { code: "too_many", params: { max: 20 } },
    tagIds: { code: "too_many", params: { max: 100 } },
  });
});

Deno.test("contactInput() is the inverse of parseContactInput()", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 });
  const input = fc.record({
    name: text,
    emails: fc.array(fc.emailAddress(), { maxLength: 3 }),
    phones: fc.array(fc.oneof(text, fc.constant("0671234567")), { maxLength: 3 }),
    tagIds: fc.array(fc.constantFrom("a", "b"), { maxLength: 3 }),
    language: fc.constantFrom(null, "uk"),
  });
  fc.assert(
    fc.property(input, (input) => {
      const fields = parsed(input);
      if (fields === null) return;
      assertEquals(parseContactInput(contactInput(fields), UA), fields);
      assertEquals(fieldChanges(fields, fields), []);
    }),
    { numRuns: 1000 },
  );
});

function parsed(input: ContactInput) {
  try {
    return parseContactInput(input, UA);
  } catch (error) {
    assert(error instanceof InputError);
    return null;
  }
}

Deno.test("fieldChanges() names what changed, from what to what", () => {
  const before = parseContactInput({ ...EMPTY, name: "Олена", phones: ["067 123 45 67"] }, UA);
  const after = parseContactInput({
    ...EMPTY,
    emails: ["o@x.ua"],
    phones: ["067 123 45 67"],
    tagIds: ["t"],
  }, UA);
  assertEquals(fieldChanges(before, after), [
    { field: "name", before: ["Олена"], after: [] },
    { field: "emails", before: [], after: ["o@x.ua"] },
    { field: "tags", before: [], after: ["t"] },
  ]);
  assertEquals(fieldChanges(null, before).map(({ field }) => field), ["name", "phones"]);
});
