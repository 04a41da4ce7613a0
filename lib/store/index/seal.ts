// Sealing: once no text of a block changes any more, which of them have which gram is written down for good.
import { manifestKey, sealedDirectoryKey, sealedPageKey } from "../keys/search_index.ts";
import { chunkText, emptyChunk } from "./chunk.ts";
import { encodePages, type SealedPages } from "./gram_pages.ts";
import type { LeasedWriter } from "./leased_writer.ts";
import { isSealDue, parseManifest } from "./manifest.ts";
import { type Packed, readChunks } from "./packed.ts";
import { postingsOf } from "./postings.ts";

/**
 * Seals the next block if all its ordinals are published. Cut off anywhere, it begins again and writes the same: readers
 * look at pages only of blocks that the manifest says are sealed. False when there was nothing to seal.
 */
export async function sealNext(packed: Packed, writer: LeasedWriter): Promise<boolean> {
  const { kv, version, layout } = packed;
  const entry = await kv.get<unknown>(manifestKey(version));
  const manifest = parseManifest(entry.value, layout);
  if (!isSealDue(manifest)) return false;
  const block = manifest.sealed;
  await writeSealed(writer, {
    version,
    block,
    sealed: sealTexts(await readTexts(packed, block), layout.block),
  });
  return await writer.commit((atomic) =>
    atomic.check(entry).set(manifestKey(version), { ...manifest, sealed: block + 1 })
  );
}

/** The pages of a block, given the narrow text at each of its places; nothing is written. About 0.1 s a block. */
export function sealTexts(texts: readonly string[], blockSize: number): SealedPages {
  return encodePages(postingsOf(texts), blockSize);
}

/** Writes the pages of a block. Readers see them once the manifest's `sealed` is above the block. */
export async function writeSealed(
  writer: LeasedWriter,
  { version, block, sealed }: { version: number; block: number; sealed: SealedPages },
): Promise<void> {
  for (const [page, bytes] of sealed.pages.entries()) {
    await writer.put(sealedPageKey(version, block, page), bytes);
  }
  await writer.put(sealedDirectoryKey(version, block), sealed.directory);
  await writer.flush();
}

/** The narrow text at each place of a block. */
export async function readTexts(packed: Packed, block: number): Promise<string[]> {
  const { chunk: size, block: blockSize } = packed.layout;
  const chunks = await readChunks(packed, "text", {
    first: Math.floor(block * blockSize / size),
    end: Math.ceil((block + 1) * blockSize / size),
  });
  return Array.from({ length: blockSize }, (_, place) => {
    const ordinal = block * blockSize + place;
    const chunk = chunks.get(Math.floor(ordinal / size)) ?? emptyChunk(size);
    return chunkText(chunk, ordinal % size);
  });
}
