import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { telegramToken } from "./telegram_token.ts";

Deno.test("a token has only letters that Telegram allows, and is as long as its secret", () => {
  const key = fc.uint8Array({ minLength: 24, maxLength: 64 });
  fc.assert(fc.property(key, (bytes) => {
    const token = telegramToken(`whsec_${bytes.toBase64()}`);
    assertEquals(/^[\w-]{32,256}$/.test(token), true);
    assertEquals(Uint8Array.fromBase64(token, { alphabet: "base64url" }), bytes);
  }));
});
