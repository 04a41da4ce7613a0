// Addresses of contacts that were merged lead to where they are now, whatever page of theirs was asked for (9.5).
import type { ContactMovedError } from "@/lib/errors.ts";

/** Whoever asked for one contact to go has not asked it of the one it was merged into: they see that one's card. */
const NOT_POSTED_AGAIN = new Set(["/delete"]);

/**
 * The same page of the contact that it is now, with its query. 301 for what reads, 308 for what was posted, so that it is
 * posted again; never kept by a browser, for a merge can be undone.
 */
export function movedResponse(
  { method, url }: Pick<Request, "method" | "url">,
  { fromId, toId }: Pick<ContactMovedError, "fromId" | "toId">,
): Response {
  const { pathname, search, searchParams } = new URL(url);
  const [, rest] = new RegExp(`^/contacts/${fromId}(/.*)?$`).exec(pathname) ?? [];
  const isOwn = rest !== undefined || pathname === `/contacts/${fromId}`;
  if (!isOwn) return moved(303, `/contacts/${toId}`);
  const isRefused = !reads(method) && NOT_POSTED_AGAIN.has(rest ?? "");
  const page = isRefused ? "" : rest ?? "";
  // The card says once which number has led to it.
  const isCard = page === "" && !searchParams.has("from");
  const from = isCard ? `${search === "" ? "?" : "&"}from=${fromId}` : "";
  const status = reads(method) ? 301 : isRefused ? 303 : 308;
  return moved(status, `/contacts/${toId}${page}${search}${from}`);
}

function moved(status: number, location: string): Response {
  return new Response(null, { status, headers: { location, "cache-control": "no-store" } });
}

function reads(method: string): boolean {
  return method === "GET" || method === "HEAD";
}
