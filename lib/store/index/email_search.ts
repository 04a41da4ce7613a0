// Whose an e-mail address is, for filters that ask nothing else: two reads by key, and nothing of the packed index.
import { type Contact, contactRow } from "@/lib/domain/contact.ts";
import { findContactIdByEmail } from "../handles.ts";
import { contactKey } from "../keys/contacts.ts";
import type { ContactPage } from "./contact_index.ts";

/** Longer ones are nobody's, and keys have their limits. */
const EMAIL_CHARS_MAX = 320;

/** The page of the one contact that has the address; null where no key says whose it is. */
export async function searchEmail(kv: Deno.Kv, email: string): Promise<ContactPage | null> {
  if (email.length > EMAIL_CHARS_MAX) return null;
  const id = await findContactIdByEmail(kv, email);
  const contact = id === null ? null : (await kv.get<Contact>(contactKey(id))).value;
  if (contact === null || !contact.emails.some(({ key }) => key === email)) return null;
  return { rows: [contactRow(contact)], total: 1, next: null, previous: null, position: 1 };
}
