import { ChangedMeanwhile, savedSwitch } from "@/components/ChangedMeanwhile.tsx";
import { CheckField, Field, Problem } from "@/components/Field.tsx";
import { fieldLooks, filterLabels } from "@/components/filter/filter_looks.ts";
import { Icon } from "@/components/Icon.tsx";
import { ErrorSummary, Notice } from "@/components/Notice.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import FilterBuilder from "@/islands/FilterBuilder.tsx";
import { type Segment, SEGMENT_NAME_CHARS_MAX } from "@/lib/domain/segment.ts";
import type { SegmentFormPage } from "@/lib/http/segment_form_page.ts";

/** The page of a new segment, and of one that is being changed. */
export function SegmentForm({ page }: { page: SegmentFormPage }) {
  const { viewer, segment, values, problems, conflict } = page;
  const { t } = viewer;
  const title = segment ? t("segments.edit") : t("segments.new");
  return (
    <>
      <PageHead
        title={title}
        crumbs={[{ href: "/segments", label: t("segments.title") }]}
        actions={segment && (
          <a class="button" href={`/segments/${segment.id}/delete`}>
            <Icon name="trash-2" />
            {t("segments.delete")}
          </a>
        )}
      />
      <div class="page-body wide stack">
        <h1 class="visually-hidden">{title}</h1>
        {conflict && segment && <Conflict page={page} segment={segment} />}
        {page.flaw !== null && (
          <Notice kind="warn">
            {page.flaw === "ignores" ? t("segments.flawed") : t("segments.broken")}
          </Notice>
        )}
        <ErrorSummary title={t("form.problems")} problems={problems} />
        <div id="filter">
          <FilterBuilder
            draft={values.draft}
            fields={fieldLooks(viewer, values.draft, page)}
            labels={filterLabels(viewer)}
            method="post"
            action={segment ? `/segments/${segment.id}` : "/segments"}
            hidden={page.revision === null ? [] : [["revision", String(page.revision)]]}
            problems={page.ruleProblems}
            sentence={page.sentence}
            count={page.found}
            focus={values.added}
            countUrl="/contacts/count"
            ends={[{ value: "save", label: segment ? t("action.save") : t("segments.create") }]}
            cancel={{ href: "/segments", label: t("action.cancel") }}
          >
            <SegmentFields page={page} />
          </FilterBuilder>
        </div>
      </div>
    </>
  );
}

function Conflict({ page, segment }: { page: SegmentFormPage; segment: Segment }) {
  const { viewer: { t }, values, sentence, savedSentence, mayShare } = page;
  const { name, shared } = segment;
  return (
    <ChangedMeanwhile
      t={t}
      fields={[
        { label: t("segments.name"), saved: name, isSame: name === values.name.trim() },
        ...mayShare
          ? [savedSwitch(t, t("segments.share"), { saved: shared, entered: values.shared })]
          : [],
        {
          label: t("activity.field.filter"),
          saved: savedSentence,
          isSame: savedSentence === sentence,
        },
      ]}
    />
  );
}

function SegmentFields({ page }: { page: SegmentFormPage }) {
  const { viewer: { t }, values, problems, mayShare, ownerName } = page;
  return (
    <div class="segment-fields">
      <Field
        name="name"
        label={t("segments.name")}
        value={values.name}
        problem={problems["name"]}
        maxLength={SEGMENT_NAME_CHARS_MAX + 1}
      />
      {mayShare && (
        <CheckField
          name="shared"
          label={t("segments.share")}
          hint={ownerName === null
            ? t("segments.share_hint")
            : t("segments.unshare_hint", { name: ownerName })}
          checked={values.shared}
        />
      )}
      <Problem id="filter-problem" text={problems["filter"]} />
    </div>
  );
}
