// How long it takes to seal one full block of the index, and what it writes.
import { DEFAULT_INDEX_OPTIONS } from "@/lib/store/index/contact_index.ts";
import { takeLease } from "@/lib/store/index/lease.ts";
import { LeasedWriter } from "@/lib/store/index/leased_writer.ts";
import { parseManifest } from "@/lib/store/index/manifest.ts";
import { readTexts, sealTexts, writeSealed } from "@/lib/store/index/seal.ts";
import { parseVersions } from "@/lib/store/index/versions.ts";
import { indexVersionKey, manifestKey } from "@/lib/store/keys/search_index.ts";
import { openKv } from "@/lib/store/kv.ts";

export interface SealTime {
  /** Ordinals in a block. */
  block: number;
  /** Reading its texts, finding which have which gram, writing that down. */
  readMs: number;
  makeMs: number;
  writeMs: number;
  keys: number;
  bytes: number;
}

/** Seals the first block again, into a store of its own that is gone afterwards; null while no block is full. */
export async function measureSeal(kv: Deno.Kv): Promise<SealTime | null> {
  const { layout } = DEFAULT_INDEX_OPTIONS;
  const { current: version } = parseVersions((await kv.get(indexVersionKey())).value);
  const manifest = parseManifest((await kv.get(manifestKey(version))).value, layout);
  if (manifest.published < layout.block) return null;
  const startMs = performance.now();
  const texts = await readTexts({ kv, version, layout }, 0);
  const readAtMs = performance.now();
  const sealed = sealTexts(texts, layout.block);
  const madeAtMs = performance.now();
  return {
    block: layout.block,
    readMs: readAtMs - startMs,
    makeMs: madeAtMs - readAtMs,
    writeMs: await timeOfWriting({ version, block: 0, sealed }),
    keys: sealed.pages.length + 1,
    bytes: [...sealed.pages, sealed.directory].reduce((sum, { length }) => sum + length, 0),
  };
}

async function timeOfWriting(block: Parameters<typeof writeSealed>[1]): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "kartka_bench_" });
  try {
    using kv = await openKv({ kvUrl: null, dataDir: folder });
    const lease = await takeLease(kv, DEFAULT_INDEX_OPTIONS);
    if (lease === null) throw new Error("Cannot seal: another process holds the lease");
    const writer = new LeasedWriter(kv, lease, DEFAULT_INDEX_OPTIONS);
    const startMs = performance.now();
    await writeSealed(writer, block);
    return performance.now() - startMs;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
