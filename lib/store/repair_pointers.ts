// Repairing pointers: giving a record those it lacks, deleting those that no record has.
import { saveChange } from "./change.ts";
import { keyIdentity } from "./key_size.ts";
import { belongs, isRight, ownerOf, type PointerRange, type PointerRule } from "./pointer_rule.ts";

/** Writes all pointers of the record, except those that another record has too. */
export async function repairRecord<R>(
  kv: Deno.Kv,
  rule: PointerRule<R>,
  key: Deno.KvKey,
): Promise<boolean> {
  return await saveChange(kv, async (change) => {
    for (const head of rule.heads) await change.get(head);
    const record = rule.parse(key, (await change.get<unknown>(key)).value);
    if (record === null) return true;
    const pointers = rule.pointers(record, key);
    const entries = await change.getMany<unknown>(pointers.map((pointer) => pointer.key));
    // With heads they vouch for the pointers, without there are few enough to check.
    if (rule.heads.length === 0) entries.forEach((entry) => change.check(entry));
    let isWhole = true;
    for (const [at, pointer] of pointers.entries()) {
      const entry = entries[at];
      if (isRight(pointer, entry)) continue;
      if (entry && await isAnothers(kv, rule, entry, key)) isWhole = false;
      else change.set(pointer.key, pointer.value);
    }
    for (const head of rule.heads) change.set(head, null);
    await rule.restage?.(change, record);
    return isWhole;
  });
}

async function isAnothers<R>(
  kv: Deno.Kv,
  rule: PointerRule<R>,
  pointer: Deno.KvEntryMaybe<unknown>,
  key: Deno.KvKey,
): Promise<boolean> {
  const leads = ownerOf(rule, pointer);
  if (leads === null || keyIdentity(leads.owner) === keyIdentity(key)) return false;
  return belongs(rule, leads.range, pointer, await kv.get<unknown>(leads.owner));
}

/** Deletes the pointer, unless a record has got it by now. */
export async function deleteStray<R>(
  kv: Deno.Kv,
  rule: PointerRule<R>,
  range: PointerRange,
  key: Deno.KvKey,
): Promise<boolean> {
  return await saveChange(kv, async (change) => {
    const pointer = await change.get<unknown>(key);
    const owner = range.owner(pointer);
    const record = owner && await change.get<unknown>(owner);
    const others = range.elsewhere?.(pointer) ?? [];
    const elsewhere = await Promise.all(others.map((other) => change.get(other)));
    if (elsewhere.some(({ value }) => value !== null)) return true;
    if (!belongs(rule, range, pointer, record)) change.delete(key);
    return true;
  });
}
