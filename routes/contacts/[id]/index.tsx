import { page } from "fresh";
import { Icon, type IconName } from "@/components/Icon.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { ContactCard } from "@/components/contacts/ContactCard.tsx";
import { SegmentReasons } from "@/components/contacts/SegmentReasons.tsx";
import { Timeline } from "@/components/contacts/Timeline.tsx";
import CopyButton from "@/islands/CopyButton.tsx";
import { contactRow, displayName } from "@/lib/domain/contact.ts";
import {
  cardHref,
  type ContactListView,
  editHref,
  listHref,
  parseListView,
} from "@/lib/domain/contact_list.ts";
import { define, requireSignedIn } from "@/lib/http/define.ts";
import { contactIdOf } from "@/lib/http/path_id.ts";
import { readCard } from "@/lib/http/read_card.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const id = contactIdOf(ctx.params);
    const view = parseListView(url.searchParams);
    const before = url.searchParams.get("before");
    const reader = { ...state.deps, ...state, principal: requireSignedIn(state) };
    const card = await readCard(reader, { id, view, before });
    const name = displayName(contactRow(card.contact)) ??
      state.t("contact.numbered", { id: String(id) });
    state.title = name;
    return page({ viewer: state, view, name, isOlder: before !== null, ...card });
  },
});

export default define.page<typeof handler>(function ContactPage({ data }) {
  const { viewer, view, name, contact, tags, timeline } = data;
  const { t } = viewer;
  const cardPath = cardHref(contact.id, view);
  return (
    <>
      <PageHead
        title={name}
        crumbs={[{ href: listHref(view), label: t("contacts.title") }]}
        actions={
          <>
            <Neighbours viewer={viewer} view={view} ids={data.neighbours} />
            <a class="button primary" href={editHref(contact.id, view)} data-shortcut="e">
              <Icon name="pencil" />
              {t("contact.edit")}
            </a>
          </>
        }
      />
      <div class="card">
        <ContactCard
          viewer={viewer}
          contact={contact}
          tags={tags}
          editHref={editHref(contact.id, view)}
          copy={(value) => (
            <CopyButton
              value={value}
              label={t("contact.copy", { value })}
              done={t("contact.copied")}
            />
          )}
        >
          <SegmentReasons
            viewer={viewer}
            reasons={data.reasons}
            openId={view.segmentId}
            hrefOf={(segmentId) => cardHref(contact.id, { ...view, segmentId, filter: "" })}
          />
        </ContactCard>
        <Timeline
          viewer={viewer}
          events={timeline.events}
          userNames={data.userNames}
          tagNames={data.tagNames}
          olderHref={timeline.next && `${withParam(cardPath, "before", timeline.next)}#timeline`}
          newestHref={data.isOlder ? `${cardPath}#timeline` : null}
        />
      </div>
    </>
  );
});

interface NeighboursProps {
  viewer: Viewer;
  view: ContactListView;
  ids: { previousId: number | null; nextId: number | null };
}

/** Previous and next in the list the agent came from (5.4). */
function Neighbours({ viewer: { t }, view, ids }: NeighboursProps) {
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

function withParam(path: string, name: string, value: string): string {
  const separator = path.includes("?") ? "&" : "?";
  return `${path}${separator}${name}=${encodeURIComponent(value)}`;
}
