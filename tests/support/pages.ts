// Pages as people get and read them.
import type { TestApp, Who } from "./app.ts";

export const ENGLISH = { "accept-language": "en" };

/** The HTML of a page in English. */
export async function pageOf(app: TestApp, path: string, as: Who = "agent"): Promise<string> {
  return await (await app.ask(path, { as, headers: ENGLISH })).text();
}

/** What of this HTML is read: without scripts, tags, the marks of where texts were joined, and line breaks. */
export function shownText(html: string): string {
  return html.replace(/<script[^]*?<\/script>|<!--[^]*?-->/g, "").replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");
}

/** A page with its status, as an agent gets it. */
export async function getPage(app: TestApp, path: string) {
  const response = await app.ask(path, { as: "agent", headers: ENGLISH });
  return { status: response.status, html: await response.text() };
}

/** What a form without scripts sends, by an agent. */
export async function postForm(app: TestApp, path: string, form: [string, string][]) {
  const response = await app.ask(path, { as: "agent", headers: ENGLISH, form });
  const location = response.headers.get("location");
  return { status: response.status, location, html: await response.text() };
}
