import { page } from "fresh";
import { NoteText } from "@/components/notes/NoteText.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { deleteNote } from "@/lib/actions/delete_note.ts";
import { listHref } from "@/lib/domain/contact_list.ts";
import { requireMayModerateNote } from "@/lib/domain/note_access.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { cardOf, noteIdOf, readNotedContact } from "@/lib/http/note_pages.ts";
import { contactIdOf } from "@/lib/http/path_id.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { latestUndo } from "@/lib/http/undo_pages.ts";
import { requireNote } from "@/lib/store/notes.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const { state, params } = ctx;
    const noteId = noteIdOf(params);
    const [place, note] = await Promise.all([
      readNotedContact(ctx),
      requireNote(state.deps.kv, contactIdOf(params), noteId),
    ]);
    requireMayModerateNote(place.principal, note);
    state.title = state.t("notes.delete_title");
    return page({ t: state.t, place, note });
  },

  async POST(ctx) {
    const { state, params } = ctx;
    const contactId = contactIdOf(params);
    await deleteNote(actingFor(state), contactId, noteIdOf(params));
    return redirectAfter(ctx, `${cardOf(ctx)}#timeline`, {
      key: "flash.note_deleted",
      params: {},
      ...await latestUndo(state, contactId),
    });
  },
});

export default define.page<typeof handler>(function DeleteNotePage({ data: { t, place, note } }) {
  return (
    <>
      <PageHead
        title={t("notes.delete_submit")}
        crumbs={[
          { href: listHref(place.view), label: t("contacts.title") },
          { href: place.cardHref, label: place.name },
        ]}
      />
      <div class="page-body stack">
        <h1>{t("notes.delete_title")}</h1>
        <div class="note">
          <NoteText text={note.text} />
        </div>
        <p>{t("notes.delete_text")}</p>
        <form class="form-foot" method="post">
          <button class="button danger" type="submit">{t("notes.delete_submit")}</button>
          <a class="button" href={place.cardHref}>{t("action.cancel")}</a>
        </form>
      </div>
    </>
  );
});
