import { assertEquals } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { type ContactListView, DEFAULT_SORT } from "@/lib/domain/contact_list.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireContactIn, stageActiveContact } from "@/lib/store/contacts.ts";
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { AGENT, aNamed } from "@/tests/support/cast.ts";
import { actingAs, NOON, testDeps } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { readListFilter } from "./list_filter.ts";
import { readNeighbours } from "./read_neighbours.ts";

const BY_NAME: ContactListView = {
  query: "",
  tagIds: [],
  filter: "",
  segmentId: null,
  sort: { by: "name", direction: "asc" },
  pageSize: null,
  cursor: null,
};

/** Anna, Bohdan and Olena with ids 1 to 3, and the neighbours of each in a list. */
async function walked(
  view: ContactListView,
  conversations: readonly number[] = [],
): Promise<(number | null)[][]> {
  using kv = await memoryKv();
  const acting = actingAs(testDeps(kv), AGENT);
  const contacts: Contact[] = [];
  for (const name of ["Anna Ivanova", "Bohdan", "Olena Ivanova"]) {
    const contact = await createContact(acting, aNamed(name));
    contacts.push(await talking(kv, contact, conversations[contacts.length]));
  }
  const { country, timeZone } = acting.deps;
  const viewer = { principal: AGENT, nowMs: NOON, timeZone, country };
  const reader = { kv, ...viewer };
  const index = openContactIndex(kv);
  return await Promise.all(contacts.map(async (contact) => {
    const { filter } = await readListFilter(reader, view);
    const list = { sort: view.sort, filter };
    const { previousId, nextId } = await readNeighbours(index, contact, list);
    return [previousId, nextId];
  }));
}

/** The contact with so many conversations. */
async function talking(kv: Deno.Kv, contact: Contact, count?: number): Promise<Contact> {
  if (count === undefined) return contact;
  return await saveChange(kv, async (change) => {
    const read = await requireContactIn(change, contact.id);
    const after = { ...read.before, channelIds: ["one"], conversationCount: count };
    stageActiveContact(change, { ...read, after });
    return after;
  });
}

Deno.test("in the order of conversations, the busiest comes first, and ties go by id", async () => {
  const busiest = { by: "conversations", direction: "desc" } as const;
  const view = { ...BY_NAME, sort: busiest };
  assertEquals(await walked(view, [1, 5]), [[2, 3], [null, 1], [1, null]]);
  assertEquals(await walked(view, [2, 2]), [[2, 3], [null, 1], [1, null]]);
});

Deno.test("previous and next walk through the whole list and end at its ends", async () => {
  assertEquals(await walked(BY_NAME), [[null, 2], [1, 3], [2, null]]);
});

Deno.test("newest first, next is the older one", async () => {
  assertEquals(await walked({ ...BY_NAME, sort: DEFAULT_SORT }), [[2, null], [3, 1], [null, 2]]);
});

Deno.test("within a search only those found are neighbours, also of one that is not found", async () => {
  assertEquals(await walked({ ...BY_NAME, query: "іванова" }), [[null, 3], [1, 3], [1, null]]);
});
