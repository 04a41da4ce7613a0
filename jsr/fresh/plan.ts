// Owns levels: which middlewares, layouts, error page and app wrapper a path has, outer to inner.
import type { Context } from "./context.ts";
import { HttpError } from "./error.ts";
import type { MaybePromise, Middleware, Route, RouteComponent, RouteConfig } from "./types.ts";

/** Loads once, at first use, and then answers at once. A failed load is tried again. */
export class Source<T> {
  value: T | undefined;
  #load: () => Promise<T>;

  constructor(load: () => Promise<T>, value?: T) {
    this.#load = load;
    this.value = value;
  }

  static of<T>(value: T): Source<T> {
    return new Source<T>(async () => await value, value);
  }

  get(): MaybePromise<T> {
    return this.value ?? this.#load().then((value) => this.value = value);
  }
}

export interface Layout {
  component: RouteComponent;
  config: RouteConfig;
}

export interface RenderPlan {
  layouts: Source<Layout>[];
  app: Source<RouteComponent> | null;
}

export interface ErrorPlan extends RenderPlan {
  page: Source<Route | Middleware>;
}

interface Level {
  middlewares: Source<Middleware[]>[];
  layout: Source<Layout> | null;
  error: ErrorPlan | null;
  app: Source<RouteComponent> | null;
}

/** What a level asks a route's chain to do, outermost first. */
export type Step =
  | { kind: "catch"; error: ErrorPlan }
  | { kind: "use"; middlewares: Source<Middleware[]> };

export interface RoutePlan extends RenderPlan {
  steps: Step[];
}

/** By path without a slash at its end. Plans are copies: later additions reach later routes only. */
export class Levels {
  #levels = new Map<string, Level>();

  at(path: string): Level {
    const known = this.#levels.get(path);
    if (known !== undefined) return known;
    const level: Level = { middlewares: [], layout: null, error: null, app: null };
    this.#levels.set(path, level);
    return level;
  }

  setError(path: string, page: Source<Route | Middleware>): void {
    this.at(path).error = { page, ...this.renderPlan(path) };
  }

  renderPlan(path: string): RenderPlan {
    const levels = this.#chain(path);
    return {
      layouts: levels.flatMap((level) => level.layout ?? []),
      app: levels.findLast((level) => level.app !== null)?.app ?? null,
    };
  }

  routePlan(path: string): RoutePlan {
    const steps = this.#chain(path).flatMap((level): Step[] => [
      ...(level.error === null ? [] : [{ kind: "catch" as const, error: level.error }]),
      ...level.middlewares.map((middlewares) => ({ kind: "use" as const, middlewares })),
    ]);
    return { steps, ...this.renderPlan(path) };
  }

  #chain(path: string): Level[] {
    const parts = path.split("/");
    const paths = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
    return paths.flatMap((key) => this.#levels.get(key) ?? []);
  }
}

/** "*" and "/" mean the level of the prefix itself; "/x/*" is a level of its own, as upstream. */
export function levelPath(prefix: string, path: string): string {
  const full = path === "*" || path === "/" ? prefix : prefix + path;
  return full.replace(/\/+$/, "");
}

/** Runs `chain[index]`, whose `ctx.next()` runs the rest. */
export async function dispatch(
  ctx: Context,
  chain: Middleware[],
  index: number,
): Promise<Response> {
  const step = chain[index];
  if (step === undefined) throw new HttpError(404);
  ctx.next = () => dispatch(ctx, chain, index + 1);
  const response = await step(ctx);
  if (response instanceof Response) return response;
  throw new Error(`A middleware for ${ctx.url.pathname} must return a Response or ctx.next()`);
}

/** A chain of its own whose end continues the outer one. */
export function compose(middlewares: Middleware[]): Middleware {
  const [only] = middlewares;
  if (middlewares.length === 1 && only !== undefined) return only;
  return (ctx) => {
    const outer = ctx.next;
    return dispatch(ctx, [...middlewares, () => outer()], 0);
  };
}
