import { setConversationStatus } from "@/lib/actions/set_conversation_status.ts";
import { InputError } from "@/lib/errors.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { conversationIdOf } from "@/lib/http/path_id.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";

export const handler = define.handlers({
  async POST(ctx) {
    const id = conversationIdOf(ctx.params);
    const form = await readFormData(ctx.req);
    const status = formText(form, "status") === "closed" ? "closed" : "open";
    const seenMessageId = formText(form, "seen") || undefined;
    const here = `/conversations/${id}#end`;
    try {
      await setConversationStatus(actingFor(ctx.state), id, { status, seenMessageId });
      return redirectAfter(ctx, here);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return redirectAfter(ctx, here, {
        key: "flash.conversation_moved",
        params: {},
        kind: "warn",
      });
    }
  },
});
