import { restoreSegment } from "@/lib/actions/restore_segment.ts";
import { InputError } from "@/lib/errors.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";

export const handler = define.handlers({
  async POST(ctx) {
    try {
      const { name } = await restoreSegment(actingFor(ctx.state), ctx.params.id ?? "");
      return redirectAfter(ctx, "/segments", { key: "flash.segment_restored", params: { name } });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const isTaken = error.problems["name"] !== undefined;
      return redirectAfter(ctx, "/segments", {
        key: isTaken ? "flash.segment_name_taken" : "flash.segments_full",
        params: {},
        kind: "error",
      });
    }
  },
});
