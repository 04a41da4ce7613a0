// The words of an HTML mail as plain text: nothing of it is ever shown as HTML.
import { withoutEntities } from "./html_entities.ts";

/** What people do not read. */
const UNREAD = new Set(["head", "script", "style", "title", "template"]);
/** What begins a new line. */
const BLOCKS = new Set(
  "p div br tr li ul ol table h1 h2 h3 h4 h5 h6 blockquote pre hr section article".split(" "),
);

/** One pass over the text, however it is nested; links keep their words only. */
export function plainText(html: string): string {
  const words: string[] = [];
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    words.push(html.slice(at, open === -1 ? html.length : open).replace(/\s+/g, " "));
    if (open === -1) break;
    const { end, isBlock } = tagAt(html, open);
    if (isBlock) words.push("\n");
    at = end;
  }
  return tidy(withoutEntities(words.join("")));
}

/** Where a tag or comment ends, with all that is not read; one without an end goes to the end of the text. */
function tagAt(html: string, open: number): { end: number; isBlock: boolean } {
  if (html.startsWith("<!--", open)) return { end: after(html, /-->/g, open), isBlock: false };
  const name = tagName(html.slice(open + 1, open + 20));
  const end = after(html, />/g, open);
  const isBlock = BLOCKS.has(name.replace("/", ""));
  if (!UNREAD.has(name)) return { end, isBlock };
  // In two steps: one pattern for both would look to the end of the text at every beginning.
  const closing = after(html, new RegExp(`</${name}`, "gi"), end);
  return { end: after(html, />/g, closing), isBlock };
}

function after(html: string, mark: RegExp, from: number): number {
  mark.lastIndex = from;
  return mark.test(html) ? mark.lastIndex : html.length;
}

/** `p`, or `/p` of an end. */
function tagName(inside: string): string {
  return /^\/?[a-z][a-z0-9]*/i.exec(inside)?.[0].toLowerCase() ?? "";
}

/** At most one empty line between paragraphs, no spaces at the ends of lines. */
function tidy(text: string): string {
  return text.split("\n").map((line) => line.trim()).join("\n").replace(/\n{3,}/g, "\n\n").trim();
}
