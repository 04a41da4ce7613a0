// Secrets that are handed out once (session ids, links): 32 random bytes, of which only a SHA-256 is stored.

const SECRET_BYTES = 32;
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** A new secret, in 43 characters that are safe in a URL and a cookie. */
export function newSecret(): string {
  return crypto.getRandomValues(new Uint8Array(SECRET_BYTES))
    .toBase64({ alphabet: "base64url", omitPadding: true });
}

/** What is stored of a secret; null when the text cannot be one, so that nothing is looked up. */
export async function secretHash(secret: string): Promise<string | null> {
  return SECRET.test(secret) ? await sha256(secret) : null;
}

/** SHA-256 as base64url: also for subjects that must not be readable in a key. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toBase64({ alphabet: "base64url", omitPadding: true });
}
