// Owns csp(): the Content-Security-Policy header.
import { INTERNALS } from "../context.ts";
import type { Middleware } from "../types.ts";

export interface CSPOptions {
  /** Directives that replace the defaults of the same name, such as "img-src 'self' data:". */
  csp?: string[];
  /** Swap 'unsafe-inline' for the nonce of a rendered page. Other answers keep it. */
  useNonce?: boolean;
  reportOnly?: boolean;
  /** URL that receives violation reports. */
  reportTo?: string;
}

const DEFAULTS = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "upgrade-insecure-requests",
];

/** Sets the policy on the response in place, which must therefore be mutable. */
export function csp<State>(options: CSPOptions = {}): Middleware<State> {
  const { csp = [], useNonce = false, reportOnly = false, reportTo } = options;
  const reports = reportTo === undefined
    ? []
    : ["report-to csp-endpoint", `report-uri ${reportTo}`];
  const policy = mergeDirectives([...csp, ...reports]).join("; ");
  const header = `content-security-policy${reportOnly ? "-report-only" : ""}`;
  return async (ctx) => {
    const response = await ctx.next();
    const { nonce } = ctx[INTERNALS];
    const value = useNonce && nonce !== null
      ? policy.replaceAll("'unsafe-inline'", `'nonce-${nonce}'`)
      : policy;
    setHeader(response, header, value);
    if (reportTo !== undefined) {
      setHeader(response, "reporting-endpoints", `csp-endpoint="${reportTo}"`);
    }
    return response;
  };
}

function mergeDirectives(own: string[]): string[] {
  const byName = new Map<string, string>();
  for (const directive of [...DEFAULTS, ...own]) {
    byName.set(directive.trim().split(/\s/, 1)[0] ?? "", directive.trim());
  }
  return [...byName.values()];
}

function setHeader(response: Response, name: string, value: string): void {
  try {
    response.headers.set(name, value);
  } catch (error) {
    throw new Error(
      `csp() cannot set ${name} on an immutable response (from fetch() or Response.redirect()): ` +
        "return ctx.redirect() or a copy, new Response(response.body, response)",
      { cause: error },
    );
  }
}
