// A contact: one person or firm that customers' messages come from, and the rules for entering one.
import { z } from "zod";

/** Limits of rule 1.6. */
export const NAME_CHARS_MAX = 255;
export const HANDLES_MAX = 20;
export const TAGS_MAX = 100;
/** Import runs that a contact remembers. */
export const IMPORT_RUNS_KEPT = 20;

/** An e-mail address: as it was typed, and the key it is compared and looked up by (1.3). */
export const emailSchema = z.object({ typed: z.string(), key: z.string() });
export type Email = z.infer<typeof emailSchema>;

/** A phone: as it was typed, and its E.164 number, or null when it cannot be read and so identifies nobody (1.3). */
export const phoneSchema = z.object({ typed: z.string(), key: z.string().nullable() });
export type Phone = z.infer<typeof phoneSchema>;

/** How a contact came to be; shown as "created by" and "source" (7.4). */
export const contactSourceSchema = z.enum(["manual", "import", "seed"]);
export type ContactSource = z.infer<typeof contactSourceSchema>;

/** The stored record. The first e-mail and the first phone are the primary ones. */
export const contactSchema = z.object({
  id: z.int().positive(),
  name: z.string(), // "" when unknown
  emails: z.array(emailSchema),
  phones: z.array(phoneSchema),
  tagIds: z.array(z.string()),
  language: z.string().nullable(),
  source: contactSourceSchema,
  createdAtMs: z.number(),
  lastActivityAtMs: z.number().nullable(), // null until a message or call (1.5)
  revision: z.int().positive(), // 1 at creation, +1 with each edit (5.3)
  /** Runs that created or changed it, newest last, at most `IMPORT_RUNS_KEPT`; absent when there was none. */
  importRunIds: z.array(z.string()).optional(),
});
export type Contact = z.infer<typeof contactSchema>;

/** What can be changed by hand, normalised and within the limits. */
export type ContactFields = Pick<Contact, "name" | "emails" | "phones" | "tagIds" | "language">;

/** What a form, an import row or the API offers, before normalisation. The first of a list is primary. */
export interface ContactInput {
  name: string;
  emails: string[];
  phones: string[];
  tagIds: string[];
  language: string | null;
}

/** What a list row and a link need: kept with the sort key, so that a page is one read. */
export interface ContactRow {
  id: number;
  name: string;
  email: string | null; // primary, as typed
  phone: string | null; // primary, E.164 or as typed
  emailCount: number;
  phoneCount: number;
  tagIds: string[];
  language: string | null;
  source: ContactSource;
  createdAtMs: number;
  lastActivityAtMs: number | null;
}

/** The row summary of a record. */
export function contactRow(contact: Contact): ContactRow {
  const [email] = contact.emails;
  const [phone] = contact.phones;
  return {
    id: contact.id,
    name: contact.name,
    email: email?.typed ?? null,
    phone: phone ? phone.key ?? phone.typed : null,
    emailCount: contact.emails.length,
    phoneCount: contact.phones.length,
    tagIds: contact.tagIds,
    language: contact.language,
    source: contact.source,
    createdAtMs: contact.createdAtMs,
    lastActivityAtMs: contact.lastActivityAtMs,
  };
}

/** The name to show: the name, else the e-mail, else the phone, else null, and the caller says "Contact 42" (1.1). */
export function displayName(row: Pick<ContactRow, "name" | "email" | "phone">): string | null {
  return row.name || row.email || row.phone || null;
}
