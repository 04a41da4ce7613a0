// What can be done with a contact, at the head of its card: what this person may not do is left out.
import type { Contact } from "@/lib/domain/contact.ts";
import type { Rights } from "@/lib/domain/rights.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { BlockLink } from "../blocks/BlockLink.tsx";
import { Icon } from "../Icon.tsx";
import { CardMore } from "./CardMore.tsx";

export interface CardActionsProps {
  viewer: Viewer;
  contact: Pick<Contact, "block">;
  rights: Rights;
  /** Whether any channel can be used. */
  canWrite: boolean;
  /** The page of each action. */
  hrefs: Record<"dialog" | "edit" | "merge" | "block" | "delete", string>;
}

export function CardActions({ viewer, contact, rights, canWrite, hrefs }: CardActionsProps) {
  const { t } = viewer;
  const { "contact.merge": mayMerge, "contact.block": mayBlock, "contact.delete": mayDelete } =
    rights;
  return (
    <>
      <DialogLink viewer={viewer} href={hrefs.dialog} canWrite={canWrite} />
      <a class="button" href={hrefs.edit} data-shortcut="e">
        <Icon name="pencil" />
        {t("contact.edit")}
      </a>
      {mayMerge && (
        <a class="button wide-only" href={hrefs.merge} data-dialog data-shortcut="m">
          <Icon name="merge" />
          {t("merge.open")}
        </a>
      )}
      {mayBlock && <BlockLink viewer={viewer} block={contact.block} href={hrefs.block} />}
      <CardMore
        t={t}
        mergeHref={mayMerge ? hrefs.merge : null}
        deleteHref={mayDelete ? hrefs.delete : null}
      />
    </>
  );
}

/** A dialog is offered where a channel can be used (11.1); elsewhere the page that says why none can. */
function DialogLink(
  { viewer: { t }, href, canWrite }: { viewer: Viewer; href: string; canWrite: boolean },
) {
  if (!canWrite) return <a class="button quiet" href={href}>{t("dialog.why_not")}</a>;
  return (
    <a class="button primary" href={href} data-dialog data-shortcut="d">
      <Icon name="message-square-plus" />
      {t("dialog.title")}
    </a>
  );
}
