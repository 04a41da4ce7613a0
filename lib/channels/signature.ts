// Standard Webhooks signatures, both ways: HMAC-SHA-256 over `id.timestamp.body`, on the bytes as they travel.

/** How far the sender's clock may be from ours, either way. */
const TOLERANCE_SECONDS = 300;
const SECRET_PREFIX = "whsec_";
const KEY_BYTES_MIN = 24;
const KEY_BYTES_MAX = 64;
/** Two secrets in use at the other side make two; no sender has more than a few. */
const SIGNATURES_MAX = 8;
/** Visible ASCII without the full stop: it parts what is signed, so an id with one could pass for another body. */
const ID = /^[\x21-\x2d\x2f-\x7e]{1,128}$/;
const TIMESTAMP = /^\d{1,11}$/;
const SIGNATURE = /^v1,([A-Za-z0-9+/]{43}=)$/;
const HMAC = { name: "HMAC", hash: "SHA-256" };

export interface Signed {
  /** 1 to 128 visible ASCII characters without a full stop. */
  id: string;
  /** Whole seconds since the epoch. */
  timestampSeconds: number;
  body: Uint8Array;
}

/** Missing: a header is absent or unreadable. Old: the timestamp is more than 300 s away, either way. */
export type SignatureProblem = "missing" | "old" | "wrong";

export type Verdict = { id: string; problem?: undefined } | { problem: SignatureProblem };

/** The three headers that a signed request carries. Throws `RangeError` for a secret or an id that cannot be used. */
export async function signedHeaders(
  secret: string,
  signed: Signed,
): Promise<Record<string, string>> {
  return {
    "webhook-id": signed.id,
    "webhook-timestamp": String(signed.timestampSeconds),
    "webhook-signature": await sign(secret, signed),
  };
}

/** The value of `webhook-signature`: `v1,<base64>`. Throws `RangeError` for a secret or an id that cannot be used. */
export async function sign(
  secret: string,
  { id, timestampSeconds, body }: Signed,
): Promise<string> {
  const timestamp = String(timestampSeconds);
  if (!ID.test(id)) {
    throw new RangeError(`Cannot sign: ${id.length} characters are not an event id`);
  }
  if (!TIMESTAMP.test(timestamp)) throw new RangeError(`Cannot sign: ${timestamp} is no timestamp`);
  const key = await importedKey(secret, "sign");
  const signature = await crypto.subtle.sign(HMAC.name, key, signedBytes(id, timestamp, body));
  return `v1,${new Uint8Array(signature).toBase64()}`;
}

/**
 * Who signed with one of the secrets, at most 300 s ago by our clock, is believed.
 * @param secrets all that are live; none means that nobody is believed
 * @param body the bytes as they came
 */
export async function verifySignature(
  secrets: readonly string[],
  headers: Headers,
  body: Uint8Array,
  nowMs: number,
): Promise<Verdict> {
  const id = headers.get("webhook-id") ?? "";
  const timestamp = headers.get("webhook-timestamp") ?? "";
  const list = headers.get("webhook-signature") ?? "";
  if (!ID.test(id) || !TIMESTAMP.test(timestamp) || list === "") return { problem: "missing" };
  const awaySeconds = Math.floor(nowMs / 1000) - Number(timestamp);
  if (Math.abs(awaySeconds) > TOLERANCE_SECONDS) return { problem: "old" };
  const signatures = signaturesOf(list);
  const data = signedBytes(id, timestamp, body);
  for (const secret of secrets) {
    if (await isSignedBy(secret, signatures, data)) return { id };
  }
  return { problem: "wrong" };
}

async function isSignedBy(
  secret: string,
  signatures: readonly Uint8Array<ArrayBuffer>[],
  data: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const key = await importedKey(secret, "verify");
  for (const signature of signatures) {
    // Compares in a time that does not tell where they differ.
    if (await crypto.subtle.verify(HMAC.name, key, signature, data)) return true;
  }
  return false;
}

/** Of other versions than v1 we know nothing, so they are passed over, as the standard asks. */
function signaturesOf(list: string): Uint8Array<ArrayBuffer>[] {
  return list.split(" ").slice(0, SIGNATURES_MAX).flatMap((item) => {
    const [, base64] = SIGNATURE.exec(item) ?? [];
    const bytes = base64 === undefined ? null : strictBase64(base64);
    return bytes === null ? [] : [bytes];
  });
}

function signedBytes(id: string, timestamp: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${id}.${timestamp}.`);
  const bytes = new Uint8Array(head.byteLength + body.byteLength);
  bytes.set(head);
  bytes.set(body, head.byteLength);
  return bytes;
}

function importedKey(secret: string, use: "sign" | "verify"): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", secretBytes(secret), HMAC, false, [use]);
}

/** The key of `whsec_<base64>`. Throws `RangeError`, which does not repeat it: a short key protects nothing. */
function secretBytes(secret: string): Uint8Array<ArrayBuffer> {
  const bytes = secret.startsWith(SECRET_PREFIX)
    ? strictBase64(secret.slice(SECRET_PREFIX.length))
    : null;
  if (bytes !== null && bytes.byteLength >= KEY_BYTES_MIN && bytes.byteLength <= KEY_BYTES_MAX) {
    return bytes;
  }
  throw new RangeError(
    `A channel's secret must be ${SECRET_PREFIX} and ${KEY_BYTES_MIN} to ${KEY_BYTES_MAX} bytes in base64`,
  );
}

/** Null unless it is the one way to write these bytes: a second way would be a second signature. */
function strictBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.fromBase64(text, { lastChunkHandling: "strict" });
  } catch {
    return null;
  }
}
