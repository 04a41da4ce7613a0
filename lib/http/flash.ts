// The message that one request leaves for the next page: a key of the texts and its parameters, never free text.
import { z } from "zod";
import { isMessageKey, type MessageKey } from "@/lib/i18n/translate.ts";
import { cookieLine, cookieName, readCookie } from "./cookies.ts";

const NAME = "kartka_flash";
const LIFE_SECONDS = 300;
const CHARS_MAX = 2000;

const flashSchema = z.object({
  key: z.string().regex(/^flash\./),
  params: z.record(
    z.string().regex(/^[a-z]\w{0,20}$/i),
    z.union([z.string().max(300), z.number()]),
  ),
  kind: z.enum(["ok", "info", "warn", "error"]),
  undo: z.object({ contactId: z.int().positive(), eventId: z.string().regex(/^[0-9A-Z]{26}$/) })
    .optional(),
});

/** Keys of the texts that can be left as a message. */
export type FlashKey = Extract<MessageKey, `flash.${string}`>;

export interface Flash {
  key: FlashKey;
  params: Record<string, string | number>;
  kind: "ok" | "info" | "warn" | "error";
  /**
   * The event that the message offers to undo. Its address is made of the ids when it is shown: what stands in the cookie
   * never leads anywhere else.
   */
  undo?: { contactId: number; eventId: string };
}

/** The cookie's message, or null when there is none or it is not one of ours. */
export function readFlash(headers: Headers, isSecure: boolean): Flash | null {
  const value = readCookie(headers, cookieName(NAME, isSecure));
  if (!value || value.length > CHARS_MAX) return null;
  try {
    const bytes = Uint8Array.fromBase64(value, { alphabet: "base64url" });
    const { key, ...rest } = flashSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return isFlashKey(key) ? { key, ...rest } : null;
  } catch {
    return null; // someone else wrote it, or an older version did
  }
}

/** The `Set-Cookie` line that leaves a message. */
export function flashLine(flash: Flash, isSecure: boolean): string {
  const bytes = new TextEncoder().encode(JSON.stringify(flash));
  const value = bytes.toBase64({ alphabet: "base64url", omitPadding: true });
  return cookieLine(NAME, value, { isSecure, maxAgeSeconds: LIFE_SECONDS });
}

/** The `Set-Cookie` line that takes the message away once it was shown. */
export function noFlashLine(isSecure: boolean): string {
  return cookieLine(NAME, "", { isSecure, maxAgeSeconds: 0 });
}

function isFlashKey(key: string): key is FlashKey {
  return key.startsWith("flash.") && isMessageKey(key);
}
