import { unpinNote } from "@/lib/actions/pin_note.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { cardOf, noteIdOf } from "@/lib/http/note_pages.ts";
import { contactIdOf } from "@/lib/http/path_id.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { latestUndo } from "@/lib/http/undo_pages.ts";

export const handler = define.handlers({
  async POST(ctx) {
    const { state, params } = ctx;
    const contactId = contactIdOf(params);
    await unpinNote(actingFor(state), contactId, noteIdOf(params));
    return redirectAfter(ctx, `${cardOf(ctx)}#timeline`, {
      key: "flash.note_unpinned",
      params: {},
      ...await latestUndo(state, contactId, "note_unpinned"),
    });
  },
});
