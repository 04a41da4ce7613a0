import { page } from "fresh";
import { ConversationList } from "@/components/contacts/ConversationsSection.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { belowCardHref, cardHref, listHref, parseListView } from "@/lib/domain/contact_list.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { define, requireSignedIn } from "@/lib/http/define.ts";
import { contactIdOf } from "@/lib/http/path_id.ts";
import { contactName } from "@/lib/i18n/contact_name.ts";
import { listChannels } from "@/lib/store/channels.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { listContactConversations } from "@/lib/store/conversations.ts";

/** Conversations on one page. */
const CONVERSATIONS_SHOWN = 50;

export const handler = define.handlers({
  async GET({ state, params, url }) {
    requireAllowed(requireSignedIn(state), "conversation.read");
    const { kv } = state.deps;
    const id = contactIdOf(params);
    const before = url.searchParams.get("before");
    const [contact, { items, next }, channels] = await Promise.all([
      requireContact(kv, id),
      listContactConversations(kv, id, { limit: CONVERSATIONS_SHOWN, before }),
      listChannels(kv),
    ]);
    const name = contactName(state.t, contact);
    state.title = `${state.t("card.conversations")}: ${name}`;
    const names = { channels: new Map(channels.map((channel) => [channel.id, channel])) };
    const view = parseListView(url.searchParams);
    return page({ viewer: state, id, view, name, items, next, names, isOlder: before !== null });
  },
});

export default define.page<typeof handler>(function ContactConversationsPage({ data }) {
  const { viewer, id, view, name, items, next, names, isOlder } = data;
  const { t } = viewer;
  const here = belowCardHref(id, "conversations", view);
  return (
    <>
      <PageHead
        title={t("card.conversations")}
        crumbs={[
          { href: listHref(view), label: t("contacts.title") },
          { href: cardHref(id, view), label: name },
        ]}
      />
      <div class="page-body stack">
        <h1 class="visually-hidden">{t("card.conversations")}</h1>
        {isOlder && <a href={here}>{t("card.conversations_newest")}</a>}
        {items.length > 0
          ? <ConversationList viewer={viewer} conversations={items} names={names} />
          : <p class="muted">{t("card.conversations_none")}</p>}
        {next && (
          <a href={`${here}${here.includes("?") ? "&" : "?"}before=${next}`}>
            {t("card.conversations_older")}
          </a>
        )}
      </div>
    </>
  );
});
