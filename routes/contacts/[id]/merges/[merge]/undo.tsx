import { type Context, page } from "fresh";
import { UnmergeForm } from "@/components/merge/UnmergeForm.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { unmergeContacts, unmergePreview } from "@/lib/actions/unmerge_contacts.ts";
import { attributeField } from "@/lib/domain/attribute_key.ts";
import { belowCardHref, cardHref, listHref, parseListView } from "@/lib/domain/contact_list.ts";
import { type FieldProblem, InputError, NotFoundError } from "@/lib/errors.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { readFilterTerms } from "@/lib/http/filter_terms.ts";
import { readFormData } from "@/lib/http/input.ts";
import { contactIdOf } from "@/lib/http/path_id.ts";
import { problemTexts } from "@/lib/http/problems.ts";
import { readUserNames } from "@/lib/http/read_user_names.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { requireRight } from "@/lib/http/rights.ts";
import { crumbName, readAnswers } from "@/lib/http/undo_pages.ts";
import { listChannels } from "@/lib/store/channels.ts";

export const handler = define.handlers({
  async GET(ctx) {
    return await show(ctx);
  },

  async POST(ctx) {
    const answers = readAnswers(await readFormData(ctx.req));
    await requireRight(ctx.state, "contact.merge");
    try {
      const { mergedId } = await unmergeContacts(actingFor(ctx.state), mergeIdOf(ctx), { answers });
      return redirectAfter(ctx, cardHref(mergedId, parseListView(ctx.url.searchParams)), {
        key: "flash.unmerged",
        params: { id: String(mergedId) },
      });
    } catch (error) {
      const problem = error instanceof InputError ? error.problems["form"] : undefined;
      if (problem === undefined) throw error;
      return await show(ctx, problem);
    }
  },
});

/** The merge in the path. Throws `NotFoundError`. */
function mergeIdOf({ params }: Context<State>): string {
  const { merge = "" } = params;
  if (/^[0-9A-Z]{26}$/.test(merge)) return merge;
  throw new NotFoundError("There is no merge at this address: its id is none");
}

/** What would go back, or why it cannot: as it is now, or as a form has just been told. */
async function show(ctx: Context<State>, refused?: FieldProblem) {
  const { state, url } = ctx;
  await requireRight(state, "contact.merge");
  const { kv } = state.deps;
  const id = contactIdOf(ctx.params);
  const { merge, merged, questions, problem: found } = await unmergePreview(
    kv,
    mergeIdOf(ctx),
    state.nowMs,
  );
  const problem = refused ?? found;
  const [terms, users, channels, crumb] = await Promise.all([
    readFilterTerms(kv),
    readUserNames(kv, new Set([merge.byUserId])),
    listChannels(kv),
    crumbName(state, merge.keptId),
  ]);
  const view = parseListView(url.searchParams);
  const title = state.t("unmerge.title");
  state.title = problem ? state.t("form.title_problem", { title }) : title;
  const living = terms.attributes.filter(({ deletedAtMs }) => deletedAtMs === null);
  return page({
    viewer: state,
    merge,
    merged,
    questions,
    userName: users.get(merge.byUserId) ?? state.t("actor.unknown"),
    attributes: new Map(living.map((attribute) => [attributeField(attribute.key), attribute])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    refusal: problem && refusalOf(state, problem),
    action: belowCardHref(id, `merges/${merge.id}/undo`, view),
    cardHref: cardHref(merge.keptId, view),
    listHref: listHref(view),
    crumb,
  }, { status: problem ? 409 : 200 });
}

/** Some reasons name the contact that is in the way. */
function refusalOf(state: State, problem: FieldProblem) {
  const text = problemTexts(state, { form: problem })["form"] ?? "";
  const id = problem.params?.["contactId"];
  const isInTheWay = !["unmerge_done", "unmerge_old", "unmerge_gone"].includes(problem.code);
  return { text, contactId: isInTheWay && typeof id === "number" ? id : null };
}

export default define.page<typeof handler>(function UnmergePage({ data }) {
  const { viewer: { t }, cardHref, listHref, crumb } = data;
  return (
    <>
      <PageHead
        title={t("unmerge.title")}
        crumbs={[
          { href: listHref, label: t("contacts.title") },
          { href: cardHref, label: crumb },
        ]}
      />
      <div class="page-body">
        <UnmergeForm {...data} />
      </div>
    </>
  );
});
