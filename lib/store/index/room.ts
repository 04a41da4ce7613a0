// Back-pressure: bulk writers wait while more writes are unfolded than searches can bear.
import { BusyError } from "@/lib/errors.ts";
import { leaseKey, packedRange } from "../keys/search_index.ts";
import type { FoldResult, IndexOptions } from "./contact_index.ts";
import { pause } from "./leased_writer.ts";
import { isReadable, readVersions } from "./versions.ts";

/** Contacts that fit one commit of a bulk writer. */
const BATCH_MAX = 160;
/** Half a minute in which whoever folds gives no sign of life: a lease lasts a third of that. */
const PATIENCE = { tries: 300, pauseMs: 100 };
/** Pauses between two calls of `alive`. */
const TRIES_BETWEEN_SIGNS = 20;

export interface RoomIndex {
  fold(): Promise<FoldResult>;
  dirtyCount(): Promise<number>;
}

export class WriteRoom {
  /** Counting after every batch would read each dirty entry dozens of times before it is folded. */
  #callsWithRoom = 0;

  constructor(
    readonly kv: Deno.Kv,
    readonly index: RoomIndex,
    readonly options: Pick<IndexOptions, "dirtyMax">,
    readonly patience = PATIENCE,
  ) {}

  /**
   * Until there is room, folding if nobody else does. A rebuild may take minutes: as long as it gives signs of life it
   * is waited for, and `alive` called every few seconds. Throws `BusyError` after half a minute without any.
   */
  async wait(alive: () => Promise<unknown> = async () => {}): Promise<void> {
    if (this.#callsWithRoom-- > 0) return;
    let lastSign: string | null = null;
    for (let silent = 0; silent < this.patience.tries; silent++) {
      const room = this.options.dirtyMax - await this.#waiting();
      this.#callsWithRoom = Math.floor(room / 2 / BATCH_MAX);
      if (room > 0) return;
      const { skipped } = await this.index.fold();
      const { versionstamp: sign } = await this.kv.get(leaseKey());
      if (skipped !== null && sign !== lastSign) silent = 0;
      lastSign = sign;
      if (skipped === null) continue;
      if (silent % TRIES_BETWEEN_SIGNS === 0) await alive();
      await pause(this.patience.pauseMs);
    }
    throw new BusyError("Cannot go on writing: the index is not being folded", 503, 30);
  }

  /** Unfolded writes of the fuller one of the versions that are written to. */
  async #waiting(): Promise<number> {
    const { versions } = await readVersions(this.kv);
    const { building } = versions;
    const current = isReadable(versions) ? await this.index.dirtyCount() : 0;
    if (building === null) return current;
    return Math.max(current, await countEntries(this.kv, building.version));
  }
}

async function countEntries(kv: Deno.Kv, version: number): Promise<number> {
  let count = 0;
  const entries = kv.list({ prefix: packedRange(version, "d") }, { batchSize: 500 });
  for await (const _ of entries) count++;
  return count;
}
