import { type Context, page } from "fresh";
import { PageHead } from "@/components/PageHead.tsx";
import { restoreContact } from "@/lib/actions/restore_contact.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { InputError } from "@/lib/errors.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { formText, readFormData } from "@/lib/http/input.ts";
import { contactIdOf } from "@/lib/http/path_id.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { requireRight, rightsFor } from "@/lib/http/rights.ts";
import { readRestoring, shortName, type TakenAddress } from "@/lib/http/trash_pages.ts";
import { latestUndo } from "@/lib/http/undo_pages.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { findContact } from "@/lib/store/contacts.ts";

export const handler = define.handlers({
  async GET(ctx) {
    return await restorePage(ctx, 200);
  },

  async POST(ctx) {
    const { state } = ctx;
    const id = contactIdOf(ctx.params);
    const form = await readFormData(ctx.req);
    const withId = Number(formText(form, "merge"));
    const isMerge = Number.isSafeInteger(withId) && withId > 0;
    const withoutTaken = formText(form, "without") !== "" || isMerge;
    await requireRight(state, "contact.delete");
    if (isMerge) await requireRight(state, "contact.merge");
    const to = isMerge ? mergeHref(withId, id) : `/contacts/${id}`;
    const back = await findContact(state.deps.kv, id);
    if (back !== null) return await sayBack(ctx, back, to);
    const { trashed } = await readRestoring(state.deps.kv, state, id);
    try {
      const { eventId } = await restoreContact(actingFor(state), id, { withoutTaken });
      return redirectAfter(ctx, to, {
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

/** The form was sent twice, or someone else was first. */
async function sayBack(ctx: Context<State>, contact: Contact, to: string) {
  return redirectAfter(ctx, to, {
    key: "flash.contact_restored",
    params: { name: shortName(ctx.state, contact) },
    ...await latestUndo(ctx.state, contact.id, "restored"),
  });
}

async function restorePage({ state, params }: Context<State>, status: 200 | 409) {
  const { kv } = state.deps;
  await requireRight(state, "contact.delete");
  const [restoring, rights] = await Promise.all([
    readRestoring(kv, state, contactIdOf(params)),
    rightsFor(state),
  ]);
  const name = shortName(state, restoring.trashed.contact);
  const title = state.t("trash.restore_title", { name });
  state.title = title;
  const mayMerge = rights["contact.merge"];
  return page({ viewer: state, title, mayMerge, taken: restoring.taken }, { status });
}

/** The one who has the address is kept. */
function mergeHref(ownerId: number, id: number): string {
  return `/contacts/${ownerId}/merge?with=${id}`;
}

export default define.page<typeof handler>(function RestorePage({ data }) {
  const { viewer, title, mayMerge, taken } = data;
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
        {taken.length > 0 ? <Taken viewer={viewer} taken={taken} mayMerge={mayMerge} /> : (
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

/** Whose the addresses are now, and the ways out: merging, for those who may, and going without. */
function Taken(
  { viewer: { t }, taken, mayMerge }: { viewer: Viewer; taken: TakenAddress[]; mayMerge: boolean },
) {
  const owners = new Map(
    mayMerge ? taken.map(({ ownerId, ownerName }) => [ownerId, ownerName]) : [],
  );
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
