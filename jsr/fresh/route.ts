// Owns running a route: its chain, its handler, its error pages.
import { h } from "preact";
import { type Context, INTERNALS, pageProps } from "./context.ts";
import { HttpError } from "./error.ts";
import { compose, type ErrorPlan, type RenderPlan, type RoutePlan } from "./plan.ts";
import type { Source, Step } from "./plan.ts";
import { isAsyncComponent, renderPage } from "./render.ts";
import type { HandlerFn, Middleware, PageResponse, Route, RouteComponent } from "./types.ts";

export interface CompiledRoute {
  chain: Middleware[];
  plan: RenderPlan;
}

export function compileRoute(plan: RoutePlan, source: Source<Route>): CompiledRoute {
  const run: Middleware = async (ctx) => runRoute(ctx, source.value ?? await source.get());
  return { chain: [...compileSteps(plan.steps), run], plan };
}

export function compileSteps(steps: Step[]): Middleware[] {
  return steps.map((step) => step.kind === "catch" ? catcher(step.error) : user(step.middlewares));
}

function user(source: Source<Middleware[]>): Middleware {
  if (source.value !== undefined) return compose(source.value);
  return async (ctx) => {
    const { next } = ctx;
    const run = compose(await source.get());
    ctx.next = next;
    return run(ctx);
  };
}

/** Stands outside its own level's middlewares: they see the exception, not the page. */
function catcher(plan: ErrorPlan): Middleware {
  return async (ctx) => {
    try {
      return await ctx.next();
    } catch (error) {
      const status = error instanceof HttpError ? error.status : 500;
      // In production the error page's handler is the place to log from.
      if (status >= 500 && ctx.config.mode === "development") console.error(error);
      Object.assign(ctx, { error, data: undefined });
      ctx[INTERNALS].plan = plan;
      return runErrorPage(ctx, await plan.page.get(), status);
    }
  };
}

async function runErrorPage(
  ctx: Context,
  page: Route | Middleware,
  status: number,
): Promise<Response> {
  if (typeof page === "function") return await page(ctx);
  const handler = pickHandler(page, ctx.req.method);
  const result = handler === null ? { data: undefined } : await handler(ctx);
  return respond(ctx, page, result, status);
}

async function runRoute(ctx: Context, route: Route): Promise<Response> {
  const { method } = ctx.req;
  const handler = pickHandler(route, method);
  if (handler !== null) return respond(ctx, route, await handler(ctx), 200);
  const isRead = method === "GET" || method === "HEAD";
  if (!isRead || route.component === undefined) throw new HttpError(404);
  return respond(ctx, route, { data: undefined }, 200);
}

function pickHandler({ handler }: Route, method: string): HandlerFn | null {
  if (handler === undefined || typeof handler === "function") return handler ?? null;
  const own = (name: string) =>
    Object.hasOwn(handler, name) ? handler[name as keyof typeof handler] : undefined;
  return own(method) ?? (method === "HEAD" ? own("GET") : undefined) ?? null;
}

async function respond(
  ctx: Context,
  route: Route,
  result: Response | PageResponse<unknown>,
  status: number,
): Promise<Response> {
  if (result instanceof Response) return result;
  if (typeof result !== "object" || result === null || !("data" in result)) {
    throw new Error(`The handler of ${ctx.route} must return a Response or page(data)`);
  }
  if (route.component === undefined) {
    throw new Error(`The handler of ${ctx.route} returned data, but there is no component for it`);
  }
  refuseTwoCookies(result.headers);
  ctx.data = result.data;
  const init = { status: result.status ?? status, headers: result.headers };
  const content = await callComponent(ctx, route.component);
  return content instanceof Response ? content : renderPage(ctx, content, init, route.config ?? {});
}

async function callComponent(ctx: Context, component: RouteComponent) {
  const props = pageProps(ctx);
  if (!isAsyncComponent(component)) return h(component as (p: typeof props) => null, props);
  return await component(props);
}

/** Real Fresh keeps only the last of them, so it is an error here. */
function refuseTwoCookies(headers: HeadersInit | undefined): void {
  if (headers === undefined || new Headers(headers).getSetCookie().length < 2) return;
  throw new Error(
    "page() cannot carry two Set-Cookie headers: append them to the response in a middleware",
  );
}
