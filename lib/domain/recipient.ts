// Whom a dialog from the menu is with: a typed phone or e-mail, and the contact that is made of it (11.3).
import type { CountryCode } from "libphonenumber-js";
import { InputError } from "@/lib/errors.ts";
import type { Email, Phone } from "./contact.ts";
import { cleanName, emailKey, phoneKey } from "./handle.ts";

export interface Recipient {
  kind: "email" | "phone";
  typed: string;
  key: string;
}

/** @throws InputError `recipient_empty` or `recipient_invalid` on `to`. */
export function parseRecipient(text: string, country: CountryCode): Recipient {
  const typed = cleanName(text);
  const email = emailKey(typed);
  if (email !== null) return { kind: "email", typed, key: email };
  const phone = phoneKey(typed, country);
  if (phone !== null) return { kind: "phone", typed, key: phone };
  const code = typed === "" ? "recipient_empty" : "recipient_invalid";
  throw new InputError("Recipient refused: neither a phone nor an e-mail", { to: { code } });
}

/** The handles of a contact that has only this address. */
export function recipientHandles(
  { kind, typed, key }: Recipient,
): { emails: Email[]; phones: Phone[] } {
  if (kind === "email") return { emails: [{ typed, key }], phones: [] };
  return { emails: [], phones: [{ typed, key }] };
}
