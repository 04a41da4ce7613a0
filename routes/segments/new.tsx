import { treeDraft } from "@/lib/domain/filter/draft.ts";
import { parseFilter } from "@/lib/domain/filter/text.ts";
import { SEGMENT_NAME_CHARS_MAX } from "@/lib/domain/segment.ts";
import { define } from "@/lib/http/define.ts";
import { segmentFormPage } from "@/lib/http/segment_form_page.ts";
import { SegmentForm } from "./(_parts)/SegmentForm.tsx";

export const handler = define.handlers({
  /** `?f=` is the filter to begin with, and `?name=` its name; the form is posted to `/segments`. */
  GET(ctx) {
    const { searchParams } = ctx.url;
    const name = (searchParams.get("name") ?? "").slice(0, SEGMENT_NAME_CHARS_MAX);
    const { tree, problem } = parseFilter(searchParams.get("f") ?? "");
    const values = { name, shared: false, draft: treeDraft(tree), added: null };
    return segmentFormPage(ctx, {
      segment: null,
      values,
      problems: problem ? { filter: problem } : {},
    });
  },
});

export default define.page<typeof handler>(function NewSegmentPage({ data }) {
  return <SegmentForm page={data} />;
});
