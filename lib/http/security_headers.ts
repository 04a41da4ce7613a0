// The headers of every response: one policy for pages with a script's nonce, stricter ones for all else.

const YEAR_SECONDS = 31_536_000;

/** Nothing may run, load, post or frame. For JSON, files and redirects. */
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface HeaderOptions {
  /** The site is reached by https: browsers shall never come by http again. */
  isHttps: boolean;
  requestId: string;
}

/** The response with our header set; a copy only when its headers cannot be changed. */
export function withSecurityHeaders(response: Response, options: HeaderOptions): Response {
  try {
    setAll(response.headers, options);
    return response;
  } catch {
    // Answers of fetch() and Response.redirect() are immutable.
    const headers = new Headers(response.headers);
    setAll(headers, options);
    const { status, statusText } = response;
    return new Response(response.body, { status, statusText, headers });
  }
}

function setAll(headers: Headers, { isHttps, requestId }: HeaderOptions) {
  headers.set("content-security-policy", policyFor(headers));
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "same-origin");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("cross-origin-resource-policy", "same-origin");
  headers.set("x-request-id", requestId);
  if (isHttps) {
    headers.set("strict-transport-security", `max-age=${YEAR_SECONDS}; includeSubDomains`);
  }
  // Pages show people's data. Static files come with a rule of their own.
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
}

/** Fresh knows the nonce of a page and says it in its own policy, which is replaced here. */
function policyFor(headers: Headers): string {
  const isPage = headers.get("content-type")?.startsWith("text/html") ?? false;
  if (!isPage) return NOTHING;
  const fresh = headers.get("content-security-policy") ?? "";
  return pagePolicy(/'nonce-([A-Za-z0-9+/=_-]+)'/.exec(fresh)?.[1] ?? null);
}

function pagePolicy(nonce: string | null): string {
  const own = nonce === null ? "" : ` 'nonce-${nonce}'`;
  return [
    "default-src 'none'",
    nonce === null ? "script-src 'none'" : `script-src 'self'${own}`,
    `style-src 'self'${own}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
