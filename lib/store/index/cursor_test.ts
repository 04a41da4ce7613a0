import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InputError } from "@/lib/errors.ts";
import type { ContactSort } from "@/lib/domain/contact_list.ts";
import { type Cursor, decodeCursor, encodeCursor } from "./cursor.ts";

const direction = fc.constantFrom("asc" as const, "desc" as const);
const timeSort: fc.Arbitrary<ContactSort> = fc.record({
  by: fc.constantFrom("lastActivity" as const, "created" as const, "conversations" as const),
  direction,
});
const nameSort: fc.Arbitrary<ContactSort> = fc.record({
  by: fc.constant("name" as const),
  direction,
});
const place = {
  side: fc.constantFrom("after" as const, "before" as const),
  id: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  position: fc.nat(),
};
const timeCursor: fc.Arbitrary<Cursor> = fc.record({ ...place, value: fc.integer() });
const nameCursor: fc.Arbitrary<Cursor> = fc.record({
  ...place,
  value: fc.string({ unit: "binary", maxLength: 65 }),
});

function problems(sort: ContactSort, text: string): unknown {
  return assertThrows(() => decodeCursor(sort, text), InputError).problems;
}

Deno.test("a cursor comes back as it was, and is one word of a URL", () => {
  const pair = fc.oneof(fc.tuple(timeSort, timeCursor), fc.tuple(nameSort, nameCursor));
  fc.assert(fc.property(pair, ([sort, cursor]) => {
    const text = encodeCursor(sort, cursor);
    assertMatch(text, /^[\w-]+$/);
    assertEquals(decodeCursor(sort, text), cursor);
  }));
});

Deno.test("a cursor of another list is refused", () => {
  fc.assert(fc.property(timeSort, timeCursor, nameSort, (sort, cursor, other) => {
    const expected = { cursor: { code: "cursor_invalid" } };
    assertEquals(problems(other, encodeCursor(sort, cursor)), expected);
    const turned = { ...sort, direction: sort.direction === "asc" ? "desc" : "asc" } as const;
    assertEquals(problems(turned, encodeCursor(sort, cursor)), expected);
  }));
});

Deno.test("anything else is refused as an input error, whatever it is", () => {
  const sort = { by: "created", direction: "asc" } as const;
  const bytes = fc.uint8Array().map((all) => all.toBase64({ alphabet: "base64url" }));
  const json = fc.json().map((text) => new TextEncoder().encode(text).toBase64());
  fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), bytes, json), (text) => {
    assertEquals(problems(sort, text), { cursor: { code: "cursor_invalid" } });
  }));
  for (const text of ["", "%", "a".repeat(10_000)]) problems(sort, text);
});
