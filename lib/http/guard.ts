// The outermost layer: what reaches the app is a sane request, and what leaves it carries our headers, whatever happens.
import { HttpError } from "fresh";
import { requestId } from "./request_id.ts";
import { BODY_BYTES_MAX } from "./input.ts";
import { logFailure } from "./log.ts";
import { plainFailure } from "./plain_failure.ts";
import { failureOf } from "./respond.ts";
import { withSecurityHeaders } from "./security_headers.ts";

export type Handler = (req: Request, info: Deno.ServeHandlerInfo) => Response | Promise<Response>;

export interface GuardOptions {
  /** Where the site is reached; requests to other hosts are refused then. */
  publicUrl: URL | null;
}

/** More methods belong here when the API comes. */
export const METHODS = ["GET", "HEAD", "POST"];
const URL_CHARS_MAX = 16_384;
const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]{0,253})|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;
const LOCAL_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);
/** Asked by machines that know an address and no name. */
const ANY_HOST_PATHS = new Set(["/healthz", "/readyz"]);

/**
 * Refuses what no handler should see: unknown methods (405), malformed hosts, other hosts and malformed URLs (400),
 * bodies declared too large (413), URLs too long (414). Sets the header set of every response. Never throws, and
 * answers 500 without details for whatever the handler throws.
 */
export function guard(handler: Handler, { publicUrl }: GuardOptions): Handler {
  return async (req, info) => {
    const response = await answer(handler, { req, info, publicUrl });
    const isHttps = publicUrl?.protocol === "https:" || isHttpsRequest(req);
    return withSecurityHeaders(response, { isHttps, requestId: requestId(req) });
  };
}

/** The URL cannot even be read when the host is malformed enough. */
function isHttpsRequest(req: Request): boolean {
  try {
    return req.url.startsWith("https:");
  } catch {
    return false;
  }
}

/** Keeps the process up when a promise was forgotten somewhere: logged, not fatal. */
export function surviveUnhandledRejections(): void {
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    logFailure("unhandled_rejection", event.reason);
  });
}

interface Asked {
  req: Request;
  info: Deno.ServeHandlerInfo;
  publicUrl: URL | null;
}

async function answer(handler: Handler, { req, info, publicUrl }: Asked): Promise<Response> {
  try {
    const refusal = refusalOf(req, publicUrl);
    if (refusal) return plainFailure(req, refusal);
    return await handler(req, info);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.status >= 500) logFailure("request_failed", error, { requestId: requestId(req) });
    return plainFailure(req, error);
  }
}

/** Why a request goes no further, or null. */
function refusalOf(req: Request, publicUrl: URL | null): HttpError | null {
  if (!METHODS.includes(req.method)) return new HttpError(405);
  if (req.url.length > URL_CHARS_MAX) return new HttpError(414);
  if (!URL.canParse(req.url)) return new HttpError(400);
  const url = new URL(req.url);
  if (!isHostGood(req.headers.get("host"), url, publicUrl)) return new HttpError(400);
  if (!isPathGood(url.pathname)) return new HttpError(400);
  const declaredBytes = Number(req.headers.get("content-length") ?? 0);
  return declaredBytes > BODY_BYTES_MAX ? new HttpError(413) : null;
}

function isHostGood(host: string | null, url: URL, publicUrl: URL | null): boolean {
  if (host !== null && !HOST.test(host)) return false;
  if (!publicUrl || ANY_HOST_PATHS.has(url.pathname)) return true;
  return url.hostname === publicUrl.hostname || LOCAL_HOSTS.has(url.hostname);
}

/** Percent signs that decode, and no NUL, which file systems refuse. */
function isPathGood(pathname: string): boolean {
  if (!pathname.includes("%")) return true;
  try {
    return !decodeURIComponent(pathname).includes("\0");
  } catch {
    return false;
  }
}
