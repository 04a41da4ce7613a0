// Verifying sealed blocks: what is written down of their grams must be what their texts give.
import { packedRange, sealedDirectoryKey } from "../keys/search_index.ts";
import type { Finding } from "../verify_pointers.ts";
import type { IndexOptions } from "./contact_index.ts";
import type { SealedPages } from "./gram_pages.ts";
import type { Packed } from "./packed.ts";
import { rebuild } from "./rebuild.ts";
import { readTexts, sealTexts } from "./seal.ts";
import type { ViewReader } from "./view.ts";

/** Repair is a rebuild: running processes have postings cached for good, and only a new version makes them forget. */
export async function* findWrongSeals(
  kv: Deno.Kv,
  options: IndexOptions,
  views: ViewReader,
): AsyncGenerator<Finding> {
  let { version, manifest } = await views.read();
  for (let block = 0; block < manifest.sealed; block++) {
    const isRight = await isSealedRight({ kv, version, layout: options.layout }, block);
    const now = await views.read();
    if (now.version !== version) {
      ({ version, manifest } = now); // what was read may be half deleted
      block = -1;
    } else if (!isRight) {
      yield {
        message: `The sealed grams of block ${block} are not those of its texts`,
        repair: () => rebuild(kv, options).then(() => true),
      };
    }
  }
}

async function isSealedRight(packed: Packed, block: number): Promise<boolean> {
  const expected = sealTexts(await readTexts(packed, block), packed.layout.block);
  const stored = await readSealed(packed, block);
  return stored.pages.length === expected.pages.length &&
    isSameBytes(stored.directory, expected.directory) &&
    expected.pages.every((page, at) => isSameBytes(stored.pages[at], page));
}

async function readSealed(
  { kv, version }: Packed,
  block: number,
): Promise<{ [Part in keyof SealedPages]: unknown } & { pages: unknown[] }> {
  const pages = kv.list<unknown>({ prefix: packedRange(version, "s", block) }, { batchSize: 32 });
  return {
    pages: await Array.fromAsync(pages, ({ value }) => value),
    directory: (await kv.get<unknown>(sealedDirectoryKey(version, block))).value,
  };
}

function isSameBytes(left: unknown, right: Uint8Array | Uint32Array): boolean {
  return (left instanceof Uint8Array || left instanceof Uint32Array) &&
    left.BYTES_PER_ELEMENT === right.BYTES_PER_ELEMENT && left.length === right.length &&
    right.every((item, at) => item === left[at]);
}
