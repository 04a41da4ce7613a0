import { assertEquals } from "@std/assert";
import { contactRow } from "@/lib/domain/contact.ts";
import { aContact, anEvent, emails } from "@/tests/support/cast.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { saveChange } from "./change.ts";
import { listContactRows, rowPlace, type RowSort } from "./contact_rows.ts";
import { stageCreateContact } from "./contacts.ts";

/** Made so that every sort has ties and differs from the others. */
const CONTACTS = ["Юрій", "Ґанна", "Anna", "", "anna", "Юрій", "10", ""].map((name, at) =>
  aContact({
    id: at + 1,
    name,
    emails: emails(`c${at}@example.com`),
    createdAtMs: 1000 + (at * 5) % 3,
    lastActivityAtMs: at % 3 === 0 ? null : 2000 + (at * 3) % 4,
  })
);

const ORDERS: Record<RowSort["by"], number[]> = {
  lastActivity: [1, 4, 7, 5, 8, 3, 2, 6],
  created: [1, 4, 7, 3, 6, 2, 5, 8],
  name: [7, 3, 5, 2, 1, 6, 4, 8],
};

async function seeded(): Promise<Deno.Kv> {
  const kv = await memoryKv();
  for (const contact of CONTACTS) {
    await saveChange(kv, (change) => stageCreateContact(change, contact, anEvent(contact.id)));
  }
  return kv;
}

for (const by of ["lastActivity", "created", "name"] as const) {
  for (const direction of ["asc", "desc"] as const) {
    const order = direction === "asc" ? ORDERS[by] : ORDERS[by].toReversed();

    Deno.test(`listContactRows() by ${by} ${direction} walks forward and back over every cursor`, async () => {
      using kv = await seeded();
      const sort = { by, direction };
      const all = await listContactRows(kv, { sort, limit: 100 });
      assertEquals(all.rows.map(({ id }) => id), order);
      assertEquals(all.rows, order.map((id) => contactRow(CONTACTS[id - 1] ?? aContact())));
      for (const [at, row] of all.rows.entries()) {
        const place = rowPlace(by, row);
        const after = await listContactRows(kv, { sort, limit: 3, from: { side: "after", place } });
        assertEquals(after.rows, all.rows.slice(at + 1, at + 4));
        assertEquals(after.more, at + 4 < order.length);
        const before = await listContactRows(kv, {
          sort,
          limit: 3,
          from: { side: "before", place },
        });
        assertEquals(before.rows, all.rows.slice(Math.max(0, at - 3), at));
        assertEquals(before.more, at - 3 > 0);
      }
    });
  }
}

Deno.test("a cursor stays right when its own row has gone elsewhere", async () => {
  using kv = await seeded();
  const from = { side: "after" as const, place: { value: 1001, id: 4 } }; // between two rows
  const page = await listContactRows(kv, {
    sort: { by: "created", direction: "asc" },
    limit: 2,
    from,
  });
  assertEquals(page.rows.map(({ id }) => id), [6, 2]);
});
