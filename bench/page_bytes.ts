// How much a page makes a browser load: its HTML, its styles, and all modules of its islands.
import type { Visitor } from "./visitor.ts";

export interface Bytes {
  what: string;
  files: number;
  raw: number;
  gzip: number;
}

const STYLESHEET = /<link[^>]+href="([^"]+\.css[^"]*)"/g;
const SCRIPT = /(?:<script[^>]+src|<link[^>]+modulepreload[^>]+href)="([^"]+\.js[^"]*)"/g;
const IMPORT = /(?:from|import)\s*\(?\s*["']([^"']+\.js[^"']*)["']/g;

/** Sizes of the page at a path, each file compressed by itself. */
export async function pageBytes(visitor: Visitor, path: string): Promise<Bytes[]> {
  const { body } = await visitor.get(path);
  const styles = await Promise.all(
    addresses(body, path, STYLESHEET).map(async (style) => (await visitor.get(style)).body),
  );
  const scripts = await loadModules(visitor, [
    ...addresses(body, path, SCRIPT),
    ...addresses(body, path, IMPORT),
  ]);
  return [
    await sizeOf("HTML", [body]),
    await sizeOf("CSS", styles),
    await sizeOf("JavaScript", scripts),
  ];
}

/** Modules with all that they import, each once. */
async function loadModules(visitor: Visitor, entries: string[]): Promise<string[]> {
  const loaded = new Map<string, string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (loaded.has(path)) continue;
    const { body } = await visitor.get(path);
    loaded.set(path, body);
    waiting.push(...addresses(body, path, IMPORT));
  }
  return [...loaded.values()];
}

/** Paths on this site, as a browser would resolve them. */
function addresses(text: string, base: string, pattern: RegExp): string[] {
  const site = "http://site";
  const found = [...text.matchAll(pattern)].map(([, href = ""]) => new URL(href, site + base));
  const own = found.filter(({ origin }) => origin === site);
  return [...new Set(own.map(({ pathname, search }) => pathname + search))];
}

async function sizeOf(what: string, files: string[]): Promise<Bytes> {
  const sizes = await Promise.all(files.map(async (file) => {
    const raw = new Blob([file]);
    const packed = new Response(raw.stream().pipeThrough(new CompressionStream("gzip")));
    return { raw: raw.size, gzip: (await packed.arrayBuffer()).byteLength };
  }));
  return {
    what,
    files: files.length,
    raw: sizes.reduce((sum, { raw }) => sum + raw, 0),
    gzip: sizes.reduce((sum, { gzip }) => sum + gzip, 0),
  };
}
