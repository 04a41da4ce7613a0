import { type Context, page } from "fresh";
import { PageHead } from "@/components/PageHead.tsx";
import { restoreContact } from "@/lib/actions/restore_contact.ts";
import { requireSwitched } from "@/lib/domain/policy.ts";
import { InputError } from "@/lib/errors.ts";
import { actingFor, define, requireSignedIn, type State } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { contactIdOf } from "@/lib/http/path_id.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { readRestoring, shortName, type TakenAddress } from "@/lib/http/trash_pages.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { readRights } from "@/lib/store/workspace.ts";

export const handler = define.handlers({
  async GET(ctx) {
    return await restorePage(ctx, 200);
  },

  async POST(ctx) {
    const { state } = ctx;
    const id = contactIdOf(ctx.params);
    const form = await readFormData(ctx.req);
    const withId = Number(formText(form, "merge"));
    const withoutTaken = formText(form, "without") !== "" || withId > 0;
    const { trashed } = await readRestoring(state.deps.kv, state, id);
    try {
      const { eventId } = await restoreContact(actingFor(state), id, { withoutTaken });
      const isMerge = Number.isSafeInteger(withId) && withId > 0;
      return redirectAfter(ctx, isMerge ? mergeHref(withId, id) : `/contacts/${id}`, {
        key: "flash.contact_restored",
        params: { name: shortName(state, trashed.contact) },
        undo: { contactId: id, eventId },
      });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return await restorePage(ctx, 409);
    }
  },
});

async function restorePage({ state, params }: Context<State>, status: 200 | 409) {
  const { kv } = state.deps;
  const [restoring, rights] = await Promise.all([
    readRestoring(kv, state, contactIdOf(params)),
    readRights(kv),
  ]);
  requireSwitched(requireSignedIn(state), "contact.delete", rights);
  const name = shortName(state, restoring.trashed.contact);
  const title = state.t("trash.restore_title", { name });
  state.title = title;
  return page({ viewer: state, title, taken: restoring.taken }, { status });
}

/** The one who has the address is kept. */
function mergeHref(ownerId: number, id: number): string {
  return `/contacts/${ownerId}/merge?with=${id}`;
}

export default define.page<typeof handler>(function RestorePage({ data }) {
  const { viewer, title, taken } = data;
  const { t } = viewer;
  return (
    <>
      <PageHead
        title={t("trash.restore_submit")}
        crumbs={[
          { href: "/contacts", label: t("contacts.title") },
          { href: "/contacts/trash", label: t("trash.title") },
        ]}
      />
      <div class="page-body stack">
        <h1>{title}</h1>
        {taken.length > 0 ? <Taken viewer={viewer} taken={taken} /> : (
          <>
            <p>{t("trash.restore_text")}</p>
            <form class="form-foot" method="post">
              <button class="button primary" type="submit">{t("trash.restore_submit")}</button>
              <a class="button" href="/contacts/trash">{t("action.cancel")}</a>
            </form>
          </>
        )}
      </div>
    </>
  );
});

/** Whose the addresses are now, and the two ways out. */
function Taken({ viewer: { t }, taken }: { viewer: Viewer; taken: TakenAddress[] }) {
  const owners = new Map(taken.map(({ ownerId, ownerName }) => [ownerId, ownerName]));
  return (
    <>
      <section class="section" aria-labelledby="taken">
        <h2 id="taken">{t("trash.taken_title")}</h2>
        <p>{t("trash.taken_text")}</p>
        <ul class="effects">
          {taken.map(({ text, ownerId, ownerName }) => (
            <li>
              <bdi>{text}</bdi> {t("trash.taken_owner")}{" "}
              <a href={`/contacts/${ownerId}`}>
                <bdi>{ownerName}</bdi>
              </a>
            </li>
          ))}
        </ul>
      </section>
      {[...owners].map(([ownerId, name]) => (
        <form class="stack restore-way" method="post">
          <p>{t("trash.merge_text")}</p>
          <input type="hidden" name="merge" value={ownerId} />
          <div class="form-foot">
            <button class="button primary" type="submit">{t("trash.merge", { name })}</button>
          </div>
        </form>
      ))}
      <form class="stack" method="post">
        <p>{t("trash.without_text")}</p>
        <input type="hidden" name="without" value="1" />
        <div class="form-foot">
          <button class="button" type="submit">{t("trash.without")}</button>
          <a class="button" href="/contacts/trash">{t("action.cancel")}</a>
        </div>
      </form>
    </>
  );
}
