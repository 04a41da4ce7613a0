// Digests of handles, under the key of the installation that a store was opened for.
import type { SecretBox } from "./secret_box.ts";

type Digest = SecretBox["digest"];

const digests = new WeakMap<Deno.Kv, Digest>();

/** Tells once for a store, before anything is blocked in it, how its handles are digested. */
export function setHandleDigest(kv: Deno.Kv, { digest }: Pick<SecretBox, "digest">): void {
  digests.set(kv, digest);
}

/** Whether somebody has told how. */
export function canDigest(kv: Deno.Kv): boolean {
  return digests.has(kv);
}

/** Digests of handles by the keys that say whose they are. Throws when nobody has told how. */
export async function handleDigests(kv: Deno.Kv, keys: readonly Deno.KvKey[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const digest = digests.get(kv);
  if (!digest) {
    throw new Error("Cannot digest a handle: setHandleDigest() was not called for this store");
  }
  // Without the version of the layout: a handle stays blocked when keys change.
  return await Promise.all(keys.map((key) => digest(JSON.stringify(key.slice(1)))));
}
