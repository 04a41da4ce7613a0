// Where to go after signing in: only to a page of this site.

const ORIGIN = "http://kartka.invalid";
const CHARS_MAX = 2000;

/** The path and query of `next` when it stays on this site, else the fallback. Never throws. */
export function safeNext(next: string | null | undefined, fallback = "/contacts"): string {
  if (!next?.startsWith("/") || next.length > CHARS_MAX) return fallback;
  if (!URL.canParse(next, ORIGIN)) return fallback;
  // Parsed as browsers do it: a backslash is a slash, tabs and line breaks are dropped.
  const url = new URL(next, ORIGIN);
  // "/.//evil.example" becomes "//evil.example".
  if (url.origin !== ORIGIN || url.pathname.startsWith("//")) return fallback;
  return url.pathname + url.search;
}
