// A field for a new password, with the rule as its hint.
import { PASSWORD_CHARS_MIN } from "@/lib/domain/password.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import { Field } from "../Field.tsx";

export interface NewPasswordFieldProps {
  t: Translate;
  name: string;
  problem?: string;
}

/** Longer than is allowed may be typed or pasted, so that it is said instead of cut. */
export function NewPasswordField({ t, name, problem }: NewPasswordFieldProps) {
  return (
    <Field
      name={name}
      type="password"
      label={t("password.new")}
      hint={t("password.hint", { min: PASSWORD_CHARS_MIN })}
      autocomplete="new-password"
      required
      problem={problem}
    />
  );
}
