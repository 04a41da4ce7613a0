import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { parseJson, parseJsonEvent } from "./json_event.ts";
import { InputError, KartkaError, RefusedError } from "@/lib/errors.ts";

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function problemsOf(input: unknown): string[] {
  const text = typeof input === "string" ? input : JSON.stringify(input);
  const { problems } = assertThrows(() => parseJsonEvent(bytes(text)), InputError);
  return Object.entries(problems).map(([path, { code }]) => `${path} ${code}`);
}

const HELLO = { kind: "message", identity: { externalId: "42" }, message: { text: "Hi" } };

Deno.test("twenty levels are read, one more is not, however many there are", () => {
  const nested = (levels: number) => bytes("[".repeat(levels) + "]".repeat(levels));
  parseJson(nested(20));
  for (const levels of [21, 1000, 500_000]) {
    assertThrows(() => parseJson(nested(levels)), KartkaError);
  }
});

Deno.test("what is no JSON in UTF-8 is refused as such", () => {
  const bad = [
    bytes(""),
    bytes("{"),
    bytes("NaN"),
    bytes("{'a':1}"),
    new Uint8Array([0x22, 0xff, 0x22]),
  ];
  for (const body of bad) assertThrows(() => parseJson(body), RefusedError);
});

Deno.test("every field that breaks a rule is named", () => {
  assertEquals(problemsOf({ ...HELLO, kind: "order" }), ["kind choice_unknown"]);
  assertEquals(problemsOf({ ...HELLO, more: 1 }), ["more field_unknown"]);
  assertEquals(problemsOf({ ...HELLO, identity: { externalId: "4\u0000" } }), [
    "identity.externalId invalid",
  ]);
  assertEquals(problemsOf({ ...HELLO, identity: { externalId: "4", name: "a".repeat(256) } }), [
    "identity.name too_long",
  ]);
  assertEquals(problemsOf({ ...HELLO, message: { text: " " } }), ["message.text field_required"]);
  assertEquals(problemsOf({ ...HELLO, message: { text: "a", sentAtMs: 1.5 } }), [
    "message.sentAtMs type_wrong",
  ]);
  const attachments = Array.from({ length: 21 }, () => ({ kind: "photo" }));
  assertEquals(problemsOf({ ...HELLO, message: { attachments } }), [
    "message.attachments too_many",
  ]);
});

Deno.test("what is missing, of another type or none of the choices is said to be so", () => {
  assertEquals(problemsOf({}), ["kind choice_unknown"]);
  assertEquals(problemsOf([]), ["form type_wrong"]);
  assertEquals(problemsOf({ kind: "message" }), [
    "identity field_required",
    "message field_required",
  ]);
  const call = {
    kind: "call",
    identity: { externalId: 42, name: null },
    call: { outcome: "busy" },
  };
  assertEquals(problemsOf(call), [
    "identity.externalId type_wrong",
    "identity.name type_wrong",
    "call.outcome choice_unknown",
  ]);
  const { problems } = assertThrows(
    () => parseJsonEvent(bytes(JSON.stringify(call))),
    InputError,
  );
  assertEquals(Object.values(problems).map(({ params }) => params), [
    { type: "string" },
    { type: "string" },
    { choices: "answered, missed" },
  ]);
});

Deno.test("of fifty thousand wrong fields twenty are named", () => {
  const keys = Array.from({ length: 50_000 }, (_, at) => [`Ї${at}`, 1]);
  const many = Object.fromEntries(keys);
  const identity = { externalId: "7" };
  for (
    const event of [
      { kind: "contact", identity, contact: { attributes: many } },
      { kind: "contact", identity, contact: many },
      { kind: "message", identity, message: { text: "a", attachments: keys } },
    ]
  ) {
    const error = assertThrows(() => parseJsonEvent(bytes(JSON.stringify(event))), InputError);
    const count = Object.keys(error.problems).length;
    assert(count > 0 && count <= 20, String(count));
  }
});

Deno.test("names that could be a prototype's are refused and change none", () => {
  const frozen = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
  for (const name of ["__proto__", "constructor", "prototype"]) {
    const hostile = [
      `{"${name}":{"polluted":1},"kind":"message"}`,
      `{"kind":"message","identity":{"externalId":"1","${name}":{"polluted":1}},"message":{"text":"x"}}`,
      `{"kind":"contact","identity":{"externalId":"1"},"contact":{"attributes":{"${name}":{"polluted":1}}}}`,
    ];
    for (const text of hostile) assert(problemsOf(text).length > 0);
  }
  assertEquals(JSON.stringify(Object.getOwnPropertyNames(Object.prototype)), frozen);
  assertEquals(Reflect.get({}, "polluted"), undefined);
});

Deno.test("lone surrogates are no ids, numbers beyond all bounds no moments", () => {
  assertEquals(
    problemsOf(
      String.raw`{"kind":"message","identity":{"externalId":"\ud800"},"message":{"text":"x"}}`,
    ),
    [
      "identity.externalId invalid",
    ],
  );
  for (const number of ["1e400", "-1", "9007199254740993e3"]) {
    const text =
      `{"kind":"message","identity":{"externalId":"1"},"message":{"text":"x","sentAtMs":${number}}}`;
    assertEquals(problemsOf(text).length, 1, number);
  }
});

Deno.test("no JSON of any shape makes the parser fail in a way that is not an answer", () => {
  const json = fc.oneof(
    fc.json({ maxDepth: 6 }),
    fc.object({ withNullPrototype: true, maxDepth: 5 }).map((value) =>
      JSON.stringify({ ...HELLO, ...value })
    ),
    fc.string().map((text) => JSON.stringify(HELLO).replace("Hi", text)),
  );
  fc.assert(
    fc.property(json, (text) => {
      try {
        parseJsonEvent(bytes(text));
      } catch (error) {
        assert(error instanceof KartkaError && error.status < 500);
      }
    }),
    { numRuns: 3000 },
  );
});
