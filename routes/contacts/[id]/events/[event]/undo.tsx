import { type Context, page } from "fresh";
import { Notice } from "@/components/Notice.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { Changes } from "@/components/timeline/Changes.tsx";
import { actorName, channelName, type Names } from "@/components/timeline/names.ts";
import { type QuestionLook, UndoQuestions } from "@/components/trash/UndoQuestions.tsx";
import { undoEvent, type Undone } from "@/lib/actions/undo_event.ts";
import { cardHref, listHref, parseListView } from "@/lib/domain/contact_list.ts";
import type { TimelineEvent } from "@/lib/domain/event.ts";
import { answerOf, requireMayUndo, type UndoReply, whyNotUndone } from "@/lib/domain/undo.ts";
import { ConflictError, InputError } from "@/lib/errors.ts";
import { actingFor, define, requireSignedIn, type State } from "@/lib/http/define.ts";
import { readFormData } from "@/lib/http/input.ts";
import { contactIdOf } from "@/lib/http/path_id.ts";
import { problemTexts } from "@/lib/http/problems.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { rightsFor } from "@/lib/http/rights.ts";
import {
  crumbName,
  eventIdOf,
  readEventNames,
  readReply,
  undoHref,
  undoneJustNow,
} from "@/lib/http/undo_pages.ts";
import { formatDateTime } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { findContact } from "@/lib/store/contacts.ts";
import { requireEvent } from "@/lib/store/events.ts";
import { resolveContactId } from "@/lib/store/redirects.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const { state } = ctx;
    const [event, rights] = await Promise.all([readEvent(ctx), rightsFor(state)]);
    const refusal = whyNotUndone(event, state.nowMs);
    if (refusal === null) requireMayUndo(requireSignedIn(state), rights, event);
    return await undoPage(ctx, event, refusal === null ? {} : { refusal });
  },

  async POST(ctx) {
    const reply = readReply(await readFormData(ctx.req));
    const event = await readEvent(ctx);
    const { contactId, id: eventId } = event;
    try {
      const undone = await undoEvent(actingFor(ctx.state), { contactId, eventId, ...reply });
      return await answer(ctx, event, { undone, reply });
    } catch (error) {
      if (error instanceof ConflictError && (await readEvent(ctx)).isUndone) {
        const own = await undoneJustNow(ctx.state, event);
        if (own !== null) return await goOn(ctx, { contactId, eventId: own.id });
        return await undoPage(ctx, event, { refusal: "undo_done" });
      }
      if (!(error instanceof InputError)) throw error;
      const { form } = error.problems;
      // A contact whose addresses are somebody else's by now comes back by the page that offers ways out.
      if (!form) return ctx.redirect(`/contacts/${contactId}/restore`, 303);
      return await undoPage(ctx, event, { refusal: form.code });
    }
  },
});

/** The event in the path, of the contact or of the one it was merged into. Throws `NotFoundError`. */
async function readEvent({ state, params }: Context<State>): Promise<TimelineEvent> {
  const { kv } = state.deps;
  return requireEvent(kv, await resolveContactId(kv, contactIdOf(params)), eventIdOf(params));
}

async function answer(
  ctx: Context<State>,
  event: TimelineEvent,
  { undone, reply }: { undone: Undone; reply: UndoReply },
) {
  const { state } = ctx;
  if (undone.state === "asks") {
    const problems = problemTexts(state, undone.problems);
    const questions = undone.questions.map((question): QuestionLook => ({
      ...question,
      answer: answerOf(reply, question.field, question.now),
      ...(problems[question.field] ? { problem: problems[question.field] } : {}),
    }));
    return await undoPage(ctx, event, { questions, whole: problems["form"] });
  }
  if (undone.state === "merged") {
    return ctx.redirect(`/contacts/${event.contactId}/merges/${undone.mergeId}/undo`, 303);
  }
  return await goOn(ctx, undone);
}

/** To the contact, or to the list where it is in the trash now; `eventId` is null when there was nothing to change. */
async function goOn(
  ctx: Context<State>,
  { contactId, eventId }: { contactId: number; eventId: string | null },
) {
  const { state, url } = ctx;
  const view = parseListView(url.searchParams);
  const isThere = await findContact(state.deps.kv, contactId) !== null;
  return redirectAfter(ctx, isThere ? cardHref(contactId, view) : listHref(view), {
    key: eventId === null ? "flash.undo_nothing" : "flash.undone",
    params: {},
    ...(eventId === null ? {} : { undo: { contactId, eventId } }),
  });
}

