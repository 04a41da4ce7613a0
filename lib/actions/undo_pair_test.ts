import { assertEquals, assertRejects } from "@std/assert";
import { InputError } from "@/lib/errors.ts";
import { aNamed } from "@/tests/support/cast.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { merged } from "@/tests/support/merges.ts";
import { lastId, openUndo } from "@/tests/support/undone.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { createContact } from "./create_contact.ts";
import { dismissDuplicate } from "./dismiss_duplicate.ts";

Deno.test("that two are different people is not undone once they have been merged", async () => {
  using kv = await memoryKv();
  const own = await openUndo(kv);
  const other = await createContact(own.agent, aNamed("Olena"));
  const { eventId } = await dismissDuplicate(own.agent, 1, other.id);
  await merged(own.admin, { keptId: 1, mergedId: other.id });
  const before = await lastId(kv);
  const wish = { eventId: eventId ?? "" };
  const error = await assertRejects(() => own.undo(wish), InputError);
  assertEquals(error.problems["form"]?.code, "undo_gone");
  assertEquals(await lastId(kv), before);
  await assertSound(kv);
});
