import { page } from "fresh";
import { BlockSection } from "@/components/blocks/BlockSection.tsx";
import { KeptOutNotice } from "@/components/blocks/KeptOutNotice.tsx";
import { BlockHistory } from "@/components/blocks/PastBlocks.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { MergeNotices } from "@/components/merge/MergeNotices.tsx";
import { AttributesSection } from "@/components/contacts/AttributesSection.tsx";
import { CardActions } from "@/components/contacts/CardActions.tsx";
import { CardSteps } from "@/components/contacts/CardSteps.tsx";
import { ContactMain } from "@/components/contacts/ContactMain.tsx";
import { ConversationsSection } from "@/components/contacts/ConversationsSection.tsx";
import { DuplicatesSection } from "@/components/duplicates/DuplicatesSection.tsx";
import { SegmentReasons } from "@/components/contacts/SegmentReasons.tsx";
import type { NoteDesk } from "@/components/notes/NoteBox.tsx";
import { NoteComposer } from "@/components/notes/NoteComposer.tsx";
import { PinnedNote } from "@/components/notes/PinnedNote.tsx";
import { Timeline } from "@/components/timeline/Timeline.tsx";
import AttributeEditor from "@/islands/AttributeEditor.tsx";
import ContactFinder from "@/islands/ContactFinder.tsx";
import CopyButtons from "@/islands/CopyButtons.tsx";
import Live from "@/islands/Live.tsx";
import PageDialog from "@/islands/PageDialog.tsx";
import { resumeMergeOf } from "@/lib/actions/work_on_merges.ts";
import {
  belowCardHref,
  cardHref,
  type ContactListView,
  editHref,
  listHref,
  parseListView,
} from "@/lib/domain/contact_list.ts";
import { attributesHref } from "@/lib/http/attribute_page.ts";
import type { Rights } from "@/lib/domain/rights.ts";
import { define, requireSignedIn } from "@/lib/http/define.ts";
import { followTopics } from "@/lib/http/live_page.ts";
import { mergeHref } from "@/lib/http/merge_form.ts";
import { readMergeNews } from "@/lib/http/merge_news.ts";
import { noteDesk } from "@/lib/http/note_pages.ts";
import { contactIdOf } from "@/lib/http/path_id.ts";
import { type Card, readCard, unclaimedName } from "@/lib/http/read_card.ts";
import { readWays } from "@/lib/http/read_ways.ts";
import { rightsFor } from "@/lib/http/rights.ts";
import { undoDesk } from "@/lib/http/undo_pages.ts";
import { contactName } from "@/lib/i18n/contact_name.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

export const handler = define.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const id = contactIdOf(ctx.params);
    const view = parseListView(url.searchParams);
    const before = url.searchParams.get("before");
    const principal = requireSignedIn(state);
    const live = await followTopics(state, url, [{ kind: "contact", id }]);
    const card = await readCard({ ...state.deps, ...state, principal }, { id, view, before });
    const [{ usable }, rights, news] = await Promise.all([
      readWays(state.deps.kv, card.contact, state),
      rightsFor(state),
      readMergeNews(state.deps.kv, id, url),
    ]);
    const name = contactName(state.t, card.contact);
    state.title = name;
    const onceKey = state.deps.newId();
    state.deps.background(() => resumeMergeOf(state.deps, id));
    const desk = noteDesk({ viewer: state, principal, contactId: id, view });
    const isOlder = before !== null;
    const canWrite = usable.length > 0;
    const seen = { viewer: state, live, desk, rights, view, name, news, card };
    return page({ ...seen, isOlder, canWrite, onceKey });
  },
});

interface CardProps {
  viewer: Viewer;
  view: ContactListView;
  card: Card;
  /** What this person may do. */
  rights: Rights;
}

export default define.page<typeof handler>(function ContactPage({ data }) {
  const { viewer, view, name, card, rights } = data;
  const { t } = viewer;
  const { contact } = card;
  return (
    <>
      <PageHead
        title={name}
        crumbs={[{ href: listHref(view), label: t("contacts.title") }]}
        actions={
          <>
            <Live {...data.live} />
            <CardSteps viewer={viewer} view={view} ids={card.neighbours} />
            <CardActions
              viewer={viewer}
              contact={contact}
              rights={rights}
              canWrite={data.canWrite}
              hrefs={{
                dialog: belowCardHref(contact.id, "dialog", view),
                edit: editHref(contact.id, view),
                merge: mergeHref(contact.id, view),
                block: belowCardHref(contact.id, "block", view),
                delete: belowCardHref(contact.id, "delete", view),
              }}
            />
          </>
        }
      />
      <div data-live="merge-notices">
        <MergeNotices viewer={viewer} news={data.news} href={cardHref(contact.id, view)} />
      </div>
      <div class="card">
        <CardParts viewer={viewer} />
        <Who {...data} />
        <Beside {...data} />
        <Story {...data} />
      </div>
      <PageDialog failed={t("dialog.failed")} />
      <CopyButtons done={t("contact.copied")} />
      {rights["contact.merge"] && <ContactFinder />}
    </>
  );
});

