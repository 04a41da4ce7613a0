// The switches of what agents may do.
import { type Rights, SWITCHED_ACTIONS, type SwitchedAction } from "@/lib/domain/rights.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import { CheckField } from "./Field.tsx";

const WORDS = {
  "contact.block": { label: "rights.block", hint: "rights.block_hint" },
  "contact.merge": { label: "rights.merge", hint: "rights.merge_hint" },
  "contact.delete": { label: "rights.delete", hint: "rights.delete_hint" },
  "import.run": { label: "rights.import", hint: "rights.import_hint" },
} as const satisfies Record<SwitchedAction, unknown>;

/** What was read stands beside the switches, so that nobody's decision is overwritten unseen. */
export function RightsFields({ t, rights }: { t: Translate; rights: Rights }) {
  return (
    <fieldset class="rights">
      <legend>{t("rights.legend")}</legend>
      {SWITCHED_ACTIONS.map((action) => (
        <>
          <CheckField
            name={action}
            label={t(WORDS[action].label)}
            hint={t(WORDS[action].hint)}
            checked={rights[action]}
          />
          {rights[action] && <input type="hidden" name="seen" value={action} />}
        </>
      ))}
    </fieldset>
  );
}
