// Owns the shape of a finished build: what the Builder makes and an App serves from.

export interface BuiltIsland {
  /** Tells islands of one build apart. */
  id: number;
  /** Export name inside its chunk. */
  exportName: string;
  /** URL path of its chunk, without the base path. */
  chunk: string;
  /** URL paths of every chunk it needs, its own included. */
  preload: string[];
}

export type FsFileKind = "app" | "error" | "layout" | "middleware" | "route";

export interface FsFile {
  kind: FsFileKind;
  /** Path below routes/ without extension, such as "/(group)/posts/[id]". */
  id: string;
  load: () => Promise<unknown>;
}

export interface StaticFile {
  /** Path below the static folder, starting with a slash, decoded. */
  path: string;
  contentType: string;
  hash: string;
  /** Written by the bundler under a name that holds its content's hash. */
  immutable: boolean;
  read: () => Promise<Uint8Array<ArrayBuffer>>;
}

export interface Build {
  /** Hash of all content; part of asset URLs. */
  id: string;
  root: string;
  /** The applied app's; stands before every URL of a chunk. */
  basePath: string;
  mode: "development" | "production";
  /** URL path of the client's boot chunk; null when there are no islands. */
  boot: { chunk: string; preload: string[] } | null;
  /** URL path of the live reload script, in development only. */
  reload: string | null;
  islands: Map<unknown, BuiltIsland>;
  files: FsFile[];
  statics: Map<string, StaticFile>;
}
