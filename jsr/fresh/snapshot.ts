// Owns putting a Build together, from memory or from the generated snapshot.js.
import { setBuildId } from "./assets.ts";
import type { Build, StaticFile } from "./build.ts";

type Module = Record<string, unknown>;

/** What a build knows of an island's module. */
export interface IslandModule {
  module: Module;
  exports: string[];
  chunk: string;
  preload: string[];
}

/** The generated file's data. Island modules are there already, route modules load when needed. */
export interface Snapshot extends Pick<Build, "id" | "boot" | "files"> {
  /** URL of the project's folder. */
  root: string;
  /** URL of the folder with all static files, with a slash at the end. */
  staticRoot: string;
  islands: IslandModule[];
  statics: Omit<StaticFile, "read">[];
}

const CACHED_BYTES_MAX = 256 * 1024;

/** What a production server serves from. */
export function buildFromSnapshot({ root, staticRoot, islands, ...rest }: Snapshot): Build {
  const fileUrl = ({ path }: { path: string }) =>
    new URL(path.slice(1).split("/").map(encodeURIComponent).join("/"), staticRoot);
  const statics = rest.statics.map((file) => ({ ...file, read: cachedReader(fileUrl(file)) }));
  const folder = decodeURIComponent(new URL(root).pathname).replace(/(.)\/$/, "$1");
  return makeBuild({ ...rest, mode: "production", reload: null, root: folder, islands, statics });
}

type Parts = Omit<Build, "islands" | "statics" | "basePath"> & {
  islands: IslandModule[];
  statics: StaticFile[];
};

/** Every function export of an island's module is an island. */
export function makeBuild({ islands, statics, ...rest }: Parts): Build {
  setBuildId(rest.id);
  const map: Build["islands"] = new Map();
  for (const { module, exports, chunk, preload } of islands) {
    for (const exportName of exports) {
      const component = module[exportName];
      if (typeof component !== "function") continue;
      map.set(component, { id: map.size, exportName, chunk, preload });
    }
  }
  const byPath = new Map(statics.map((file) => [file.path, file]));
  return { ...rest, basePath: "", islands: map, statics: byPath };
}

/** Small files are read once: the build wrote them, so they do not change. */
function cachedReader(url: URL): StaticFile["read"] {
  let cached: Uint8Array<ArrayBuffer> | null = null;
  return async () => {
    const bytes = cached ?? await Deno.readFile(url);
    if (bytes.byteLength <= CACHED_BYTES_MAX) cached = bytes;
    return bytes;
  };
}
