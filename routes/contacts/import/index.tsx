import { type Context, page } from "fresh";
import { ImportSteps } from "@/components/imports/ImportSteps.tsx";
import { Problem } from "@/components/Field.tsx";
import { Icon } from "@/components/Icon.tsx";
import { ErrorSummary } from "@/components/Notice.tsx";
import { PageHead } from "@/components/PageHead.tsx";
import type { Acting } from "@/lib/actions/deps.ts";
import { discardImport } from "@/lib/actions/discard_import.ts";
import { startImport } from "@/lib/actions/start_import.ts";
import type { ImportRun } from "@/lib/domain/import_run.ts";
import { InputError } from "@/lib/errors.ts";
import { actingFor, define, requireSignedIn, type State } from "@/lib/http/define.ts";
import { type ProblemTexts, problemTexts } from "@/lib/http/problems.ts";
import { redirectAfter } from "@/lib/http/redirect.ts";
import { requireRight } from "@/lib/http/rights.ts";
import { readUpload } from "@/lib/http/upload.ts";
import { formatDateTime, formatNumber } from "@/lib/i18n/format.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { listImportRuns } from "@/lib/store/import_runs.ts";
import { inspectFile, storedFile } from "@/lib/transfer/import_file.ts";

const RECENT = 10;
/** Runs that are looked through for one's own. */
const LOOKED_AT = 100;

export const handler = define.handlers({
  GET(ctx) {
    return uploadPage(ctx);
  },

  async POST(ctx) {
    const acting = actingFor(ctx.state);
    await requireRight(ctx.state, "import.run");
    try {
      const run = await startImport(acting, await readUpload(ctx.req, "file"));
      await requireReadable(acting, run);
      return redirectAfter(ctx, `/contacts/import/${run.id}/map`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return await uploadPage(ctx, problemTexts(ctx.state, error.problems));
    }
  },
});

/** A file that is no table is said to be so at once, and not kept. */
async function requireReadable(acting: Acting, run: ImportRun): Promise<void> {
  try {
    await inspectFile(storedFile(acting.deps.kv, run));
  } catch (error) {
    await discardImport(acting, run.id);
    throw error;
  }
}

async function uploadPage(ctx: Context<State>, problems: ProblemTexts = {}) {
  const user = requireSignedIn(ctx.state);
  await requireRight(ctx.state, "import.run");
  const { deps, t } = ctx.state;
  const runs = (await listImportRuns(deps.kv, LOOKED_AT))
    .filter(({ userId, state }) =>
      (userId === user.id || user.role === "admin") && state !== "uploaded"
    )
    .slice(0, RECENT);
  const isRefused = Object.keys(problems).length > 0;
  const title = t("import.title");
  ctx.state.title = isRefused ? t("form.title_problem", { title }) : title;
  return page({ viewer: ctx.state, runs, problems }, { status: isRefused ? 422 : 200 });
}

export default define.page<typeof handler>(function ImportPage({ data }) {
  const { viewer, runs, problems } = data;
  const { t } = viewer;
  return (
    <>
      <PageHead title={t("import.title")} />
      <div class="page-body stack">
        <ImportSteps t={t} current="upload" />
        <p class="muted">{t("import.lead")}</p>
        <form
          method="post"
          action="/contacts/import"
          encType="multipart/form-data"
          class="form"
        >
          <ErrorSummary title={t("form.problems")} problems={problems} />
          <FileField t={t} problem={problems.file} />
          <div class="form-foot">
            <button type="submit" class="button primary">
              <Icon name="file-up" />
              {t("import.upload")}
            </button>
          </div>
        </form>
        {runs.length > 0 && <RecentRuns viewer={viewer} runs={runs} />}
      </div>
    </>
  );
});

function FileField({ t, problem }: { t: Viewer["t"]; problem: string | undefined }) {
  return (
    <div class="field">
      <label for="file">{t("import.file")}</label>
      <span class="hint" id="file-hint">{t("import.file_hint")}</span>
      <input
        class="input"
        type="file"
        id="file"
        name="file"
        required
        accept=".csv,.tsv,.txt,.vcf,text/csv,text/vcard,text/plain"
        aria-invalid={problem ? "true" : undefined}
        aria-describedby={problem ? "file-hint file-problem" : "file-hint"}
      />
      <Problem id="file-problem" text={problem} />
    </div>
  );
}

function RecentRuns({ viewer, runs }: { viewer: Viewer; runs: ImportRun[] }) {
  const { t, locale, timeZone } = viewer;
  return (
    <section class="section">
      <h2 id="recent">{t("import.recent")}</h2>
      <div class="table-box" tabIndex={0} role="region" aria-labelledby="recent">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{t("import.file")}</th>
              <th scope="col">{t("import.when")}</th>
              <th scope="col">{t("import.state")}</th>
              <th scope="col" class="number">{t("import.rows")}</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr>
                <th scope="row">
                  <a href={`/contacts/import/${run.id}`}>{run.fileName}</a>
                </th>
                <td class="when">{formatDateTime(locale, timeZone, run.createdAtMs)}</td>
                <td>{t(`import.state.${run.state}`)}</td>
                <td class="number">{formatNumber(locale, (run.check ?? run.tally).rows)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
