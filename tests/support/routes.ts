// The routes that the files in routes/ make, as patterns: `/contacts/:id/edit`.

const ROOT = new URL("../../routes/", import.meta.url);

/** All patterns, sorted. */
export async function routePatterns(): Promise<string[]> {
  const patterns = await Array.fromAsync(routeFiles(ROOT, ""), patternOf);
  return patterns.sort();
}

/** Files that answer: no `_app`, no tests, nothing in folders such as `(_parts)`. */
async function* routeFiles(folder: URL, path: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(folder)) {
    if (/^\(?_/.test(entry.name) || /[._]test\.tsx?$/.test(entry.name)) continue;
    const below = path + entry.name;
    if (entry.isDirectory) yield* routeFiles(new URL(`${entry.name}/`, folder), `${below}/`);
    else if (/\.tsx?$/.test(entry.name)) yield below;
  }
}

function patternOf(file: string): string {
  const parts = file.replace(/\.tsx?$/, "").split("/")
    .filter((part) => part !== "index" && !/^\(.*\)$/.test(part))
    .map((part) => part.replace(/^\[(\w+)\]$/, ":$1"));
  return "/" + parts.join("/");
}
