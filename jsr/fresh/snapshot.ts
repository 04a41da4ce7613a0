// Owns reading a build from disk: turns the generated snapshot.js into a Build.
import type { Build, FsFileKind, StaticFile } from "./build.ts";
import { setBuildId } from "./assets.ts";

type Module = Record<string, unknown>;

/** The generated file's data. Island modules are there already, route modules load when needed. */
export interface Snapshot {
  id: string;
  /** URL of the project's folder. */
  root: string;
  /** URL of the folder with all static files, with a slash at the end. */
  staticRoot: string;
  boot: Build["boot"];
  islands: {
    module: Module;
    exports: string[];
    chunk: string;
    preload: string[];
  }[];
  files: { kind: FsFileKind; id: string; load: () => Promise<Module> }[];
  statics: {
    path: string;
    contentType: string;
    hash: string;
    immutable: boolean;
  }[];
}

const CACHED_BYTES_MAX = 256 * 1024;

/** Throws when an island's module no longer has an export it had at build time. */
export function buildFromSnapshot(snapshot: Snapshot): Build {
  setBuildId(snapshot.id);
  return {
    id: snapshot.id,
    root: fromFileUrl(snapshot.root),
    mode: "production",
    boot: snapshot.boot,
    reload: null,
    islands: islandMap(snapshot.islands),
    files: snapshot.files,
    statics: new Map(snapshot.statics.map((file) => [file.path, {
      ...file,
      read: cachedReader(new URL(encodeURI(file.path).slice(1), snapshot.staticRoot)),
    }])),
  };
}

/** Every function export of an island's module is an island. */
export function islandMap(islands: Snapshot["islands"]): Build["islands"] {
  const map: Build["islands"] = new Map();
  for (const { module, exports, chunk, preload } of islands) {
    for (const exportName of exports) {
      const component = module[exportName];
      if (typeof component !== "function") {
        throw new Error(`The island ${chunk} has no export "${exportName}": build again`);
      }
      map.set(component, { exportName, chunk, preload, component: component as () => null });
    }
  }
  return map;
}

/** Small files are read once: the build wrote them, so they do not change. */
function cachedReader(url: URL): StaticFile["read"] {
  let bytes: Promise<Uint8Array<ArrayBuffer>> | null = null;
  return async () => {
    if (bytes !== null) return await bytes;
    const read = await Deno.readFile(url);
    if (read.byteLength <= CACHED_BYTES_MAX) bytes = Promise.resolve(read);
    return read;
  };
}

function fromFileUrl(url: string): string {
  return decodeURIComponent(new URL(url).pathname).replace(/(.)\/$/, "$1");
}
