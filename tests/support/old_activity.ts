// The activity as an earlier Kartka stored it.
import { rangePrefix } from "@/lib/store/keys/range.ts";

/** Takes the kind out of the keys of all places. */
export async function forgetKinds(kv: Deno.Kv): Promise<void> {
  for (const range of ["activity", "activity_user"] as const) {
    for (const { key, value } of await Array.fromAsync(kv.list({ prefix: rangePrefix(range) }))) {
      await kv.delete(key);
      await kv.set(key.toSpliced(-2, 1), value);
    }
  }
}
