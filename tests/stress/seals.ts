// How far the index of a store has got with sealing.
import type { Layout } from "@/lib/store/index/layout.ts";
import { parseManifest } from "@/lib/store/index/manifest.ts";
import { parseVersions } from "@/lib/store/index/versions.ts";
import { indexVersionKey, manifestKey } from "@/lib/store/keys/search_index.ts";

/** Sealed blocks of the version that readers use. */
export async function sealedBlocks(kv: Deno.Kv, layout: Layout): Promise<number> {
  const { current } = parseVersions((await kv.get<unknown>(indexVersionKey())).value);
  const { value } = await kv.get<unknown>(manifestKey(current));
  return parseManifest(value, layout).sealed;
}
