// One file of a multipart form, read as it comes: nothing holds the whole of it.
import { HttpError } from "fresh";
import { InputError } from "@/lib/errors.ts";
import { soon } from "./input.ts";

/** A file under way; the body must be read to its end or left. */
export interface Upload {
  /** As the browser names it, without folders. */
  fileName: string;
  body: AsyncGenerator<Uint8Array, void>;
}

const SILENCE_MS_MAX = 10_000;
/** Fields before the file, with their headers. */
const BEFORE_FILE_BYTES_MAX = 64 * 1024;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Finds the file of this field. Throws `InputError` `file_missing` on the field when none was chosen, `HttpError` 415
 * for another kind of body, 400 for a malformed one and 408 when nothing comes for ten seconds. The body has no limit
 * of its own: whoever reads it sets one.
 */
export async function readUpload(req: Request, field: string): Promise<Upload> {
  const boundary = /^multipart\/form-data\s*;.*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i
    .exec(req.headers.get("content-type") ?? "");
  if (boundary === null) throw new HttpError(415, "Send the file as multipart/form-data");
  const mark = encoder.encode(`\r\n--${boundary[1] ?? boundary[2]}`);
  const input = new PartReader(req.body, mark);
  try {
    for (;;) {
      const head = await input.nextHead();
      if (head === null) throw noFile(field);
      const part = parseHead(head);
      if (part.name === field && part.fileName) {
        return { fileName: part.fileName, body: input.body() };
      }
      await input.skipBody();
    }
  } catch (error) {
    await input.cancel();
    throw error;
  }
}

function parseHead(head: string): { name: string; fileName: string } {
  const disposition = /^content-disposition:\s*form-data(.*)$/im.exec(head)?.[1] ?? "";
  const value = (key: string) =>
    new RegExp(`;\\s*${key}="([^"]*)"`, "i").exec(disposition)?.[1] ?? "";
  const fileName = value("filename").replaceAll("%22", '"').replace(/^.*[/\\]/, "");
  return { name: value("name"), fileName };
}

function noFile(field: string): InputError {
  return new InputError("Cannot read the upload: no file was chosen", {
    [field]: { code: "file_missing" },
  });
}

function malformed(): HttpError {
  return new HttpError(400, "The upload is malformed or broke off");
}

/** Walks over the parts of a multipart body. Holds a piece of it and no more than the length of a mark besides. */
class PartReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #mark: Uint8Array;
  // As if a line end came first: then the mark before the first part is like all others.
  #buffer: Uint8Array = encoder.encode("\r\n");
  /** What stands before the first mark is passed over like the body of a part. */
  #isInBody = true;
  #skippedBytes = 0;

  constructor(stream: ReadableStream<Uint8Array> | null, mark: Uint8Array) {
    this.#reader = stream?.getReader();
    this.#mark = mark;
  }

  /** The headers of the next part; null after the last one. */
  async nextHead(): Promise<string | null> {
    if (this.#isInBody) await this.skipBody();
    while (this.#buffer.length < 2) await this.#more();
    if (decoder.decode(this.#buffer.subarray(0, 2)) === "--") return null;
    const end = encoder.encode("\r\n\r\n");
    for (;;) {
      const at = indexOf(this.#buffer, end);
      if (at !== -1) {
        this.#isInBody = true;
        return decoder.decode(this.#take(at + end.length));
      }
      this.#requireSmall(this.#buffer.length);
      await this.#more();
    }
  }

  async skipBody(): Promise<void> {
    for await (const bytes of this.body()) this.#requireSmall(this.#skippedBytes += bytes.length);
  }

  /** The bytes up to the next mark, which is passed over. */
  async *body(): AsyncGenerator<Uint8Array, void> {
    try {
      for (;;) {
        const at = indexOf(this.#buffer, this.#mark);
        if (at !== -1) {
          if (at > 0) yield this.#take(at);
          this.#take(this.#mark.length);
          this.#isInBody = false;
          return;
        }
        // What might be the beginning of a mark stays.
        const safe = this.#buffer.length - this.#mark.length + 1;
        if (safe > 0) yield this.#take(safe);
        await this.#more();
      }
    } catch (error) {
      await this.cancel();
      throw error;
    }
  }

  async cancel(): Promise<void> {
    await this.#reader?.cancel().catch(() => {});
  }

  #take(count: number): Uint8Array {
    const taken = this.#buffer.slice(0, count);
    this.#buffer = this.#buffer.subarray(count);
    return taken;
  }

  #requireSmall(bytes: number): void {
    if (bytes > BEFORE_FILE_BYTES_MAX) throw malformed();
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#read();
    if (done || value === undefined) throw malformed();
    const joined = new Uint8Array(this.#buffer.length + value.length);
    joined.set(this.#buffer);
    joined.set(value, this.#buffer.length);
    this.#buffer = joined;
  }

  async #read(): Promise<{ done: boolean; value?: Uint8Array }> {
    if (this.#reader === undefined) throw malformed();
    try {
      return await soon(this.#reader.read(), SILENCE_MS_MAX);
    } catch (error) {
      throw error instanceof HttpError ? error : malformed();
    }
  }
}

/** Position of the needle, or -1. */
function indexOf(bytes: Uint8Array, needle: Uint8Array): number {
  const [first = 0] = needle;
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (at + needle.length > bytes.length) return -1;
    if (needle.every((byte, offset) => bytes[at + offset] === byte)) return at;
  }
  return -1;
}
