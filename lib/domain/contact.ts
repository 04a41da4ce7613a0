// A contact: one person or firm that customers' messages come from, and the rules for entering one.
import { z } from "zod";
import { type Block, blockSchema } from "./block.ts";
import { CONTACT_SOURCES, type ContactSource } from "./contact_source.ts";

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

/** Who a contact is in a channel: the sender's id there, unique in the channel (1.2). Its label is for people only. */
export const identitySchema = z.object({
  channelId: z.string(),
  externalId: z.string(),
  /** A user name or the like, as the channel last told it; "" when it did not. */
  label: z.string(),
});
export type Identity = z.infer<typeof identitySchema>;

/** An address that a customer gave and that is another contact's: shown and compared, never used as identity (10.2). */
export const unclaimedSchema = z.object({
  kind: z.enum(["email", "phone"]),
  typed: z.string(),
  key: z.string(),
});
export type Unclaimed = z.infer<typeof unclaimedSchema>;

export const contactSourceSchema = z.enum(CONTACT_SOURCES);

/** Values of attributes by key; what they look like is the attribute's type's matter (7.1). */
export const attributeValueSchema = z.union([z.string(), z.number(), z.boolean()]);
export type AttributeValue = z.infer<typeof attributeValueSchema>;
export const attributeValuesSchema = z.record(z.string(), attributeValueSchema);
export type AttributeValues = z.infer<typeof attributeValuesSchema>;

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
  /** The rest is absent where there is none of it: most contacts of an import have nothing of it. */
  identities: z.array(identitySchema).optional(),
  unclaimed: z.array(unclaimedSchema).optional(),
  /** Values of deleted attributes stay, and are hidden (7.3). Never empty. */
  attributes: attributeValuesSchema.optional(),
  /** True when the language came from the customer or a bot, who may change it again; an agent's choice is theirs (7.4). */
  languageByCustomer: z.literal(true).optional(),
  /** The channel that an `inbound` contact came from, the user who made a `manual` one. */
  createdByChannelId: z.string().optional(),
  createdByUserId: z.string().optional(),
  /** The block that was set last, until it has been cleaned up: `isBlocked` says whether it holds. */
  block: blockSchema.optional(),
  /** Conversations that are the contact's. */
  conversationCount: z.int().positive().optional(),
  /** The channels of those conversations, each once. */
  channelIds: z.array(z.string()).optional(),
});
export type Contact = z.infer<typeof contactSchema>;

/** What can be changed by hand, normalised and within the limits. */
export type ContactFields =
  & Pick<Contact, "name" | "emails" | "phones" | "tagIds" | "language">
  /** Absent: they stay as they are. */
  & Pick<Contact, "attributes">;

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
  /** Absent: none. */
  conversationCount?: number;
  /** Absent: none, or one that has been cleaned up. */
  block?: Pick<Block, "untilMs">;
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
    ...(contact.conversationCount ? { conversationCount: contact.conversationCount } : {}),
    ...(contact.block ? { block: { untilMs: contact.block.untilMs } } : {}),
  };
}

/** An address of a contact in a channel as people know it: the user name of an identity, else the address itself. */
export function addressLabel(
  { identities = [] }: Pick<Contact, "identities">,
  { channelId, address }: { channelId: string; address: string },
): string {
  const own = identities.find((one) => one.channelId === channelId && one.externalId === address);
  return own?.label || address;
}

/** The name to show: the name, else the e-mail, else the phone, else null, and the caller says "Contact 42" (1.1). */
export function displayName(row: Pick<ContactRow, "name" | "email" | "phone">): string | null {
  return row.name || row.email || row.phone || null;
}
