import { z } from "zod";
import { moveAttribute, MOVES } from "@/lib/actions/move_attribute.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { formText, parseInput, readFormData } from "@/lib/http/input.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";

const inputSchema = z.object({ move: z.enum(MOVES) });

export const handler = define.handlers({
  async POST(ctx) {
    requireAllowed(ctx.state.user, "attribute.manage");
    const form = await readFormData(ctx.req);
    const { move } = parseInput(inputSchema, { move: formText(form, "move") });
    await moveAttribute(actingFor(ctx.state), ctx.params.key ?? "", move);
    const flash = { key: "flash.attribute_moved", params: {} } as const;
    return redirectAfter(ctx, "/settings/attributes", flash);
  },
});
