// The invariant of the store, written a second time: what all secondary keys must be, given the records alone.
import { type Contact, contactRow } from "@/lib/domain/contact.ts";
import { nameSortKey } from "@/lib/domain/name_order.ts";
import { assertEquals } from "@std/assert";

const OF_RECORDS = new Set(["sl", "sc", "sn", "e", "p"]);

/** Fails unless rows, handles and the count are exactly those of the records, and each contact has an event. */
export async function assertIndexed(kv: Deno.Kv): Promise<void> {
  const found = new Map<string, unknown>();
  const contacts: Contact[] = [];
  const told = new Set<unknown>();
  let total: unknown = 0n;
  for await (const { key, value } of kv.list<Contact>({ prefix: [1] })) {
    const kind = String(key[1]);
    if (kind === "c") contacts.push(value);
    if (kind === "ev") told.add(key[2]);
    if (kind === "N") total = Reflect.get(value, "value");
    if (OF_RECORDS.has(kind)) found.set(key.slice(1).join("|"), value);
  }
  assertEquals(found, new Map(contacts.flatMap(secondary)));
  assertEquals(total, BigInt(contacts.length));
  assertEquals(told, new Set(contacts.map(({ id }) => id)));
}

function secondary(contact: Contact): [string, unknown][] {
  const { id, emails, phones, name, createdAtMs, lastActivityAtMs } = contact;
  return [
    [`sl|${lastActivityAtMs ?? 0}|${id}`, contactRow(contact)],
    [`sc|${createdAtMs}|${id}`, 0],
    [`sn|${nameSortKey(name)}|${id}`, 0],
    ...emails.map(({ key }): [string, unknown] => [`e|${key}`, id]),
    ...phones.flatMap(({ key }): [string, unknown][] => key === null ? [] : [[`p|${key}`, id]]),
  ];
}
