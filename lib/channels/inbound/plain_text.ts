// The words of an HTML mail as plain text: nothing of it is ever shown as HTML.

/** What people do not read. */
const UNREAD = new Set(["head", "script", "style", "title", "template"]);
/** What begins a new line. */
const BLOCKS = new Set(
  "p div br tr li ul ol table h1 h2 h3 h4 h5 h6 blockquote pre hr section article".split(" "),
);
const ENTITIES: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  hellip: "…",
  mdash: "—",
  ndash: "–",
  laquo: "«",
  raquo: "»",
};

/** One pass over the text, however it is nested; links keep their words only. */
export function plainText(html: string): string {
  let text = "";
  let unread: string | null = null;
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    const end = open === -1 ? html.length : open;
    if (unread === null) text += html.slice(at, end).replace(/\s+/g, " ");
    if (open === -1) break;
    const isComment = html.startsWith("<!--", open);
    const close = html.indexOf(isComment ? "-->" : ">", open);
    if (close === -1) break;
    if (!isComment) {
      const name = tagName(html.slice(open + 1, Math.min(close, open + 20)));
      if (BLOCKS.has(name.replace("/", ""))) text += "\n";
      if (unread === null && UNREAD.has(name)) unread = name;
      else if (name === `/${unread}`) unread = null;
    }
    at = close + (isComment ? 3 : 1);
  }
  return tidy(decoded(text));
}

/** `p`, or `/p` of an end. */
function tagName(inside: string): string {
  return /^\/?[a-z][a-z0-9]*/i.exec(inside)?.[0].toLowerCase() ?? "";
}

function decoded(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{1,8});/gi, (whole, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : whole;
  });
}

/** At most one empty line between paragraphs, no spaces at the ends of lines. */
function tidy(text: string): string {
  return text.split("\n").map((line) => line.trim()).join("\n").replace(/\n{3,}/g, "\n\n").trim();
}
