// Loads at the start of a process what every page counts, so that the first agent does not wait for it.
import type { Deps } from "@/lib/actions/deps.ts";
import { readSidebar } from "./read_sidebar.ts";
import { whenIndexed } from "./when_indexed.ts";

/** Sees the shared segments and nobody's own. */
const NOBODY_YET = { id: "", role: "admin" } as const;

/** Not needed for anything to be right; failing is no more than a slower first page. */
export async function warmUp(deps: Deps): Promise<void> {
  const viewer = { principal: NOBODY_YET, nowMs: deps.now(), timeZone: deps.timeZone };
  await Promise.all([
    readSidebar({ ...deps, ...viewer }, null),
    whenIndexed(deps.index.tagCounts()),
  ]);
}
