import { HttpError, page } from "fresh";
import { z } from "zod";
import { DuplicateGroupCard } from "@/components/duplicates/DuplicateGroupCard.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { dismissDuplicate } from "@/lib/actions/dismiss_duplicate.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { withQuery } from "@/lib/domain/query_string.ts";
import { actingFor, define } from "@/lib/http/define.ts";
import { readFormData } from "@/lib/http/input.ts";
import {
  type DuplicateGroup,
  formatPlace,
  parsePlace,
  readDuplicates,
} from "@/lib/http/read_duplicates.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { rightsFor } from "@/lib/http/rights.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";

const idSchema = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
/** One of a group is suspected to be several others. */
const dismissalSchema = z.object({ contact: idSchema, others: z.array(idSchema).min(1).max(20) });

export const handler = define.handlers({
  async GET({ state, url }) {
    requireAllowed(state.user, "contact.read");
    const after = parsePlace(url.searchParams.get("after"));
    const { kv } = state.deps;
    const [queue, rights] = await Promise.all([readDuplicates(kv, { after }), rightsFor(state)]);
    state.title = state.t("duplicates.title");
    const canMerge = rights["contact.merge"];
    return page({ viewer: state, ...queue, after: after && formatPlace(after), canMerge });
  },

  async POST(ctx) {
    const { state, url } = ctx;
    const form = await readFormData(ctx.req);
    const { data } = dismissalSchema.safeParse({
      contact: form.get("contact"),
      others: form.getAll("other"),
    });
    if (!data) throw new HttpError(422, "The form names no two contacts");
    const acting = actingFor(state);
    const said = [];
    for (const other of data.others) {
      said.push(await dismissDuplicate(acting, data.contact, other));
    }
    const place = parsePlace(url.searchParams.get("after"));
    const [{ contactId = 0, eventId = null } = {}, ...more] = said;
    const undo = eventId !== null && more.length === 0 ? { undo: { contactId, eventId } } : {};
    const flash = { key: "flash.not_duplicates", params: {}, ...undo } as const;
    return redirectAfter(ctx, queueHref(place && formatPlace(place)), flash);
  },
});

export default define.page<typeof handler>(function DuplicatesPage({ data }) {
  const { viewer, groups, next, after, canMerge } = data;
  const { t } = viewer;
  return (
    <>
      <PageHead title={t("duplicates.title")} />
      <div class="page-body wide stack">
        <p class="muted">{t("duplicates.lead")}</p>
        {groups.length === 0 && <Nothing viewer={viewer} isFurther={after !== null} />}
        {groups.map((group, at) => (
          <DuplicateGroupCard
            {...group}
            viewer={viewer}
            canMerge={canMerge}
            isFirst={at === 0}
            action={queueHref(after)}
            skipHref={skipHref(group)}
          />
        ))}
        <nav class="pages" aria-label={t("duplicates.pages")}>
          {after !== null && <a class="button" href={queueHref(null)}>{t("duplicates.first")}</a>}
          {next && <a class="button" href={queueHref(next)} rel="next">{t("duplicates.next")}</a>}
        </nav>
      </div>
    </>
  );
});

function Nothing({ viewer: { t }, isFurther }: { viewer: Viewer; isFurther: boolean }) {
  if (isFurther) return <p>{t("duplicates.none_more")}</p>;
  return (
    <>
      <p>{t("duplicates.none")}</p>
      <p class="muted">{t("duplicates.why")}</p>
    </>
  );
}

function skipHref({ place }: DuplicateGroup): string {
  return queueHref(formatPlace(place));
}

/** The queue from after a place on; null from its beginning. */
function queueHref(after: string | null): string {
  return withQuery("/contacts/duplicates", after === null ? [] : [["after", after]]);
}
