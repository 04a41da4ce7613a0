import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { aContact } from "@/tests/support/cast.ts";
import type { Contact } from "./contact.ts";
import { mergePreview } from "./merge_preview.ts";
import { mergeSeenText, newSince, parseMergeSeen } from "./merge_seen.ts";

const REVISIONS = { kept: 5, merged: 2 };

function preview(kept: Partial<Contact>, merged: Partial<Contact>) {
  const other = aContact({ id: 2, emails: [], phones: [], ...merged });
  return mergePreview(aContact({ id: 1, ...kept }), other, { choices: {}, nowMs: 0 });
}

function seenOf(kept: Partial<Contact>, merged: Partial<Contact>) {
  const seen = parseMergeSeen(mergeSeenText(preview(kept, merged), REVISIONS));
  if (seen === null) throw new Error("the text is one of ours");
  return seen;
}

Deno.test("what was seen and has not changed is not new; revisions come through", () => {
  const seen = seenOf({ name: "Olena" }, { name: "O. Shevchenko", language: "uk" });
  assertEquals(seen.revisions, REVISIONS);
  const same = preview({ name: "Olena" }, { name: "O. Shevchenko", language: "uk" });
  assertEquals(newSince(seen, same), new Set());
});

Deno.test("a value that changed on either side is new, and so is one that came", () => {
  const seen = seenOf({ name: "Olena" }, { name: "O. Shevchenko" });
  const now = preview({ name: "Olena K." }, {
    name: "O. Shevchenko",
    attributes: { plan: "Pro" },
  });
  assertEquals(newSince(seen, now), new Set(["name", "attr.plan"]));
});

Deno.test("a block is new when it begins and when its end moves", () => {
  const block = {
    id: "01B",
    untilMs: 10,
    reason: null,
    note: "",
    byUserId: "01U",
    atMs: 0,
  };
  const begun = preview({}, { block });
  assertEquals(newSince(seenOf({}, {}), begun), new Set(["block"]));
  const moved = preview({}, { block: { ...block, untilMs: 20 } });
  assertEquals(newSince(seenOf({}, { block }), moved), new Set(["block"]));
});

Deno.test("any other text is none", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const seen = parseMergeSeen(text);
    if (!/^\d{1,15}\.\d{1,15}(,|$)/.test(text)) assertEquals(seen, null);
  }));
});
