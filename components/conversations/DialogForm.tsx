// The form of a new dialog: where to write, and what. Each way shows its own fields by style alone, so that it needs
// neither a script nor a second page.
import type { Channel } from "@/lib/domain/channel.ts";
import type { WriteFix, WriteForm, WriteProblem, WriteWay } from "@/lib/domain/write_first.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { channelIcon } from "../channel_icon.ts";
import { describedBy, Field, Problem } from "../Field.tsx";
import { Icon } from "../Icon.tsx";
import { ErrorSummary, Notice } from "../Notice.tsx";
import { addressText, ChannelName } from "./pieces.tsx";
import { TemplateFields } from "./TemplateFields.tsx";

export interface DialogFormProps {
  viewer: Viewer;
  action: string;
  cancelHref: string;
  /** Whom it is to, when nobody has the address yet. */
  to?: string;
  usable: { via: string; channel: Channel; way: WriteWay; label: string }[];
  unusable: {
    channel: Channel;
    problem: WriteProblem;
    fix: WriteFix | null;
    fixHref: string | null;
  }[];
  values: {
    via: string;
    text: string;
    subject: string;
    template: string;
    variables: string;
    onceKey: string;
  };
  /** By field, as finished sentences. */
  problems: Record<string, string>;
}

export function DialogForm(props: DialogFormProps) {
  const { viewer: { t }, usable, unusable } = props;
  return (
    <div class="dialog-form" id="dialog-form">
      <ErrorSummary title={t("form.problems")} problems={props.problems} />
      {usable.length > 0 ? <Write {...props} /> : <NoWay {...props} />}
      {unusable.length > 0 && <Unusable {...props} />}
    </div>
  );
}

function NoWay({ viewer: { t }, unusable, cancelHref }: DialogFormProps) {
  return (
    <div class="section">
      {unusable.length === 0 ? <p>{t("dialog.no_channels")}</p> : (
        <Notice kind="info">
          <h2>{t("dialog.none_title")}</h2>
          <p>{t("dialog.none_text")}</p>
        </Notice>
      )}
      <div class="form-foot">
        <a class="button" href={cancelHref} data-cancel>{t("action.cancel")}</a>
      </div>
    </div>
  );
}

function Write(props: DialogFormProps) {
  const { viewer: { t }, action, cancelHref, to, values, problems } = props;
  const forms = new Set(props.usable.map(({ way }) => way.form));
  return (
    <form class="form" method="post" action={action}>
      <input type="hidden" name="onceKey" value={values.onceKey} />
      {to !== undefined && <input type="hidden" name="to" value={to} />}
      <WayRows {...props} />
      {forms.has("email") && (
        <div class="for-email">
          <Field
            name="subject"
            label={t("dialog.subject")}
            value={values.subject}
            problem={problems["subject"]}
          />
        </div>
      )}
      {forms.has("template") && (
        <div class="for-template form">
          <p class="muted">{t("dialog.window_closed")}</p>
          <TemplateFields t={t} values={values} problems={problems} />
        </div>
      )}
      {(forms.has("text") || forms.has("email")) && <Text {...props} />}
      {forms.has("call") && <p class="for-call muted">{t("dialog.call_lead")}</p>}
      <div class="form-foot">
        <a class="button" href={cancelHref} data-cancel>{t("action.cancel")}</a>
        <button class="button primary" type="submit">
          <span class="for-writing">{t("dialog.send")}</span>
          {forms.has("call") && <span class="for-call">{t("dialog.call")}</span>}
        </button>
      </div>
    </form>
  );
}

function WayRows({ viewer, usable, values, problems }: DialogFormProps) {
  const { t } = viewer;
  const problem = problems["via"];
  return (
    <fieldset class="field" id="via" aria-describedby={describedBy("via", problem)}>
      <legend>{t("dialog.channels")}</legend>
      {usable.map(({ via, channel, way, label }) => (
        <label class="way">
          <input
            type="radio"
            name="via"
            value={via}
            checked={via === values.via}
            data-form={shownForm(way)}
          />
          <span class="way-name">
            <ChannelName t={t} channel={channel} />
          </span>
          <span class="way-address">
            {addressText(channel, label)}
            {way.thread && (
              <span class="hint">
                {way.thread.status === "open" ? t("dialog.goes_on") : t("dialog.reopens")}
              </span>
            )}
          </span>
        </label>
      ))}
      <Problem id="via-problem" text={problem} />
    </fieldset>
  );
}

/** An e-mail in a conversation that goes on has its subject already. */
function shownForm({ form, thread }: WriteWay): WriteForm {
  return form === "email" && thread !== null ? "text" : form;
}

/** No `maxlength`: browsers cut in silence what is pasted. */
function Text({ viewer: { t }, values, problems }: DialogFormProps) {
  const problem = problems["message"];
  return (
    <div class="field for-text">
      <label for="message">{t("dialog.text")}</label>
      <textarea
        class="input"
        id="message"
        name="message"
        rows={5}
        aria-invalid={problem ? "true" : undefined}
        aria-describedby={describedBy("message", problem)}
      >
        {values.text}
      </textarea>
      <Problem id="message-problem" text={problem} />
    </div>
  );
}

function Unusable({ viewer: { t }, unusable }: DialogFormProps) {
  return (
    <section class="unusable" aria-labelledby="unusable">
      <h2 id="unusable">{t("dialog.unusable")}</h2>
      <ul>
        {unusable.map(({ channel, problem, fix, fixHref }) => (
          <li>
            <Icon name={channelIcon(channel.type)} />
            <span>
              <b>{channel.name}</b>: {t(`problem.${problem}`)}{" "}
              {fixHref && <a href={fixHref}>{fixText(t, problem)}</a>}
              {fix === "channel" && !fixHref && t("channels.ask_admin")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function fixText(t: Viewer["t"], problem: WriteProblem): string {
  if (problem === "no_phone" || problem === "no_plain_phone") return t("dialog.fix.contact_phone");
  if (problem === "no_email") return t("dialog.fix.contact_email");
  return t("dialog.fix.channel");
}
