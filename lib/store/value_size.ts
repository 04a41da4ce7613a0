// How many bytes a value takes in Deno KV: exactly, or quickly and never too few.
import { serialize } from "node:v8";

/** Tag and length of a text, list or object, with the end mark and the header of the whole. */
const FRAME_BYTES = 20;
/** A number and the header of the whole; the other values without a length take less. */
const NUMBER_BYTES = 12;

/** Bytes as Deno KV stores them: byte arrays as they are, counters in eight, the rest by V8's serialiser. */
export function valueBytes(value: unknown): number {
  return rawBytes(value) ?? serialize(value).byteLength;
}

/** At least `valueBytes`, at most twice and some: a serialiser a value costs more than the rest of a commit. */
export function valueBytesAtMost(value: unknown): number {
  return rawBytes(value) ?? plainBytesAtMost(value);
}

function rawBytes(value: unknown): number | null {
  if (value instanceof Uint8Array) return value.byteLength;
  return value instanceof Deno.KvU64 ? 8 : null;
}

function plainBytesAtMost(value: unknown): number {
  if (typeof value === "string") return FRAME_BYTES + 2 * value.length;
  if (typeof value !== "object" && typeof value !== "bigint") return NUMBER_BYTES;
  if (value === null) return NUMBER_BYTES;
  if (Array.isArray(value)) {
    return value.reduce<number>(
      (sum, item) => sum + plainBytesAtMost(item),
      FRAME_BYTES + value.length,
    );
  }
  return isPlain(value) ? fieldsBytesAtMost(value) : FRAME_BYTES + serialize(value).byteLength;
}

function isPlain(value: object | bigint): value is object {
  const prototype = typeof value === "object" ? Object.getPrototypeOf(value) : undefined;
  return prototype === Object.prototype || prototype === null;
}

function fieldsBytesAtMost(value: object): number {
  let bytes = FRAME_BYTES;
  for (const [name, field] of Object.entries(value)) {
    bytes += FRAME_BYTES + 2 * name.length + plainBytesAtMost(field);
  }
  return bytes;
}
