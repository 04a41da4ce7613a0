// What contacts are called and whether they are blocked, for lists of what is theirs.
import { type ContactRow, contactRow, contactSchema, displayName } from "@/lib/domain/contact.ts";
import { contactKey } from "./keys/contacts.ts";
import { readMany } from "./kv.ts";

export interface ContactLook extends Pick<ContactRow, "block"> {
  /** Null of one without name and address. */
  name: string | null;
}

/** What to show of each, by id: nothing of one that does not exist. */
export async function readContactLooks(
  kv: Deno.Kv,
  ids: Iterable<number>,
): Promise<Map<number, ContactLook>> {
  const entries = await readMany<unknown>(kv, [...new Set(ids)].map(contactKey));
  return new Map(entries.flatMap(({ value }) => {
    if (value === null) return [];
    const row = contactRow(contactSchema.parse(value));
    return [[row.id, { name: displayName(row), block: row.block }] as const];
  }));
}
