import { assert } from "@std/assert";
import fc from "fast-check";
import { openTestApp, withOneOfEach } from "@/tests/support/app.ts";
import { EXPECTED, pathOf } from "./expectations.ts";

/** Names that some route reads, and some that none should. */
const NAMES = [
  "name",
  "email",
  "emails",
  "phones",
  "emailsPrimary",
  "tagIds",
  "newTags",
  "language",
  "revision",
  "onceKey",
  "op",
  "q",
  "tag",
  "sort",
  "direction",
  "size",
  "cursor",
  "after",
  "before",
  "next",
  "secret",
  "password",
  "current",
  "hash",
  "theme",
  "density",
  "locale",
  "columns",
  "shortcuts",
  "color",
  "description",
  "visibleToAgents",
  "key",
  "type",
  "pattern",
  "patternHint",
  "options",
  "retired",
  "move",
  "attr.plan",
  "base",
  "from",
  "fresh-partial",
  "__proto__",
  "constructor",
];

const VALUES = fc.oneof(
  fc.constantFrom("", "0", "-1", "1e999", "NaN", "true", "[]", "{}", "null", "undefined", "\0"),
  fc.constantFrom("\ud800", "\u202e\u0000x", "İ", "ﬃ", "😀", "\uffff", "e\u0301".repeat(300)),
  fc.constantFrom("emails.add", "phones.remove.0", "phones.remove.99999999999999999999"),
  fc.constantFrom("lastActivity", "name", "asc", "25", "uk", "dark", "compact", "blue", "VIP"),
  fc.constantFrom("eyJhIjoxfQ", "____", "W10", "A".repeat(43), "%", "//x", "../../etc/passwd"),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: "grapheme", maxLength: 3000 }),
);

const FIELDS = fc.array(fc.tuple(fc.constantFrom(...NAMES), VALUES), { maxLength: 12 });

Deno.test("no route answers 5xx to any query and any form, whoever asks", async () => {
  await using app = await openTestApp();
  const { ids } = await withOneOfEach(app);
  const seen = new Map<number, number>();
  // Signing out, ending sessions and new passwords would leave nobody to ask with.
  const patterns = Object.keys(EXPECTED).filter((one) => !/^.(logout|login)$/.test(one));
  const asking = fc.record({
    pattern: fc.constantFrom(...patterns),
    as: fc.constantFrom("agent" as const, "admin" as const),
    query: FIELDS,
    form: fc.option(FIELDS),
    json: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(asking, async ({ pattern, as, query, form, json }) => {
      const path = `${pathOf(pattern, ids)}?${new URLSearchParams(query)}`;
      const headers = { accept: json ? "application/json" : "text/html" };
      const response = await app.ask(path, { as, form: form ?? undefined, headers });
      await response.body?.cancel();
      seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
      assert(response.status < 500, `${response.status} from ${pattern}`);
    }),
    { numRuns: 1500 },
  );
  for (const status of [200, 303, 422]) assert((seen.get(status) ?? 0) > 20, String(status));
});
