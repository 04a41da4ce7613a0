import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import type { Sealed } from "@/lib/domain/channel.ts";
import { ConfigError } from "@/lib/errors.ts";
import { openSecretBox } from "./secret_box.ts";

const KEY = new Uint8Array(32).fill(7);
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

Deno.test("what was sealed is opened again, whatever it says", async () => {
  const box = await openSecretBox(KEY);
  const property = fc.asyncProperty(fc.string({ unit: "grapheme" }), async (secret) => {
    const sealed = await box.seal(secret);
    assertEquals(await box.open(sealed), secret.toWellFormed());
    // Another process with the same key, after a restart.
    assertEquals(await (await openSecretBox(KEY)).open(sealed), secret.toWellFormed());
  });
  await fc.assert(property, { numRuns: 200 });
});

Deno.test("the same secret is sealed differently each time, and cannot be read in it", async () => {
  const box = await openSecretBox(KEY);
  const secret = "whsec_c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0";
  const [one, two] = [await box.seal(secret), await box.seal(secret)];
  assertNotEquals(one, two);
  for (const text of [one, atob(one.split(".")[2] ?? "")]) {
    assertEquals(text.includes("secret") || text.includes("whsec_"), false);
  }
});

Deno.test("another key opens nothing, and the message says what to do without the secret", async () => {
  const sealed = await (await openSecretBox(KEY)).seal("whsec_hidden");
  const other = await openSecretBox(new Uint8Array(32).fill(8));
  const error = await assertRejects(() => other.open(sealed), ConfigError, "KARTKA_APP_KEY");
  assertEquals(error.message.includes("hidden"), false);
});

Deno.test("a sealed secret with any one character changed is not opened", async () => {
  const box = await openSecretBox(KEY);
  // Lengths that leave no, two and four spare bits in the last character of the base64.
  for (const secret of ["whsec_hidden", "whsec_hidden1", "whsec_hidden22"]) {
    const sealed = await box.seal(secret);
    for (let at = 0; at < sealed.length; at++) {
      // The neighbour in the alphabet: at the end only spare bits differ.
      const letter = BASE64[(BASE64.indexOf(sealed[at] ?? "") ^ 1) & 63];
      const changed = sealed.slice(0, at) + letter + sealed.slice(at + 1);
      await assertRejects(() => box.open(changed as Sealed), ConfigError);
    }
  }
  const sealed = await box.seal("whsec_hidden");
  for (const broken of ["", "v1", "v1..", "v2" + sealed.slice(2), `${sealed}.more`.slice(1)]) {
    await assertRejects(() => box.open(broken as Sealed), ConfigError);
  }
});
