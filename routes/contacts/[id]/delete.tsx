import { page } from "fresh";
import { PageHead } from "@/components/PageHead.tsx";
import { deleteContact } from "@/lib/actions/delete_contact.ts";
import { isBlocked } from "@/lib/domain/block.ts";
import { cardHref, listHref, parseListView } from "@/lib/domain/contact_list.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { contactIdOf } from "@/lib/http/path_id.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { requireRight } from "@/lib/http/rights.ts";
import { deletedJustNow, shortName } from "@/lib/http/trash_pages.ts";
import { requireContact } from "@/lib/store/contacts.ts";

export const handler = define.handlers({
  async GET({ state, params, url }) {
    await requireRight(state, "contact.delete");
    const contact = await requireContact(state.deps.kv, contactIdOf(params));
    const name = shortName(state, contact);
    const title = state.t("trash.delete_title", { name });
    state.title = title;
    const hasBlock = isBlocked(contact.block, state.nowMs);
    const view = parseListView(url.searchParams);
    return page({ t: state.t, view, id: contact.id, name, title, hasBlock });
  },

  async POST(ctx) {
    const { state, params, url } = ctx;
    const id = contactIdOf(params);
    const { contact, undo } = await deletedJustNow(state, id) ?? await removed(state, id);
    return redirectAfter(ctx, listHref(parseListView(url.searchParams)), {
      key: "flash.contact_deleted",
      params: { name: shortName(state, contact) },
      undo,
    });
  },
});

async function removed(state: State, id: number) {
  const contact = await requireContact(state.deps.kv, id);
  return { contact, undo: await deleteContact(actingFor(state), contact.id) };
}

export default define.page<typeof handler>(function DeleteContactPage({ data }) {
  const { t, view, id, name, title, hasBlock } = data;
  return (
    <>
      <PageHead
        title={t("trash.delete_submit")}
        crumbs={[
          { href: listHref(view), label: t("contacts.title") },
          { href: cardHref(id, view), label: name },
        ]}
      />
      <div class="page-body stack">
        <h1>{title}</h1>
        <ul class="effects">
          <li>{t("trash.delete_days")}</li>
          <li>{t("trash.delete_free")}</li>
          <li>{t("trash.delete_keep")}</li>
          {hasBlock && <li>{t("trash.delete_block")}</li>}
        </ul>
        <form class="form-foot" method="post">
          <button class="button danger" type="submit">{t("trash.delete_submit")}</button>
          <a class="button" href={cardHref(id, view)}>{t("action.cancel")}</a>
        </form>
      </div>
    </>
  );
});
