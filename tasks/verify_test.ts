import { assertEquals, assertStringIncludes } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import { contactTotalKey, createdRowKey, nameRowKey } from "@/lib/store/keys/contacts.ts";
import { AGENT, anInput } from "@/tests/support/cast.ts";
import { actingAs, NOON, testDeps } from "@/tests/support/deps.ts";
import { memoryKv } from "@/tests/support/kv.ts";
import { runVerify } from "./verify.ts";

Deno.test("verify exits with 1 while differences remain, and with 0 after --fix", async () => {
  using kv = await memoryKv();
  await createContact(actingAs(testDeps(kv), AGENT), anInput());
  const lines: string[] = [];
  const run = (fix: boolean) => runVerify(kv, fix, (line) => lines.push(line));
  assertEquals(await run(false), 0);
  await kv.delete(createdRowKey(NOON, 1));
  await kv.set(contactTotalKey(), new Deno.KvU64(7n));
  assertEquals(await run(false), 1);
  assertStringIncludes(lines.join("\n"), "Contact 1: row by date is missing");
  assertEquals(await run(true), 0);
  assertEquals(lines.at(-1), "Contacts: 1. Differences: 0.");
});

Deno.test("verify stays readable however much is wrong", async () => {
  using kv = await memoryKv();
  for (let id = 1; id <= 300; id++) await kv.set(nameRowKey("1x", id), 0);
  const lines: string[] = [];
  assertEquals(await runVerify(kv, false, (line) => lines.push(line)), 1);
  assertEquals(lines.length < 210, true);
  assertStringIncludes(lines.join("\n"), "Contacts: 0. Differences: 300.");
});
