import { page } from "fresh";
import { type ChannelRow, ChannelTable } from "@/components/channels/ChannelTable.tsx";
import { SandboxButton } from "@/components/channels/SandboxButton.tsx";
import { Icon } from "@/components/Icon.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { define } from "@/lib/http/define.ts";
import { readChannelsSeen } from "@/lib/store/channel_log.ts";
import { readTroubles } from "@/lib/store/channel_trouble.ts";
import { listChannels } from "@/lib/store/channels.ts";

const UNSEEN = { inAtMs: null, outAtMs: null };

export const handler = define.handlers({
  async GET({ state }) {
    requireAllowed(state.user, "channel.manage");
    const { kv } = state.deps;
    const channels = await listChannels(kv);
    const ids = channels.map(({ id }) => id);
    const [seen, troubles] = await Promise.all([readChannelsSeen(kv, ids), readTroubles(kv, ids)]);
    state.title = state.t("channels.title");
    const rows: ChannelRow[] = channels.map((channel) => ({
      channel,
      ...(seen.get(channel.id) ?? UNSEEN),
      isTroubled: channel.enabled && troubles.has(channel.id),
    }));
    return page({ viewer: state, rows });
  },
});

export default define.page<typeof handler>(function ChannelsPage({ data: { viewer, rows } }) {
  const { t } = viewer;
  return (
    <>
      <PageHead
        title={t("channels.title")}
        actions={
          <a
            class={rows.length > 0 ? "button primary" : "button"}
            href="/settings/channels/new"
            data-shortcut="c"
          >
            <Icon name="plus" />
            {t("channels.new")}
          </a>
        }
      />
      <div class="page-body wide stack">
        <p class="muted">{t("channels.lead")}</p>
        {rows.length > 0 ? <ChannelTable viewer={viewer} rows={rows} /> : (
          <div class="empty">
            <h2>{t("channels.empty_title")}</h2>
            <p>{t("channels.empty_text")}</p>
            <SandboxButton t={t} />
          </div>
        )}
      </div>
    </>
  );
});
