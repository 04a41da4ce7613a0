// Previous and next in the list the agent came from (5.4).
import { cardHref, type ContactListView } from "@/lib/domain/contact_list.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon, type IconName } from "../Icon.tsx";

export interface CardStepsProps {
  viewer: Viewer;
  view: ContactListView;
  ids: { previousId: number | null; nextId: number | null };
}

export function CardSteps({ viewer: { t }, view, ids }: CardStepsProps) {
  const { previousId, nextId } = ids;
  const hrefTo = (id: number | null) => id === null ? null : cardHref(id, view);
  return (
    <nav class="card-nav" aria-label={t("contacts.pages")}>
      <Step
        href={hrefTo(previousId)}
        label={t("contact.previous")}
        icon="chevron-left"
        shortcut="k"
      />
      <Step href={hrefTo(nextId)} label={t("contact.next")} icon="chevron-right" shortcut="j" />
    </nav>
  );
}

interface StepProps {
  /** Null at the end of the list: then there is no step. */
  href: string | null;
  label: string;
  icon: IconName;
  shortcut: string;
}

function Step({ href, label, icon, shortcut }: StepProps) {
  if (href === null) return null;
  return (
    <a
      class="button icon-only"
      href={href}
      aria-label={label}
      title={label}
      data-shortcut={shortcut}
    >
      <Icon name={icon} />
    </a>
  );
}
