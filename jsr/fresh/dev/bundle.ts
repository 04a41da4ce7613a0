// Owns the browser's bundles: esbuild with shared chunks named by their content.
import * as esbuild from "esbuild";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Build } from "../build.ts";
import { withBundler } from "./bundler_process.ts";
import { toSlashes } from "./crawl.ts";
import { denoResolver } from "./resolve.ts";

export interface BundleOptions {
  root: string;
  islands: string[];
  isDevelopment: boolean;
  target: string | string[];
  sourceMap: boolean;
}

export interface BundledIsland {
  path: string;
  exports: string[];
  chunk: string;
  preload: string[];
}

export interface Bundle {
  boot: Build["boot"];
  reload: string | null;
  islands: BundledIsland[];
  files: { path: string; contents: Uint8Array }[];
}

/** Folder of the bundles below the static root. */
export const CHUNK_FOLDER = "/_fresh/js";

const BOOT = fileURLToPath(new URL("../client/boot.ts", import.meta.url));
const RELOAD = fileURLToPath(new URL("../client/reload.ts", import.meta.url));

/** Bundles nothing when there is nothing to hydrate. */
export async function bundleIslands(options: BundleOptions): Promise<Bundle> {
  const { islands, isDevelopment } = options;
  const entries = [
    ...(islands.length > 0 ? [BOOT, ...islands] : []),
    ...(isDevelopment ? [RELOAD] : []),
  ];
  if (entries.length === 0) return { boot: null, reload: null, islands: [], files: [] };
  const how = await esbuildOptions(options, entries);
  const { metafile, outputFiles } = await withBundler(() => esbuild.build(how));
  return readResult(options, metafile, outputFiles);
}

async function esbuildOptions(options: BundleOptions, entries: string[]) {
  return {
    absWorkingDir: options.root,
    entryPoints: Object.fromEntries(entries.map((path, index) => [entryName(path, index), path])),
    outdir: join(options.root, CHUNK_FOLDER),
    entryNames: "[name]-[hash]",
    chunkNames: "shared-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm" as const,
    platform: "browser" as const,
    target: options.target,
    minify: !options.isDevelopment,
    sourcemap: options.sourceMap ? "linked" as const : false as const,
    jsx: "automatic" as const,
    jsxImportSource: "preact",
    tsconfigRaw: {},
    legalComments: "none" as const,
    logLevel: "silent" as const,
    metafile: true as const,
    write: false as const,
    define: { "process.env.NODE_ENV": options.isDevelopment ? '"development"' : '"production"' },
    plugins: [await denoResolver(options.root, entries)],
  } satisfies esbuild.BuildOptions;
}

/** The index keeps two islands of one name apart. */
function entryName(path: string, index: number): string {
  return `${basename(path).replace(/\.\w+$/, "").replace(/[^\w-]/g, "_")}_${index}`;
}

function readResult(
  { root, islands, isDevelopment }: BundleOptions,
  { outputs }: esbuild.Metafile,
  files: esbuild.OutputFile[],
): Bundle {
  const urlOf = (output: string) => `${CHUNK_FOLDER}/${basename(output)}`;
  const find = (path: string) => {
    const found = Object.entries(outputs).find(([, output]) =>
      output.entryPoint !== undefined && join(root, output.entryPoint) === path
    );
    if (found === undefined) throw new Error(`The bundler made nothing of ${path}`);
    const [output, { exports }] = found;
    return { chunk: urlOf(output), exports, preload: preloadOf(output, outputs).map(urlOf) };
  };
  return {
    boot: islands.length > 0 ? find(BOOT) : null,
    reload: isDevelopment ? find(RELOAD).chunk : null,
    islands: islands.map((path) => ({ path, ...find(path) })),
    files: files.map(({ path, contents }) => ({
      path: `${CHUNK_FOLDER}/${toSlashes(basename(path))}`,
      contents,
    })),
  };
}

/** An output and everything it imports at once. */
function preloadOf(output: string, outputs: esbuild.Metafile["outputs"]): string[] {
  const seen = new Set([output]);
  for (const name of seen) {
    for (const { path, kind } of outputs[name]?.imports ?? []) {
      if (kind === "import-statement") seen.add(path);
    }
  }
  return [...seen];
}
