import { retryMessage } from "@/lib/actions/retry_message.ts";
import { ConflictError } from "@/lib/errors.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { conversationIdOf } from "@/lib/http/path_id.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";

/** Of an id of ours; a longer one names nothing. */
const ID_CHARS_MAX = 40;

export const handler = define.handlers({
  async POST(ctx) {
    const id = conversationIdOf(ctx.params);
    const messageId = formText(await readFormData(ctx.req), "message").slice(0, ID_CHARS_MAX);
    const here = `/conversations/${id}#message-${messageId}`;
    try {
      await retryMessage(actingFor(ctx.state), id, messageId);
      return redirectAfter(ctx, here, { key: "flash.message_retried", params: {} });
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      return redirectAfter(ctx, here, { key: "flash.message_gone", params: {}, kind: "info" });
    }
  },
});
