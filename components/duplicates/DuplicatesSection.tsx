// On a contact's card: who may be the same person. Renders nothing when nobody may (9.8).
import type { Contact } from "@/lib/domain/contact.ts";
import type { DuplicateReason } from "@/lib/domain/duplicate_score.ts";
import { mergeHref } from "@/lib/domain/duplicate_pair.ts";
import { contactName } from "@/lib/i18n/contact_name.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Suspect } from "./Suspect.tsx";

export interface DuplicatesSectionProps {
  viewer: Viewer;
  contactId: number;
  suspects: readonly { contact: Contact; reasons: readonly DuplicateReason[] }[];
  canMerge: boolean;
  /** The card of another contact. */
  hrefOf: (id: number) => string;
}

export function DuplicatesSection(props: DuplicatesSectionProps) {
  const { viewer, contactId, suspects, canMerge, hrefOf } = props;
  const { t } = viewer;
  return (
    <section
      aria-labelledby="duplicates"
      data-live="card-duplicates"
      hidden={suspects.length === 0}
    >
      <h2 id="duplicates">
        {t("duplicates.on_card")}
        <a href="/contacts/duplicates">{t("duplicates.all")}</a>
      </h2>
      <ul class="suspects">
        {suspects.map(({ contact, reasons }) => (
          <li>
            <Suspect viewer={viewer} contact={contact} reasons={reasons} href={hrefOf(contact.id)}>
              {canMerge && (
                <a
                  class="button"
                  href={mergeHref(contactId, contact.id)}
                  aria-label={t("duplicates.compare_with", { name: contactName(t, contact) })}
                >
                  {t("duplicates.compare")}
                </a>
              )}
            </Suspect>
          </li>
        ))}
      </ul>
    </section>
  );
}
