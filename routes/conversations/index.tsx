import { page } from "fresh";
import { TroubleNotice } from "@/components/channels/TroubleNotice.tsx";
import { ConversationList } from "@/components/conversations/ConversationList.tsx";
import { Icon } from "@/components/Icon.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import Live from "@/islands/Live.tsx";
import type { ConversationStatus } from "@/lib/domain/conversation.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { withQuery } from "@/lib/domain/query_string.ts";
import { define } from "@/lib/http/define.ts";
import { followTopics } from "@/lib/http/live_page.ts";
import { readConversations } from "@/lib/http/read_conversations.ts";
import { readTroubledChannels } from "@/lib/http/read_troubled_channels.ts";
import type { Translate } from "@/lib/i18n/translate.ts";

export const handler = define.handlers({
  async GET({ state, url }) {
    requireAllowed(state.user, "conversation.read");
    const { deps, t } = state;
    const status: ConversationStatus = url.searchParams.get("status") === "closed"
      ? "closed"
      : "open";
    const before = url.searchParams.get("before");
    const live = await followTopics(state, url, [{ kind: "conversations" }]);
    const [list, troubled] = await Promise.all([
      readConversations(deps.kv, { status, before }),
      readTroubledChannels(deps.kv, state),
    ]);
    const isAdmin = state.user?.role === "admin";
    state.title = t("conversations.title");
    return page({
      viewer: state,
      live,
      status,
      isOlder: before !== null,
      troubled,
      isAdmin,
      ...list,
    });
  },
});

export default define.page<typeof handler>(function ConversationsPage({ data }) {
  const { viewer, live, status, isOlder, troubled, isAdmin, items, next } = data;
  const { t } = viewer;
  return (
    <>
      <PageHead
        title={t("conversations.title")}
        aside={<Live {...live} />}
        actions={
          <a class="button primary" href="/dialog" data-shortcut="c">
            <Icon name="message-square-plus" />
            {t("nav.new_dialog")}
          </a>
        }
      />
      <div class="page-body wide">
        <div data-live="channel-troubles">
          <TroubleNotice viewer={viewer} troubled={troubled} isAdmin={isAdmin} />
        </div>
        <StatusTabs t={t} status={status} />
        {/* The way to older ones goes on where the list ends, also after something has come. */}
        <div data-live="conversations">
          {items.length > 0
            ? <ConversationList viewer={viewer} items={items} />
            : <Nothing t={t} status={status} isOlder={isOlder} />}
          <nav class="pages" aria-label={t("conversations.pages")}>
            {isOlder && <a class="button" href={listHref(status)}>{t("conversations.newest")}</a>}
            {next && (
              <a class="button" href={listHref(status, next)} rel="next">
                {t("conversations.older")}
              </a>
            )}
          </nav>
        </div>
      </div>
    </>
  );
});

function StatusTabs({ t, status }: { t: Translate; status: ConversationStatus }) {
  return (
    <nav class="status-tabs" aria-label={t("conversations.status")}>
      <a href={listHref("open")} aria-current={status === "open" ? "page" : "false"}>
        {t("conversations.open")}
      </a>
      <a href={listHref("closed")} aria-current={status === "closed" ? "page" : "false"}>
        {t("conversations.closed")}
      </a>
    </nav>
  );
}

interface NothingProps {
  t: Translate;
  status: ConversationStatus;
  isOlder: boolean;
}

function Nothing({ t, status, isOlder }: NothingProps) {
  if (isOlder) return <p class="muted">{t("conversations.none_older")}</p>;
  return (
    <div class="empty">
      <h2>{t(`conversations.none_${status}_title`)}</h2>
      <p>{t(`conversations.none_${status}_text`)}</p>
    </div>
  );
}

function listHref(status: ConversationStatus, before?: string): string {
  const kept: [string, string][] = status === "closed" ? [["status", status]] : [];
  return withQuery("/conversations", before ? [...kept, ["before", before]] : kept);
}
