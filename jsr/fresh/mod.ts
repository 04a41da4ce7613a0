/**
 * A stand-in for the server half of Fresh 2.3. README.md says what it covers.
 * @module
 */
export { App } from "./app.ts";
export type { Context } from "./context.ts";
export { createDefine, page } from "./define.ts";
export type { Define } from "./define.ts";
export { HttpError } from "./error.ts";
export { csp, type CSPOptions } from "./middlewares/csp.ts";
export { csrf, type CSRFOptions } from "./middlewares/csrf.ts";
export { staticFiles } from "./middlewares/static_files.ts";
export { trailingSlashes } from "./middlewares/trailing_slashes.ts";
export type {
  FreshConfig,
  FreshContext,
  HandlerByMethod,
  HandlerFn,
  LayoutConfig,
  Lazy,
  ListenOptions,
  MaybeLazy,
  Method,
  Middleware,
  PageProps,
  PageResponse,
  ResolvedFreshConfig,
  Route,
  RouteComponent,
  RouteConfig,
  RouteData,
  RouteHandler,
} from "./types.ts";
