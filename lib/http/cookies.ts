// Cookies: reading one, and the lines that set or clear one. `__Host-` and Secure wherever the site is on https.

/** The value of a cookie, or null. Of several with one name the first counts, as browsers send the nearest first. */
export function readCookie(headers: Headers, name: string): string | null {
  for (const pair of (headers.get("cookie") ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}

export interface CookieOptions {
  isSecure: boolean;
  /** Without it the cookie lasts as long as the browser is open. */
  maxAgeSeconds?: number;
}

/** The name under which a cookie is kept: on https only this host, by https, can have set it. */
export function cookieName(name: string, isSecure: boolean): string {
  return isSecure ? `__Host-${name}` : name;
}

/** A `Set-Cookie` line. The value must be of characters that need no quoting. */
export function cookieLine(
  name: string,
  value: string,
  { isSecure, maxAgeSeconds }: CookieOptions,
): string {
  const parts = [`${cookieName(name, isSecure)}=${value}`, "Path=/", "HttpOnly", "SameSite=Lax"];
  if (isSecure) parts.push("Secure");
  if (maxAgeSeconds !== undefined) parts.push(`Max-Age=${maxAgeSeconds}`);
  return parts.join("; ");
}
