import { stopImport } from "@/lib/actions/stop_import.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { orderAndShow } from "@/lib/http/import_pages.ts";

export const handler = define.handlers({
  POST(ctx) {
    return orderAndShow(ctx, (id) => stopImport(actingFor(ctx.state), id));
  },
});
