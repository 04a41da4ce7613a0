import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { anEmail, aRecord, aSide } from "@/tests/support/merge_records.ts";
import type { Contact } from "./contact.ts";
import { contactValue, MERGE_FIELDS, type MergeChoices } from "./merge.ts";
import { partingOf } from "./merge_parting.ts";
import { mergePreview } from "./merge_preview.ts";
import { mergeLists, mergeResult } from "./merge_result.ts";
import { aContact, emails, phones } from "@/tests/support/cast.ts";
import { NOON } from "@/tests/support/deps.ts";

const RUNS = { numRuns: 1000 };
const ATTRIBUTES = ["attr.plan", "attr.city", "attr.size"];
const FIELDS = [...MERGE_FIELDS, ...ATTRIBUTES];

const choicesOf = fc.dictionary(fc.constantFrom(...FIELDS), aSide);
const allChoices = fc.tuple(...FIELDS.map((field) => aSide.map((side) => [field, side] as const)))
  .map((pairs): MergeChoices => Object.fromEntries(pairs));

/** Two contacts whose handles differ, as no two share one. */
const aPair = fc.tuple(aRecord(1), aRecord(2));

function mirrored(choices: MergeChoices): MergeChoices {
  return Object.fromEntries(
    Object.entries(choices).map(([field, side]) => [field, side === "kept" ? "merged" : "kept"]),
  );
}

Deno.test("a merged record has all of both, each once", () => {
  fc.assert(
    fc.property(aPair, choicesOf, ([kept, merged], choices) => {
      const result = mergeLists(mergeResult(kept, merged, choices));
      const [one, other] = [mergeLists(kept), mergeLists(merged)];
      for (const field of ["emails", "phones", "identities", "tags"] as const) {
        const all = new Set([...one[field], ...other[field]]);
        assertEquals(new Set(result[field]), all);
        assertEquals(result[field].length, all.size);
      }
    }),
    RUNS,
  );
});

Deno.test("an empty value never beats a filled one, whatever was chosen", () => {
  fc.assert(
    fc.property(aPair, choicesOf, ([kept, merged], choices) => {
      const result = mergeResult(kept, merged, choices);
      for (const field of FIELDS) {
        const values = [contactValue(kept, field), contactValue(merged, field)];
        const value = contactValue(result, field);
        assertEquals(value === null, values.every((one) => one === null), field);
        assert(values.includes(value));
      }
    }),
    RUNS,
  );
});

Deno.test("a filled value is the chosen one, the kept contact's unless it is chosen against", () => {
  fc.assert(
    fc.property(aPair, choicesOf, ([kept, merged], choices) => {
      const result = mergeResult(kept, merged, choices);
      for (const field of FIELDS) {
        const values = { kept: contactValue(kept, field), merged: contactValue(merged, field) };
        if (values.kept === null || values.merged === null) continue;
        assertEquals(contactValue(result, field), values[choices[field] ?? "kept"], field);
      }
    }),
    RUNS,
  );
});

Deno.test("turned round with all choices turned round, a merge has the same result but for who is kept", () => {
  fc.assert(
    fc.property(aPair, allChoices, ([kept, merged], choices) => {
      const there = mergeResult(kept, merged, choices);
      const back = mergeResult(merged, kept, mirrored(choices));
      assertEquals(shared(there), shared(back));
      for (const field of FIELDS) {
        assertEquals(contactValue(there, field), contactValue(back, field));
      }
    }),
    RUNS,
  );
});

/** What does not belong to the record that stays alone, lists in one order; of equal blocks either may hold. */
function shared(contact: Contact): unknown {
  const { id: _, source: __, conversationCount: ___, channelIds: ____, block, ...rest } = contact;
  const lists = Object.entries(rest).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value,
  ]);
  return { ...Object.fromEntries(lists), blockedUntilMs: block?.untilMs };
}

Deno.test("merging a contact that has nothing more changes nothing but the revision", () => {
  fc.assert(
    fc.property(aRecord(1), (kept) => {
      const { identities: _, unclaimed: __, block: ___, ...rest } = kept;
      const empty: Contact = { ...rest, id: 2, emails: [], phones: [] };
      const result = mergeResult(kept, empty, {});
      // What others have is not told of what is one's own.
      const { unclaimed: ____, ...left } = { ...result, revision: kept.revision };
      const { unclaimed: _____, ...was } = kept;
      assertEquals(left, was);
    }),
    RUNS,
  );
});

Deno.test("times and blocks are the widest of both", () => {
  fc.assert(
    fc.property(aPair, ([kept, merged]) => {
      const result = mergeResult(kept, merged, {});
      assertEquals(result.createdAtMs, Math.min(kept.createdAtMs, merged.createdAtMs));
      const activity = [kept, merged].map(({ lastActivityAtMs }) => lastActivityAtMs ?? 0);
      assertEquals(result.lastActivityAtMs ?? 0, Math.max(...activity));
      const ends = [kept, merged].flatMap(({ block }) => block ? [block.untilMs ?? Infinity] : []);
      assertEquals(result.block ? result.block.untilMs ?? Infinity : -1, Math.max(-1, ...ends));
      assert(result.revision > kept.revision && result.revision > merged.revision);
    }),
    RUNS,
  );
});

Deno.test("parting right after a merge gives both back as they were", () => {
  fc.assert(
    fc.property(aPair, choicesOf, ([kept, merged], choices) => {
      const now = mergeResult(kept, merged, choices);
      const parting = partingOf({ kept, merged, now }, choices);
      assertEquals(parting.questions, []);
      const { conversationCount: _, channelIds: __, ...without } = merged;
      assertEquals(parting.merged, { ...without, revision: merged.revision + 1 });
      // Activity is found out when conversations have gone back.
      const { lastActivityAtMs } = now;
      assertEquals(parting.kept, { ...kept, lastActivityAtMs, revision: now.revision + 1 });
    }),
    RUNS,
  );
});

