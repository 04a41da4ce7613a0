// Says that what comes from a contact, or from some of its addresses, does not arrive: they are under somebody else's block.
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";
import { endWords } from "./BlockBadge.tsx";

export interface KeptOutNoticeProps {
  viewer: Viewer;
  /** Null: nothing of others keeps it out. */
  keptOut: {
    untilMs: number | null;
    /** All that the contact sends, and not only what comes from the addresses. */
    isWhole: boolean;
    addresses: string[];
    /** Whose block it is; null when that contact is gone. */
    contactId: number | null;
  } | null;
}

export function KeptOutNotice({ viewer, keptOut }: KeptOutNoticeProps) {
  if (keptOut === null) return null;
  const { t } = viewer;
  const { untilMs, isWhole, addresses, contactId } = keptOut;
  return (
    <div class="notice error block-state block-banner">
      <Icon name="ban" />
      <div>
        <p>
          <b>
            {untilMs === null
              ? t("block.others_forever")
              : t("block.others_until", { end: endWords(viewer, untilMs) })}
          </b>
        </p>
        <p>{t(isWhole ? "block.others_whole" : "block.others_part")}</p>
        <p>
          <bdi>{addresses.join(", ")}</bdi>
        </p>
        <p>
          {contactId === null
            ? t("block.others_gone")
            : <a href={`/contacts/${contactId}`}>{t("block.others_open", { id: contactId })}</a>}
        </p>
      </div>
    </div>
  );
}
