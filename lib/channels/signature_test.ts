import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { sign, type Signed, signedHeaders, verifySignature } from "./signature.ts";

const NOW_MS = Date.UTC(2026, 10, 22, 12, 0, 0, 500);
const NOW_SECONDS = Math.floor(NOW_MS / 1000);
const SECRET = secretOf(32, 1);

Deno.test("a signed report is believed, and its id is told", async () => {
  const signed = aReport();
  const headers = new Headers(await signedHeaders(SECRET, signed));
  assertEquals(await verifySignature([SECRET], headers, signed.body, NOW_MS), { id: "evt_1" });
});

Deno.test("sign() and verifySignature() agree with the library of the standard, whatever is signed", async () => {
  const property = fc.asyncProperty(aKey(), anEventId(), fc.string(), async (key, id, text) => {
    const secret = `whsec_${key.toBase64()}`;
    const signed = { id, timestampSeconds: NOW_SECONDS, body: bytesOf(text) };
    const theirs = new Webhook(secret).sign(id, new Date(NOW_SECONDS * 1000), text);
    assertEquals(await sign(secret, signed), theirs);
    const headers = { ...await signedHeaders(secret, signed), "webhook-signature": theirs };
    const verdict = await verifySignature([secret], new Headers(headers), signed.body, NOW_MS);
    assertEquals(verdict, { id });
  });
  await fc.assert(property, { numRuns: 300 });
});

Deno.test("no report is believed after any one bit of it was flipped", async () => {
  const signed = aReport({ body: bytesOf('{"kind":"message","text":"Добрий день"}') });
  const headers = await signedHeaders(SECRET, signed);
  const [believed, flips] = [[], []] as [string[], string[]];
  const judge = async (what: string, changed: Record<string, string>, body: Uint8Array) => {
    flips.push(what);
    const verdict = await verifySignature([SECRET], new Headers(changed), body, NOW_MS);
    if (!verdict.problem) believed.push(what);
  };
  for (const [bit, body] of flipped(signed.body)) await judge(`body ${bit}`, headers, body);
  for (const [name, value] of Object.entries(headers)) {
    for (const [bit, bytes] of flipped(bytesOf(value))) {
      const text = String.fromCharCode(...bytes);
      // What a header cannot hold never gets here.
      if (/[\0\r\n]/.test(text)) continue;
      await judge(`${name} ${bit}`, { ...headers, [name]: text }, signed.body);
    }
  }
  assertEquals(believed, []);
  assertEquals(flips.length > 800, true);
});

Deno.test("a report is believed up to 300 seconds away, either way, and not a second longer", async () => {
  const verdicts = [];
  for (const away of [-301, -300, 0, 300, 301]) {
    const signed = aReport({ timestampSeconds: NOW_SECONDS + away });
    const headers = new Headers(await signedHeaders(SECRET, signed));
    const verdict = await verifySignature([SECRET], headers, signed.body, NOW_MS);
    verdicts.push(verdict.problem ?? "believed");
  }
  assertEquals(verdicts, ["old", "believed", "believed", "believed", "old"]);
});

Deno.test("either of two live secrets is believed, another one or none is not", async () => {
  const [other, third] = [secretOf(24, 2), secretOf(64, 3)];
  const signed = aReport();
  const headers = new Headers(await signedHeaders(other, signed));
  const judge = async (secrets: string[]) =>
    (await verifySignature(secrets, headers, signed.body, NOW_MS)).problem ?? "believed";
  assertEquals(await judge([SECRET, other]), "believed");
  assertEquals(await judge([other, SECRET]), "believed");
  assertEquals(await judge([SECRET, third]), "wrong");
  assertEquals(await judge([]), "wrong");
});

Deno.test("of a list of signatures one has to fit; those of other versions are passed over", async () => {
  const signed = aReport();
  const headers = await signedHeaders(SECRET, signed);
  const good = headers["webhook-signature"] ?? "";
  const stranger = await sign(secretOf(32, 9), signed);
  const judge = async (list: string) => {
    const changed = new Headers({ ...headers, "webhook-signature": list });
    return (await verifySignature([SECRET], changed, signed.body, NOW_MS)).problem ?? "believed";
  };
  assertEquals(await judge(`${stranger} ${good}`), "believed");
  assertEquals(await judge(`v1a,AAAA v2,x ${good}`), "believed");
  for (const list of [stranger, "v1,", `v2,${good.slice(3)}`, good.replace("=", ""), "nonsense"]) {
    assertEquals(await judge(list), "wrong", list);
  }
  // A list without an end would be work for whoever sends it.
  assertEquals(await judge(`${`${stranger} `.repeat(8)}${good}`), "wrong");
});

Deno.test("a report without one of the three headers, or with one that cannot be read, is told so", async () => {
  const signed = aReport();
  const headers = await signedHeaders(SECRET, signed);
  const changes: [string, string][] = [
    ["webhook-id", ""],
    ["webhook-id", "a.b"], // the full stop parts what is signed
    ["webhook-id", "a b"],
    ["webhook-id", "x".repeat(129)],
    ["webhook-timestamp", ""],
    ["webhook-timestamp", "1e9"],
    ["webhook-timestamp", "-1"],
    ["webhook-timestamp", "1".repeat(12)],
    ["webhook-signature", ""],
  ];
  for (const [name, value] of changes) {
    const changed = new Headers({ ...headers, [name]: value });
    const verdict = await verifySignature([SECRET], changed, signed.body, NOW_MS);
    assertEquals(verdict, { problem: "missing" }, `${name}: ${value}`);
  }
});

Deno.test("an id cannot swallow the timestamp of a report that was signed for another", async () => {
  const signed = aReport({ id: "a", body: bytesOf(`${NOW_SECONDS}.{}`) });
  const headers = await signedHeaders(SECRET, signed);
  const moved = new Headers({ ...headers, "webhook-id": `a.${NOW_SECONDS}` });
  const verdict = await verifySignature([SECRET], moved, bytesOf("{}"), NOW_MS);
  assertEquals(verdict, { problem: "missing" });
  await assertRejects(() => sign(SECRET, { ...signed, id: `a.${NOW_SECONDS}` }), RangeError);
});

Deno.test("a secret that is empty, short, long or not base64 is refused, and not repeated", async () => {
  const bad = ["", "whsec_", SECRET.slice(6), `whsec_${"!".repeat(44)}`, ...[23, 65].map(secretOf)];
  for (const secret of bad) {
    const error = await assertRejects(() => sign(secret, aReport()), RangeError);
    if (secret.length > 6) assertEquals(error.message.includes(secret.slice(6)), false);
    const headers = new Headers(await signedHeaders(SECRET, aReport()));
    await assertRejects(() => verifySignature([secret], headers, aReport().body, NOW_MS));
  }
  assertThrows(() => new Webhook(""));
});

function aReport(changes: Partial<Signed> = {}): Signed {
  return { id: "evt_1", timestampSeconds: NOW_SECONDS, body: bytesOf("{}"), ...changes };
}

function secretOf(sizeBytes: number, fill = 0): string {
  return `whsec_${new Uint8Array(sizeBytes).fill(fill).toBase64()}`;
}

function aKey() {
  return fc.uint8Array({ minLength: 24, maxLength: 64 });
}

function anEventId() {
  return fc.stringMatching(/^[A-Za-z0-9_:-]{1,64}$/);
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Each copy with one bit the other way round. */
function* flipped(bytes: Uint8Array): Generator<[number, Uint8Array]> {
  for (let bit = 0; bit < bytes.byteLength * 8; bit++) {
    const copy = bytes.slice();
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    yield [bit, copy];
  }
}
