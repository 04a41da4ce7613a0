// In a form that is not saved yet: who it may be already, with everything that can be done about it (5.1).
import type { ComponentChildren } from "preact";
import type { Contact } from "@/lib/domain/contact.ts";
import { mergeHref } from "@/lib/domain/duplicate_pair.ts";
import type { DuplicateReason } from "@/lib/domain/duplicate_score.ts";
import { contactName } from "@/lib/i18n/contact_name.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";
import { Suspect } from "./Suspect.tsx";

export interface DuplicateWarningProps {
  viewer: Viewer;
  /** Of the contact that is edited; null of a new one. */
  contactId: number | null;
  suspects: readonly { contact: Contact; reasons: readonly DuplicateReason[] }[];
  /** The ids of all suspects: what "Save anyway" posts. Null where an address of theirs will not let it. */
  seen: string | null;
  canMerge: boolean;
}

/** Above the form that has come back. */
export function DuplicateWarning(props: DuplicateWarningProps) {
  const { viewer: { t }, contactId } = props;
  return (
    <div class="notice warn" role="alert" tabIndex={-1} autofocus>
      <Suspects {...props}>
        {t(contactId === null ? "duplicates.warn_new" : "duplicates.warn_edit")}
      </Suspects>
    </div>
  );
}

/** Beside the fields, while they are filled in. */
export function DuplicateNotice(props: DuplicateWarningProps) {
  return (
    <div class="notice warn">
      <Suspects {...props}>{props.seen === null && props.viewer.t("duplicates.taken")}</Suspects>
    </div>
  );
}

function Suspects({ children, ...props }: DuplicateWarningProps & { children: ComponentChildren }) {
  const { viewer, suspects, seen } = props;
  const { t } = viewer;
  return (
    <>
      <Icon name="triangle-alert" />
      <div>
        <h2>{t("duplicates.warn_title", { count: suspects.length })}</h2>
        {children && <p>{children}</p>}
        <ul class="suspects">
          {suspects.map(({ contact, reasons }) => (
            <li>
              <Suspect
                viewer={viewer}
                contact={contact}
                reasons={reasons}
                href={`/contacts/${contact.id}`}
              >
                <Choices {...props} suspect={contact} />
              </Suspect>
            </li>
          ))}
        </ul>
        {seen !== null && (
          <button class="button" type="submit" name="duplicates" value={seen}>
            {t("duplicates.save_anyway")}
          </button>
        )}
      </div>
    </>
  );
}

/** Whoever opens another contact keeps the form: it is in no address, and going back might not bring it back. */
function Choices(
  { viewer: { t }, contactId, suspect, seen, canMerge }: DuplicateWarningProps & {
    suspect: Contact;
  },
) {
  const name = contactName(t, suspect);
  return (
    <div class="suspect-links">
      <a
        class="button"
        href={`/contacts/${suspect.id}`}
        target="_blank"
        aria-label={t("duplicates.open_one", { name })}
      >
        {t("duplicates.open")}
      </a>
      {canMerge && seen !== null && (
        <button
          class="button"
          type="submit"
          name="mergeWith"
          value={suspect.id}
          aria-label={t("duplicates.save_and_merge_with", { name })}
        >
          {t("duplicates.save_and_merge")}
        </button>
      )}
      {canMerge && seen === null && contactId !== null && (
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
