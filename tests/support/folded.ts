/** A small index with people numbered from 1, for tests of what it answers. */
import type { Contact } from "@/lib/domain/contact.ts";
import {
  type ContactIndex,
  type ContactSearch,
  openContactIndex,
} from "@/lib/store/index/contact_index.ts";
import { writeContact } from "@/tests/stress/writes.ts";

export const LAYOUT = { chunk: 8, segment: 16, block: 64 };
export const NEWEST = { by: "lastActivity", direction: "desc" } as const;

export function person(id: number, changes: Partial<Contact> = {}): Contact {
  return {
    id,
    name: `Person ${id}`,
    emails: [],
    phones: [],
    tagIds: [],
    language: null,
    source: "manual",
    createdAtMs: id,
    lastActivityAtMs: id,
    revision: 1,
    ...changes,
  };
}

export async function save(kv: Deno.Kv, ...people: Contact[]): Promise<void> {
  for (const contact of people) await writeContact(kv, contact.id, contact);
}

export async function idsOf(index: ContactIndex, query: Partial<ContactSearch>): Promise<number[]> {
  const all = { words: [], filter: null, sort: NEWEST, limit: 25, cursor: null, ...query };
  return (await index.search(all)).rows.map(({ id }) => id);
}

/** A store with folded people 1 … count, everyone with the tag `all`, and an index that has read it. */
export async function withFolded(
  count: number,
  run: (kv: Deno.Kv, index: ContactIndex) => Promise<void>,
): Promise<void> {
  using kv = await Deno.openKv(":memory:");
  const index = openContactIndex(kv, { layout: LAYOUT });
  for (let id = 1; id <= count; id++) await save(kv, person(id, { tagIds: ["all"] }));
  await index.fold();
  await idsOf(index, { words: ["person"] });
  await run(kv, index);
}
