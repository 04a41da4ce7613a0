// Owns App: an ordered list of commands, compiled into a router when a handler is asked for.
import type { Build } from "./build.ts";
import { Context, INTERNALS } from "./context.ts";
import { HttpError, plainErrorResponse } from "./error.ts";
import { addFsRoutes } from "./fs_routes.ts";
import { dispatch, levelPath, Levels, type RenderPlan, Source } from "./plan.ts";
import { type CompiledRoute, compileRoute, compileSteps } from "./route.ts";
import { ALL_METHODS, Router } from "./router.ts";
import type { FreshConfig, LayoutConfig, MaybeLazy, Method } from "./types.ts";
import type { Middleware, ResolvedFreshConfig, Route, RouteComponent } from "./types.ts";
import { registerIslands } from "./render_islands.ts";

/** What compiling an app fills. */
export interface Compilation {
  levels: Levels;
  router: Router<CompiledRoute>;
  build: Build | null;
}

type Command = (into: Compilation, prefix: string) => void;

const APPLY: unique symbol = Symbol("fresh apply build");
const COMMANDS: unique symbol = Symbol("fresh commands");

const NO_CONNECTION: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 0 },
  completed: Promise.resolve(),
};

export class App<State = unknown> {
  readonly config: ResolvedFreshConfig;
  #build: Build | null = null;
  readonly [COMMANDS]: Command[] = [];

  constructor(config: FreshConfig = {}) {
    this.config = {
      root: Deno.cwd(),
      basePath: (config.basePath ?? "").replace(/\/+$/, ""),
      mode: config.mode ?? "production",
      trustProxy: config.trustProxy ?? false,
    };
  }

  /** Order counts: a middleware added after a route does not run for it. */
  use(...middlewares: Middleware<State>[]): this;
  use(path: string, ...middlewares: Middleware<State>[]): this;
  use(first: string | Middleware<State>, ...rest: Middleware<State>[]): this {
    const path = typeof first === "string" ? first : "*";
    const all = typeof first === "string" ? rest : [first, ...rest];
    return this.#add(({ levels }, prefix) => {
      levels.at(levelPath(prefix, path)).middlewares.push(Source.of(all as Middleware[]));
    });
  }

  get(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#method("GET", path, middlewares);
  }
  post(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#method("POST", path, middlewares);
  }
  put(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#method("PUT", path, middlewares);
  }
  patch(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#method("PATCH", path, middlewares);
  }
  delete(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#method("DELETE", path, middlewares);
  }
  head(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#method("HEAD", path, middlewares);
  }
  all(path: string, ...middlewares: Middleware<State>[]): this {
    return this.#method("ALL", path, middlewares);
  }

  /** To a method its handlers lack, a route given as a value answers 405, a lazy one 404. */
  route(path: string, route: MaybeLazy<Route<unknown, State>>): this {
    return this.#add(({ levels, router }, prefix) => {
      const source = typeof route === "function" ? new Source(route) : Source.of(route);
      const plan = levels.routePlan(levelPath(prefix, path));
      const compiled = compileRoute(plan, source as Source<Route>);
      for (const method of typeof route === "function" ? ["ALL"] : methodsOf(route)) {
        router.add(method, joinPath(prefix, path), compiled);
      }
    });
  }

  layout(path: string, component: RouteComponent<unknown, State>, config: LayoutConfig = {}): this {
    return this.#add(({ levels }, prefix) => {
      const layout = { component: component as RouteComponent, config };
      levels.at(levelPath(prefix, path)).layout = Source.of(layout);
    });
  }

  appWrapper(component: RouteComponent<unknown, State>): this {
    return this.#add(({ levels }, prefix) => {
      levels.at(prefix).app = Source.of(component as RouteComponent);
    });
  }

  onError(path: string, page: Route<unknown, State> | Middleware<State>): this {
    return this.#add(({ levels }, prefix) => {
      levels.setError(levelPath(prefix, path), Source.of(page as Route | Middleware));
    });
  }

  /** Inserts the file routes of the applied build here; without a build it adds nothing. */
  fsRoutes(prefix = "*"): this {
    return this.#add((into, mount) => addFsRoutes(into, mount + prefix.replace(/\/?\*$/, "")));
  }

  mountApp(path: string, app: App<State>): this {
    return this.#add((into, prefix) => {
      for (const command of app[COMMANDS]) command(into, joinPath(prefix, path));
    });
  }

  /** One function for `Deno.serve` and for tests. */
  handler(): (req: Request, info?: Deno.ServeHandlerInfo) => Promise<Response> {
    const into = { levels: new Levels(), router: new Router<CompiledRoute>(), build: this.#build };
    for (const command of this[COMMANDS]) command(into, this.config.basePath);
    return new Server(this.config, into).handle;
  }

  [APPLY](build: Build): void {
    this.#build = { ...build, basePath: this.config.basePath };
    this.config.root = build.root;
    this.config.mode = build.mode;
  }

  #method(method: Method | "ALL", path: string, middlewares: Middleware<State>[]): this {
    return this.#add(({ levels, router }, prefix) => {
      const plan = levels.routePlan(levelPath(prefix, path));
      const chain = [...compileSteps(plan.steps), ...middlewares as Middleware[]];
      router.add(method, joinPath(prefix, path), { chain, plan });
    });
  }

  #add(command: Command): this {
    this[COMMANDS].push(command);
    return this;
  }
}