interface Shown {
  questions?: QuestionLook[];
  /** Why it cannot be undone as a whole: words. */
  whole?: string | undefined;
  /** A code of `problem.` of the texts. */
  refusal?: string;
}

async function undoPage(ctx: Context<State>, event: TimelineEvent, shown: Shown) {
  const { state, url } = ctx;
  const view = parseListView(url.searchParams);
  const { questions = [], whole, refusal } = shown;
  const [no] = Object.values(problemTexts(state, refusal ? { form: { code: refusal } } : {}));
  const isRefused = whole !== undefined || questions.some(({ problem }) => problem !== undefined);
  const title = state.t(titleKey(no, { isAsked: questions.length > 0, isRefused }));
  state.title = title;
  const { contactId, id: eventId } = event;
  const [names, crumb] = await Promise.all([
    readEventNames(state, event),
    crumbName(state, contactId),
  ]);
  const data = { viewer: state, event, names, title, questions, whole, isRefused, no: no ?? null };
  const hrefs = { action: undoHref({ contactId, eventId }, view), card: cardHref(contactId, view) };
  return page({ ...data, ...hrefs, crumb, listHref: listHref(view) }, {
    status: no !== undefined || questions.length > 0 ? 409 : 200,
  });
}

function titleKey(
  no: string | undefined,
  { isAsked, isRefused }: { isAsked: boolean; isRefused: boolean },
) {
  if (no !== undefined) return "undo.no_title";
  if (isRefused) return "undo.refused_title";
  return isAsked ? "undo.asks_title" : "undo.title";
}

export default define.page<typeof handler>(function UndoPage({ data }) {
  const { viewer, event, names, title, questions, whole, isRefused, no, action, card } = data;
  const { t } = viewer;
  return (
    <>
      <PageHead
        title={t("undo.title")}
        crumbs={[
          { href: data.listHref, label: t("contacts.title") },
          { href: card, label: data.crumb },
        ]}
      />
      <div class="page-body stack">
        <h1>{title}</h1>
        {(no ?? whole) && <Notice kind="warn">{no ?? whole}</Notice>}
        <Event viewer={viewer} names={names} event={event} />
        {no === null && (
          <form class="stack" method="post" action={action}>
            {questions.length > 0 && <p>{leadOf(viewer, questions, isRefused)}</p>}
            <UndoQuestions viewer={viewer} names={names} questions={questions} />
            <div class="form-foot">
              <button class="button primary" type="submit">{t("undo.submit")}</button>
              <a class="button" href={card}>{t("undo.cancel")}</a>
            </div>
          </form>
        )}
        {no !== null && (
          <p>
            <a class="button" href={card}>{t("undo.back")}</a>
          </p>
        )}
      </div>
    </>
  );
});

function leadOf(
  { t }: Viewer,
  questions: readonly QuestionLook[],
  isRefused: boolean,
): string {
  if (questions.some(({ field }) => field === "confirm")) return t("undo.created_text");
  return t(isRefused ? "undo.refused_text" : "undo.asks_text");
}

/** What is undone: when it was, who did it, and what they did. */
function Event({ viewer, names, event }: { viewer: Viewer; names: Names; event: TimelineEvent }) {
  const { t, locale, timeZone } = viewer;
  return (
    <section class="stack">
      <p class="muted">
        {t("undo.lead", { time: formatDateTime(locale, timeZone, event.atMs) })}
      </p>
      <p>{sentenceOf(viewer, names, event)}</p>
      {"changes" in event && <Changes viewer={viewer} names={names} changes={event.changes} />}
    </section>
  );
}

function sentenceOf({ t }: Viewer, names: Names, event: TimelineEvent): string {
  const actor = actorName(t, names, event.actor);
  if (event.kind === "created" || event.kind === "edited") {
    return t(`event.${event.kind}`, { actor });
  }
  if (event.kind === "message") return "";
  const channel = "channelId" in event ? channelName(t, names, event.channelId) : "";
  const id = "otherId" in event ? event.otherId : "";
  return t(`timeline.${event.kind}`, { actor, channel, id });
}
