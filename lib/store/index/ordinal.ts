// What is stored per contact that the packed index holds: its ordinal, and a digest of what never changes at it.
import { hash } from "node:crypto";
import type { IndexState } from "./dirty.ts";

const DIGEST_BYTES = 8;

export interface Ordinal {
  ordinal: number;
  /** `textDigest` of what is packed at this ordinal and never changes there. */
  digest: string;
}

/** Differs when one of the texts differs: such a contact needs a new ordinal. */
export function textDigest({ text, nameKey, subject }: IndexState): string {
  const { emails, phones, attributes } = subject;
  const texts = [nameKey, text, emails.join("\n"), phones.join("\n")];
  const ofAttributes = Object.entries(attributes?.texts ?? {});
  if (ofAttributes.length > 0) texts.push(...ofAttributes.map((entry) => entry.join("=")).sort());
  return hash("sha256", texts.join("\0"), "hex").slice(0, 2 * DIGEST_BYTES);
}

/** Twelve bytes, for there is one of these for each contact. */
export function encodeOrdinal({ ordinal, digest }: Ordinal): Uint8Array {
  const bytes = new Uint8Array(4 + DIGEST_BYTES);
  new DataView(bytes.buffer).setUint32(0, ordinal);
  bytes.set(Uint8Array.fromHex(digest), 4);
  return bytes;
}

/** Throws `TypeError` when the value is not what `encodeOrdinal` makes. */
export function decodeOrdinal(value: unknown): Ordinal {
  if (!(value instanceof Uint8Array) || value.length !== 4 + DIGEST_BYTES) {
    throw new TypeError(
      "Cannot read an ordinal: the stored value has another form; run verify --fix",
    );
  }
  const view = new DataView(value.buffer, value.byteOffset);
  return { ordinal: view.getUint32(0), digest: value.subarray(4).toHex() };
}
