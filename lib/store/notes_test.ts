import { assertEquals } from "@std/assert";
import type { Note } from "@/lib/domain/note.ts";
import { NOON } from "@/tests/support/deps.ts";
import { anId } from "@/tests/support/cast.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { noteKey } from "./keys/contacts.ts";
import { findNotes, listNotes } from "./notes.ts";

async function fill(kv: Deno.Kv, contactId: number, count: number): Promise<string[]> {
  const notes = Array.from({ length: count }, (_, at): Note => ({
    id: anId(),
    contactId,
    authorUserId: "01AUTHOR",
    text: `note ${at}`,
    createdAtMs: NOON,
    editedAtMs: null,
    revision: 1,
  }));
  for (const note of notes) await kv.set(noteKey(contactId, note.id), note);
  return notes.map(({ id }) => id).reverse();
}

Deno.test("listNotes() gives each note of the contact once, the newest first, page by page", async () => {
  using kv = await memoryKv();
  const ids = await fill(kv, 1, 25);
  await fill(kv, 2, 3);
  const seen: string[] = [];
  let before: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listNotes>> = await listNotes(kv, 1, {
      limit: 10,
      before,
    });
    seen.push(...page.notes.map(({ id }) => id));
    before = page.next;
  } while (before !== null);
  assertEquals(seen, ids);
});

Deno.test("findNotes() finds those that there are, of this contact only", async () => {
  using kv = await memoryKv();
  const [first = "", second = ""] = await fill(kv, 1, 12);
  const [foreign = ""] = await fill(kv, 2, 1);
  const found = await findNotes(kv, 1, [first, foreign, "01NONE", second]);
  assertEquals([...found.keys()], [first, second]);
});
