// What is done with a contact seldom: a menu at the head of the card.
import type { ComponentChildren } from "preact";
import type { Translate } from "@/lib/i18n/translate.ts";
import { Icon } from "../Icon.tsx";

export interface CardMoreProps {
  t: Translate;
  /** Where the contact is deleted; null for those who may not. */
  deleteHref: string | null;
  /** Further links, before it. */
  children?: ComponentChildren;
}

export function CardMore({ t, deleteHref, children }: CardMoreProps) {
  if (deleteHref === null && !children) return null;
  return (
    <details class="card-more">
      <summary class="button">
        <Icon name="chevron-down" />
        {t("trash.more")}
      </summary>
      <div class="card-more-list">
        {children}
        {deleteHref && (
          <a href={deleteHref}>
            <Icon name="trash-2" />
            {t("trash.delete")}
          </a>
        )}
      </div>
    </details>
  );
}
