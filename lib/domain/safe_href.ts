// Which links may be followed: what customers and agents write never becomes an address that runs (7.1).

const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

/**
 * The address to put into `href`, or null when the text is none that may be followed: http, https, mailto and tel
 * only, whole addresses only. Preact does not refuse `javascript:`, so every link of outside data comes from here.
 */
export function safeHref(text: string): string | null {
  if (/\s/u.test(text)) return null;
  const url = URL.parse(text);
  if (url === null || !SCHEMES.has(url.protocol)) return null;
  const says = url.protocol.startsWith("http") ? url.hostname : url.pathname;
  return says === "" ? null : url.href;
}
