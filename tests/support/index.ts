// An index for tests that must not read it.
import type { ContactIndex } from "@/lib/store/index/contact_index.ts";

export function unusedIndex(): ContactIndex {
  const refuse = () => Promise.reject(new Error("This test must not use the index"));
  const nothing = () => Promise.resolve({ folded: 0, left: 0, skipped: "few" as const });
  return {
    search: refuse,
    count: refuse,
    countMany: refuse,
    tagCounts: refuse,
    total: refuse,
    dirtyCount: refuse,
    fold: nothing,
    foldIfNeeded: nothing,
    waitForRoom: () => Promise.resolve(),
    rebuild: refuse,
    rebuildIfNeeded: () => Promise.resolve(null),
  };
}
