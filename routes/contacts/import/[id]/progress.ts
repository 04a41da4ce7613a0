import { define } from "@/lib/http/define.ts";
import { importAt, isWaiting, progressOf } from "@/lib/http/import_pages.ts";
import { workOnImport } from "@/lib/transfer/import_run.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const { deps, nowMs } = ctx.state;
    const run = await importAt(ctx);
    if (isWaiting(run, nowMs)) deps.background(() => workOnImport(deps, run.id));
    return Response.json(progressOf(run, ctx.state));
  },
});
