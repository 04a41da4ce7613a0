// Owns csrf(): refuses writes that another site's page sends.
import { HttpError } from "../error.ts";
import type { Context } from "../context.ts";
import type { Middleware } from "../types.ts";

export interface CSRFOptions<State = unknown> {
  /** Origins allowed besides the app's own. */
  origin?:
    | string
    | string[]
    | ((origin: string, ctx: Context<State>) => boolean);
}

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Answers 403 unless the browser says the request comes from an allowed origin. */
export function csrf<State>(options: CSRFOptions<State> = {}): Middleware<State> {
  return (ctx) => {
    if (SAFE_METHODS.has(ctx.req.method) || isAllowed(ctx, options)) return ctx.next();
    throw new HttpError(403);
  };
}

function isAllowed<State>(ctx: Context<State>, options: CSRFOptions<State>): boolean {
  const site = ctx.req.headers.get("sec-fetch-site");
  const origin = ctx.req.headers.get("origin");
  if (site === "same-origin" || site === "none") return true;
  if (origin === null) return site === null;
  return isAllowedOrigin(origin, ctx, options);
}

function isAllowedOrigin<State>(
  origin: string,
  ctx: Context<State>,
  { origin: allowed }: CSRFOptions<State>,
): boolean {
  if (typeof allowed === "function") return allowed(origin, ctx);
  if (allowed === undefined) return origin === ctx.url.origin;
  return typeof allowed === "string" ? origin === allowed : allowed.includes(origin);
}
