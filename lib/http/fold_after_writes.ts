// After a request that may have written, the index gets its chance to fold and suspected duplicates theirs to be found;
// the answer waits for neither.
import type { Middleware } from "fresh";
import { FEW_CONTACTS, followDuplicates } from "@/lib/store/duplicate_work.ts";
import type { State } from "./define.ts";

export function foldAfterWrites(): Middleware<State> {
  return async (ctx) => {
    const response = await ctx.next();
    if (ctx.req.method !== "GET" && ctx.req.method !== "HEAD") {
      const { deps } = ctx.state;
      deps.background(async () => {
        const { folded } = await deps.index.foldIfNeeded();
        if (folded > 0) await deps.index.rebuildIfNeeded();
      });
      deps.background(() => followDuplicates(deps, FEW_CONTACTS));
    }
    return response;
  };
}
