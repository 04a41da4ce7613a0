// One group of the queue: who would be kept, and each of the others with what can be done about it (9.8).
import type { Contact } from "@/lib/domain/contact.ts";
import { mergeHref } from "@/lib/domain/duplicate_pair.ts";
import type { DuplicateReason, DuplicateScore } from "@/lib/domain/duplicate_score.ts";
import { contactName } from "@/lib/i18n/contact_name.ts";
import { formatDate } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { Icon } from "../Icon.tsx";
import { Suspect } from "./Suspect.tsx";

export interface GroupMember {
  contact: Contact;
  intoId: number;
  /** Of whom the button says that they are somebody else. */
  suspectIds: readonly number[];
  level: DuplicateScore["level"];
  reasons: readonly DuplicateReason[];
}

export interface DuplicateGroupCardProps {
  viewer: Viewer;
  keeper: Contact;
  members: readonly GroupMember[];
  canMerge: boolean;
  /** The first of the page: the keys are for it. */
  isFirst: boolean;
  /** Where the buttons post to. */
  action: string;
  /** The queue after this group. */
  skipHref: string;
}

export function DuplicateGroupCard(props: DuplicateGroupCardProps) {
  const { viewer, keeper, members, isFirst, skipHref } = props;
  const { t } = viewer;
  const name = contactName(t, keeper);
  const [first] = members;
  const title = members.length === 1 && first
    ? t("duplicates.pair", { name, other: contactName(t, first.contact) })
    : t("duplicates.group", { name, count: members.length });
  return (
    <section class="duplicate-group" aria-labelledby={`group-${keeper.id}`}>
      <header>
        <h2 id={`group-${keeper.id}`}>
          {title}
        </h2>
        <a
          class="button quiet"
          href={skipHref}
          aria-label={t("duplicates.skip_of", { name: title })}
          data-shortcut={isFirst ? "s" : undefined}
          aria-current="false"
        >
          {t("duplicates.skip")}
        </a>
      </header>
      <Suspect viewer={viewer} contact={keeper} reasons={[]} href={`/contacts/${keeper.id}`}>
        <Facts viewer={viewer} contact={keeper} badge={t("duplicates.kept")} />
      </Suspect>
      {members.map((member, at) => (
        <OneMember {...props} member={member} hasKeys={isFirst && at === 0} />
      ))}
    </section>
  );
}

function OneMember(
  { viewer, member, ...props }: DuplicateGroupCardProps & {
    member: GroupMember;
    hasKeys: boolean;
  },
) {
  const { t } = viewer;
  const { contact, level, reasons } = member;
  return (
    <Suspect viewer={viewer} contact={contact} reasons={reasons} href={`/contacts/${contact.id}`}>
      <Facts
        viewer={viewer}
        contact={contact}
        badge={t(`duplicates.${level}`)}
        badgeClass={level === "likely" ? "warn" : ""}
      />
      <Choices {...props} viewer={viewer} member={member} />
    </Suspect>
  );
}

function Choices(
  { viewer: { t }, keeper, member, canMerge, action, hasKeys }:
    & Omit<DuplicateGroupCardProps, "members" | "isFirst" | "skipHref">
    & { member: GroupMember; hasKeys: boolean },
) {
  const { contact, intoId, suspectIds } = member;
  const [name, other] = [contactName(t, keeper), contactName(t, contact)];
  return (
    <form class="duplicate-choices" method="post" action={action}>
      <input type="hidden" name="contact" value={contact.id} />
      {suspectIds.map((id) => <input type="hidden" name="other" value={id} />)}
      {canMerge && (
        <a
          class="button"
          href={mergeHref(intoId, contact.id)}
          aria-label={t("duplicates.merge_of", { name, other })}
          data-shortcut={hasKeys ? "m" : undefined}
        >
          <Icon name="merge" />
          {t("duplicates.merge")}
        </a>
      )}
      <button
        class="button"
        type="submit"
        aria-label={t("duplicates.not_of", { name, other })}
        data-shortcut={hasKeys ? "n" : undefined}
      >
        {t("duplicates.not")}
      </button>
    </form>
  );
}

function Facts(
  { viewer, contact, badge, badgeClass = "ok" }: {
    viewer: Viewer;
    contact: Contact;
    badge: string;
    badgeClass?: string;
  },
) {
  const { t, locale, timeZone } = viewer;
  const count = contact.conversationCount ?? 0;
  return (
    <p class="suspect-facts">
      <span class={`badge ${badgeClass}`}>{badge}</span>
      {t("duplicates.facts", {
        conversations: t("duplicates.conversations", { count }),
        date: formatDate(locale, timeZone, contact.createdAtMs),
      })}
    </p>
  );
}
