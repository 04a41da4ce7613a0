import { page } from "fresh";
import { PastBlocks } from "@/components/blocks/PastBlocks.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { cardHref, listHref, parseListView } from "@/lib/domain/contact_list.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { define, requireSignedIn } from "@/lib/http/define.ts";
import { contactIdOf } from "@/lib/http/path_id.ts";
import { blockUserIds, cardBlocks } from "@/lib/http/read_blocks.ts";
import { readUserNames } from "@/lib/http/read_user_names.ts";
import { contactName } from "@/lib/i18n/contact_name.ts";
import { listPastBlocks, readAttempts } from "@/lib/store/blocks.ts";
import { requireContact } from "@/lib/store/contacts.ts";

/** More than anyone has. */
const BLOCKS_SHOWN_MAX = 500;

export const handler = define.handlers({
  async GET({ state, params, url }) {
    requireAllowed(requireSignedIn(state), "contact.read");
    const { deps: { kv }, nowMs } = state;
    const id = contactIdOf(params);
    const [contact, past] = await Promise.all([
      requireContact(kv, id),
      listPastBlocks(kv, id, { limit: BLOCKS_SHOWN_MAX }),
    ]);
    const [tally, users] = await Promise.all([
      contact.block ? readAttempts(kv, contact.block.id) : null,
      readUserNames(kv, new Set(blockUserIds(contact, past))),
    ]);
    const blocks = cardBlocks(contact, { past, tally, nowMs });
    const name = contactName(state.t, contact);
    state.title = `${state.t("block.history_title")}: ${name}`;
    const view = parseListView(url.searchParams);
    return page({ viewer: state, id, view, name, past: blocks.past, users });
  },
});

export default define.page<typeof handler>(function BlocksPage({ data }) {
  const { viewer, id, view, name, past, users } = data;
  const { t } = viewer;
  return (
    <>
      <PageHead
        title={t("block.history_title")}
        crumbs={[
          { href: listHref(view), label: t("contacts.title") },
          { href: cardHref(id, view), label: name },
        ]}
      />
      <div class="page-body stack">
        <h1 class="visually-hidden">{t("block.history_title")}</h1>
        {past.length > 0
          ? <PastBlocks viewer={viewer} past={past} users={users} />
          : <p class="muted">{t("block.history_none")}</p>}
      </div>
    </>
  );
});
