// Problems of a form as sentences, for the fields and the summary.
import { BusyError, type FieldProblems, InputError } from "@/lib/errors.ts";
import { problemText } from "@/lib/i18n/translate.ts";
import type { State } from "./define.ts";
import { minutes } from "./respond.ts";

/** Field to finished sentence. */
export type ProblemTexts = Record<string, string>;

export function problemTexts(
  { locale }: Pick<State, "locale">,
  problems: FieldProblems,
): ProblemTexts {
  const entries = Object.entries(problems);
  return Object.fromEntries(entries.map(([field, one]) => [field, problemText(locale, one)]));
}

/** What a form that was refused shows, and with which status. Other errors pass on to the error page. */
export interface Refusal {
  problems: ProblemTexts;
  status: number;
  headers: Record<string, string>;
}

/** For forms with a password: wrong input and too many tries are said on the form itself. Rethrows other errors. */
export function refusalOf(state: State, error: unknown): Refusal {
  if (error instanceof InputError) {
    return { problems: problemTexts(state, error.problems), status: 422, headers: {} };
  }
  if (error instanceof BusyError) {
    const { status, retryAfterSeconds } = error;
    const form = status === 429
      ? state.t("problem.login_busy", { count: minutes(retryAfterSeconds) })
      : state.t("problem.login_full");
    return { problems: { form }, status, headers: { "retry-after": String(retryAfterSeconds) } };
  }
  throw error;
}
