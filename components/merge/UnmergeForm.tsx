// What undoing a merge gives back, what has to be chosen, or why it cannot be done any more.
import type { Attribute } from "@/lib/domain/attribute.ts";
import type { Channel } from "@/lib/domain/channel.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import type { Merge } from "@/lib/domain/merge.ts";
import type { PartingQuestion } from "@/lib/domain/merge_parting.ts";
import { contactName } from "@/lib/i18n/contact_name.ts";
import { formatDateTime } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";
import { Notice } from "../Notice.tsx";
import { fieldLabel, listTexts } from "./merge_rows.tsx";
import { ValueText } from "./ValueText.tsx";

export interface UnmergeFormProps {
  viewer: Viewer;
  merge: Merge;
  /** Who merged. */
  userName: string;
  /** As it would be again; null when it cannot. */
  merged: Contact | null;
  questions: readonly PartingQuestion[];
  /** By field `attr.<key>`. */
  attributes: ReadonlyMap<string, Attribute>;
  channels: ReadonlyMap<string, Pick<Channel, "name" | "type">>;
  /** Why it cannot be undone, and the contact that is in the way; null when it can. */
  refusal: { text: string; contactId: number | null } | null;
  action: string;
  cardHref: string;
}

export function UnmergeForm(props: UnmergeFormProps) {
  const { viewer, merge, userName, refusal } = props;
  const { t, locale, timeZone } = viewer;
  const time = formatDateTime(locale, timeZone, merge.atMs);
  return (
    <div class="merge">
      <h1>{t("unmerge.title")}</h1>
      <p class="muted">
        {t("unmerge.lead", {
          user: userName,
          merged: merge.mergedId,
          kept: merge.keptId,
          time,
        })}
      </p>
      {refusal ? <Refusal {...props} refusal={refusal} /> : <Form {...props} />}
    </div>
  );
}

function Refusal(
  { viewer: { t }, refusal: { text, contactId }, cardHref }: UnmergeFormProps & {
    refusal: NonNullable<UnmergeFormProps["refusal"]>;
  },
) {
  return (
    <>
      <div id="error-summary" tabIndex={-1} autofocus>
        <Notice kind="error" role="alert">
          <h2>{t("unmerge.refused_title")}</h2>
          <p>
            {text}{" "}
            {contactId !== null && (
              <a href={`/contacts/${contactId}`}>{t("unmerge.open", { id: contactId })}</a>
            )}
          </p>
        </Notice>
      </div>
      <p>
        <a class="button" href={cardHref}>{t("undo.back")}</a>
      </p>
    </>
  );
}

function Form(props: UnmergeFormProps) {
  const { viewer: { t }, merge, questions, action, cardHref } = props;
  return (
    <form class="merge" method="post" action={action}>
      <GoesBack {...props} />
      <p class="muted">{t("unmerge.stays", { id: merge.keptId })}</p>
      {questions.length > 0 && (
        <section class="merge">
          <h2>{t("unmerge.questions")}</h2>
          <p>{t("unmerge.questions_lead", { id: merge.keptId })}</p>
          {questions.map((question) => <Question {...props} question={question} />)}
        </section>
      )}
      <div class="form-foot">
        <a class="button" href={cardHref}>{t("unmerge.cancel")}</a>
        <button class="button primary" type="submit">
          <Icon name="undo-2" />
          {t("unmerge.submit")}
        </button>
      </div>
    </form>
  );
}

function GoesBack({ viewer: { t }, merge, merged, channels }: UnmergeFormProps) {
  const { conversations, notes, tags } = merge.moved;
  const addresses = merged === null ? [] : ADDRESSES.flatMap((field) => {
    return listTexts(t, { channels }, { contact: merged, field });
  });
  const lines = [
    merged && contactName(t, merged),
    ...addresses,
    conversations > 0 && t("merge.conversations", { count: conversations }),
    notes > 0 && t("merge.notes", { count: notes }),
    tags > 0 && t("merge.tags", { count: tags }),
  ].filter((line) => typeof line === "string");
  return (
    <section class="merge-moves">
      <h2>{t("unmerge.back", { id: merge.mergedId })}</h2>
      <ul>{lines.map((line) => <li>{line}</li>)}</ul>
    </section>
  );
}

const ADDRESSES = ["phones", "emails", "identities"] as const;

/** The newer value is what stays unless somebody says otherwise. */
function Question(props: UnmergeFormProps & { question: PartingQuestion }) {
  const { viewer, attributes, question: { field, now, old } } = props;
  const { t } = viewer;
  return (
    <fieldset class="field">
      <legend>{fieldLabel(viewer, { attributes }, field)}</legend>
      {(["keep", "restore"] as const).map((answer) => (
        <label class="check">
          <input
            type="radio"
            name={`answer:${field}`}
            value={answer}
            checked={answer === "keep"}
          />
          <span>
            <ValueText
              viewer={viewer}
              field={field}
              attributes={attributes}
              value={answer === "keep" ? now : old}
            />
            <span class="hint">{t(`unmerge.${answer}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
