// What a customer of the sandbox can do: write, call, and tell something about themselves.
import type { ComponentChildren } from "preact";
import { LANGUAGES } from "@/lib/domain/language.ts";
import { formatLanguage } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { describedBy, Field, Problem, SelectField } from "../Field.tsx";
import { Icon, type IconName } from "../Icon.tsx";

export interface SandboxFormProps {
  viewer: Viewer;
  /** Field to text, by the paths of the event. */
  values: Record<string, string>;
  /** Field to sentence. */
  problems: Record<string, string>;
}

/** A text; who writes it stands above it, where that is not known yet. */
export function MessageForm(
  { children, ...props }: SandboxFormProps & { children?: ComponentChildren },
) {
  const { t } = props.viewer;
  return (
    <Form {...props} form="message" icon="send" submit={t("sandbox.send")}>
      {children}
      <TextField {...props} />
    </Form>
  );
}

function TextField({ viewer: { t }, values, problems }: SandboxFormProps) {
  const name = "message.text";
  const problem = problems[name];
  return (
    <div class="field">
      <label for={name}>{t("sandbox.text")}</label>
      <textarea
        class="input"
        id={name}
        name={name}
        rows={3}
        aria-invalid={problem ? "true" : undefined}
        aria-describedby={describedBy(name, problem)}
      >
        {values[name]}
      </textarea>
      <Problem id={`${name}-problem`} text={problem} />
    </div>
  );
}

/** A call to us, as a telephone exchange reports it. */
export function CallForm(
  { children, ...props }: SandboxFormProps & { children?: ComponentChildren },
) {
  const { viewer: { t }, values, problems } = props;
  return (
    <Form {...props} form="call" icon="phone" submit={t("sandbox.call_send")}>
      {children}
      <SelectField
        name="call.outcome"
        label={t("sandbox.outcome")}
        value={values["call.outcome"] ?? ""}
        problem={problems["call.outcome"]}
        options={(["missed", "answered"] as const).map((value) => ({
          value,
          label: t(`sandbox.${value}`),
        }))}
      />
      <Field
        name="call.durationSeconds"
        label={`${t("sandbox.duration")} (${t("form.optional")})`}
        value={values["call.durationSeconds"]}
        problem={problems["call.durationSeconds"]}
        inputMode="numeric"
      />
    </Form>
  );
}

/** What a bot may learn of a customer. */
export function ContactForm(props: SandboxFormProps) {
  const { viewer: { t, locale }, values, problems } = props;
  const field = (name: "name" | "email" | "phone") => ({
    name: `contact.${name}`,
    label: t(`sandbox.${name}`),
    value: values[`contact.${name}`],
    problem: problems[`contact.${name}`],
  });
  return (
    <Form {...props} form="contact" icon="circle-user" submit={t("sandbox.contact_send")}>
      <p class="muted">{t("sandbox.contact_lead")}</p>
      <Field {...field("name")} />
      <Field {...field("email")} type="email" />
      <Field {...field("phone")} type="tel" />
      <SelectField
        name="contact.language"
        label={t("sandbox.language")}
        value={values["contact.language"] ?? ""}
        problem={problems["contact.language"]}
        options={[
          { value: "", label: t("sandbox.language_none") },
          ...LANGUAGES.map((code) => ({ value: code, label: formatLanguage(locale, code) })),
        ]}
      />
    </Form>
  );
}

interface FormProps extends SandboxFormProps {
  form: string;
  icon: IconName;
  submit: string;
  children: ComponentChildren;
}

function Form({ values, form, icon, submit, children }: FormProps) {
  return (
    <form class="form" method="post" noValidate>
      <input type="hidden" name="form" value={form} />
      <input type="hidden" name="token" value={values["token"]} />
      {children}
      <div class="form-foot">
        <button class="button primary" type="submit">
          <Icon name={icon} />
          {submit}
        </button>
      </div>
    </form>
  );
}
