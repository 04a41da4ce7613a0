import { define } from "@/lib/http/define.ts";

/** The process answers. Touches nothing. */
export const handler = define.handlers({
  GET: () => Response.json({ ok: true }),
});
