// Owns running a route: its chain, its handler, its error pages.
import { h } from "preact";
import { type Context, INTERNALS, pageProps } from "./context.ts";
import { HttpError } from "./error.ts";
import { compose, type ErrorPlan, type RenderPlan, type RoutePlan } from "./plan.ts";
import type { Source, Step } from "./plan.ts";
import { isAsyncComponent, renderPage } from "./render.ts";
import type { HandlerByMethod, HandlerFn, Method, Middleware, PageResponse } from "./types.ts";
import type { Route, RouteComponent } from "./types.ts";

export interface CompiledRoute {
  chain: Middleware[];
  plan: RenderPlan;
}

export function compileRoute(plan: RoutePlan, source: Source<Route>): CompiledRoute {
  const run: Middleware = async (ctx) => runRoute(ctx, source.value ?? await source.get(), 200);
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
      ctx.error = error;
      ctx[INTERNALS].plan = plan;
      const page = await plan.page.get();
      return typeof page === "function" ? await page(ctx) : await runRoute(ctx, page, status);
    }
  };
}

/** With no handler at all every method renders; handlers without one for the method are a 404. */
async function runRoute(ctx: Context, route: Route, status: number): Promise<Response> {
  const { handler, component } = route;
  const { method } = ctx.req;
  const run = typeof handler === "function" ? handler : pickHandler(handler, method);
  if (run !== undefined) return respond(ctx, route, await run(ctx), status);
  const renders = handler === undefined || method === "GET" || method === "HEAD";
  if (!renders || component === undefined) throw new HttpError(404);
  return respond(ctx, route, { data: {} }, status);
}

function pickHandler(handlers: HandlerByMethod | undefined, method: string): HandlerFn | undefined {
  const own = (name: string) =>
    handlers && Object.hasOwn(handlers, name) ? handlers[name as Method] : undefined;
  return own(method) ?? (method === "HEAD" ? own("GET") : undefined);
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
  const init = { status: result.status ?? status, headers: result.headers };
  const content = await callComponent(ctx, route.component, result.data);
  return content instanceof Response ? content : renderPage(ctx, content, init, route.config ?? {});
}

async function callComponent(ctx: Context, component: RouteComponent, data: unknown) {
  const props = pageProps(ctx, ctx.Component, data);
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
