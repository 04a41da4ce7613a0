// Which ordinals have a gram: from the pages of sealed blocks, and by a scan of the texts that are not sealed yet.
import { emptyBits } from "./bitmap.ts";
import type { CacheKind } from "./cache.ts";
import { gramNumber } from "./gram.ts";
import type { Loader } from "./loader.ts";
import { scanChunks } from "./scan.ts";
import { addSealed, type Directory, readDirectories } from "./sealed.ts";

/** Ordinals below `known` whose text has a gram. Texts never change, so this only grows. */
interface Gram {
  bits: Uint32Array;
  known: number;
}

const GRAM: CacheKind<Gram> = { name: "gram:", bytes: ({ bits }) => bits.byteLength };
/** Of all sealed blocks of a version, from block 0 on. */
const DIRECTORIES: CacheKind<readonly Directory[]> = {
  name: "directories:",
  bytes: (directories) =>
    directories.reduce((sum, { firstGrams }) => sum + firstGrams.byteLength, 0),
};

/** The published ordinals, dead ones too, whose text has a narrow gram of 1 to 3 letters. */
export async function loadGram(loader: Loader, gram: string): Promise<Uint32Array> {
  const { version, manifest: { published } } = loader.view;
  const key = `${version}:${gram}`;
  const before = loader.cache.get(GRAM, key)?.value ?? { bits: emptyBits(0), known: 0 };
  if (before.known >= published) return before.bits;
  const bits = emptyBits(published);
  bits.set(before.bits);
  const known = await addFromSealed(loader, gram, { bits, known: before.known });
  if (known < published) await addFromTexts(loader, gram, { bits, known });
  loader.cache.set(GRAM, key, { tag: "", value: { bits, known: published } });
  return bits;
}

/** Adds what sealed blocks know from `known` on; answers up to where it is known then. */
async function addFromSealed(
  loader: Loader,
  gram: string,
  { bits, known }: Gram,
): Promise<number> {
  const { block } = loader.layout;
  const sealedEnd = loader.view.manifest.sealed * block;
  if (known >= sealedEnd) return known;
  const directories = (await loadDirectories(loader)).slice(Math.floor(known / block));
  loader.noteRead();
  await addSealed(loader.packed, { gram: gramNumber(gram), directories }, bits);
  return sealedEnd;
}

async function addFromTexts(loader: Loader, gram: string, { bits, known }: Gram): Promise<void> {
  const chunks = await loader.chunks("text", (_, end) => end > known);
  scanChunks(chunks, gram, { from: Math.floor(known / loader.layout.chunk), found: bits });
}

async function loadDirectories(loader: Loader): Promise<readonly Directory[]> {
  const { version, manifest: { sealed } } = loader.view;
  const key = String(version);
  const known = loader.cache.get(DIRECTORIES, key)?.value ?? [];
  if (known.length >= sealed) return known.slice(0, sealed);
  loader.noteRead();
  const missing = Array.from({ length: sealed - known.length }, (_, at) => known.length + at);
  const value = [...known, ...await readDirectories(loader.packed, missing)];
  loader.cache.set(DIRECTORIES, key, { tag: "", value });
  return value;
}
