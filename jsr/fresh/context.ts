// Owns Context: what middlewares and handlers receive, and how answers are made from it.
import type { FunctionComponent, JSX } from "preact";
import { isValidElement } from "preact";
import type { Build } from "./build.ts";
import type { RenderPlan } from "./plan.ts";
import { renderPage } from "./render.ts";
import type { PageProps, RenderOptions, ResolvedFreshConfig } from "./types.ts";

/** Keeps what only this package may touch out of the app's sight. */
export const INTERNALS: unique symbol = Symbol("fresh internals");

export interface Internals {
  /** Layouts and app wrapper of the level that answers. */
  plan: RenderPlan;
  build: Build | null;
  /** Set by a render; other answers have no nonce. */
  nonce: string | null;
}

type ContextParts = Pick<Context, "req" | "url" | "info" | "config"> & { internals: Internals };

export class Context<State = unknown> {
  readonly req: Request;
  readonly url: URL;
  readonly info: Deno.ServeHandlerInfo;
  readonly config: ResolvedFreshConfig;
  /** The matched pattern, null for an unmatched URL. */
  route: string | null = null;
  params: Record<string, string> = Object.create(null);
  /** A new object for every request. */
  state: State = {} as State;
  /** Only a page receives data; here it stays undefined. */
  readonly data: unknown = undefined;
  /** Set once something threw. */
  error: unknown = null;
  /** What an app wrapper or a layout wraps. */
  Component: FunctionComponent = () => null;
  next: () => Promise<Response> = () => Promise.reject(new Error("There is no next handler"));
  readonly [INTERNALS]: Internals;

  constructor(parts: ContextParts) {
    this.req = parts.req;
    this.url = parts.url;
    this.info = parts.info;
    this.config = parts.config;
    this[INTERNALS] = parts.internals;
  }

  /** True when the browser asked for parts of a page only. */
  get isPartial(): boolean {
    return this.url.search.includes("fresh-partial=true");
  }

  /** Renders inside the layouts and the app wrapper of the matched route. Always text/html. */
  render(
    vnode: JSX.Element | null,
    init: ResponseInit = {},
    options: RenderOptions = {},
  ): Promise<Response> {
    if (vnode === null || isValidElement(vnode)) return renderPage(this, vnode, init, options);
    return Promise.reject(new Error(`ctx.render() takes JSX or null, but got ${typeof vnode}`));
  }

  /** Repeated slashes in a path are collapsed, so that `//host` cannot leave the site. */
  redirect(to: string, status = 302): Response {
    return new Response(null, { status, headers: { location: safeLocation(to) } });
  }

  text(body: string, init?: ResponseInit): Response {
    return withType(body, "text/plain;charset=UTF-8", init);
  }

  html(body: string, init?: ResponseInit): Response {
    return withType(body, "text/html; charset=utf-8", init);
  }

  json(body: unknown, init?: ResponseInit): Response {
    return Response.json(body, init);
  }

  /** Streams strings or bytes; sets no content type. */
  stream(source: Chunks | (() => Chunks), init?: ResponseInit): Response {
    const chunks = typeof source === "function" ? source() : source;
    const encoder = new TextEncoder();
    const body = ReadableStream.from(chunks).pipeThrough(
      new TransformStream<string | Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          controller.enqueue(typeof chunk === "string" ? encoder.encode(chunk) : chunk);
        },
      }),
    );
    return new Response(body, init);
  }
}

type Chunks = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** The exact set of props the contract lists; only a page gets `data`. */
export function pageProps<State>(
  ctx: Context<State>,
  Component: FunctionComponent,
  data?: unknown,
): PageProps<unknown, State> {
  return {
    Component,
    config: ctx.config,
    data,
    error: ctx.error,
    info: ctx.info,
    isPartial: ctx.isPartial,
    params: ctx.params,
    req: ctx.req,
    route: ctx.route,
    state: ctx.state,
    url: ctx.url,
  };
}

function withType(body: string, type: string, init?: ResponseInit): Response {
  const headers = new Headers(init?.headers);
  if (!headers.has("content-type")) headers.set("content-type", type);
  return new Response(body, { ...init, headers });
}

/** Browsers read a backslash as a slash, so it counts as one here. */
function safeLocation(to: string): string {
  if (!/^[/\\]/.test(to)) return to;
  const end = to.search(/[?#]/);
  const path = end === -1 ? to : to.slice(0, end);
  return path.replace(/[/\\]+/g, "/") + to.slice(path.length);
}
