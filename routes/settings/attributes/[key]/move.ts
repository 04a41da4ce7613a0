import { z } from "zod";
import { moveButtonId } from "@/components/AttributeTable.tsx";
import { type Move, moveAttribute, MOVES } from "@/lib/actions/move_attribute.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { formText, parseInput, readFormData } from "@/lib/http/input.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { listAttributes } from "@/lib/store/attributes.ts";

const inputSchema = z.object({ move: z.enum(MOVES) });

export const handler = define.handlers({
  async POST(ctx) {
    requireAllowed(ctx.state.user, "attribute.manage");
    const form = await readFormData(ctx.req);
    const { move } = parseInput(inputSchema, { move: formText(form, "move") });
    const key = ctx.params.key ?? "";
    await moveAttribute(actingFor(ctx.state), key, move);
    const flash = { key: "flash.attribute_moved", params: {} } as const;
    const button = await buttonToGoOn(ctx.state.deps.kv, key, move);
    return redirectAfter(ctx, `/settings/attributes#${button}`, flash);
  },
});

/** Browsers focus what an address ends with, so that an attribute is moved several places without looking for it. */
async function buttonToGoOn(kv: Deno.Kv, key: string, move: Move): Promise<string> {
  const shown = (await listAttributes(kv)).filter(({ deletedAtMs }) => deletedAtMs === null);
  const last = shown.at(move === "up" ? 0 : -1);
  return moveButtonId(key, last?.key === key ? (move === "up" ? "down" : "up") : move);
}
