import type { Context } from "fresh";
import { editSegment } from "@/lib/actions/edit_segment.ts";
import { treeDraft } from "@/lib/domain/filter/draft.ts";
import type { Segment } from "@/lib/domain/segment.ts";
import { requireMayChangeSegment } from "@/lib/domain/segment_access.ts";
import { ConflictError } from "@/lib/errors.ts";
import { formProblems } from "@/lib/http/contact_form_page.ts";
import { actingFor, define, requireSignedIn, type State } from "@/lib/http/define.ts";
import { readFindField } from "@/lib/http/filter_terms.ts";
import { readFormData } from "@/lib/http/input.ts";
import { safeNext } from "@/lib/http/next.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { readSegmentForm, segmentInput, type SentSegment } from "@/lib/http/segment_form.ts";
import { segmentFormPage } from "@/lib/http/segment_form_page.ts";
import { requireSegment } from "@/lib/store/segments.ts";
import { SegmentForm } from "../(_parts)/SegmentForm.tsx";

export const handler = define.handlers({
  async GET(ctx) {
    const segment = await requireOwn(ctx);
    const { revision } = segment;
    return await segmentFormPage(ctx, { segment, revision, values: valuesOf(segment) });
  },

  /** From the form here, or from the list, which sends the changed filter alone. */
  async POST(ctx) {
    const segment = await requireOwn(ctx);
    const sent = readSegmentForm(
      await readFormData(ctx.req),
      await readFindField(ctx.state.deps.kv),
    );
    const values = sent.onlyFilter ? { ...valuesOf(segment), draft: sent.draft } : sent;
    const { revision } = sent;
    if (!sent.isSaved) return await segmentFormPage(ctx, { segment, revision, values });
    try {
      return await save(ctx, segment.id, sent);
    } catch (error) {
      if (!(error instanceof ConflictError)) {
        const problems = formProblems(error);
        return await segmentFormPage(ctx, { segment, revision, values, problems });
      }
      const current = await requireOwn(ctx);
      const seen = { segment: current, revision: current.revision };
      return await segmentFormPage(ctx, { ...seen, values, conflict: true });
    }
  },
});

async function requireOwn({ state, params }: Context<State>): Promise<Segment> {
  const user = requireSignedIn(state);
  const segment = await requireSegment(state.deps.kv, user, params.id ?? "");
  requireMayChangeSegment(user, segment);
  return segment;
}

function valuesOf({ name, shared, filter }: Segment) {
  return { name, shared, draft: treeDraft(filter), added: null };
}

async function save(ctx: Context<State>, id: string, sent: SentSegment): Promise<Response> {
  const { revision, onlyFilter } = sent;
  const changes = onlyFilter ? { filter: sent.tree() } : segmentInput(sent);
  const { name } = await editSegment(actingFor(ctx.state), { id, revision, changes });
  const list = safeNext(sent.next, `/contacts?segment=${id}`);
  const next = onlyFilter ? list : "/segments";
  return redirectAfter(ctx, next, { key: "flash.segment_saved", params: { name } });
}

export default define.page<typeof handler>(function EditSegmentPage({ data }) {
  return <SegmentForm page={data} />;
});
