// Where to go after signing in: only to a page of this site.

const ORIGIN = "http://kartka.invalid";
const CHARS_MAX = 2000;

/** The path and query of `next` when it stays on this site, else the fallback. Never throws. */
export function safeNext(next: string | null | undefined, fallback = "/contacts"): string {
  if (!next || next.length > CHARS_MAX || !/^\/(?!\/)/.test(next)) return fallback;
  // Browsers take a backslash for a slash and drop tabs and line breaks.
  // deno-lint-ignore no-control-regex
  if (/[\\\u0000-\u001f\u007f]/.test(next) || !URL.canParse(next, ORIGIN)) return fallback;
  const url = new URL(next, ORIGIN);
  // "/.//evil.example" becomes "//evil.example".
  if (url.origin !== ORIGIN || url.pathname.startsWith("//")) return fallback;
  return url.pathname + url.search;
}
