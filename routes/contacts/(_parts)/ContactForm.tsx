// The form of a contact, for creating and for editing. Every field works without JavaScript.
import type { ComponentChildren } from "preact";
import { ErrorSummary } from "@/components/Notice.tsx";
import { Field, SelectField } from "@/components/Field.tsx";
import type { TagLook } from "@/components/TagChip.tsx";
import DuplicateHint from "@/islands/DuplicateHint.tsx";
import HandleFields, { type HandleProblem } from "@/islands/HandleFields.tsx";
import TagPicker from "@/islands/TagPicker.tsx";
import { HANDLES_MAX, NAME_CHARS_MAX } from "@/lib/domain/contact.ts";
import { LANGUAGES } from "@/lib/domain/language.ts";
import type { FieldProblems } from "@/lib/errors.ts";
import type { ContactFormValues } from "@/lib/http/contact_form.ts";
import { formatLanguage } from "@/lib/i18n/format.ts";
import { problemText } from "@/lib/i18n/translate.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

export interface ContactFormProps {
  viewer: Viewer;
  values: ContactFormValues;
  problems: FieldProblems;
  /** That may be chosen. */
  tags: TagLook[];
  /** What the main button says. */
  submit: string;
  cancelHref: string;
  /** Where to ask who it may be already, while the form is filled in. */
  hintHref: string;
  /** Above the fields: what is asked before it is saved. */
  question?: ComponentChildren;
}

export function ContactForm(props: ContactFormProps) {
  const { viewer: { t, locale }, values, problems } = props;
  const texts = Object.fromEntries(
    Object.entries(problems).map(([field, problem]) => [field, problemText(locale, problem)]),
  );
  return (
    <form class="form" method="post" noValidate>
      {/* Enter presses the first button of a form: it has to be the one that saves. */}
      <button class="visually-hidden" type="submit" tabIndex={-1} aria-hidden="true">
        {props.submit}
      </button>
      <ErrorSummary title={t("form.problems")} problems={withLabels(t, texts)} />
      {props.question}
      <input type="hidden" name="revision" value={values.revision ?? ""} />
      <input type="hidden" name="onceKey" value={values.onceKey} />
      {values.base && <input type="hidden" name="base" value={JSON.stringify(values.base)} />}
      {!values.base && <p class="muted">{t("form.need_one")}</p>}
      <Field
        name="name"
        label={t("contact.name")}
        value={values.name}
        problem={texts["name"]}
        maxLength={NAME_CHARS_MAX + 1}
      />
      <Handles {...props} name="emails" />
      <Handles {...props} name="phones" />
      <DuplicateHint url={props.hintHref} />
      <Tags {...props} />
      <SelectField
        name="language"
        label={t("contact.language")}
        value={values.language}
        options={languageOptions(props.viewer, values.language)}
        problem={texts["language"]}
      />
      <div class="form-foot">
        <button class="button primary" type="submit">{props.submit}</button>
        <a class="button" href={props.cancelHref}>{t("action.cancel")}</a>
      </div>
    </form>
  );
}

/** Says which field each sentence is about: two e-mails may have the same problem. */
function withLabels(t: Viewer["t"], texts: Record<string, string>): Record<string, string> {
  const labelled = Object.entries(texts).map(([field, text]) => {
    const label = labelOf(t, field);
    return [field, label === null ? text : `${label}: ${text}`];
  });
  return Object.fromEntries(labelled);
}

function labelOf(t: Viewer["t"], field: string): string | null {
  const [list, index] = field.split(".");
  const n = String(Number(index) + 1);
  if (index !== undefined && list === "emails") return t("form.email_n", { n });
  if (index !== undefined && list === "phones") return t("form.phone_n", { n });
  if (field === "emails") return t("contact.emails");
  if (field === "phones") return t("contact.phones");
  if (field === "tagIds") return t("contact.tags");
  if (field === "language") return t("contact.language");
  return field === "name" ? t("contact.name") : null;
}

/** What the fields of each kind of handle are called. */
const HANDLE_TEXTS = {
  emails: {
    legend: "contact.emails",
    item: "form.email_n",
    isPrimary: "form.primary_email",
    remove: "form.remove_email",
    add: "form.add_email",
  },
  phones: {
    legend: "contact.phones",
    item: "form.phone_n",
    isPrimary: "form.primary_phone",
    remove: "form.remove_phone",
    add: "form.add_phone",
  },
} as const;

interface HandlesProps extends ContactFormProps {
  name: "emails" | "phones";
}

function Handles({ name, viewer, values, problems }: HandlesProps) {
  const { t } = viewer;
  const texts = HANDLE_TEXTS[name];
  return (
    <HandleFields
      name={name}
      values={values[name]}
      problems={handleProblems(viewer, problems, name, values[name].length)}
      max={HANDLES_MAX}
      labels={{
        legend: t(texts.legend),
        item: t(texts.item, { n: "{n}" }),
        primary: t("contact.make_primary"),
        isPrimary: t(texts.isPrimary, { n: "{n}" }),
        remove: t(texts.remove, { n: "{n}" }),
        add: t(texts.add),
      }}
    />
  );
}

function Tags({ viewer, values, problems, tags }: ContactFormProps) {
  const { t } = viewer;
  return (
    <TagPicker
      tags={tags}
      chosen={values.tagIds}
      newNames={values.newTags}
      canCreate
      problem={problems["tagIds"] ? problemText(viewer.locale, problems["tagIds"]) : null}
      labels={{
        legend: t("contact.tags"),
        pick: t("form.tags_pick"),
        hint: t("form.tags_hint"),
        chosen: t("form.tags_chosen"),
        remove: t("form.tags_remove", { name: "{name}" }),
        create: t("form.tags_create", { name: "{name}" }),
        none: t("form.tags_none"),
        newNames: t("form.tags_new"),
      }}
    />
  );
}

/** A taken handle leads to the contact that has it (1.4). */
function handleProblems(
  { t, locale }: Viewer,
  problems: FieldProblems,
  list: "emails" | "phones",
  count: number,
): (HandleProblem | null)[] {
  return Array.from({ length: count }, (_, index) => {
    const problem = problems[`${list}.${index}`];
    if (!problem) return null;
    const id = problem.code === "handle_taken" ? Number(problem.params?.contactId) : NaN;
    const link = Number.isInteger(id)
      ? { href: `/contacts/${id}`, label: t("form.opens_contact", { id: String(id) }) }
      : null;
    return { text: problemText(locale, problem), link };
  });
}

/** An old value that is not on offer any more stays selectable, so that saving does not lose it. */
function languageOptions({ t, locale }: Viewer, current: string) {
  const codes = current === "" || LANGUAGES.some((code) => code === current)
    ? [...LANGUAGES]
    : [...LANGUAGES, current];
  const options = codes.map((code) => ({ value: code, label: formatLanguage(locale, code) }));
  return [{ value: "", label: t("contact.language_none") }, ...options];
}
