import {
  assert,
  assertEquals,
  assertExists,
  assertInstanceOf,
  assertObjectMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";

class CodedError extends RangeError {
  constructor(readonly code: number) {
    super(`code ${code}`);
  }
}

Deno.test("assertions narrow types, as the real ones do", () => {
  const found: string | undefined = ["a"].find((it) => it === "a");
  assert(found !== undefined);
  assertEquals(found.length, 1);
  const count = new Map([["a", 1]]).get("a");
  assertExists(count);
  assertEquals(count.toFixed(), "1");
  const value: unknown = new Date(0);
  assertInstanceOf(value, Date);
  assertEquals(value.getTime(), 0);
});

Deno.test("assertEquals() refuses to compare unlike types, and differing values", () => {
  // @ts-expect-error a number is never a string
  assertThrows(() => assertEquals(1, "1"));
  assertThrows(() => assertEquals({ a: [1] }, { a: [2] }));
  assertThrows(() => assertObjectMatch({ a: 1 }, { a: 2 }));
});

Deno.test("assertThrows() and assertRejects() give back the error as its class", async () => {
  const fail = () => {
    throw new CodedError(7);
  };
  assertEquals(assertThrows(fail, CodedError, "code 7").code, 7);
  assertEquals(
    (await assertRejects(() => Promise.reject(new CodedError(8)), CodedError))
      .code,
    8,
  );
  assertThrows(() => assertThrows(() => {}));
  await assertRejects(() => assertRejects(() => Promise.resolve()));
});
