// From bytes of a file to text: which encoding it has, and decoding as a stream.
import type { ImportLayout } from "@/lib/domain/import_run.ts";

/** A file that can be read from its start any number of times. */
export type ByteSource = () => AsyncIterable<Uint8Array>;
export type Encoding = ImportLayout["encoding"];

/**
 * Reads the whole file: UTF-16 by its byte-order mark, UTF-8 when every byte fits it, else Windows-1251, the other
 * encoding Ukrainian programs write. A part would not do: the first Cyrillic letter may stand in the last row.
 */
export async function sniffEncoding(source: ByteSource): Promise<Encoding> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let isFirst = true;
  try {
    for await (const bytes of source()) {
      if (isFirst && bytes[0] === 0xFF && bytes[1] === 0xFE) return "utf-16le";
      if (isFirst && bytes[0] === 0xFE && bytes[1] === 0xFF) return "utf-16be";
      isFirst = false;
      decoder.decode(bytes, { stream: true });
    }
    decoder.decode();
    return "utf-8";
  } catch (error) {
    if (error instanceof TypeError) return "windows-1251"; // what a fatal decoder throws
    throw error;
  }
}

/** The text in pieces, without the byte-order mark; bytes that do not fit become U+FFFD. */
export async function* decodeText(
  source: ByteSource,
  encoding: Encoding,
): AsyncGenerator<string, void> {
  const decoder = new TextDecoder(encoding);
  for await (const bytes of source()) yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}

/** The first characters of a text; reads no more of the file than they need. */
export async function textHead(
  source: ByteSource,
  encoding: Encoding,
  charsMax: number,
): Promise<string> {
  let head = "";
  for await (const text of decodeText(source, encoding)) {
    head += text;
    if (head.length >= charsMax) break;
  }
  return head.slice(0, charsMax);
}
