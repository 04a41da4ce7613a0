import { define, requireSignedIn } from "@/lib/http/define.ts";
import { readFilterOutcome } from "@/lib/http/filter_outcome.ts";

/** What the filter builder says while a filter is edited: how many contacts it finds, and what it means. */
export const handler = define.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const reader = { ...state.deps, ...state, principal: requireSignedIn(state) };
    return Response.json(await readFilterOutcome(reader, url.searchParams));
  },
});
