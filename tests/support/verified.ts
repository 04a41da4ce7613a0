// What verify says of a store, for tests that must leave it whole.
import { assertEquals } from "@std/assert";
import { verify } from "@/lib/store/verify.ts";

/** Each difference between an index and the records, in words. */
export async function differencesIn(kv: Deno.Kv): Promise<string[]> {
  const found: string[] = [];
  await verify(kv, { fix: false, report: ({ message }) => found.push(message) });
  return found;
}

/** Nothing in the store disagrees with anything else. */
export async function assertSound(kv: Deno.Kv): Promise<void> {
  assertEquals(await differencesIn(kv), []);
}
