// How many bytes a key takes in Deno KV, and a text that identifies it, for limits and for counting keys once.

const utf8 = new TextEncoder();

/** Encoded length in bytes; a NUL inside a text or bytes part is escaped and counts twice. */
export function keyBytes(key: Deno.KvKey): number {
  return key.reduce<number>((sum, part) => sum + partBytes(part), 0);
}

function partBytes(part: Deno.KvKeyPart): number {
  switch (typeof part) {
    case "string":
      return part.includes("\0") ? framedBytes(utf8.encode(part)) : textBytes(part) + 2;
    case "number":
      return 9;
    case "bigint": // up to three bytes too many for small ones
      return 2 + Math.ceil((part < 0n ? -part : part).toString(16).length / 2);
    case "boolean":
      return 1;
    default:
      return part instanceof Uint8Array ? framedBytes(part) : 0;
  }
}

function framedBytes(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum + (byte === 0 ? 2 : 1), 2);
}

/** UTF-8 length without making the bytes; a lone surrogate is written as U+FFFD, three bytes. */
function textBytes(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (isSurrogatePair(text, index)) {
      bytes += 2;
      index++;
    } else bytes += 2;
  }
  return bytes;
}

function isSurrogatePair(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800 &&
    (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
}

/** Equal for equal keys only: 1 and "1" and 1n differ. */
export function keyIdentity(key: Deno.KvKey): string {
  return JSON.stringify(key.map((part) => {
    if (typeof part === "string" || typeof part === "number") return part;
    return [typeof part, String(part)];
  }));
}
