import { type Context, page } from "fresh";
import { ImportSteps } from "@/components/imports/ImportSteps.tsx";
import { ErrorSummary } from "@/components/Notice.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import { checkImport } from "@/lib/actions/check_import.ts";
import { mapImport } from "@/lib/actions/map_import.ts";
import type { ImportRun } from "@/lib/domain/import_run.ts";
import { ConflictError, InputError } from "@/lib/errors.ts";
import { actingFor, define, type State } from "@/lib/http/define.ts";
import { importAt, type MappingForm, readMappingForm } from "@/lib/http/import_pages.ts";
import { readFormData } from "@/lib/http/input.ts";
import { type ProblemTexts, problemTexts } from "@/lib/http/problems.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { requireRight } from "@/lib/http/rights.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { type InspectedRun, inspectRun } from "@/lib/transfer/inspect_run.ts";
import type { FileInspection } from "@/lib/transfer/import_file.ts";
import { workOnImport } from "@/lib/transfer/import_run.ts";
import { ColumnTable } from "../(_parts)/ColumnTable.tsx";
import { RuleFields } from "../(_parts)/RuleFields.tsx";

const OPEN_STATES: ImportRun["state"][] = ["uploaded", "mapped", "checked"];

export const handler = define.handlers({
  async GET(ctx) {
    await requireRight(ctx.state, "import.run");
    const run = await importAt(ctx);
    if (!OPEN_STATES.includes(run.state)) return redirectAfter(ctx, `/contacts/import/${run.id}`);
    const { inspection, attributes } = await inspectRun(ctx.state.deps.kv, run);
    const guessed = inspection.guesses.map(({ target }) => target);
    const columns = run.state === "uploaded" ? guessed : run.columns;
    const values = { columns, rules: run.rules };
    return mappingPage(ctx, { run, inspection, attributes, values });
  },

  async POST(ctx) {
    const { deps } = ctx.state;
    const acting = actingFor(ctx.state);
    const run = await importAt(ctx);
    const { inspection, attributes } = await inspectRun(deps.kv, run);
    const values = readMappingForm(await readFormData(ctx.req), inspection.layout.headings.length);
    try {
      await mapImport(acting, run.id, { layout: inspection.layout, ...values });
      await checkImport(acting, run.id);
      deps.background(() => workOnImport(deps, run.id));
    } catch (error) {
      if (error instanceof InputError) {
        const problems = problemTexts(ctx.state, error.problems);
        return mappingPage(ctx, { run, inspection, attributes, values, problems });
      }
      if (!(error instanceof ConflictError)) throw error;
    }
    return redirectAfter(ctx, `/contacts/import/${run.id}`);
  },
});

interface MappingData extends InspectedRun {
  run: ImportRun;
  values: MappingForm;
  problems?: ProblemTexts;
}

function mappingPage(ctx: Context<State>, { problems = {}, ...data }: MappingData) {
  const { t } = ctx.state;
  const isRefused = Object.keys(problems).length > 0;
  const title = t("import.map.title");
  ctx.state.title = isRefused ? t("form.title_problem", { title }) : title;
  return page({ viewer: ctx.state, problems, ...data }, { status: isRefused ? 422 : 200 });
}

export default define.page<typeof handler>(function MappingPage({ data }) {
  const { viewer, run, inspection, attributes, values, problems } = data;
  const { t } = viewer;
  return (
    <>
      <PageHead
        title={run.fileName}
        crumbs={[{ href: "/contacts/import", label: t("import.title") }]}
      />
      <div class="page-body wide stack">
        <ImportSteps t={t} current="map" />
        <div>
          <h1>{t("import.map.title")}</h1>
          <p class="muted">
            {inspection.source && `${t(`import.map.source.${inspection.source}`)} `}
            {readAs(viewer, inspection)}
          </p>
        </div>
        <form method="post" action={`/contacts/import/${run.id}/map`} class="form">
          <ErrorSummary title={t("form.problems")} problems={problems} />
          <ColumnTable
            t={t}
            inspection={inspection}
            columns={values.columns}
            attributes={attributes}
          />
          <RuleFields t={t} rules={values.rules} problem={problems.addTags} />
          <div class="form-foot">
            <button type="submit" class="button primary">{t("import.map.submit")}</button>
            <a class="button" href="/contacts/import">{t("action.cancel")}</a>
          </div>
        </form>
      </div>
    </>
  );
});

function readAs({ t }: Viewer, { layout }: FileInspection): string {
  const encoding = layout.encoding.toUpperCase().replace("WINDOWS", "Windows");
  if (layout.format === "vcard") return t("import.map.read", { format: "vCard", encoding });
  const delimiter = layout.delimiter === "\t" ? t("import.map.tab") : layout.delimiter;
  return t("import.map.read_csv", { encoding, delimiter });
}
