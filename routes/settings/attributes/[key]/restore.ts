import { restoreAttribute } from "@/lib/actions/restore_attribute.ts";
import { InputError } from "@/lib/errors.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { type FlashOptions, redirectAfter } from "@/lib/http/redirect.ts";

const NAME_TAKEN: FlashOptions = { key: "flash.attribute_name_taken", params: {}, kind: "error" };

export const handler = define.handlers({
  async POST(ctx) {
    try {
      const { name } = await restoreAttribute(actingFor(ctx.state), ctx.params.key ?? "");
      const flash = { key: "flash.attribute_restored", params: { name } } as const;
      return redirectAfter(ctx, "/settings/attributes", flash);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return redirectAfter(ctx, "/settings/attributes", NAME_TAKEN);
    }
  },
});
