// Secrets that have to be read again (they sign, they sign in elsewhere): AES-256-GCM under the installation's key.
import type { Sealed } from "@/lib/domain/channel.ts";
import { ConfigError } from "@/lib/errors.ts";

export const APP_KEY_BYTES = 32;
const IV_BYTES = 12;
const VERSION = "v1";

export interface SecretBox {
  seal(secret: string): Promise<Sealed>;
  /** Throws `ConfigError` when it was sealed under another key, or damaged. */
  open(sealed: Sealed): Promise<string>;
  /** HMAC-SHA-256 under a key of its own: the same text gives the same digest, which tells nothing of it. */
  digest(text: string): Promise<string>;
}

/** @param keyBytes 32 bytes that never lie in the store. */
export async function openSecretBox(keyBytes: Uint8Array<ArrayBuffer>): Promise<SecretBox> {
  const key = await crypto.subtle.importKey("raw", keyBytes, "AES-GCM", false, [
    "encrypt",
    "decrypt",
  ]);
  const digestKey = await digestKeyOf(keyBytes);
  return {
    digest: (text) => digestOf(digestKey, text),
    async seal(secret) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const data = new TextEncoder().encode(secret);
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, data);
      return `${VERSION}.${iv.toBase64()}.${new Uint8Array(sealed).toBase64()}` as Sealed;
    },
    async open(sealed) {
      const [version, iv = "", data = ""] = sealed.split(".");
      try {
        if (version !== VERSION) throw new RangeError("unknown version");
        const algorithm = { name: "AES-GCM", iv: bytesOf(iv) };
        const opened = await crypto.subtle.decrypt(algorithm, key, bytesOf(data));
        return new TextDecoder().decode(opened);
      } catch {
        throw new ConfigError(
          "Cannot read a channel's secret: it was sealed under another key. Start with the KARTKA_APP_KEY, or the " +
            "key file, that was there when the secret was entered, or enter the secret again",
        );
      }
    },
  };
}

/** Strict: else the spare bits of the last character could be changed without anybody noticing. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(base64, { lastChunkHandling: "strict" });
}

/** Derived (HKDF, RFC 5869), so that no key does two kinds of work. */
export async function digestKeyOf(keyBytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", keyBytes, "HKDF", false, ["deriveKey"]);
  const info = new TextEncoder().encode("kartka handles");
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  const algorithm = { name: "HMAC", hash: "SHA-256", length: 256 };
  return await crypto.subtle.deriveKey(derivation, base, algorithm, false, ["sign"]);
}

/** HMAC-SHA-256 in base64url. */
export async function digestOf(key: CryptoKey, text: string): Promise<string> {
  const digest = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text));
  return new Uint8Array(digest).toBase64({ alphabet: "base64url", omitPadding: true });
}
