// Whose handles these are, for many people at once: what an import asks before it plans a batch.
import { type Contact, contactSchema } from "@/lib/domain/contact.ts";
import { contactKey, emailOwnerKey, phoneOwnerKey } from "./keys/contacts.ts";
import { readMany } from "./kv.ts";

/** `e:` and an e-mail key, or `p:` and a phone key. */
export type HandleName = `e:${string}` | `p:${string}`;

/** The handles by which a person is known; phones that could not be read identify nobody. */
export function handleNames({ emails, phones }: Pick<Contact, "emails" | "phones">): HandleName[] {
  return [
    ...emails.map(({ key }): HandleName => `e:${key}`),
    ...phones.flatMap(({ key }): HandleName[] => key === null ? [] : [`p:${key}`]),
  ];
}

/** Contact ids by handle, for the handles that belong to anyone. Not one snapshot. */
export async function findHandleOwners(
  kv: Deno.Kv,
  names: HandleName[],
): Promise<Map<HandleName, number>> {
  const keys = names.map((name) => {
    const key = name.slice(2);
    return name.startsWith("e:") ? emailOwnerKey(key) : phoneOwnerKey(key);
  });
  const entries = await readMany<number>(kv, keys);
  const owners = new Map<HandleName, number>();
  names.forEach((name, at) => {
    const id = entries[at]?.value;
    if (typeof id === "number") owners.set(name, id);
  });
  return owners;
}

/** The contacts of these ids that exist. Not one snapshot. */
export async function findContacts(kv: Deno.Kv, ids: number[]): Promise<Map<number, Contact>> {
  const entries = await readMany<unknown>(kv, ids.map(contactKey));
  const contacts = new Map<number, Contact>();
  for (const { value } of entries) {
    if (value === null) continue;
    const contact = contactSchema.parse(value);
    contacts.set(contact.id, contact);
  }
  return contacts;
}
