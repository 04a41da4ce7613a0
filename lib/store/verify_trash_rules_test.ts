import { assertEquals } from "@std/assert";
import { deleteContact } from "@/lib/actions/delete_contact.ts";
import { aContact, ADMIN } from "@/tests/support/cast.ts";
import { actingAs, NOON } from "@/tests/support/deps.ts";
import { orderedDeps } from "@/tests/support/dialogs.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { aCouple } from "@/tests/support/merges.ts";
import { assertSound } from "@/tests/support/verified.ts";
import { contactKey, noteKey, trashKey, trashRowKey } from "./keys/contacts.ts";
import { verify } from "./verify.ts";

/** Contact 1 in the trash, with two notes. */
async function aStore(): Promise<Deno.Kv> {
  const kv = await memoryKv();
  const deps = orderedDeps(kv);
  await aCouple(deps, { kept: { notes: 2 } });
  await deleteContact(actingAs(deps, ADMIN), 1);
  return kv;
}

async function found(kv: Deno.Kv, fix: boolean): Promise<string[]> {
  const messages: string[] = [];
  await verify(kv, { fix, report: ({ message }) => messages.push(message) });
  return messages;
}

const DAMAGES: Record<string, [(kv: Deno.Kv) => Promise<unknown>, string]> = {
  "a lost row": [
    (kv) => kv.delete(trashRowKey(NOON, 1)),
    "Contact 1 in the trash: row of the trash is missing",
  ],
  "a stray row": [
    (kv) => kv.set(trashRowKey(NOON, 77), 0),
    "Stray row of the trash of Contact 77 in the trash: no record has it",
  ],
  "a row of another time": [
    (kv) => kv.set(trashRowKey(NOON + 1, 1), 0),
    "Stray row of the trash of Contact 1 in the trash: no record has it",
  ],
  "a note of nobody": [
    (kv) => kv.set(noteKey(78, "01NOTE"), {}),
    "Stray note of Contact 78: no record has it",
  ],
};

for (const [name, [damage, message]] of Object.entries(DAMAGES)) {
  Deno.test(`verify() finds and mends ${name}`, async () => {
    using kv = await aStore();
    await assertSound(kv);
    await damage(kv);
    assertEquals(await found(kv, false), [message]);
    assertEquals(await found(kv, true), [message]);
    await assertSound(kv);
  });
}

Deno.test("verify() says what no repair decides: a record that cannot be read, one that lives too", async () => {
  using kv = await aStore();
  await kv.set(contactKey(1), aContact());
  const messages = await found(kv, false);
  assertEquals(messages.includes("Contact 1 is in the trash, and is not"), true);
  await kv.delete(contactKey(1));
  await kv.set(trashKey(1), { broken: true });
  assertEquals(await found(kv, true), ["Contact 1 in the trash: the record cannot be read"]);
});
