import { page } from "fresh";
import { Notice } from "@/components/Notice.tsx";
import { Sheet } from "@/components/Sheet.tsx";
import { ConfigError, ContactMovedError, ContactTrashedError } from "@/lib/errors.ts";
import { define, type State } from "@/lib/http/define.ts";
import { logFailure } from "@/lib/http/log.ts";
import { movedResponse } from "@/lib/http/moved.ts";
import {
  failureHeaders,
  failureOf,
  failureWords,
  jsonFailure,
  wantsJson,
} from "@/lib/http/respond.ts";
import { rightsOf } from "@/lib/http/rights.ts";
import { problemText } from "@/lib/i18n/translate.ts";

/** No layout, because no script may run here: root middlewares, `csp()` among them, do not see error pages. */
export const config = { skipInheritedLayouts: true };

/** Called for everything that is thrown, with the error in `ctx.error`. */
export const handler = define.handlers(async (ctx) => {
  const { state, error, req } = ctx;
  if (error instanceof ContactMovedError) return movedResponse(req, error);
  const failure = failureOf(error);
  const { requestId, locale, t } = state;
  if (failure.status >= 500 && !isExpected(error, failure.status)) {
    logFailure("request_failed", error, { requestId, route: ctx.route });
  }
  if (wantsJson(req)) return jsonFailure(failure, { t, locale, requestId });
  const words = failureWords(t, failure);
  state.title = words.title;
  const problems = Object.values(failure.problems).map((problem) => problemText(locale, problem));
  const restoreHref = await restoreHrefOf(state, error);
  const data = { ...words, problems, status: failure.status, restoreHref };
  return page(data, { status: failure.status, headers: failureHeaders(failure) });
});

/** Where a contact in the trash comes back, for those who may bring it back. */
async function restoreHrefOf({ deps, user }: State, error: unknown): Promise<string | null> {
  if (!(error instanceof ContactTrashedError)) return null;
  const { "contact.delete": mayRestore } = await rightsOf(deps.kv, user);
  return mayRestore ? `/contacts/${error.contactId}/restore` : null;
}

/** 503 is how we say that too much is going on; a wrong setting is for the operator to know. */
function isExpected(error: unknown, status: number): boolean {
  return status === 503 && !(error instanceof ConfigError);
}

export default define.page<typeof handler>(function ErrorPage({ data, state, req, url }) {
  const { t, requestId, user } = state;
  const next = req.method === "GET" ? encodeURIComponent(url.pathname + url.search) : "";
  return (
    <Sheet
      title={data.title}
      lead={data.text}
      foot={data.status >= 500 && t("error.request", { id: requestId })}
    >
      {data.problems.length > 0 && (
        <Notice kind="error">
          {data.problems.map((problem) => <p>{problem}</p>)}
        </Notice>
      )}
      <p class="form-foot">
        {data.restoreHref && (
          <a class="button primary" href={data.restoreHref}>{t("trash.restore_link")}</a>
        )}
        {user
          ? (
            <a class={data.restoreHref ? "button" : "button primary"} href="/contacts">
              {t("error.back")}
            </a>
          )
          : <a class="button primary" href={`/login?next=${next}`}>{t("error.sign_in")}</a>}
      </p>
    </Sheet>
  );
});
