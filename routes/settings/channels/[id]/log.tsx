import { page } from "fresh";
import { ChannelLog } from "@/components/channels/ChannelLog.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { readLogLines } from "@/lib/http/channel_log_text.ts";
import { define } from "@/lib/http/define.ts";
import { requireChannel } from "@/lib/store/channels.ts";

const LINES_PER_PAGE = 50;
const ID = /^[0-9A-Za-z]{1,40}$/;

export const handler = define.handlers({
  async GET({ state, params, url }) {
    requireAllowed(state.user, "channel.manage");
    const channel = await requireChannel(state.deps.kv, params.id ?? "");
    const asked = url.searchParams.get("before") ?? "";
    // What is no id is the first page.
    const before = ID.test(asked) ? asked : null;
    const log = await readLogLines(state, channel.id, { limit: LINES_PER_PAGE, before });
    state.title = state.t("channels.log_of", { name: channel.name });
    return page({ viewer: state, channel, before, ...log });
  },
});

export default define.page<typeof handler>(function ChannelLogPage({ data }) {
  const { viewer, channel, before, lines, next } = data;
  const { t } = viewer;
  const path = `/settings/channels/${channel.id}`;
  return (
    <>
      <PageHead
        title={t("channels.log")}
        crumbs={[
          { href: "/settings/channels", label: t("channels.title") },
          { href: path, label: channel.name },
        ]}
      />
      <div class="page-body wide stack">
        <h1 class="visually-hidden">{t("channels.log_of", { name: channel.name })}</h1>
        <p class="muted">{t("channels.log_lead")}</p>
        <ChannelLog viewer={viewer} lines={lines} />
        {(before !== null || next !== null) && (
          <nav class="row-links" aria-label={t("channels.log")}>
            {before !== null && <a href={`${path}/log`}>{t("channels.log_newest")}</a>}
            {next !== null && <a href={`${path}/log?before=${next}`}>{t("channels.log_older")}</a>}
          </nav>
        )}
      </div>
    </>
  );
});
