// Addresses of contacts that were merged lead to where they are now, whatever page of theirs was asked for (9.5).
import type { ContactMovedError } from "@/lib/errors.ts";

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
  // The card says once which number has led to it.
  const isCard = isOwn && rest === undefined && !searchParams.has("from");
  const from = isCard ? `${search === "" ? "?" : "&"}from=${fromId}` : "";
  const location = isOwn ? `/contacts/${toId}${rest ?? ""}${search}${from}` : `/contacts/${toId}`;
  const status = isOwn ? reads(method) ? 301 : 308 : 303;
  return new Response(null, { status, headers: { location, "cache-control": "no-store" } });
}

function reads(method: string): boolean {
  return method === "GET" || method === "HEAD";
}
