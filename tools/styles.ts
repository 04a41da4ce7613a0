/** Joins the style sheets of `styles/` into the one that pages link. */
import * as esbuild from "esbuild";

const ROOT = new URL("../", import.meta.url);
const TARGET = new URL("static/styles.css", ROOT);

/** In the order of the cascade: `tokens` also names the layers. */
export const STYLE_SHEETS = [
  "tokens",
  "base",
  "shell",
  "print",
  "menu",
  "sheet",
  "controls",
  "pieces",
  "tables",
  "list_bar",
  "filter",
  "search_hints",
  "filter_builder",
  "list",
  "list_narrow",
  "live",
  "card",
  "timeline",
  "activity",
  "notes",
  "conversations",
  "thread",
  "new_dialog",
  "block",
  "segments",
  "duplicates",
  "trash",
  "form",
  "attributes",
  "merge_pick",
  "merge",
  "account",
  "import",
  "channels",
  "touch",
] as const;

/** Minified. Nothing is lowered for old browsers: what they do not know, they pass over. */
export async function joinedStyles(): Promise<string> {
  const sheets = await Promise.all(
    STYLE_SHEETS.map((name) => Deno.readTextFile(new URL(`styles/${name}.css`, ROOT))),
  );
  const { code } = await esbuild.transform(sheets.join("\n"), { loader: "css", minify: true });
  return code;
}

/** Writes only what has changed, because a written file restarts the development server. */
export async function writeStyles(): Promise<void> {
  const styles = await joinedStyles();
  const written = await Deno.readTextFile(TARGET).catch(() => null);
  if (written !== styles) await Deno.writeTextFile(TARGET, styles);
  await esbuild.stop();
}
