// Owns file routes: from a build's files to levels and routes, with messages for what is wrong.
import type { Compilation } from "./app.ts";
import type { FsFile } from "./build.ts";
import { type Layout, Source } from "./plan.ts";
import { compileRoute } from "./route.ts";
import type { Middleware, Route, RouteComponent, RouteConfig } from "./types.ts";

type Module = Record<string, unknown>;

/** Adds every file of the applied build under `prefix`; adds nothing without a build. */
export function addFsRoutes(into: Compilation, prefix: string): void {
  const files = into.build?.files ?? [];
  const routes = files.filter((file) => file.kind === "route");
  // Outer levels first: an error page keeps the layouts that exist when it is added.
  const special = files.filter((file) => file.kind !== "route")
    .toSorted((a, b) => depthOf(a.id) - depthOf(b.id) || ORDER[a.kind] - ORDER[b.kind]);
  for (const file of special) addSpecial(into, prefix, file);
  for (const file of routes.toSorted((a, b) => compareIds(a.id, b.id))) {
    const plan = into.levels.routePlan(prefix + folderOf(file.id));
    const source = new Source(async () => readRoute(file, await loadModule(file)));
    into.router.add("ALL", prefix + idToPattern(file.id), compileRoute(plan, source));
  }
}

const ORDER = { app: 0, middleware: 1, layout: 2, error: 3, route: 4 };

function addSpecial({ levels }: Compilation, prefix: string, file: FsFile): void {
  const path = prefix + folderOf(file.id);
  if (file.kind === "app") {
    levels.at(path).app = new Source(async () => readComponent(file, await loadModule(file)));
  } else if (file.kind === "middleware") {
    const load = async () => readMiddlewares(file, await loadModule(file));
    levels.at(path).middlewares.push(new Source(load));
  } else if (file.kind === "layout") {
    levels.at(path).layout = new Source(async () => readLayout(file, await loadModule(file)));
  } else {
    levels.setError(path, new Source(async () => readRoute(file, await loadModule(file))));
  }
}

async function loadModule(file: FsFile): Promise<Module> {
  return await file.load() as Module;
}

function readRoute(file: FsFile, module: Module): Route {
  const handler = module.handler ?? module.handlers;
  const component = module.default;
  if (handler === undefined && component === undefined && module.config === undefined) {
    throw new Error(`routes${file.id} must export a default component, a handler or a config`);
  }
  if (component !== undefined) readComponent(file, module);
  return {
    handler: handler as Route["handler"],
    component: component as Route["component"],
    config: readConfig(file, module),
  };
}

function readLayout(file: FsFile, module: Module): Layout {
  return { component: readComponent(file, module), config: readConfig(file, module) };
}

function readComponent(file: FsFile, module: Module): RouteComponent {
  if (typeof module.default === "function") return module.default as RouteComponent;
  throw new Error(`routes${file.id} must export a component as its default`);
}

function readConfig(file: FsFile, module: Module): RouteConfig {
  const config = (module.config ?? {}) as RouteConfig & { csp?: unknown };
  if (config.csp !== undefined) {
    throw new Error(`routes${file.id}: config.csp does nothing in Fresh 2, use csp()`);
  }
  return config;
}

function readMiddlewares(file: FsFile, module: Module): Middleware[] {
  const found = module.default ?? module.handler ?? module.handlers;
  const all: unknown[] = Array.isArray(found) ? found : [found];
  if (all.length > 0 && all.every((one) => typeof one === "function")) return all as Middleware[];
  throw new Error(`routes${file.id} must export a function or an array of functions`);
}

/** The level of a file: `use("/p")` covers what is in the folder p, but not p.tsx. */
function folderOf(id: string): string {
  return id.slice(0, id.lastIndexOf("/"));
}

function depthOf(id: string): number {
  return id.split("/").length;
}

/** "/(group)/posts/[id]" becomes "/posts/:id". Throws on names no pattern can say. */
export function idToPattern(id: string): string {
  const parts = id.split("/").filter((part) => part !== "" && !/^\(.*\)$/.test(part));
  if (parts.at(-1) === "index") parts.pop();
  return "/" + parts.map((part) => partToPattern(part, id)).join("/");
}

function partToPattern(part: string, id: string): string {
  const rest = /^\[\.\.\.(\w+)\]$/.exec(part);
  if (rest !== null) return `:${rest[1]}*`;
  const optional = /^\[\[(\w+)\]\]$/.exec(part);
  if (optional !== null) return `:${optional[1]}?`;
  if (part.includes("][")) {
    throw new Error(`routes${id}: two parameters in "${part}" need a literal between them`);
  }
  const pattern = part.replace(/\[(\w+)\]/g, ":$1");
  if (!/[[\]]/.test(pattern)) return pattern;
  throw new Error(`routes${id}: cannot read "${part}" as a route segment`);
}

/** Literal before group before parameter before rest; index first. */
function compareIds(a: string, b: string): number {
  const left = a.split("/");
  const right = b.split("/");
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [l = "", r = ""] = [left[i], right[i]];
    if (l !== r) return rank(l) - rank(r) || (l < r ? -1 : 1);
  }
  return left.length - right.length;
}

function rank(part: string): number {
  if (part === "index") return 0;
  if (part.startsWith("(")) return 2;
  if (part.startsWith("[...")) return 5;
  if (part.startsWith("[[")) return 4;
  return part.includes("[") ? 3 : 1;
}
