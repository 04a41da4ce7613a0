// Whether the index has to be rebuilt, and why: two reads, for it is asked every minute and after every fold.
import { BULK_JOB_KEY } from "../bulk_job.ts";
import { contactTotalKey } from "../keys/contacts.ts";
import { manifestKey } from "../keys/search_index.ts";
import type { Layout } from "./layout.ts";
import { parseManifest } from "./manifest.ts";
import { INDEX_FORMAT, readVersions } from "./versions.ts";

/**
 * `format`: packed by older code; `incomplete`: contacts were loaded in bulk; `dead_ordinals`: a fifth of it is
 * contacts as they were before their text changed.
 */
export type RebuildReason = "format" | "incomplete" | "dead_ordinals";

/** Dead ordinals cost memory and time in proportion; a rebuild costs as much as the whole index. */
const DEAD_SHARE_MAX = 0.2;

/** Null when all is well, while a bulk load is not over, and when a newer process has written the index. */
export async function rebuildReason(kv: Deno.Kv, layout: Layout): Promise<RebuildReason | null> {
  const { versions: { format, current, incomplete } } = await readVersions(kv);
  const [manifest, total, load] = await kv.getMany<[unknown, Deno.KvU64, unknown]>([
    manifestKey(current),
    contactTotalKey(),
    BULK_JOB_KEY,
  ]);
  if (format > INDEX_FORMAT || load.value !== null) return null;
  if (format < INDEX_FORMAT) return "format";
  if (incomplete) return "incomplete";
  const { published } = parseManifest(manifest.value, layout);
  // Contacts that no fold has packed yet count as living, so this is never too many.
  const dead = published - Number(total.value?.value ?? 0n);
  return published > layout.block && dead >= published * DEAD_SHARE_MAX ? "dead_ordinals" : null;
}
