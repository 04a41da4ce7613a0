// Mails read as they are: the parser, and what it is held to.
import PostalMime, { type Email } from "postal-mime";
import { RefusedError } from "@/lib/errors.ts";
import { shortenMail } from "./shorten_mail.ts";
import { nameAlphabet } from "./unnamed_alphabet.ts";

const NESTING_MAX = 20;
/** Mails that were passed on inside each other: each costs the whole rest again. */
const FORWARDED_MAX = 2;
const HEADERS_BYTES_MAX = 256 * 1024;

/** Throws `RefusedError` 400 for what is no mail. */
export async function parseMime(body: Uint8Array): Promise<Email> {
  try {
    return await PostalMime.parse(nameAlphabet(shortenMail(body)), {
      maxNestingDepth: NESTING_MAX,
      maxRfc822NestingDepth: FORWARDED_MAX,
      maxHeadersSize: HEADERS_BYTES_MAX,
    });
  } catch {
    throw new RefusedError("Cannot read the body: it is no mail", 400, "body_unread");
  }
}

export function headerOf({ headers }: Email, name: string): string {
  return headers.find(({ key }) => key === name)?.value ?? "";
}
