// The one place that turns errors into answers: a status, a code, and the words of a page or of JSON.
import { HttpError } from "fresh";
import {
  BusyError,
  ConfigError,
  ContactTrashedError,
  type FieldProblem,
  type FieldProblems,
  IndexNotReadyError,
  InputError,
  KartkaError,
  type RefusalReason,
  RefusedError,
} from "@/lib/errors.ts";
import type { Locale } from "@/lib/domain/user.ts";
import { problemText, type Translate } from "@/lib/i18n/translate.ts";

/** What an error means to whoever sent the request. */
export interface Failure {
  status: number;
  problems: FieldProblems;
  retryAfterSeconds: number | null;
  /** Words of its own: `error.<reason>` in place of those of the status. */
  reason?: "indexing" | "trashed" | RefusalReason;
}

/** Unexpected errors are 500 and say nothing about themselves. */
export function failureOf(error: unknown): Failure {
  const plain = { problems: {}, retryAfterSeconds: null };
  if (error instanceof InputError) return { ...plain, status: 422, problems: error.problems };
  if (error instanceof IndexNotReadyError) {
    const { status, retryAfterSeconds } = error;
    return { ...plain, status, retryAfterSeconds, reason: "indexing" };
  }
  if (error instanceof BusyError) {
    return { ...plain, status: error.status, retryAfterSeconds: error.retryAfterSeconds };
  }
  if (error instanceof RefusedError) {
    return { ...plain, status: error.status, reason: error.reason };
  }
  // A setting has to be mended, as when the key that sealed a secret is gone: programs come again by themselves.
  if (error instanceof ConfigError) return { ...plain, status: 503, retryAfterSeconds: 300 };
  if (error instanceof ContactTrashedError) {
    return { ...plain, status: error.status, reason: "trashed" };
  }
  if (error instanceof KartkaError) return { ...plain, status: error.status };
  if (error instanceof HttpError) return { ...plain, status: error.status };
  if (error instanceof URIError) return { ...plain, status: 400 };
  return { ...plain, status: 500 };
}

/** The statuses that have words of their own in `lib/i18n`, besides 429. */
const TOLD = [400, 401, 403, 404, 405, 408, 409, 413, 414, 415, 422, 500, 503] as const;

/** What failed, and what to do, in the language of whoever reads it. */
export interface FailureWords {
  title: string;
  text: string;
}

export function failureWords(
  t: Translate,
  { status, retryAfterSeconds, reason }: Pick<Failure, "status" | "retryAfterSeconds" | "reason">,
): FailureWords {
  if (reason !== undefined) {
    // Who signs by a wrong clock has to learn the right one.
    const now = new Date().toISOString();
    return { title: t(`error.${reason}.title`), text: t(`error.${reason}.text`, { now }) };
  }
  if (status === 429) {
    const count = minutes(retryAfterSeconds);
    return { title: t("error.429.title"), text: t("error.429.text", { count }) };
  }
  const told = TOLD.find((one) => one === status) ?? (status >= 500 ? 500 : 400);
  return { title: t(`error.${told}.title`), text: t(`error.${told}.text`) };
}

/** Rounded up, so that whoever waits so long is not refused again. */
export function minutes(retryAfterSeconds: number | null): number {
  return Math.max(1, Math.ceil((retryAfterSeconds ?? 60) / 60));
}

/** Headers that belong to a failure whatever its form. */
export function failureHeaders({ retryAfterSeconds }: Failure): Record<string, string> {
  return retryAfterSeconds === null ? {} : { "retry-after": String(retryAfterSeconds) };
}

/** True when the client asked for JSON and not for a page, and for what only programs ask for. */
export function wantsJson(req: Request): boolean {
  if (isForPrograms(req)) return true;
  const accept = req.headers.get("accept") ?? "";
  return accept.includes("application/json") && !accept.includes("text/html");
}

function isForPrograms(req: Request): boolean {
  try {
    return new URL(req.url).pathname.startsWith("/api/");
  } catch {
    return false; // the address of a malformed host cannot even be read
  }
}

/** The statuses that say something else to a program than to somebody before a page. */
const TOLD_PROGRAMS = [403, 404, 405, 408, 413, 422] as const;

function programWords(t: Translate, failure: Failure): FailureWords {
  const told = TOLD_PROGRAMS.find((one) => one === failure.status);
  if (told === undefined || failure.reason !== undefined) return failureWords(t, failure);
  return { title: t(`error.program.${told}.title`), text: t(`error.program.${told}.text`) };
}

/** Who reads JSON has nothing before them to choose or enter again. */
function forPrograms(problem: FieldProblem): FieldProblem {
  return problem.code === "invalid" ? { ...problem, code: "program_invalid" } : problem;
}

export interface JsonFailureOptions {
  t: Translate;
  locale: Locale;
  requestId: string;
}

/** The one JSON shape of an error; pages of ours look at nothing but its status. */
export function jsonFailure(failure: Failure, options: JsonFailureOptions): Response {
  const { title, text } = programWords(options.t, failure);
  const problems = Object.entries(failure.problems).map(([field, problem]) => [
    field,
    { code: problem.code, message: problemText(options.locale, forPrograms(problem)) },
  ]);
  const { requestId } = options;
  const code = failure.reason === undefined ? {} : { code: failure.reason };
  const error = { status: failure.status, ...code, title, message: text, requestId };
  return Response.json(
    { error: { ...error, problems: Object.fromEntries(problems) } },
    { status: failure.status, headers: failureHeaders(failure) },
  );
}