Deno.test("parting leaves what was added since, and takes nothing back that is gone", () => {
  fc.assert(
    fc.property(aPair, choicesOf, anEmail, ([kept, merged], choices, email) => {
      const after = mergeResult(kept, merged, choices);
      const now = { ...after, emails: [...after.emails.slice(1), email], tagIds: ["01NEW"] };
      const parting = partingOf({ kept, merged, now }, choices);
      const keys = parting.kept.emails.map(({ key }) => key);
      assert(keys.includes(email.key));
      const [lost] = after.emails;
      assert(lost === undefined || !keys.includes(lost.key));
      assertEquals(parting.kept.tagIds, ["01NEW"]);
      assertEquals(parting.merged.emails, merged.emails);
    }),
    RUNS,
  );
});

Deno.test("mergePreview() puts conflicts first and says whose the result is", () => {
  const kept = aContact({ name: "A", language: "uk", emails: emails("a@example.com") });
  const merged = aContact({
    id: 2,
    name: "A",
    emails: emails("b@example.com"),
    phones: phones("+380671234567"),
  });
  const { values, lists, problems } = mergePreview(kept, merged, {
    choices: { primaryEmail: "merged", language: "merged" },
    nowMs: NOON,
  });
  assertEquals(values.map(({ field, kind, chosen, result }) => [field, kind, chosen, result]), [
    ["primaryEmail", "conflict", "merged", "b@example.com"],
    ["language", "one_sided", "kept", "uk"],
    ["primaryPhone", "one_sided", "merged", "+380671234567"],
    ["name", "same", "kept", "A"],
  ]);
  assertEquals(lists.find(({ field }) => field === "emails")?.result, [
    "b@example.com",
    "a@example.com",
  ]);
  assertEquals(problems, {});
});

Deno.test("mergePreview() names what gives way, on whichever side, and no address", () => {
  const kept = aContact({ name: "A", language: "uk", emails: emails("a@example.com") });
  const other = { id: 2, name: "B", language: "en", emails: emails("b@example.com") };
  const { lost } = mergePreview(kept, aContact(other), {
    choices: { language: "merged" },
    nowMs: NOON,
  });
  assertEquals(lost, [
    { field: "name", side: "merged", value: "B" },
    { field: "language", side: "kept", value: "uk" },
  ]);
});

Deno.test("mergePreview() names every limit that is passed, with its number", () => {
  const many = (name: string) =>
    emails(...Array.from({ length: 15 }, (_, at) => `${name}${at}@x.example`));
  const tags = (name: string) => Array.from({ length: 60 }, (_, at) => `${name}${at}`);
  const values = (name: string) =>
    Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`${name}${at}`, "x"]));
  const kept = aContact({ emails: many("a"), tagIds: tags("a"), attributes: values("a") });
  const merged = aContact({ id: 2, emails: many("b"), tagIds: tags("b"), attributes: values("b") });
  assertEquals(mergePreview(kept, merged, { choices: {}, nowMs: NOON }).problems, {
    emails: { code: "merge_too_many", params: { count: 30, max: 20 } },
    tags: { code: "merge_too_many", params: { count: 120, max: 100 } },
    attributes: { code: "merge_too_many", params: { count: 60, max: 50 } },
  });
});

Deno.test("mergePreview() refuses values that together are too long to be kept or edited", () => {
  const long = (key: string) => ({ [key]: "я".repeat(1000) });
  const half = (name: string) => ({
    ...long(`${name}1`),
    ...long(`${name}2`),
    ...long(`${name}3`),
  });
  const kept = aContact({ attributes: { ...half("a"), ...half("b") } });
  const fits = aContact({ id: 2, attributes: long("c1") });
  const merged = aContact({ id: 2, attributes: half("c") });
  const options = { choices: {}, nowMs: NOON };
  assertEquals(mergePreview(kept, fits, options).problems, {});
  assertEquals(mergePreview(kept, merged, options).problems, {
    attributes: { code: "attribute_values_large" },
  });
});

Deno.test("mergePreview() refuses nothing for the number of values that nobody sees", () => {
  const values = (name: string) =>
    Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`${name}${at}`, "x"]));
  const kept = aContact({ attributes: values("a") });
  const merged = aContact({ id: 2, attributes: values("b") });
  const options = { choices: {}, nowMs: NOON, deletedKeys: new Set(Object.keys(values("b"))) };
  const { problems, result } = mergePreview(kept, merged, options);
  assertEquals(problems, {});
  assertEquals(Object.keys(result.attributes ?? {}).length, 60, "they go along all the same");
});

Deno.test("mergePreview() shows only blocks that hold, and the one that lasts longer as the result", () => {
  const block = { id: "1", untilMs: NOON + 1, reason: null, note: "", byUserId: "u", atMs: 0 };
  const forever = { ...block, id: "2", untilMs: null };
  const over = { ...block, untilMs: NOON };
  const of = (kept: Contact, merged: Contact) =>
    mergePreview(kept, merged, { choices: {}, nowMs: NOON }).block;
  assertEquals(of(aContact({ block }), aContact({ block: forever })).from, "merged");
  assertEquals(of(aContact({ block: forever }), aContact({ block })).result, forever);
  assertEquals(of(aContact({ block: over }), aContact()), {
    kept: null,
    merged: null,
    result: null,
    from: null,
  });
});
