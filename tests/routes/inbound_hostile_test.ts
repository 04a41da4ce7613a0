// Signed requests whose bodies mean harm: ten thousand of them, and never a fault of ours.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { openTestApp } from "@/tests/support/app.ts";
import { signedRequest, storedChannel } from "@/tests/support/inbound.ts";

/** As many as `STRESS_REQUESTS` says. */
const REQUESTS = Number(Deno.env.get("STRESS_REQUESTS") ?? 10_000);

const hostileId = fc.oneof(
  fc.string({ unit: "binary", maxLength: 210 }),
  fc.constantFrom("__proto__", "\ud800", "\0", " ", "\u202e", "a".repeat(201), "😀".repeat(100)),
);
const anything = fc.oneof(
  hostileId,
  fc.anything({ maxDepth: 2 }),
  fc.constantFrom<unknown>(null, -1, 0, 1e308, 2 ** 53, "", [], {}, "x".repeat(30_000)),
);

/** Mostly what the documentation asks for, so that each part is tried where the others are good. */
function mostly(good: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 15, arbitrary: good }, { weight: 1, arbitrary: anything });
}

function part(needed: object, optional: Record<string, fc.Arbitrary<unknown>>) {
  const fields = { ...needed, ...optional };
  return mostly(fc.record(fields, { requiredKeys: Object.keys(needed) }));
}

const id = mostly(fc.constantFrom("7", "8", "9", "10"));
const email = mostly(fc.constantFrom("a@example.com", "b@example.com", "ї@приклад.укр"));
const phone = mostly(fc.constantFrom("+380671234567", "+380671234568", "112"));
const name = mostly(
  fc.oneof(fc.string({ unit: "grapheme", maxLength: 60 }), fc.constant("ї".repeat(255))),
);
const text = fc.oneof(
  fc.string({ unit: "binary", minLength: 1 }),
  fc.constant("😀".repeat(15_000)),
);
const language = mostly(fc.constantFrom("uk", "pt-BR"));
const identity = fc.oneof(
  part({ externalId: id }, { email, phone, name, label: name, language }),
  part({ email }, { phone, name, language }),
  part({ phone }, { email, name, language }),
);
const attachments = mostly(
  fc.array(fc.record({ kind: mostly(fc.constant("photo")), name }), { maxLength: 22 }),
);
const message = part(
  { text: mostly(text) },
  { externalId: id, sentAtMs: mostly(fc.nat()), attachments, subject: name },
);
const call = part(
  { outcome: mostly(fc.constantFrom("answered", "missed")) },
  { durationSeconds: mostly(fc.nat(900)) },
);
const contact = part({}, {
  name,
  language,
  email,
  phone,
  attributes: fc.dictionary(fc.oneof(hostileId, fc.stringMatching(/^[a-z_]{1,9}$/)), anything, {
    maxKeys: 1,
  }),
});
const delivery = part({ conversationId: id, messageId: id, state: fc.constant("failed") }, {});

const event = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("message"), identity, message }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("contact"), identity, contact }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("call"), identity, call }) },
  fc.record({ kind: fc.constant("delivery"), delivery }),
  anything,
);

/** Put before the other fields, as JSON.stringify would never write it. */
const own = fc.oneof(
  { weight: 15, arbitrary: fc.constant("") },
  fc.constantFrom(`"__proto__":{"x":1},`, `"constructor":{"prototype":{"x":1}},`),
);

const body = fc.tuple(event, own).map(([value, first]) => {
  const json = JSON.stringify(value, (_, part) => typeof part === "bigint" ? String(part) : part) ??
    "";
  return json.startsWith("{") ? `{${first}${json.slice(1)}`.replace(",}", "}") : json;
});

Deno.test("ten thousand hostile events over HTTP: an answer below 500 for each, some of them stored", async () => {
  await using app = await openTestApp();
  const channels = await Promise.all(
    (["api", "email", "call"] as const).map((type) => storedChannel(app.deps, { type })),
  );
  const statuses = new Map<number, number>();
  const shape = Object.getOwnPropertyNames(Object.prototype).join();
  await fc.assert(
    fc.asyncProperty(body, fc.nat(2), async (json, at) => {
      const request = await signedRequest(channels[at]?.id ?? "", new TextEncoder().encode(json));
      const response = await app.send(request);
      await response.body?.cancel();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      assert(response.status < 500, `${response.status} for ${json.slice(0, 500)}`);
    }),
    { numRuns: REQUESTS },
  );
  assertEquals(Object.getOwnPropertyNames(Object.prototype).join(), shape);
  // A run in which everything is refused at the door has tried nothing.
  assert((statuses.get(200) ?? 0) > REQUESTS / 20, JSON.stringify([...statuses]));
  assert((statuses.get(422) ?? 0) > REQUESTS / 10);
});
