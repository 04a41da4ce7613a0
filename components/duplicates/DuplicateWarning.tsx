// Above a form that is not saved yet: who it may be already, with everything that can be done about it (5.1).
import type { Contact } from "@/lib/domain/contact.ts";
import { mergeHref } from "@/lib/domain/duplicate_pair.ts";
import type { DuplicateReason } from "@/lib/domain/duplicate_score.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import { Icon } from "../Icon.tsx";
import { Suspect, suspectName } from "./Suspect.tsx";

export interface DuplicateWarningProps {
  t: Translate;
  /** Of the contact that is edited; null of a new one, which has nothing to merge yet. */
  contactId: number | null;
  suspects: readonly { contact: Contact; reasons: readonly DuplicateReason[] }[];
  /** The ids of all suspects: what "Save anyway" posts. */
  seen: string;
}

/** Belongs into the form. */
export function DuplicateWarning({ t, contactId, suspects, seen }: DuplicateWarningProps) {
  return (
    <div class="notice warn" role="alert" tabIndex={-1} autofocus>
      <Icon name="triangle-alert" />
      <div>
        <h2>{t("duplicates.warn_title", { count: suspects.length })}</h2>
        <p>{t(contactId === null ? "duplicates.warn_new" : "duplicates.warn_edit")}</p>
        <ul class="suspects">
          {suspects.map(({ contact, reasons }) => (
            <li>
              <Suspect t={t} contact={contact} reasons={reasons} href={`/contacts/${contact.id}`}>
                <SuspectLinks t={t} contactId={contactId} suspect={contact} />
              </Suspect>
            </li>
          ))}
        </ul>
        <button class="button" type="submit" name="duplicates" value={seen}>
          {t("duplicates.save_anyway")}
        </button>
      </div>
    </div>
  );
}

function SuspectLinks(
  { t, contactId, suspect }: { t: Translate; contactId: number | null; suspect: Contact },
) {
  const name = suspectName(t, suspect);
  return (
    <div class="suspect-links">
      <a
        class="button"
        href={`/contacts/${suspect.id}`}
        aria-label={t("duplicates.open_one", { name })}
      >
        {t("duplicates.open")}
      </a>
      {contactId !== null && (
        <a
          class="button"
          href={mergeHref(contactId, suspect.id)}
          aria-label={t("duplicates.compare_with", { name })}
        >
          {t("duplicates.merge")}
        </a>
      )}
    </div>
  );
}
