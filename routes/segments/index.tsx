import { page } from "fresh";
import { Icon } from "@/components/Icon.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { SegmentTable } from "@/components/segments/SegmentTable.tsx";
import { RestoreForm } from "@/components/RestoreForm.tsx";
import { createSegment } from "@/lib/actions/create_segment.ts";
import { printFilter } from "@/lib/domain/filter/text.ts";
import { withQuery } from "@/lib/domain/query_string.ts";
import type { Segment } from "@/lib/domain/segment.ts";
import { STARTERS, starterTree } from "@/lib/domain/segment_starters.ts";
import { formProblems } from "@/lib/http/contact_form_page.ts";
import { actingFor, define, requireSignedIn } from "@/lib/http/define.ts";
import { readFindField } from "@/lib/http/filter_terms.ts";
import { readFormData } from "@/lib/http/input.ts";
import {
  readSegmentsPage,
  type SegmentsPage as SegmentsData,
} from "@/lib/http/read_segments_page.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { readSegmentForm, segmentInput } from "@/lib/http/segment_form.ts";
import { type SegmentFormPage, segmentFormPage } from "@/lib/http/segment_form_page.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { SegmentForm } from "./(_parts)/SegmentForm.tsx";

/** The list, or the form of a new one that was refused. */
type PageData = ListData | SegmentFormPage;
type ListData = SegmentsData & { viewer: Viewer };

export const handler = define.handlers({
  async GET({ state }) {
    const reader = { ...state.deps, ...state, principal: requireSignedIn(state) };
    const segments = await readSegmentsPage(reader);
    state.title = state.t("segments.title");
    return page<PageData>({ viewer: state, ...segments });
  },

  /** From `/segments/new`; refused, the form is shown here. */
  async POST(ctx) {
    const values = readSegmentForm(
      await readFormData(ctx.req),
      await readFindField(ctx.state.deps.kv),
    );
    if (!values.isSaved) return await segmentFormPage(ctx, { segment: null, values });
    try {
      const { id, name } = await createSegment(actingFor(ctx.state), segmentInput(values));
      return redirectAfter(ctx, `/contacts?segment=${id}`, {
        key: "flash.segment_created",
        params: { name },
      });
    } catch (error) {
      const problems = formProblems(error);
      return await segmentFormPage(ctx, { segment: null, values, problems });
    }
  },
});

export default define.page<typeof handler>(function SegmentsPage({ data }) {
  return "values" in data ? <SegmentForm page={data} /> : <Segments {...data} />;
});

function Segments({ viewer, shared, personal, deleted }: ListData) {
  const { t } = viewer;
  return (
    <>
      <PageHead
        title={t("segments.title")}
        actions={
          <a class="button primary" href="/segments/new" data-shortcut="c">
            <Icon name="plus" />
            {t("segments.new")}
          </a>
        }
      />
      <div class="page-body wide stack">
        <p class="muted">{t("segments.lead")}</p>
        <section class="section">
          <h2>{t("segments.shared")}</h2>
          {shared.length > 0
            ? <SegmentTable viewer={viewer} label={t("segments.shared")} rows={shared} withOwner />
            : <p class="muted">{t("segments.none_shared")}</p>}
        </section>
        <section class="section">
          <h2>{t("segments.personal")}</h2>
          {personal.length > 0
            ? <SegmentTable viewer={viewer} label={t("segments.personal")} rows={personal} />
            : <p class="muted">{t("segments.none_personal")}</p>}
        </section>
        <Starters t={t} />
        {deleted.length > 0 && <Deleted t={t} segments={deleted} />}
      </div>
    </>
  );
}

/** Filters to start from, each one click from its list. */
function Starters({ t }: Pick<Viewer, "t">) {
  return (
    <section class="section" aria-labelledby="starters">
      <div>
        <h2 id="starters">{t("segments.starters")}</h2>
        <p class="muted">{t("segments.starters_lead")}</p>
      </div>
      <ul class="starters">
        {STARTERS.map((starter) => {
          const name = t(`starter.${starter}`);
          const f = printFilter(starterTree(starter));
          return (
            <li>
              <a class="button" href={withQuery("/contacts", [["f", f]])}>
                <Icon name="list-filter" />
                {name}
              </a>
              <a href={withQuery("/segments/new", [["f", f], ["name", name]])}>
                {t("segments.starter_save")}
                <span class="visually-hidden">{` ${name}`}</span>
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Deleted({ t, segments }: Pick<Viewer, "t"> & { segments: Segment[] }) {
  return (
    <section class="section" aria-labelledby="deleted">
      <h2 id="deleted">{t("segments.deleted")}</h2>
      <ul class="plain-rows">
        {segments.map(({ id, name, shared }) => (
          <li>
            <span>
              {name}{" "}
              <span class="badge">
                {shared ? t("segments.deleted_shared") : t("segments.deleted_personal")}
              </span>
            </span>
            <RestoreForm t={t} action={`/segments/${id}/restore`} name={name} />
          </li>
        ))}
      </ul>
    </section>
  );
}
