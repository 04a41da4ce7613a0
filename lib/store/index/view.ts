// A view: manifest, heads and dirty set as they were at one moment, read again only where a head has moved.
import { BusyError, IndexNotReadyError } from "@/lib/errors.ts";
import { dirtyHeadKey, indexVersionKey, manifestKey, packedRange } from "../keys/search_index.ts";
import { type DirtyEntry, dirtyEntrySchema, SHARDS } from "./dirty.ts";
import type { Layout } from "./layout.ts";
import { type Manifest, parseManifest } from "./manifest.ts";
import {
  FIRST_VERSIONS,
  type IndexVersions,
  parseVersions,
  readVersions,
  requireReadable,
} from "./versions.ts";

/** Never changed once it is made. */
export interface View {
  version: number;
  manifest: Manifest;
  /** Versionstamp of the manifest: what is published. */
  publishedAt: string;
  /** Versionstamp per shard, "" before the first write. */
  heads: readonly string[];
  /** Dirty entries by contact id. */
  dirty: ReadonlyMap<number, DirtyEntry>;
}

interface Shard {
  version: number;
  head: string;
  entries: ReadonlyMap<number, DirtyEntry>;
}

interface Heads {
  version: number;
  manifest: Deno.KvEntryMaybe<unknown>;
  shards: string[];
}

/** Looking again this often means that every look met a write. */
const LOOKS_MAX = 40;
const SHARD_NUMBERS = Array.from({ length: SHARDS }, (_, shard) => shard);

export class ViewReader {
  #version = FIRST_VERSIONS.current;
  #view: View | null = null;
  #shards: Shard[] = [];
  #reading: Promise<View> | null = null;
  #next: Promise<View> | null = null;

  constructor(readonly kv: Deno.Kv, readonly layout: Layout) {}

  /**
   * What is true now. The same object as before means: nothing has been written or folded since. Throws
   * `IndexNotReadyError` while there is nothing that can be read.
   */
  read(): Promise<View> {
    if (this.#next !== null) return this.#next;
    if (this.#reading === null) return this.#begin();
    // What is under way may have looked before the caller's own write. All who ask by then share the one after it: while
    // others write all the time, a look for each reader would cost so much that none met a moment without a write.
    this.#next = this.#reading.then(() => this.#begin(), () => this.#begin());
    return this.#next;
  }

  #begin(): Promise<View> {
    this.#next = null;
    this.#reading = this.#readNow().finally(() => this.#reading = null);
    return this.#reading;
  }

  async #readNow(): Promise<View> {
    let heads = await this.#readHeads();
    for (let look = 0; look < LOOKS_MAX; look++) {
      if (this.#view !== null && isOf(this.#view, heads)) return this.#view;
      const shards = await this.#readShards(heads);
      const again = await this.#readHeads();
      if (isSame(heads, again)) return this.#keep(heads, shards);
      heads = again;
    }
    throw new BusyError(
      "Cannot read the index: each of 40 looks met a new write; try again",
      503,
      1,
    );
  }

  /** The same, or null while there is nothing that can be read. */
  async readIfReady(): Promise<View | null> {
    try {
      return await this.read();
    } catch (error) {
      if (error instanceof IndexNotReadyError) return null;
      throw error;
    }
  }

  #keep(heads: Heads, shards: Shard[]): View {
    // Another reader of this process may have made the same view meanwhile.
    if (this.#view !== null && isOf(this.#view, heads)) return this.#view;
    this.#view = {
      version: heads.version,
      manifest: parseManifest(heads.manifest.value, this.layout),
      publishedAt: heads.manifest.versionstamp ?? "",
      heads: heads.shards,
      dirty: new Map(shards.flatMap((shard) => [...shard.entries])),
    };
    return this.#view;
  }

  /** Ten keys, one snapshot, one round trip. */
  async #readHeads(): Promise<Heads> {
    for (;;) {
      const version = this.#version;
      const [versions, manifest, ...shards] = await this.kv.getMany<unknown[]>([
        indexVersionKey(),
        manifestKey(version),
        ...SHARD_NUMBERS.map((shard) => dirtyHeadKey(version, shard)),
      ]);
      const { current } = await this.#readable(versions?.value ?? null);
      if (current === version && manifest !== undefined) {
        return { version, manifest, shards: shards.map((entry) => entry.versionstamp ?? "") };
      }
      this.#version = current;
    }
  }

  /** What is not stored yet takes a second look: nothing is there, or all of it is of an older format. */
  async #readable(stored: unknown): Promise<IndexVersions> {
    const versions = stored === null
      ? (await readVersions(this.kv)).versions
      : parseVersions(stored);
    requireReadable(versions);
    return versions;
  }

  /** An older list of a shard holds while its head has not moved, for every write of the shard moves it. */
  async #readShards({ version, shards }: Heads): Promise<Shard[]> {
    return await Promise.all(shards.map(async (head, shard) => {
      const known = this.#shards[shard];
      if (known?.version === version && known.head === head) return known;
      const read = { version, head, entries: await listShard(this.kv, version, shard) };
      this.#shards[shard] = read;
      return read;
    }));
  }
}

async function listShard(
  kv: Deno.Kv,
  version: number,
  shard: number,
): Promise<Map<number, DirtyEntry>> {
  const entries = new Map<number, DirtyEntry>();
  const range = kv.list({ prefix: packedRange(version, "d", shard) }, { batchSize: 500 });
  for await (const { key, value } of range) {
    entries.set(Number(key.at(-1)), dirtyEntrySchema.parse(value));
  }
  return entries;
}

function isOf(view: View, heads: Heads): boolean {
  return view.version === heads.version &&
    view.publishedAt === (heads.manifest.versionstamp ?? "") &&
    view.heads.every((head, shard) => head === heads.shards[shard]);
}

function isSame(left: Heads, right: Heads): boolean {
  return left.version === right.version &&
    left.manifest.versionstamp === right.manifest.versionstamp &&
    left.shards.every((head, shard) => head === right.shards[shard]);
}