/** Where one column is all there is room for. */
function CardParts({ viewer: { t } }: { viewer: Viewer }) {
  return (
    <nav class="card-parts" aria-label={t("card.parts")}>
      <a href="#conversations">{t("card.conversations")}</a>
      <a href="#attributes">{t("attributes.title")}</a>
      <a href="#notes">{t("notes.title")}</a>
      <a href="#timeline">{t("contact.timeline")}</a>
    </nav>
  );
}

function Who({ viewer, view, card, rights }: CardProps) {
  const { t } = viewer;
  const { contact, tags, names, owners, attributes } = card;
  return (
    <section class="card-who" aria-label={t("contact.main")}>
      <div data-live="card-main">
        <ContactMain
          viewer={viewer}
          contact={contact}
          tags={tags}
          channels={names.channels}
          ownerOf={(address) => owners.get(unclaimedName(address)) ?? null}
          editHref={editHref(contact.id, view)}
        >
          <Blocked viewer={viewer} view={view} card={card} rights={rights} />
        </ContactMain>
      </div>
      <AttributesSection
        viewer={viewer}
        attributes={attributes}
        hrefOf={(key) => attributesHref(contact.id, key, view)}
      />
      <AttributeEditor failed={t("attributes.save_failed")} />
    </section>
  );
}

function Blocked({ viewer, view, card, rights }: CardProps) {
  const { contact, blocks: { current }, names } = card;
  if (current === null) return <KeptOutNotice viewer={viewer} keptOut={card.keptOut} />;
  const { block, tally } = current;
  return (
    <BlockSection
      viewer={viewer}
      block={block}
      tally={tally}
      userName={names.users.get(block.byUserId) ?? viewer.t("actor.unknown")}
      unblockAction={rights["contact.block"] ? belowCardHref(contact.id, "unblock", view) : null}
    />
  );
}

function Beside({ viewer, view, card, rights }: CardProps) {
  const { contact, conversations, names, reasons, blocks } = card;
  return (
    <div class="card-beside">
      <ConversationsSection
        viewer={viewer}
        conversations={conversations.items}
        names={names}
        count={contact.conversationCount ?? 0}
        allHref={conversations.hasMore ? belowCardHref(contact.id, "conversations", view) : null}
      />
      <DuplicatesSection
        viewer={viewer}
        contactId={contact.id}
        suspects={card.suspects}
        canMerge={rights["contact.merge"]}
        hrefOf={(id) => cardHref(id, view)}
      />
      <SegmentReasons
        viewer={viewer}
        reasons={reasons}
        openId={view.segmentId}
        hrefOf={(segmentId) => cardHref(contact.id, { ...view, segmentId, filter: "" })}
      />
      <div data-live="card-blocks">
        <BlockHistory
          viewer={viewer}
          past={blocks.past}
          users={names.users}
          allHref={blocks.hasMore ? belowCardHref(contact.id, "blocks", view) : null}
        />
      </div>
    </div>
  );
}

interface StoryProps extends CardProps {
  desk: NoteDesk;
  isOlder: boolean;
  onceKey: string;
}

function Story({ viewer, desk, view, card, rights, isOlder, onceKey }: StoryProps) {
  const { t } = viewer;
  const { contact, timeline, notes, pinned, names } = card;
  const cardPath = cardHref(contact.id, view);
  const writer = pinned && names.users.get(pinned.authorUserId);
  return (
    <section class="card-story" aria-labelledby="timeline">
      <div id="notes">
        <NoteComposer
          viewer={viewer}
          action={belowCardHref(contact.id, "notes", view)}
          onceKey={onceKey}
          allHref={belowCardHref(contact.id, "notes", view)}
        />
      </div>
      <h2 class="visually-hidden" id="timeline">{t("contact.timeline")}</h2>
      <div data-live="card-timeline">
        {pinned && (
          <PinnedNote
            desk={desk}
            note={pinned}
            authorName={writer ?? t("actor.unknown")}
            heading="h3"
          />
        )}
        <Timeline
          desk={desk}
          undo={undoDesk({ viewer, principal: desk.principal, rights, view })}
          names={names}
          entries={timeline.entries}
          notes={notes}
          pinned={pinned}
          olderHref={timeline.next && `${withParam(cardPath, "before", timeline.next)}#timeline`}
          newestHref={isOlder ? `${cardPath}#timeline` : null}
        />
      </div>
    </section>
  );
}

function withParam(path: string, name: string, value: string): string {
  const separator = path.includes("?") ? "&" : "?";
  return `${path}${separator}${name}=${encodeURIComponent(value)}`;
}
