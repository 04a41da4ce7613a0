// Addresses on the web that people type and Kartka calls.

export const URL_CHARS_MAX = 2000;

/** The address, or null when it is not http or https, is longer than 2,000 characters, or has a password in it. */
export function outsideUrl(text: string): URL | null {
  if (text.length > URL_CHARS_MAX || !URL.canParse(text)) return null;
  const url = new URL(text);
  const isPlain = url.username === "" && url.password === "";
  return /^https?:$/.test(url.protocol) && isPlain ? url : null;
}
