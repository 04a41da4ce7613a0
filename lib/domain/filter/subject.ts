// What filters see of a contact: its values in the form in which they are compared.
import { z } from "zod";
import { type Contact, contactSourceSchema } from "../contact.ts";
import { fold } from "../fold.ts";
import { phoneDigits } from "./compared.ts";

export const filterSubjectSchema = z.object({
  id: z.int().positive(),
  /** Folded as search folds it; "" when there is none. */
  name: z.string(),
  /** Keys: exact, for `y` and `i` are not the same in an address. */
  emails: z.array(z.string()),
  /** Digits, of the E.164 number and as it was typed where that differs; "" for a phone without digits. */
  phones: z.array(z.string()),
  tagIds: z.array(z.string()),
  language: z.string().nullable(),
  source: contactSourceSchema,
  createdAtMs: z.number(),
  lastActivityAtMs: z.number().nullable(),
  /** Import runs that created or changed the contact. */
  imports: z.int().nonnegative(),
});
export type FilterSubject = z.infer<typeof filterSubjectSchema>;

export function filterSubject(contact: Contact): FilterSubject {
  return {
    id: contact.id,
    name: fold(contact.name).trim(),
    emails: contact.emails.map(({ key }) => key),
    phones: [...new Set(contact.phones.flatMap(phoneForms))],
    tagIds: contact.tagIds,
    language: contact.language,
    source: contact.source,
    createdAtMs: contact.createdAtMs,
    lastActivityAtMs: contact.lastActivityAtMs,
    imports: contact.importRunIds?.length ?? 0,
  };
}

/** A phone that a rule names as it was typed, with the trunk zero or without a country, is found too. */
function phoneForms({ typed, key }: Contact["phones"][number]): string[] {
  const written = phoneDigits(typed);
  if (key === null) return [written];
  const number = phoneDigits(key.split(";ext=")[0] ?? key);
  return written === number || written === "" ? [number] : [number, written];
}
