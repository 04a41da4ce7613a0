import { page } from "fresh";
import { SandboxButton } from "@/components/channels/SandboxButton.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import type { Channel } from "@/lib/domain/channel.ts";
import { isAllowed, requireAllowed } from "@/lib/domain/policy.ts";
import { define } from "@/lib/http/define.ts";
import { listSandboxes } from "@/lib/http/read_sandbox.ts";
import type { Translate } from "@/lib/i18n/translate.ts";

export const handler = define.handlers({
  async GET({ state }) {
    requireAllowed(state.user, "conversation.write");
    state.title = state.t("sandbox.title");
    const channels = await listSandboxes(state.deps.kv);
    return page({ t: state.t, channels, mayCreate: isAllowed(state.user, "channel.manage") });
  },
});

export default define.page<typeof handler>(function SandboxesPage({ data }) {
  const { t, channels, mayCreate } = data;
  return (
    <>
      <PageHead title={t("sandbox.title")} />
      <div class="page-body stack">
        <p class="muted">{t("sandbox.lead")}</p>
        {channels.length > 0 ? <Channels t={t} channels={channels} /> : (
          <div class="empty">
            <h2>{t("sandbox.empty_title")}</h2>
            <p>{t(mayCreate ? "sandbox.empty_text" : "sandbox.empty_ask")}</p>
            {mayCreate && <SandboxButton t={t} />}
          </div>
        )}
      </div>
    </>
  );
});

function Channels({ t, channels }: { t: Translate; channels: Channel[] }) {
  return (
    <ul class="choices">
      {channels.map(({ id, name, type, enabled }) => (
        <li>
          <a href={`/sandbox/${id}`}>{name}</a>
          <p>
            {t(`channel_type.${type}`)}
            {!enabled && <span class="badge warn">{t("channels.off")}</span>}
          </p>
        </li>
      ))}
    </ul>
  );
}
