// What verify compares of suspected duplicates: pairs with what their contacts say of them, and the count of pairs.
import { pairOf } from "@/lib/domain/duplicate_pair.ts";
import { saveChange } from "./change.ts";
import type { PairPlace } from "./duplicate_pairs.ts";
import { duplicateOfKey, duplicatePairKey, duplicateTotalKey } from "./keys/duplicates.ts";
import { rangePrefix } from "./keys/range.ts";
import type { PointerRule } from "./pointer_rule.ts";
import type { Finding } from "./verify_pointers.ts";

export const DUPLICATE_PAIR_RULE: PointerRule<PairPlace> = {
  name: (key) => `Suspected pair ${String(key[3])} and ${String(key[4])}`,
  range: "dup_pair",
  parse([, , score, newerId, olderId]) {
    if (typeof score !== "number" || typeof newerId !== "number") return null;
    return typeof olderId === "number" ? { score, newerId, olderId } : null;
  },
  pointers({ score, newerId, olderId }) {
    const sides = [duplicateOfKey(newerId, olderId), duplicateOfKey(olderId, newerId)];
    return sides.map((key) => ({ key, value: score, label: "side" }));
  },
  ranges: [{
    range: "dup_of",
    label: "side of a pair",
    owner: ({ key, value }) => pairKey(value, key[2], key[3]),
    named: true,
  }],
  heads: [],
};

function pairKey(score: unknown, id: unknown, otherId: unknown): Deno.KvKey | null {
  if (typeof score !== "number" || typeof id !== "number") return null;
  return typeof otherId === "number" ? duplicatePairKey(score, ...pairOf(id, otherId)) : null;
}

/** The count of pairs, unless the queue is being worked on just now. */
export async function* findWrongPairTotal(kv: Deno.Kv): AsyncGenerator<Finding> {
  const before = await kv.get<Deno.KvU64>(duplicateTotalKey());
  let pairs = 0;
  const entries = kv.list({ prefix: rangePrefix("dup_pair") }, { batchSize: 500 });
  for await (const _ of entries) pairs++;
  const { versionstamp, value } = await kv.get<Deno.KvU64>(duplicateTotalKey());
  if (versionstamp !== before.versionstamp || Number(value?.value ?? 0n) === pairs) return;
  yield {
    message: `The number of suspected pairs is kept as ${
      value?.value ?? 0n
    }, but there are ${pairs}`,
    repair: () =>
      saveChange(kv, async (change) => {
        const now = await change.get(duplicateTotalKey());
        if (now.versionstamp !== versionstamp) return false;
        change.set(duplicateTotalKey(), new Deno.KvU64(BigInt(pairs)));
        return true;
      }),
  };
}
