import { page } from "fresh";
import { PageHead } from "@/components/PageHead.tsx";
import { CHANNEL_TYPES } from "@/lib/domain/channel.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { define } from "@/lib/http/define.ts";

export const handler = define.handlers({
  GET({ state }) {
    requireAllowed(state.user, "channel.manage");
    state.title = state.t("channels.new");
    return page({ t: state.t });
  },
});

export default define.page<typeof handler>(function NewChannelPage({ data: { t } }) {
  return (
    <>
      <PageHead
        title={t("channels.new")}
        crumbs={[{ href: "/settings/channels", label: t("channels.title") }]}
      />
      <div class="page-body stack">
        <h1>{t("channels.new_lead")}</h1>
        <ul class="choices">
          {CHANNEL_TYPES.map((type) => (
            <li>
              <a href={`/settings/channels/new/${type}`}>{t(`channel_type.${type}`)}</a>
              <p>{t(`channel_type_about.${type}`)}</p>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
});
