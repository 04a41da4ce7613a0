// Sample data whose loading is cut off, as when the server is stopped.
import { assertEquals } from "@std/assert";
import {
  loadSampleData,
  SAMPLE_LEASE_MS,
  type SampleOrder,
} from "@/lib/actions/load_sample_data.ts";
import { resumeMerges } from "@/lib/actions/work_on_merges.ts";
import { workOnSampleData } from "@/lib/transfer/sample_load.ts";
import { ADMIN } from "./cast.ts";
import { actingAs, testDeps } from "./deps.ts";
import { Crash, faultyKv, memoryKv } from "./kv.ts";

/**
 * Loads the order as a whole, and then once for each commit that took, cut off before or after that commit and gone on
 * with: `read` has to find the same in every store. Returns what it finds.
 */
export async function cutOffEverywhere<T>(
  order: SampleOrder,
  read: (kv: Deno.Kv) => Promise<T>,
): Promise<T> {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  await loadSampleData(actingAs(deps, ADMIN), order);
  const counted = faultyKv(kv);
  await workOnSampleData(testDeps(counted.kv, deps.index));
  const whole = await read(kv);
  for (let at = 0; at < counted.commits.length; at++) {
    assertEquals(await cutOff(order, { at, read }), whole, `cut off at commit ${at}`);
  }
  return whole;
}

async function cutOff<T>(
  order: SampleOrder,
  { at, read }: { at: number; read: (kv: Deno.Kv) => Promise<T> },
): Promise<T> {
  using kv = await memoryKv();
  const deps = testDeps(kv);
  await loadSampleData(actingAs(deps, ADMIN), order);
  // Both faults at every second commit: what a commit does, its neighbours do too.
  const fault = at % 2 === 0 ? "crash_before" : "crash_after";
  const faulty = faultyKv(kv, (commit) => commit === at ? fault : null);
  await workOnSampleData(testDeps(faulty.kv, deps.index)).catch((error) => {
    if (!(error instanceof Crash)) throw error;
  });
  deps.pass(SAMPLE_LEASE_MS);
  const job = await workOnSampleData(deps);
  await resumeMerges(deps); // as the clock does
  assertEquals([job?.state, job?.talked], ["done", true]);
  return await read(kv);
}
