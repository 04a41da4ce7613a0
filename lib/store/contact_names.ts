// What contacts are called, for lists of what is theirs.
import { contactRow, contactSchema, displayName } from "@/lib/domain/contact.ts";
import { contactKey } from "./keys.ts";
import { readMany } from "./kv.ts";

/** The name to show of each, by id: null of one without name and address, nothing of one that does not exist. */
export async function readContactNames(
  kv: Deno.Kv,
  ids: Iterable<number>,
): Promise<Map<number, string | null>> {
  const entries = await readMany<unknown>(kv, [...new Set(ids)].map(contactKey));
  return new Map(entries.flatMap(({ value }) => {
    if (value === null) return [];
    const contact = contactSchema.parse(value);
    return [[contact.id, displayName(contactRow(contact))] as const];
  }));
}
