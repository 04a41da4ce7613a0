// Owns resolving imports for esbuild as Deno does: import map, links and npm names.
import type { Plugin } from "esbuild";
import { fileURLToPath, pathToFileURL } from "node:url";

/** What `deno info --json` prints, as far as it is used here. */
interface Info {
  modules: {
    specifier: string;
    error?: string;
    npmPackage?: string;
    dependencies?: { specifier: string; code?: { specifier?: string; error?: string } }[];
  }[];
  redirects?: Record<string, string>;
  npmPackages?: Record<string, { localPath?: string }>;
}

interface Graph {
  /** Module URL → specifier as written → URL it means. */
  imports: Map<string, Map<string, string>>;
  /** npm URL → folder of the installed package. */
  packages: Map<string, string>;
}

/** Asks Deno once for the graph of all `entries`; throws when an import cannot be resolved. */
export async function denoResolver(root: string, entries: string[]): Promise<Plugin> {
  const { imports, packages } = readGraph(await denoInfo(root, entries));
  return {
    name: "deno-resolve",
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
        const target = importer === ""
          ? undefined
          : imports.get(pathToFileURL(importer).href)?.get(path);
        if (target === undefined) return null;
        if (target.startsWith("file:")) return { path: fileURLToPath(target) };
        const resolveDir = packages.get(target);
        if (resolveDir === undefined) return { errors: [{ text: `Cannot bundle ${target}` }] };
        return build.resolve(bareName(target), { kind, resolveDir });
      });
    },
  };
}

async function denoInfo(root: string, entries: string[]): Promise<Info> {
  const source = entries.map((entry) => `import ${JSON.stringify(pathToFileURL(entry))};`).join("");
  const command = new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", `data:application/typescript,${encodeURIComponent(source)}`],
    cwd: root,
    stdout: "piped",
    stderr: "piped",
  });
  const { success, stdout, stderr } = await command.output();
  if (!success) {
    throw new Error(`"deno info" failed for the islands: ${new TextDecoder().decode(stderr)}`);
  }
  return JSON.parse(new TextDecoder().decode(stdout)) as Info;
}

function readGraph({ modules, redirects = {}, npmPackages = {} }: Info): Graph {
  const graph: Graph = { imports: new Map(), packages: new Map() };
  for (const { specifier, dependencies = [], npmPackage = "", error } of modules) {
    if (error !== undefined) throw new Error(`Cannot bundle ${specifier}: ${error}`);
    const folder = npmPackages[npmPackage]?.localPath;
    if (folder !== undefined) graph.packages.set(specifier, folder);
    const resolved = dependencies.flatMap(({ specifier: written, code }) => {
      if (code?.error !== undefined) throw new Error(`${code.error} (in ${specifier})`);
      return code?.specifier === undefined
        ? []
        : [[written, redirects[code.specifier] ?? code.specifier] as const];
    });
    graph.imports.set(specifier, new Map(resolved));
  }
  return graph;
}

/** "npm:/@preact/signals@2.11.4/utils" becomes "@preact/signals/utils". */
function bareName(target: string): string {
  return target.replace(/^npm:\/?/, "").replace(/^((?:@[^/@]+\/)?[^/@]+)@[^/]+/, "$1");
}
