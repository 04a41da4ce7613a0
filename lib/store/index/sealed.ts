// Reading the postings of a gram from sealed blocks.
import { z } from "zod";
import { sealedDirectoryKey, sealedPageKey } from "../keys/search_index.ts";
import { readMany } from "../kv.ts";
import { addFromPage, pageOf } from "./gram_pages.ts";
import type { Packed } from "./packed.ts";

const directorySchema = z.instanceof(Uint32Array);

/** The directory of a sealed block. */
export interface Directory {
  block: number;
  /** The number of the first gram of each page. */
  firstGrams: Uint32Array;
}

/** Throws `TypeError` when one is missing: either the version was just deleted, or the store is damaged. */
export async function readDirectories(
  { kv, version }: Packed,
  blocks: readonly number[],
): Promise<Directory[]> {
  const entries = await readMany<unknown>(
    kv,
    blocks.map((block) => sealedDirectoryKey(version, block)),
  );
  return blocks.map((block, at) => {
    const firstGrams = directorySchema.safeParse(entries[at]?.value).data;
    if (firstGrams === undefined) {
      throw new TypeError(`Cannot read sealed block ${block}: no directory; run verify --fix`);
    }
    return { block, firstGrams };
  });
}

/** Adds the ordinals of these blocks whose text has the gram: one page a block. Throws `TypeError`. */
export async function addSealed(
  { kv, version, layout }: Packed,
  { gram, directories }: { gram: number; directories: readonly Directory[] },
  bits: Uint32Array,
): Promise<void> {
  const pages = directories.flatMap(({ block, firstGrams }) => {
    const page = pageOf(firstGrams, gram);
    return page === -1 ? [] : [{ block, key: sealedPageKey(version, block, page) }];
  });
  const entries = await readMany<unknown>(kv, pages.map(({ key }) => key));
  for (const [at, { block }] of pages.entries()) {
    const into = { bits, first: block * layout.block, blockSize: layout.block };
    addFromPage(entries[at]?.value, gram, into);
  }
}
