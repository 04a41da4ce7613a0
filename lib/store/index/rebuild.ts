// Building the whole index anew from the records, beside the one in use, and changing over to it.
import { ZodError } from "zod";
import { BusyError } from "@/lib/errors.ts";
import { requireNoBulkLoad } from "../bulk_job.ts";
import { dirtyHeadKey, indexVersionKey } from "../keys/search_index.ts";
import type { IndexOptions } from "./contact_index.ts";
import { deletePacked } from "./delete_packed.ts";
import { SHARDS } from "./dirty.ts";
import { foldVersion } from "./fold.ts";
import { releaseLease, takeLease } from "./lease.ts";
import { LeasedWriter, LeaseLostError, pause } from "./leased_writer.ts";
import { packRecords } from "./pack_records.ts";
import type { Packed } from "./packed.ts";
import { settleDirty } from "./settle.ts";
import {
  INDEX_FORMAT,
  type IndexVersions,
  isReadable,
  readVersions,
  type VersionsEntry,
} from "./versions.ts";

const LEASE_TRIES_MAX = 100;
const PAUSE_MS = 100;
/** So often what is written meanwhile is folded before the change-over; the rest stays dirty, which is right too. */
const LAST_FOLDS_MAX = 10;

export interface RebuildOptions {
  /** Told after each block how many contacts are packed. */
  onProgress?: (contacts: number) => void;
}

/**
 * Readers go on with the old index and writers write for both until the change-over; what they write is folded
 * meanwhile, so neither has much that is not packed. Memory does not grow with the store, which needs room for two
 * indexes. Throws `BusyError` when another process is folding or rebuilding all the time, or contacts are being loaded.
 */
export async function rebuild(
  kv: Deno.Kv,
  options: IndexOptions,
  { onProgress = () => {} }: RebuildOptions = {},
): Promise<void> {
  const writer = await leasedWriter(kv, options);
  try {
    await new Rebuild(kv, options, writer).run(onProgress);
    await releaseLease(kv, writer.lease);
  } catch (error) {
    if (error instanceof LeaseLostError) throw busy();
    throw error;
  }
}

async function leasedWriter(kv: Deno.Kv, options: IndexOptions): Promise<LeasedWriter> {
  for (let tries = 0; tries < LEASE_TRIES_MAX; tries++) {
    const lease = await takeLease(kv, options);
    if (lease !== null) return new LeasedWriter(kv, lease, options);
    await pause(Math.random() * 2 * PAUSE_MS);
  }
  throw busy();
}

/** Whether a stored part of the index has a form that this code does not know. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ZodError;
}

function busy(): BusyError {
  return new BusyError(
    "Cannot rebuild the index: another process is folding or rebuilding it; try again",
    503,
    10,
  );
}

class Rebuild {
  constructor(
    readonly kv: Deno.Kv,
    readonly options: IndexOptions,
    readonly writer: LeasedWriter,
  ) {}

  async run(onProgress: (contacts: number) => void): Promise<void> {
    // The versions before the look for a load: one that begins after it changes them, which the first write sees.
    const found = await readVersions(this.kv);
    await requireNoBulkLoad(this.kv);
    const before = found.versions;
    await this.#deleteLeftovers(before);
    const version = Math.max(before.current, before.building?.version ?? 0) + 1;
    const packed = this.#packed(version);
    let entry = await this.#write(found, { ...before, building: { version, settled: false } });
    await packRecords(packed, this.writer, async (contacts) => {
      onProgress(contacts);
      if (isReadable(before)) await this.#foldOld(before.current);
    });
    entry = await this.#write(entry, { ...before, building: { version, settled: true } });
    await settleDirty(packed, this.writer);
    for (let folds = 0; folds < LAST_FOLDS_MAX && await this.#foldIfMany(version); folds++);
    await this.#changeOver(entry, version);
    await this.#delete(before.current, version);
  }

  #packed(version: number): Packed {
    return { kv: this.kv, version, layout: this.options.layout };
  }

  /** What earlier rebuilds that were cut off have left. */
  async #deleteLeftovers({ current, building }: IndexVersions): Promise<void> {
    const highest = Math.max(current, building?.version ?? 0);
    for (let version = 1; version <= highest; version++) {
      if (version !== current) await deletePacked(this.writer, version);
    }
  }

  /** A part of the old version that cannot be read may be why it is rebuilt. */
  async #foldOld(version: number): Promise<void> {
    try {
      await this.#foldIfMany(version);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
    }
  }

  /** True when something was folded. */
  async #foldIfMany(version: number): Promise<boolean> {
    const from = this.options.foldFrom;
    return (await foldVersion(this.#packed(version), this.writer, { from })).folded > 0;
  }

  /** Fails when someone else has changed the versions: a bulk load that begins, for one. */
  async #write(
    { check }: Pick<VersionsEntry, "check">,
    versions: IndexVersions,
    alongside: (atomic: Deno.AtomicOperation) => void = () => {},
  ): Promise<Pick<VersionsEntry, "check">> {
    const versionstamp = await this.writer.commitAt((atomic) => {
      atomic.check(check).set(indexVersionKey(), versions);
      alongside(atomic);
    });
    if (versionstamp === null) throw busy();
    return { check: { key: indexVersionKey(), versionstamp } };
  }

  /** From here on readers use the new version. Heads younger than all records say that no record is newer. */
  async #changeOver(entry: Pick<VersionsEntry, "check">, version: number): Promise<void> {
    const versions = { format: INDEX_FORMAT, current: version, incomplete: false, building: null };
    await this.#write(entry, versions, (atomic) => {
      for (let shard = 0; shard < SHARDS; shard++) atomic.set(dirtyHeadKey(version, shard), 0);
    });
  }

  /** Takes a while, so what is written meanwhile is folded. */
  async #delete(old: number, current: number): Promise<void> {
    await deletePacked(this.writer, old, async () => {
      await this.#foldIfMany(current);
    });
  }
}
