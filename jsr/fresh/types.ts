// Owns the public types of the package.
import type { ComponentChildren, FunctionComponent } from "preact";
import type { Context } from "./context.ts";

export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface FreshConfig {
  /** Path every route is served under, such as "/app"; "" means the root. */
  basePath?: string;
  mode?: "development" | "production";
  /** Believe `X-Forwarded-Proto` and `X-Forwarded-Host` when building `ctx.url`. */
  trustProxy?: boolean;
}

export interface ResolvedFreshConfig {
  root: string;
  basePath: string;
  mode: "development" | "production";
  trustProxy: boolean;
}

export type FreshContext<State = unknown> = Context<State>;

export type MaybePromise<T> = T | Promise<T>;
export type Lazy<T> = () => Promise<T>;
export type MaybeLazy<T> = T | Lazy<T>;

/** A handler's answer that still has to be rendered by the route's component. */
export interface PageResponse<Data> {
  data: Data;
  status?: number;
  headers?: HeadersInit;
}

export type Middleware<State = unknown> = (ctx: Context<State>) => MaybePromise<Response>;

export type HandlerFn<Data = unknown, State = unknown> = (
  ctx: Context<State>,
) => MaybePromise<Response | PageResponse<Data>>;

export type HandlerByMethod<Data = unknown, State = unknown> = {
  [M in Method]?: HandlerFn<Data, State>;
};

export type RouteHandler<Data = unknown, State = unknown> =
  | HandlerFn<Data, State>
  | HandlerByMethod<Data, State>;

type DataOfResult<Result> = Awaited<Result> extends infer Answer
  ? Answer extends PageResponse<infer Data> ? Data : never
  : never;

type ResultOfHandler<Handler> = Handler extends (...args: never[]) => infer Result ? Result
  : {
    [M in keyof Handler]: Handler[M] extends (...args: never[]) => infer R ? R : never;
  }[keyof Handler];

/** The data a handler (function or object by method) hands to its component. */
export type RouteData<Handler> = DataOfResult<ResultOfHandler<Handler>>;

/** What pages, layouts, error pages and the app wrapper receive. It has no `render`, no `redirect`. */
export interface PageProps<Data = unknown, State = unknown> {
  Component: FunctionComponent;
  config: ResolvedFreshConfig;
  data: Data;
  error: unknown;
  info: Deno.ServeHandlerInfo;
  isPartial: boolean;
  params: Record<string, string>;
  req: Request;
  route: string | null;
  state: State;
  url: URL;
}

/** A component of a route; only these may be async, and an async one may answer by itself. */
export type RouteComponent<Data = unknown, State = unknown> = (
  props: PageProps<Data, State>,
) => MaybePromise<ComponentChildren | Response>;

export interface RouteConfig {
  skipAppWrapper?: boolean;
  skipInheritedLayouts?: boolean;
}

export type LayoutConfig = RouteConfig;

export interface Route<Data = unknown, State = unknown> {
  handler?: RouteHandler<Data, State>;
  component?: RouteComponent<Data, State>;
  config?: RouteConfig;
}

export type RenderOptions = RouteConfig;

export type ListenOptions = Partial<Deno.ServeTcpOptions & Deno.TlsCertifiedKeyPem>;