/** Gives an app its islands, file routes and static files. */
export function applyBuild<State>(app: App<State>, build: Build): void {
  registerIslands(build.islands.keys());
  app[APPLY](build);
}

function methodsOf<State>(route: Route<unknown, State>): string[] {
  const { handler, component } = route;
  if (handler === undefined || typeof handler === "function") return ["ALL"];
  const named = ALL_METHODS.filter((method) => method in handler);
  return component === undefined ? named : ["GET", ...named];
}

function joinPath(prefix: string, path: string): string {
  if (path === "*" || path === "/*") return `${prefix}/*`;
  const joined = prefix + (path.startsWith("/") ? path : "/" + path);
  return joined.length > 1 ? joined.replace(/\/$/, "") : joined;
}

/** One compiled app: finds the chain for a request and runs it. */
class Server {
  #config: ResolvedFreshConfig;
  #into: Compilation;
  #root: { chain: Middleware[]; plan: RenderPlan };

  constructor(config: ResolvedFreshConfig, into: Compilation) {
    this.#config = config;
    this.#into = into;
    const plan = into.levels.routePlan(config.basePath);
    this.#root = { chain: compileSteps(plan.steps), plan };
  }

  handle = async (req: Request, info = NO_CONNECTION): Promise<Response> => {
    const url = requestUrl(req, this.#config.trustProxy);
    const internals = { plan: this.#root.plan, build: this.#into.build, nonce: null };
    const ctx = new Context({ req, url, info, config: this.#config, internals });
    let response: Response;
    try {
      response = await this.#answer(ctx);
    } catch (error) {
      response = lastResort(error);
    }
    return req.method === "HEAD" && response.body !== null ? withoutBody(response) : response;
  };

  #answer(ctx: Context): Promise<Response> {
    const { method } = ctx.req;
    try {
      const match = this.#into.router.match(method, ctx.url.pathname);
      if (match.kind === "found") {
        ctx.route = match.pattern;
        ctx.params = match.params;
        ctx[INTERNALS].plan = match.item.plan;
        return dispatch(ctx, match.item.chain, 0);
      }
      if (match.kind === "none") return this.#outside(ctx, new HttpError(404));
      if (method !== "OPTIONS") return this.#outside(ctx, new HttpError(405));
      const allow = new Response(null, { status: 204, headers: { allow: match.allow } });
      return dispatch(ctx, [...this.#root.chain, () => allow], 0);
    } catch (error) {
      return this.#outside(ctx, error);
    }
  }

  /** Only root middlewares and the root error page see a request no route takes. */
  #outside(ctx: Context, error: unknown): Promise<Response> {
    return dispatch(ctx, [...this.#root.chain, () => Promise.reject(error)], 0);
  }
}

function lastResort(error: unknown): Response {
  const response = plainErrorResponse(error);
  // Nothing else would tell the operator: no error page saw it.
  if (response.status >= 500) console.error(error);
  return response;
}

function requestUrl(req: Request, trustProxy: boolean): URL {
  const url = new URL(req.url);
  if (url.pathname.includes("//")) {
    url.pathname = url.pathname.replace(/\/{2,}/g, "/");
  }
  if (!trustProxy) return url;
  const first = (name: string) => req.headers.get(name)?.split(",")[0]?.trim();
  url.protocol = first("x-forwarded-proto") ?? url.protocol;
  const host = first("x-forwarded-host");
  if (host !== undefined) {
    url.port = "";
    url.host = host;
  }
  return url;
}

function withoutBody(response: Response): Response {
  response.body?.cancel();
  return new Response(null, response);
}
