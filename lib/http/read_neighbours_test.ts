import { assertEquals } from "@std/assert";
import { requireContact } from "@/lib/store/contacts.ts";
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { ADMIN } from "@/tests/support/cast.ts";
import { fillCrowd } from "@/tests/support/crowd.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { readNeighbours } from "./read_neighbours.ts";

const SORTS = [
  { by: "name", direction: "asc" },
  { by: "name", direction: "desc" },
  { by: "lastActivity", direction: "desc" },
  { by: "created", direction: "asc" },
] as const;

Deno.test("previous and next are the rows around a contact in the list, and nobody beyond its ends", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv, openContactIndex(kv));
  const tags = await fillCrowd(actingAs(deps, ADMIN), 25);
  const reader = { ...deps, principal: ADMIN };
  for (const tagIds of [[], [tags.get("VIP") ?? ""]]) {
    for (const sort of SORTS) {
      const list = { words: [], tagIds, sort, limit: 100, cursor: null };
      const ids = (await deps.index.search(list)).rows.map((row) => row.id);
      const view = { query: "", tagIds, sort, pageSize: null, cursor: null };
      for (const [at, id] of ids.entries()) {
        const found = await readNeighbours(reader, await requireContact(kv, id), view);
        const around = { previousId: ids[at - 1] ?? null, nextId: ids[at + 1] ?? null };
        assertEquals(found, around, `${sort.by} ${sort.direction} ${at}`);
      }
    }
  }
});

Deno.test("a contact that the list does not show has the neighbours of its place", async () => {
  using kv = await memoryKv();
  const deps = testDeps(kv, openContactIndex(kv));
  const tags = await fillCrowd(actingAs(deps, ADMIN), 25);
  const sort = { by: "created", direction: "asc" } as const;
  const view = { query: "", tagIds: [tags.get("VIP") ?? ""], sort, pageSize: null, cursor: null };
  const all = { words: [], tagIds: [], sort, limit: 100, cursor: null };
  const rows = (await deps.index.search(all)).rows;
  const isIn = ({ tagIds }: { tagIds: string[] }) => tagIds.includes(view.tagIds[0] ?? "");
  for (const [at, row] of rows.entries()) {
    if (isIn(row)) continue;
    const contact = await requireContact(kv, row.id);
    assertEquals(await readNeighbours({ ...deps, principal: ADMIN }, contact, view), {
      previousId: rows.slice(0, at).findLast(isIn)?.id ?? null,
      nextId: rows.slice(at).find(isIn)?.id ?? null,
    });
  }
});
