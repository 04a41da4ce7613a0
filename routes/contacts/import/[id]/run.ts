import { runImport } from "@/lib/actions/run_import.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { orderAndShow } from "@/lib/http/import_pages.ts";
import { workOnImport } from "@/lib/transfer/import_run.ts";

export const handler = define.handlers({
  POST(ctx) {
    const { deps } = ctx.state;
    return orderAndShow(ctx, async (id) => {
      await runImport(actingFor(ctx.state), id);
      deps.background(() => workOnImport(deps, id));
    });
  },
});
