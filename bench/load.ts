// A process that loads the bench's contacts into an empty folder and ends.
import { openContactIndex } from "@/lib/store/index/contact_index.ts";
import { openKv } from "@/lib/store/kv.ts";
import { z } from "zod";
import { answerParent, runChild } from "./child.ts";
import { loadKartka } from "./kartka_load.ts";
import { timeOf } from "./measure.ts";
import { peakMibHere } from "./memory.ts";
import { Population, type PopulationPlan } from "./population.ts";

const loadSchema = z.object({ ms: z.number(), peakMib: z.number() });
/** `peakMib`: the most memory that the process has held. */
export type Load = z.infer<typeof loadSchema>;

interface LoadInput {
  folder: string;
  plan: PopulationPlan;
}

/** Loads in a process of its own, with the index. */
export async function loadApart(folder: string, { plan }: Population): Promise<Load> {
  return loadSchema.parse(await runChild("load.ts", { folder, plan } satisfies LoadInput));
}

async function load({ folder, plan }: LoadInput): Promise<Load> {
  using kv = await openKv({ kvUrl: null, dataDir: folder });
  const ms = await timeOf(() => loadKartka(kv, openContactIndex(kv), new Population(plan)));
  return { ms, peakMib: await peakMibHere() };
}

if (import.meta.main) await answerParent(load);
