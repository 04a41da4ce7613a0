// What is done with a contact seldom: a menu at the head of the card.
import type { Translate } from "@/lib/i18n/translate.ts";
import { Icon } from "../Icon.tsx";

export interface CardMoreProps {
  t: Translate;
  /** Where the contact is merged, here only on phones; null for those who may not. */
  mergeHref: string | null;
  /** Where the contact is deleted; null for those who may not. */
  deleteHref: string | null;
}

export function CardMore({ t, mergeHref, deleteHref }: CardMoreProps) {
  if (mergeHref === null && deleteHref === null) return null;
  return (
    <details class={deleteHref === null ? "card-more narrow-only" : "card-more"}>
      <summary class="button">
        <Icon name="chevron-down" />
        {t("trash.more")}
      </summary>
      <div class="card-more-list">
        {mergeHref !== null && (
          <a class="narrow-only" href={mergeHref} data-dialog>
            <Icon name="merge" />
            {t("merge.open")}
          </a>
        )}
        {deleteHref !== null && (
          <a href={deleteHref}>
            <Icon name="trash-2" />
            {t("trash.delete")}
          </a>
        )}
      </div>
    </details>
  );
}
