// Someone saved in between: both values of each field, and a choice. Nothing is overwritten silently (5.3).
import { Notice } from "@/components/Notice.tsx";
import type { TagLook } from "@/components/TagChip.tsx";
import type { ContactFormValues } from "@/lib/http/contact_form.ts";
import type { ConflictField, Difference } from "@/lib/http/edit_conflict.ts";
import { formatLanguage } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

export interface ConflictFormProps {
  viewer: Viewer;
  /** Mine, at the revision that is saved now. */
  values: ContactFormValues;
  conflicts: Difference[];
  tags: TagLook[];
  cardHref: string;
}

export function ConflictForm(props: ConflictFormProps) {
  const { viewer: { t }, conflicts, cardHref } = props;
  return (
    <form class="form" method="post">
      <div id="error-summary" tabIndex={-1} autofocus>
        <Notice kind="warn" role="alert">
          <h2>{t("conflict.title")}</h2>
          <p>{t("conflict.text")}</p>
        </Notice>
      </div>
      <Mine values={props.values} />
      {conflicts.map((conflict) => <Choice {...props} conflict={conflict} />)}
      <div class="form-foot">
        <button class="button primary" type="submit">{t("conflict.save")}</button>
        <a class="button" href={cardHref}>{t("conflict.keep_theirs")}</a>
      </div>
    </form>
  );
}

/** All that was typed, so that the choice is made on the server from whole values. */
function Mine({ values }: { values: ContactFormValues }) {
  return (
    <>
      <input type="hidden" name="revision" value={values.revision ?? ""} />
      <input type="hidden" name="name" value={values.name} />
      <input type="hidden" name="language" value={values.language} />
      <input type="hidden" name="base" value={JSON.stringify(values.base)} />
      {values.emails.map((email) => <input type="hidden" name="emails" value={email} />)}
      {values.phones.map((phone) => <input type="hidden" name="phones" value={phone} />)}
      {values.tagIds.map((id) => <input type="hidden" name="tagIds" value={id} />)}
      {values.newTags.map((name) => <input type="hidden" name="newTags" value={name} />)}
    </>
  );
}

function Choice(props: ConflictFormProps & { conflict: Difference }) {
  const { viewer: { t }, conflict: { field, mine, theirs, newTags, onlyMine } } = props;
  return (
    <fieldset class="field">
      <legend>{t(FIELD_LABELS[field])}</legend>
      <label class="check">
        <input type="radio" name={`keep.${field}`} value="theirs" checked={!onlyMine} />
        <span>
          {shown(props, field, theirs)}
          <span class="hint">{t("conflict.theirs")}</span>
        </span>
      </label>
      <label class="check">
        <input type="radio" name={`keep.${field}`} value="mine" checked={onlyMine} />
        <span>
          {shown(props, field, [...mine, ...newTags])}
          <span class="hint">{t("conflict.mine")}</span>
        </span>
      </label>
    </fieldset>
  );
}

const FIELD_LABELS = {
  name: "field.name",
  emails: "field.emails",
  phones: "field.phones",
  tagIds: "field.tags",
  language: "field.language",
} as const;

function shown(props: ConflictFormProps, field: ConflictField, values: string[]): string {
  const { viewer: { t, locale }, tags } = props;
  if (values.length === 0) return t("conflict.empty");
  if (field === "language") return values.map((code) => formatLanguage(locale, code)).join(", ");
  if (field !== "tagIds") return values.join(", ");
  return values.map((id) => tags.find((tag) => tag.id === id)?.name ?? id).join(", ");
}
