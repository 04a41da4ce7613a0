import { type Context, page } from "fresh";
import { Problem } from "@/components/Field.tsx";
import { ErrorSummary, Notice } from "@/components/Notice.tsx";
import { NoteText } from "@/components/notes/NoteText.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { editNote } from "@/lib/actions/edit_note.ts";
import { listHref } from "@/lib/domain/contact_list.ts";
import { NOTE_CHARS_MAX } from "@/lib/domain/note.ts";
import { requireMayEditNote } from "@/lib/domain/note_access.ts";
import { ConflictError, type FieldProblems, InputError } from "@/lib/errors.ts";
import { actingFor, define, requireSignedIn, type State } from "@/lib/http/define.ts";
import { cardOf, noteIdOf, readNotedContact, readNoteForm } from "@/lib/http/note_pages.ts";
import { contactIdOf } from "@/lib/http/path_id.ts";
import { problemTexts } from "@/lib/http/problems.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { latestUndo } from "@/lib/http/undo_pages.ts";
import { requireNote } from "@/lib/store/notes.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const note = await requireOwn(ctx);
    return await formPage(ctx, { text: note.text, revision: note.revision });
  },

  async POST(ctx) {
    const { id: noteId, revision: before } = await requireOwn(ctx);
    const { text, revision } = await readNoteForm(ctx.req);
    const contactId = contactIdOf(ctx.params);
    try {
      const saved = await editNote(actingFor(ctx.state), { contactId, noteId, revision, text });
      const key = saved.revision === before ? "flash.contact_unchanged" : "flash.note_saved";
      const undo = saved.revision === before ? {} : await latestUndo(ctx.state, contactId);
      return redirectAfter(ctx, `${cardOf(ctx)}#timeline`, { key, params: {}, ...undo });
    } catch (error) {
      if (error instanceof InputError) {
        return await formPage(ctx, { text, revision, problems: error.problems });
      }
      if (!(error instanceof ConflictError)) throw error;
      const current = await requireOwn(ctx);
      return await formPage(ctx, { text, revision: current.revision, saved: current.text });
    }
  },
});

/** The note in the path, if this person may edit it. */
async function requireOwn({ state, params }: Context<State>) {
  const user = requireSignedIn(state);
  const note = await requireNote(state.deps.kv, contactIdOf(params), noteIdOf(params));
  requireMayEditNote(user, note);
  return note;
}

interface FormShown {
  text: string;
  revision: number;
  problems?: FieldProblems;
  /** What was saved meanwhile. */
  saved?: string;
}

async function formPage(ctx: Context<State>, shown: FormShown) {
  const { state } = ctx;
  const { problems = {}, saved = null } = shown;
  const place = await readNotedContact(ctx);
  const texts = problemTexts(state, problems);
  const isRefused = Object.keys(texts).length > 0;
  const title = state.t("notes.edit_title");
  state.title = isRefused || saved !== null ? state.t("form.title_problem", { title }) : title;
  const { text, revision } = shown;
  const status = saved !== null ? 409 : isRefused ? 422 : 200;
  return page({ viewer: state, place, text, revision, texts, saved }, { status });
}

export default define.page<typeof handler>(function EditNotePage({ data }) {
  const { viewer: { t }, place, text, revision, texts, saved } = data;
  const problem = texts["text"];
  return (
    <>
      <PageHead
        title={t("notes.edit_title")}
        crumbs={[
          { href: listHref(place.view), label: t("contacts.title") },
          { href: place.cardHref, label: place.name },
        ]}
      />
      <form class="page-body form" method="post">
        <h1 class="visually-hidden">{t("notes.edit_title")}</h1>
        <ErrorSummary title={t("form.problems")} problems={texts} />
        {saved !== null && <Conflict t={t} saved={saved} />}
        <input type="hidden" name="revision" value={revision} />
        <div class="field">
          <label for="text">
            {saved === null ? t("notes.label") : t("notes.conflict_mine")}
          </label>
          <span class="hint" id="text-hint">{t("notes.hint", { max: NOTE_CHARS_MAX })}</span>
          <textarea
            class="input note-input"
            id="text"
            name="text"
            rows={10}
            dir="auto"
            autocomplete="off"
            aria-invalid={problem ? "true" : undefined}
            aria-describedby={problem ? "text-hint text-problem" : "text-hint"}
          >
            {/* The parser drops one line break at the beginning. */}
            {`\n${text}`}
          </textarea>
          <Problem id="text-problem" text={problem} />
        </div>
        <div class="form-foot">
          <button class="button primary" type="submit">{t("notes.save")}</button>
          <a class="button" href={place.cardHref}>
            {saved === null ? t("action.cancel") : t("notes.conflict_keep")}
          </a>
        </div>
      </form>
    </>
  );
});

/** Both are shown; nothing is overwritten before the person has seen it. */
function Conflict({ t, saved }: { t: State["t"]; saved: string }) {
  return (
    <>
      <div id="error-summary" tabIndex={-1} autofocus>
        <Notice kind="warn" role="alert">
          <h2>{t("notes.conflict_title")}</h2>
          <p>{t("notes.conflict_text")}</p>
        </Notice>
      </div>
      <div class="field">
        <span class="label">{t("notes.conflict_theirs")}</span>
        <div class="note">
          <NoteText text={saved} />
        </div>
      </div>
    </>
  );
}
