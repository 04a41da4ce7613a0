// Owns finding things in the project: route files, islands, static files.
import { join, relative, sep } from "node:path";
import type { FsFileKind } from "../build.ts";

export interface RouteFile {
  kind: FsFileKind;
  id: string;
  path: string;
}

const SOURCE = /\.(tsx?|jsx?)$/;
const TEST = /[._]test\.[jt]sx?$/;

const SPECIAL: Record<string, FsFileKind> = {
  _app: "app",
  _error: "error",
  _layout: "layout",
  _middleware: "middleware",
};

/** Throws on files that mean trouble in real Fresh. */
export async function findRoutes(routeDir: string): Promise<RouteFile[]> {
  const files: RouteFile[] = [];
  for (const path of await listFiles(routeDir)) {
    const id = "/" + toSlashes(relative(routeDir, path)).replace(SOURCE, "");
    if (!SOURCE.test(path) || TEST.test(path) || /\/\(_[^/]*\)\//.test(id)) continue;
    files.push({ kind: await kindOf(id, path), id, path });
  }
  refuseDoubles(files);
  return files;
}

async function kindOf(id: string, path: string): Promise<FsFileKind> {
  const name = id.slice(id.lastIndexOf("/") + 1);
  const kind = SPECIAL[name];
  if (name === "_404" || name === "_500") {
    throw new Error(`routes${id}: use _error.tsx, because ${name} answers with the wrong status`);
  }
  if (kind === undefined && name.startsWith("_")) {
    throw new Error(`routes${id}: no special file has this name, and as a route it answers 500`);
  }
  if (kind === "app" && id !== "/_app") {
    throw new Error(`routes${id}: there is one _app, in the root of the routes folder`);
  }
  if (kind === undefined && (await Deno.readTextFile(path)).includes("routeOverride")) {
    throw new Error(`routes${id}: routeOverride is not covered by this stand-in`);
  }
  return kind ?? "route";
}

function refuseDoubles(files: RouteFile[]): void {
  const seen = new Set<string>();
  for (const { id } of files) {
    if (seen.has(id)) throw new Error(`routes${id} exists with two extensions: keep one`);
    seen.add(id);
  }
}

/** Every source file in the islands folder and in `(_islands)` folders of routes. */
export async function findIslands(islandDir: string, routeDir: string): Promise<string[]> {
  const own = await listFiles(islandDir);
  const beside = await listFiles(routeDir);
  return [...own, ...beside.filter((path) => toSlashes(path).includes("/(_islands)/"))]
    .filter((path) => SOURCE.test(path) && !TEST.test(path));
}

/** All files below a folder, sorted; none when the folder does not exist. */
export async function listFiles(folder: string): Promise<string[]> {
  const paths: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory) paths.push(...await listFiles(path));
      else if (entry.isFile) paths.push(path);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return paths.sort();
}

export function toSlashes(path: string): string {
  return path.replaceAll(sep, "/");
}
