// What a contact is called where it is named.
import { type Contact, contactRow, displayName } from "@/lib/domain/contact.ts";
import type { Translate } from "./translate.ts";

/** Its name, else its first e-mail or phone, else "Contact 42" (1.1). */
export function contactName(t: Translate, contact: Contact): string {
  return displayName(contactRow(contact)) ?? t("contact.numbered", { id: String(contact.id) });
}
