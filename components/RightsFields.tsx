// The switches of what agents may do, and what someone else has saved of them meanwhile.
import { type Rights, SWITCHED_ACTIONS, type SwitchedAction } from "@/lib/domain/rights.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import { ChangedMeanwhile, savedSwitch } from "./ChangedMeanwhile.tsx";
import { CheckField } from "./Field.tsx";

const WORDS = {
  "contact.block": { label: "rights.block", hint: "rights.block_hint" },
  "contact.merge": { label: "rights.merge", hint: "rights.merge_hint" },
  "contact.delete": { label: "rights.delete", hint: "rights.delete_hint" },
  "import.run": { label: "rights.import", hint: "rights.import_hint" },
} as const satisfies Record<SwitchedAction, unknown>;

export interface RightsFieldsProps {
  t: Translate;
  saved: Rights;
  /** As the switches are: what is saved, or what was entered. */
  entered: Rights;
}

/** What was read stands beside the switches, so that nobody's decision is overwritten unseen. */
export function RightsFields({ t, saved, entered }: RightsFieldsProps) {
  return (
    <fieldset class="rights">
      <legend>{t("rights.legend")}</legend>
      {SWITCHED_ACTIONS.map((action) => (
        <>
          <CheckField
            name={action}
            label={t(WORDS[action].label)}
            hint={t(WORDS[action].hint)}
            checked={entered[action]}
          />
          {saved[action] && <input type="hidden" name="seen" value={action} />}
        </>
      ))}
    </fieldset>
  );
}

export function RightsConflict({ t, saved, entered }: RightsFieldsProps) {
  const fields = SWITCHED_ACTIONS.map((action) =>
    savedSwitch(t, t(WORDS[action].label), { saved: saved[action], entered: entered[action] })
  );
  return <ChangedMeanwhile t={t} fields={fields} />;
}
