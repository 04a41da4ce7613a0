// A process of the stress runs, over one file. Its standard output says how far it is.
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { BusyError, ConflictError } from "@/lib/errors.ts";
import { type ContactIndex, openContactIndex } from "@/lib/store/index/contact_index.ts";
import { parseVersions } from "@/lib/store/index/versions.ts";
import { indexVersionKey } from "@/lib/store/keys/search_index.ts";
import { brokenIn, writeOnce } from "./holders.ts";
import { randomFrom } from "./random.ts";
import { sealedBlocks } from "./seals.ts";

export const OPTIONS = { layout: { chunk: 8, segment: 16, block: 64 }, leaseMs: 400 };

/** Null when it gave up with a clear error, as it may where three others never pause. */
async function unlessRefused<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ConflictError || error instanceof BusyError) return null;
    throw error;
  }
}

/** As they were stored before formats were numbered. */
async function olderVersions(kv: Deno.Kv): Promise<unknown> {
  const { current } = parseVersions((await kv.get<unknown>(indexVersionKey())).value);
  return { current, building: null };
}

const ROLES: Record<string, (kv: Deno.Kv, index: ContactIndex) => Promise<void>> = {
  async writer(kv) {
    const random = randomFrom(Date.now() ^ Deno.pid);
    let sequence = Date.now() * 1000;
    for (;;) {
      const isSaved = await unlessRefused(writeOnce(kv, random, ++sequence).then(() => true));
      console.log(isSaved ? `wrote ${sequence}` : "refused");
    }
  },
  async folder(kv, index) {
    for (;;) {
      console.log("folding");
      const { folded, skipped } = await index.fold();
      console.log(`folded ${folded} ${skipped}`);
      console.log(`sealed ${await sealedBlocks(kv, OPTIONS.layout)}`);
    }
  },
  /** As the minutely job does: folds, and packs all anew where a fifth is dead. */
  async keeper(kv, index) {
    for (;;) {
      console.log("keeping");
      await index.fold();
      const reason = await unlessRefused(index.rebuildIfNeeded());
      console.log(`kept ${reason}`);
      console.log(`sealed ${await sealedBlocks(kv, OPTIONS.layout)}`);
    }
  },
  /** Takes the index for one of older code, again and again, and brings it up to date. */
  async migrator(kv, index) {
    for (;;) {
      await kv.set(indexVersionKey(), await olderVersions(kv));
      console.log("migrating");
      console.log(`migrated ${await unlessRefused(index.rebuildIfNeeded())}`);
      for (let fold = 0; fold < 60; fold++) await index.fold(); // so long it can be read
    }
  },
  async rebuilder(_kv, index) {
    for (;;) {
      console.log("rebuilding");
      const isRebuilt = await unlessRefused(index.rebuild().then(() => true));
      console.log(isRebuilt ? "rebuilt" : "refused");
    }
  },
  async reader(_kv, index) {
    const random = randomFrom(Date.now() ^ Deno.pid);
    for (;;) {
      const broken = await unlessRefused(brokenIn(index, random));
      if (broken === null) console.log("refused");
      else console.log(broken.length === 0 ? "read" : `broken ${broken.join(", ")}`);
    }
  },
  /** Answers each line of conditions, as JSON, with their counts. */
  async counter(_kv, index) {
    const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
    console.log("ready");
    for await (const line of lines) {
      const conditions: Condition[] = JSON.parse(line);
      console.log(`counted ${JSON.stringify(await index.countMany(conditions))}`);
    }
  },
};

if (import.meta.main) {
  const [role = "", file] = Deno.args;
  const kv = await Deno.openKv(file);
  await ROLES[role]?.(kv, openContactIndex(kv, OPTIONS));
}
