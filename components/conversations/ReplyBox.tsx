// Where a conversation is answered: a text, a template, a call, or why nothing can be sent now.
import type { Channel } from "@/lib/domain/channel.ts";
import { formatPhone } from "@/lib/domain/handle.ts";
import type { WriteForm } from "@/lib/domain/write_first.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { describedBy, Problem } from "../Field.tsx";
import { Icon } from "../Icon.tsx";
import { ErrorSummary, Notice } from "../Notice.tsx";
import { TemplateFields } from "./TemplateFields.tsx";

export interface ReplyBoxProps {
  viewer: Viewer;
  isAdmin: boolean;
  action: string;
  channel: Channel | null;
  address: string;
  /** What can be sent; null: nothing. */
  form: WriteForm | null;
  values: { text: string; template: string; variables: string; onceKey: string };
  /** By field, as finished sentences. */
  problems: Record<string, string>;
}

export function ReplyBox(props: ReplyBoxProps) {
  const { viewer: { t }, form } = props;
  return (
    <section class="reply" aria-label={t("conversation.reply")}>
      <ErrorSummary title={t("form.problems")} problems={props.problems} />
      {form === null ? <Off {...props} /> : <Form {...props} form={form} />}
    </section>
  );
}

/** A text that came too late is shown, to be copied. */
function Off(props: ReplyBoxProps) {
  const { viewer: { t }, isAdmin, channel, values } = props;
  const name = channel?.name ?? t("conversation.channel_gone");
  return (
    <div class="reply-form">
      <Notice kind="warn">
        <p>
          {t("conversation.channel_off", { channel: name })}{" "}
          {isAdmin && channel && (
            <a href={`/settings/channels/${channel.id}`}>{t("conversation.channel_settings")}</a>
          )}
        </p>
      </Notice>
      {values.text !== "" && <Text {...props} />}
    </div>
  );
}

function Form(props: ReplyBoxProps & { form: WriteForm }) {
  const { viewer: { t }, action, form, values } = props;
  return (
    <form class="reply-form" method="post" action={action}>
      <input type="hidden" name="onceKey" value={values.onceKey} />
      {/* Follows the window of WhatsApp as it opens. What was refused, and an answer that is being written, stay. */}
      <div class="reply-form" data-live={isRefused(props) ? undefined : "reply"}>
        {/* Says what the page asked for: by then the window may have closed. */}
        <input type="hidden" name="form" value={form} />
        <Fields {...props} />
      </div>
      <div class="form-foot">
        <button class="button primary" type="submit">
          <Icon name={form === "call" ? "phone" : "send"} />
          {form === "call" ? t("conversation.note_call") : t("conversation.send")}
        </button>
      </div>
    </form>
  );
}

function isRefused({ problems }: ReplyBoxProps): boolean {
  return Object.keys(problems).length > 0;
}

function Fields(props: ReplyBoxProps) {
  const { viewer: { t }, form, values, problems } = props;
  if (form === "call") return <Call {...props} />;
  if (form !== "template") return <Text {...props} />;
  return (
    <>
      <Notice kind="info">
        <p>{t("dialog.window_closed")}</p>
      </Notice>
      <TemplateFields t={t} values={values} problems={problems} />
      {values.text !== "" && <Text {...props} />}
    </>
  );
}

function Call({ viewer: { t }, address }: ReplyBoxProps) {
  return (
    <>
      <p class="muted">{t("conversation.call_lead")}</p>
      <p>
        <a class="dial" href={`tel:${address}`}>{formatPhone(address)}</a>
      </p>
    </>
  );
}

/** No `maxlength`: browsers cut in silence what is pasted. */
function Text({ viewer: { t }, channel, values, problems }: ReplyBoxProps) {
  const problem = problems["message"];
  return (
    <div class="field">
      <label class="visually-hidden" for="message">
        {t("conversation.reply_label", { channel: channel?.name ?? "" })}
      </label>
      <textarea
        class="input"
        id="message"
        name="message"
        rows={3}
        placeholder={t("conversation.reply_label", { channel: channel?.name ?? "" })}
        aria-invalid={problem ? "true" : undefined}
        aria-describedby={describedBy("message", problem)}
        data-shortcut="r"
      >
        {values.text}
      </textarea>
      <Problem id="message-problem" text={problem} />
    </div>
  );
}
