// What someone else has saved meanwhile, above a form that keeps what this person has entered.
import type { Translate } from "@/lib/i18n/translate.ts";
import { Notice } from "./Notice.tsx";

export interface SavedField {
  label: string;
  /** As people read it; "" of what is empty. */
  saved: string;
  /** As it is in the form: then there is nothing to tell. */
  isSame: boolean;
}

export function ChangedMeanwhile({ t, fields }: { t: Translate; fields: readonly SavedField[] }) {
  const others = fields.filter(({ isSame }) => !isSame);
  // Of secrets nothing is told: where they alone are different, what can be seen of the rest is.
  const told = others.length > 0 ? others : fields;
  return (
    <Notice kind="warn" role="alert">
      <p>{t("conflict.meanwhile")}</p>
      <dl class="facts">
        {told.map(({ label, saved }) => (
          <>
            <dt>{label}</dt>
            <dd>{saved === "" ? t("conflict.empty") : saved}</dd>
          </>
        ))}
      </dl>
    </Notice>
  );
}

/** A switch that may have been turned. */
export function savedSwitch(
  t: Translate,
  label: string,
  { saved, entered }: { saved: boolean; entered: boolean },
): SavedField {
  return { label, saved: t(saved ? "attribute.yes" : "attribute.no"), isSame: saved === entered };
}
