// A process of the stress runs, over one file. Its standard output says how far it is.
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { BusyError, ConflictError } from "@/lib/errors.ts";
import { type ContactIndex, openContactIndex } from "@/lib/store/index/contact_index.ts";
import { brokenIn, writeOnce } from "./holders.ts";
import { randomFrom } from "./people.ts";
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
