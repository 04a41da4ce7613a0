// Owns the typing helpers: identity functions that give routes their State and data types.
import type { HandlerByMethod, HandlerFn, Middleware, PageProps } from "./types.ts";
import type { MaybePromise, PageResponse, RouteData, RouteHandler } from "./types.ts";
import type { ComponentChildren } from "preact";

type Answer = MaybePromise<ComponentChildren | Response>;

export interface Define<State> {
  handlers: {
    <Data, Handlers extends HandlerByMethod<Data, State>>(
      handlers: Handlers & HandlerByMethod<Data, State>,
    ): Handlers;
    <Data>(handler: HandlerFn<Data, State>): HandlerFn<Data, State>;
  };
  page: <
    Handler extends RouteHandler<unknown, State> = never,
    Data = [Handler] extends [never] ? unknown : RouteData<Handler>,
    Result extends Answer = Answer,
  >(component: (props: PageProps<Data, State>) => Result) => typeof component;
  layout: <Result extends Answer = Answer>(
    component: (props: PageProps<unknown, State>) => Result,
  ) => typeof component;
  middleware: <M extends Middleware<State> | Middleware<State>[]>(middleware: M) => M;
}

/** Gives `define.handlers`, `define.page`, `define.layout` and `define.middleware` for one State. */
export function createDefine<State>(): Define<State> {
  return {
    handlers: <T>(handlers: T) => handlers,
    page: (component) => component,
    layout: (component) => component,
    middleware: (middleware) => middleware,
  };
}

type PageOptions = Pick<PageResponse<unknown>, "status" | "headers">;

/** The same as returning `{data, status, headers}` from a handler. */
export function page(): PageResponse<undefined>;
export function page<Data>(data: Data, options?: PageOptions): PageResponse<Data>;
export function page(data?: unknown, options?: PageOptions): PageResponse<unknown> {
  return { data, status: options?.status, headers: options?.headers };
}
