// Owns Builder: turns a project into a build, in memory or on disk, and serves it while developing.
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type App, applyBuild } from "../app.ts";
import type { Build } from "../build.ts";
import { makeBuild } from "../snapshot.ts";
import type { ListenOptions } from "../types.ts";
import { type Bundle, bundleIslands } from "./bundle.ts";
import { findIslands, findRoutes, type RouteFile } from "./crawl.ts";
import { writeBuild } from "./disk.ts";
import { serveDevelopment } from "./serve.ts";
import { type BuiltStatic, builtStatic, collectStatics, hashOf } from "./statics.ts";

export interface FreshBuilderOptions {
  /** Folder or file URL of the project; the working directory when absent. */
  root?: string;
  outDir?: string;
  staticDir?: string | string[];
  islandDir?: string;
  routeDir?: string;
  serverEntry?: string;
  target?: string | string[];
  sourceMap?: boolean;
}

export interface BuildOptions {
  mode?: "development" | "production";
  snapshot?: "disk" | "memory";
}

/** Everything a build consists of, before it is written or applied. */
export interface Parts {
  id: string;
  mode: "development" | "production";
  routes: RouteFile[];
  bundle: Bundle;
  statics: BuiltStatic[];
}

const MODERN = ["chrome99", "firefox99", "safari15"];

export class Builder {
  readonly config: Required<Omit<FreshBuilderOptions, "staticDir">> & {
    staticDir: string[];
  };

  constructor(options: FreshBuilderOptions = {}) {
    const root = toFolder(options.root);
    const inRoot = (path: string) => isAbsolute(path) ? path : join(root, path);
    this.config = {
      root,
      outDir: inRoot(options.outDir ?? "_fresh"),
      staticDir: [options.staticDir ?? "static"].flat().map(inRoot),
      islandDir: inRoot(options.islandDir ?? "islands"),
      routeDir: inRoot(options.routeDir ?? "routes"),
      serverEntry: inRoot(options.serverEntry ?? "main.ts"),
      target: options.target ?? MODERN,
      sourceMap: options.sourceMap ?? false,
    };
  }

  /** Builds, and returns a function that gives the build to an app. */
  async build(options: BuildOptions = {}): Promise<<State>(app: App<State>) => void> {
    const parts = await this.#make(options.mode ?? "production");
    if ((options.snapshot ?? "disk") === "disk") {
      await writeBuild(this.config, parts);
    }
    const build = await this.#inMemory(parts);
    return (app) => applyBuild(app, build);
  }

  /** Serves the app with live reload. `importApp` runs after the build, as its modules need it. */
  async listen<State>(
    importApp: () => Promise<{ app: App<State> } | App<State>>,
    options: ListenOptions = {},
  ): Promise<void> {
    const apply = await this.build({ mode: "development", snapshot: "memory" });
    const imported = await importApp();
    const app = "app" in imported ? imported.app : imported;
    apply(app);
    await serveDevelopment<State>(app, options);
  }

  async #make(mode: Parts["mode"]): Promise<Parts> {
    const { root, islandDir, routeDir, staticDir, target, sourceMap } = this.config;
    const islands = await findIslands(islandDir, routeDir);
    const isDevelopment = mode === "development";
    const bundle = await bundleIslands({ root, islands, isDevelopment, target, sourceMap });
    const chunks = await Promise.all(
      bundle.files.map(({ path, contents }) =>
        builtStatic(path, new Uint8Array(contents), !path.endsWith(".map"))
      ),
    );
    const statics = [...chunks, ...await collectStatics(staticDir)];
    const summary = statics.map(({ path, hash }) => path + hash).sort().join("\n");
    const id = await hashOf(new TextEncoder().encode(summary));
    return { id, mode, bundle, statics, routes: await findRoutes(routeDir) };
  }

  async #inMemory({ bundle, routes, statics, ...rest }: Parts): Promise<Build> {
    const load = (path: string) => import(pathToFileURL(path).href);
    return makeBuild({
      ...rest,
      root: this.config.root,
      boot: bundle.boot,
      reload: bundle.reload,
      islands: await Promise.all(bundle.islands.map(async (island) => ({
        ...island,
        module: await load(island.path),
      }))),
      files: routes.map((file) => ({ ...file, load: () => load(file.path) })),
      statics: statics.map((file) => ({ ...file, read: () => Promise.resolve(file.content) })),
    });
  }
}

function toFolder(root: string | undefined): string {
  if (root === undefined) return Deno.cwd();
  return resolve(root.startsWith("file:") ? fileURLToPath(root) : root);
}
