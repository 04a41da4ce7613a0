// The button that brings back something deleted, beside its name in a list.
import type { Translate } from "@/lib/i18n/translate.ts";
import { Icon } from "./Icon.tsx";

export interface RestoreFormProps {
  t: Translate;
  action: string;
  /** Of what comes back: read out, for many buttons say the same. */
  name: string;
}

export function RestoreForm({ t, action, name }: RestoreFormProps) {
  return (
    <form method="post" action={action}>
      <button class="button" type="submit">
        <Icon name="rotate-ccw" />
        {t("action.restore")}
        <span class="visually-hidden">{` ${name}`}</span>
      </button>
    </form>
  );
}
