import { assertEquals } from "@std/assert";
import { createContact } from "@/lib/actions/create_contact.ts";
import { workOnDuplicates } from "@/lib/store/duplicate_work.ts";
import {
  duplicateKey,
  duplicateOfKey,
  duplicatePairKey,
  duplicateTotalKey,
} from "@/lib/store/keys/duplicates.ts";
import { rangePrefix } from "@/lib/store/keys/range.ts";
import { verify } from "@/lib/store/verify.ts";
import { ADMIN, anInput } from "@/tests/support/cast.ts";
import { actingAs, testDeps } from "@/tests/support/deps.ts";
import { keysUnder, memoryKv } from "@/tests/support/kv.ts";

/** Two who share a phone's end and a name, and so one pair. */
async function pairStore() {
  const kv = await memoryKv();
  const deps = testDeps(kv);
  const acting = actingAs(deps, ADMIN);
  await createContact(acting, anInput({ emails: ["olena@gmail.com"] }));
  await createContact(
    acting,
    anInput({ name: "Olena Shevchenko", emails: [], phones: ["671234567#"] }),
  );
  await workOnDuplicates(kv, { leaseMs: 1000, now: deps.now, contactsMax: 100 });
  return kv;
}

async function messages(kv: Deno.Kv, fix: boolean): Promise<string[]> {
  const found: string[] = [];
  await verify(kv, { fix, report: ({ message }) => found.push(message) });
  return found;
}

const DAMAGES: [name: string, damage: (kv: Deno.Kv) => Promise<unknown>, expected: RegExp[]][] = [
  ["a missing key", (kv) => kv.delete(duplicateKey("phone", "671234567", 1)), [
    /^Contact 1: key of duplicates is missing$/,
  ]],
  ["a stray key", (kv) => kv.set(duplicateKey("phone", "000000000", 1), 0), [
    /^Stray key of duplicates of Contact 1: no record has it$/,
  ]],
  ["a missing side", (kv) => kv.delete(duplicateOfKey(1, 2)), [
    /^Suspected pair 2 and 1: side is missing$/,
  ]],
  ["a stray side", (kv) => kv.set(duplicateOfKey(1, 9), 60), [
    /^Stray side of a pair of Suspected pair 9 and 1: no record has it$/,
  ]],
  ["a wrong count", (kv) => kv.set(duplicateTotalKey(), new Deno.KvU64(7n)), [
    /^The number of suspected pairs is kept as 7, but there are 1$/,
  ]],
];

Deno.test("verify finds nothing wrong in what is written for duplicates", async () => {
  using kv = await pairStore();
  assertEquals(await messages(kv, false), []);
  assertEquals(await keysUnder(kv, rangePrefix("dup_pair")), [duplicatePairKey(100, 2, 1)]);
});

for (const [name, damage, expected] of DAMAGES) {
  Deno.test(`verify finds and repairs ${name} of duplicates`, async () => {
    using kv = await pairStore();
    await damage(kv);
    const found = await messages(kv, true);
    assertEquals(found.length, expected.length, found.join("\n"));
    found.forEach((message, at) => assertEquals(expected[at]?.test(message), true, message));
    assertEquals(await messages(kv, false), []);
  });
}
