// Owns rendering: the inner page to a string first, then the app wrapper around it.
import { Fragment, h, isValidElement, type VNode } from "preact";
import type { ComponentChildren, FunctionComponent } from "preact";
import { renderToString } from "preact-render-to-string";
import { clientParts } from "./boot_script.ts";
import { type Context, INTERNALS, pageProps } from "./context.ts";
import type { Layout, RenderPlan } from "./plan.ts";
import { newRenderState, rawHtml, type RenderState } from "./render_islands.ts";
import { withRenderState } from "./render_islands.ts";
import type { RenderOptions, RouteComponent } from "./types.ts";

const HTML_TYPE = "text/html; charset=utf-8";

/** Hooks do not work in async components, so only those that need it are called by hand. */
export function isAsyncComponent(component: (...args: never[]) => unknown): boolean {
  return component.constructor.name === "AsyncFunction";
}

/** Renders `content` inside the layouts and the app wrapper of the level that answers. */
export async function renderPage<State>(
  ctx: Context<State>,
  content: ComponentChildren,
  init: ResponseInit,
  options: RenderOptions,
): Promise<Response> {
  const { plan } = ctx[INTERNALS];
  const { layouts, skipApp } = await pickLayouts(plan, options);
  const wrapped = await wrapInLayouts(ctx, content, layouts);
  if (wrapped instanceof Response) return wrapped;
  const state = newRenderState(ctx.url, ctx[INTERNALS].build);
  ctx[INTERNALS].nonce = state.nonce;
  const inner = toHtml(state, wrapped);
  const body = skipApp || plan.app === null ? inner : await renderApp(
    ctx,
    state,
    inner,
    plan.app.value ?? await plan.app.get(),
  );
  if (body instanceof Response) return body;
  return htmlResponse(state, body, init);
}

async function pickLayouts(plan: RenderPlan, options: RenderOptions) {
  let layouts: Layout[] = [];
  let skipApp = options.skipAppWrapper ?? false;
  for (const source of plan.layouts) {
    const layout = source.value ?? await source.get();
    if (layout.config.skipInheritedLayouts) layouts = [];
    layouts.push(layout);
  }
  if (options.skipInheritedLayouts) layouts = [];
  if (layouts.some((layout) => layout.config.skipAppWrapper)) skipApp = true;
  return { layouts, skipApp };
}

async function wrapInLayouts<State>(
  ctx: Context<State>,
  content: ComponentChildren,
  layouts: Layout[],
): Promise<ComponentChildren | Response> {
  let inner = content;
  for (const { component } of layouts.toReversed()) {
    const child = inner;
    const props = pageProps(ctx, () => child as VNode);
    if (!isAsyncComponent(component)) {
      inner = h(component as FunctionComponent<typeof props>, props);
      continue;
    }
    const answer = await component(props);
    if (answer instanceof Response) return answer;
    inner = answer;
  }
  return inner;
}

/** Only an async app wrapper gets the context itself, as it may answer in the page's place. */
async function renderApp<State>(
  ctx: Context<State>,
  state: RenderState,
  inner: string,
  app: RouteComponent,
): Promise<string | Response> {
  const Component = () => rawHtml(inner);
  if (!isAsyncComponent(app)) {
    const props = pageProps(ctx, Component);
    return toHtml(state, h(app as FunctionComponent<typeof props>, props));
  }
  ctx.Component = Component;
  const answer = await app(ctx as Parameters<RouteComponent>[0]);
  return answer instanceof Response ? answer : toHtml(state, answer);
}

function toHtml(state: RenderState, content: ComponentChildren): string {
  const vnode = isValidElement(content) ? content : h(Fragment, null, content);
  return withRenderState(state, () => renderToString(vnode));
}

function htmlResponse(state: RenderState, body: string, init: ResponseInit): Response {
  const client = clientParts(state);
  const html = insertBefore(completeHtml(body), "</body>", client.html);
  const response = new Response(html, pageInit(init));
  // Appended, because a long header in the init costs several times as much.
  if (client.link !== undefined) response.headers.append("link", client.link);
  return response;
}

function pageInit({ status, statusText, headers }: ResponseInit): ResponseInit {
  if (headers === undefined) return { status, statusText, headers: { "content-type": HTML_TYPE } };
  const own = new Headers(headers);
  own.set("content-type", HTML_TYPE);
  return { status, statusText, headers: own };
}

const CHARSET = '<meta charset="utf-8"/>';

/** Adds whatever of doctype, html, head and body is missing. */
function completeHtml(body: string): string {
  const html = body.startsWith("<html") ? body : `<html>${body}</html>`;
  return "<!DOCTYPE html>" + addHead(addBody(html));
}

function addHead(html: string): string {
  if (/<head[\s>]/.test(html)) return html;
  const at = html.indexOf(">") + 1;
  return `${html.slice(0, at)}<head>${CHARSET}</head>${html.slice(at)}`;
}

function addBody(html: string): string {
  if (/<body[\s>]/.test(html)) return html;
  const head = html.indexOf("</head>");
  const start = head === -1 ? html.indexOf(">") + 1 : head + "</head>".length;
  const end = html.length - "</html>".length;
  return `${html.slice(0, start)}<body>${html.slice(start, end)}</body></html>`;
}

function insertBefore(html: string, tag: string, insert: string): string {
  if (insert === "") return html;
  const at = html.lastIndexOf(tag);
  return at === -1 ? html + insert : html.slice(0, at) + insert + html.slice(at);
}
