// What is stored per contact that the packed index holds: its ordinal, and a digest of what never changes at it.
import { hash } from "node:crypto";

const DIGEST_BYTES = 8;

export interface Ordinal {
  ordinal: number;
  /** `textDigest` of the text and name key packed at this ordinal. */
  digest: string;
}

/** Differs when the text or the name key differs: such a contact needs a new ordinal. */
export function textDigest(state: { text: string; nameKey: string }): string {
  return hash("sha256", `${state.nameKey}\0${state.text}`, "hex").slice(0, 2 * DIGEST_BYTES);
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
