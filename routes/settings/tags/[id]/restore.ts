import { restoreTag } from "@/lib/actions/restore_tag.ts";
import { InputError } from "@/lib/errors.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";

export const handler = define.handlers({
  async POST(ctx) {
    try {
      const { name } = await restoreTag(actingFor(ctx.state), ctx.params.id ?? "");
      return redirectAfter(ctx, "/settings/tags", { key: "flash.tag_restored", params: { name } });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return redirectAfter(ctx, "/settings/tags", {
        key: "flash.tag_name_taken",
        params: {},
        kind: "error",
      });
    }
  },
});
