// Another contact that may be the same person, and why, in words.
import type { ComponentChildren } from "preact";
import { type Contact, contactRow, displayName } from "@/lib/domain/contact.ts";
import type { DuplicateReason } from "@/lib/domain/duplicate_score.ts";
import { formatPhone } from "@/lib/domain/handle.ts";
import { contactName } from "@/lib/i18n/contact_name.ts";
import type { Translate } from "@/lib/i18n/translate.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Avatar } from "../Avatar.tsx";
import { BlockBadge } from "../blocks/BlockBadge.tsx";

export interface SuspectProps {
  viewer: Viewer;
  contact: Contact;
  /** Empty for the one that the others are compared with. */
  reasons: readonly DuplicateReason[];
  /** The contact's card. */
  href: string;
  /** Beside it: what can be done. */
  children?: ComponentChildren;
}

export function Suspect({ viewer, contact, reasons, href, children }: SuspectProps) {
  const { t } = viewer;
  return (
    <div class="suspect">
      <Avatar id={contact.id} name={displayName(contactRow(contact))} />
      <div>
        <a href={href}>
          <bdi>{contactName(t, contact)}</bdi>
        </a>{" "}
        <BlockBadge viewer={viewer} block={contact.block} />
        <HandleLine contact={contact} />
        {reasons.length > 0 && <p class="suspect-reasons">{reasonsText(t, reasons)}</p>}
      </div>
      {children}
    </div>
  );
}

/** Primary phone and e-mail, as far as they are not the name already. */
function HandleLine({ contact }: { contact: Contact }) {
  const { name, phone, email } = contactRow(contact);
  const handles = [phone && formatPhone(phone), email].filter((handle) => handle !== null);
  const shown = name === "" ? handles.slice(1) : handles;
  if (shown.length === 0) return null;
  return <p class="suspect-handles">{shown.map((handle) => <bdi>{handle}</bdi>)}</p>;
}

function reasonsText(t: Translate, reasons: readonly DuplicateReason[]): string {
  return reasons.map((reason) => t(`duplicates.reason.${reason}`)).join(", ");
}
