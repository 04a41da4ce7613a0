import { type Context, page } from "fresh";
import { ErrorSummary } from "@/components/Notice.tsx";
import { NoteBox } from "@/components/notes/NoteBox.tsx";
import { NoteComposer } from "@/components/notes/NoteComposer.tsx";
import { PinnedNote } from "@/components/notes/PinnedNote.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { ExactTime } from "@/components/Time.tsx";
import { addNote } from "@/lib/actions/add_note.ts";
import { listHref } from "@/lib/domain/contact_list.ts";
import type { Note } from "@/lib/domain/note.ts";
import { type FieldProblems, InputError } from "@/lib/errors.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { cardOf, noteDesk, readNotedContact, readNoteForm } from "@/lib/http/note_pages.ts";
import { contactIdOf } from "@/lib/http/path_id.ts";
import { problemTexts } from "@/lib/http/problems.ts";
import { readUserNames } from "@/lib/http/read_user_names.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { latestUndo } from "@/lib/http/undo_pages.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { findNotes, findPinnedNote, listNotes } from "@/lib/store/notes.ts";

/** Notes on one page. */
const NOTES_SHOWN = 25;

export const handler = define.handlers({
  GET(ctx) {
    return notesPage(ctx, { text: "", problems: {}, onceKey: ctx.state.deps.newId() });
  },

  async POST(ctx) {
    const { text, onceKey } = await readNoteForm(ctx.req);
    try {
      const contactId = contactIdOf(ctx.params);
      await addNote(actingFor(ctx.state), contactId, text, { onceKey });
      return redirectAfter(ctx, `${cardOf(ctx)}#notes`, {
        key: "flash.note_added",
        params: {},
        ...await latestUndo(ctx.state, contactId, "note_added"),
      });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return await notesPage(ctx, { text, problems: error.problems, onceKey });
    }
  },
});

interface NotesShown {
  text: string;
  problems: FieldProblems;
  onceKey: string;
}

/** All notes, the pinned one first, and what was refused to be mended. */
async function notesPage(ctx: Context<State>, { text, problems, onceKey }: NotesShown) {
  const { state, url } = ctx;
  const { kv } = state.deps;
  const before = /^[0-9A-Z]{26}$/.exec(url.searchParams.get("before") ?? "")?.[0] ?? null;
  const contactId = contactIdOf(ctx.params);
  const [place, { notes, next }, pin] = await Promise.all([
    readNotedContact(ctx),
    listNotes(kv, contactId, { limit: NOTES_SHOWN, before }),
    findPinnedNote(kv, contactId),
  ]);
  const authors = new Set([...notes, ...pin ? [pin] : []].map((note) => note.authorUserId));
  const [names, found] = await Promise.all([
    readUserNames(kv, authors),
    findNotes(kv, contactId, pin && before === null ? [pin.noteId] : []),
  ]);
  const [pinned = null] = found.values();
  const others = notes.filter(({ id }) => id !== pin?.noteId);
  const texts = problemTexts(state, problems);
  const isRefused = Object.keys(texts).length > 0;
  const title = state.t("notes.title");
  state.title = isRefused ? state.t("form.title_problem", { title }) : title;
  const shown = { pinned, notes: others, next, before, names };
  return page({ viewer: state, place, ...shown, text, texts, onceKey }, {
    status: isRefused ? 422 : 200,
  });
}

export default define.page<typeof handler>(function NotesPage({ data }) {
  const { viewer, place, pinned, notes, next, before, names, texts } = data;
  const { t } = viewer;
  const desk = noteDesk(place);
  return (
    <>
      <PageHead
        title={t("notes.title")}
        crumbs={[
          { href: listHref(place.view), label: t("contacts.title") },
          { href: place.cardHref, label: place.name },
        ]}
      />
      <div class="page-body stack">
        <h1 class="visually-hidden">{t("notes.title")}</h1>
        <ErrorSummary title={t("form.problems")} problems={texts} />
        <NoteComposer
          viewer={viewer}
          action={place.notesHref}
          onceKey={data.onceKey}
          text={data.text}
          problem={texts["text"]}
        />
        {before !== null && <a href={place.notesHref}>{t("notes.newest")}</a>}
        {pinned && (
          <PinnedNote
            desk={desk}
            note={pinned}
            authorName={names.get(pinned.authorUserId) ?? t("actor.unknown")}
            heading="h2"
            isWhole
          />
        )}
        {notes.length === 0 && pinned === null && <p class="muted">{t("notes.none")}</p>}
        <ul class="notes">
          {notes.map((note) => (
            <li>
              <NoteHead viewer={viewer} note={note} author={names.get(note.authorUserId)} />
              <NoteBox desk={desk} note={note} isPinned={false} isWhole />
            </li>
          ))}
        </ul>
        {next && (
          <a href={`${place.notesHref}${place.notesHref.includes("?") ? "&" : "?"}before=${next}`}>
            {t("notes.older")}
          </a>
        )}
      </div>
    </>
  );
});

interface NoteHeadProps {
  viewer: Viewer;
  note: Note;
  author: string | undefined;
}

function NoteHead({ viewer, note, author }: NoteHeadProps) {
  return (
    <p class="muted small">
      {author ?? viewer.t("actor.unknown")}, <ExactTime viewer={viewer} atMs={note.createdAtMs} />
    </p>
  );
}
