// Reading what a request brings: never more than its limit, never for ever, and parsed by a schema.
import { HttpError } from "fresh";
import { z } from "zod";
import { InputError } from "@/lib/errors.ts";

/** Forms and JSON. */
export const FORM_BYTES_MAX = 64 * 1024;
/** The largest body of all: the file of an import with the form around it. */
export const BODY_BYTES_MAX = 21 * 1024 * 1024;
/** A form that takes longer comes from nobody who waits for the answer. */
const BODY_MS_MAX = 30_000;

export interface ReadOptions {
  limitBytes?: number;
  timeoutMs?: number;
}

/** The body's bytes. Throws `HttpError` 413 beyond the limit and 408 when it takes longer than half a minute. */
export async function readLimited(
  req: Request,
  { limitBytes = FORM_BYTES_MAX, timeoutMs = BODY_MS_MAX }: ReadOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(req.headers.get("content-length") ?? 0) > limitBytes) throw tooLarge(limitBytes);
  if (req.body === null) return new Uint8Array();
  const reader = req.body.getReader();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  const endMs = performance.now() + timeoutMs;
  try {
    while (true) {
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) throw tooSlow();
      const { done, value } = await soon(reader.read(), leftMs);
      if (done) return joined(chunks, sizeBytes);
      sizeBytes += value.byteLength;
      if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
      chunks.push(value);
    }
  } catch (error) {
    // Ends the upload without waiting for a sender who may never answer.
    reader.cancel().catch(() => {});
    throw error instanceof HttpError ? error : brokenOff();
  }
}

/**
 * A posted form, urlencoded or multipart. Throws `HttpError` 415 for another type, 400 for a malformed body, and
 * 413 and 408 as `readLimited` does.
 */
export async function readFormData(req: Request, options: ReadOptions = {}): Promise<FormData> {
  const type = req.headers.get("content-type") ?? "";
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i.test(type)) {
    throw new HttpError(415, "Send a form: urlencoded or multipart");
  }
  const body = await readLimited(req, options);
  try {
    return await new Response(body, { headers: { "content-type": type } }).formData();
  } catch {
    throw new HttpError(400, "The form is malformed");
  }
}

/** Parses outside data. Throws `InputError` with the code `invalid` on each field that does not fit. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
): z.output<Schema> {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path }) => path.join(".") || "form");
  throw new InputError(
    `Cannot read the input: ${fields.join(", ")}`,
    Object.fromEntries(fields.map((field) => [field, { code: "invalid" }])),
  );
}

/** The text of one field; "" when it is missing or a file. */
export function formText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/** Rejects with `HttpError` 408 when the promise takes longer than the given time. */
export function soon<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(tooSlow()), timeoutMs);
  return Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}

function joined(chunks: Uint8Array[], sizeBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

function tooLarge(limitBytes: number): HttpError {
  return new HttpError(413, `The request is larger than ${limitBytes} bytes`);
}

function tooSlow(): HttpError {
  return new HttpError(408, "The request took too long");
}

function brokenOff(): HttpError {
  return new HttpError(400, "The request broke off");
}
