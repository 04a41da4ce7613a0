// Owns islands on the server: finding them while rendering, and the script that starts them.
import { type ComponentChildren, type ComponentType, Fragment, h, isValidElement } from "preact";
import { options, type VNode } from "preact";
import { Signal } from "@preact/signals";
import { renderToString } from "preact-render-to-string";
import type { Build, BuiltIsland } from "./build.ts";
import { type HeadState, setHeadCollector } from "./head.ts";
import { decorate } from "./render_attributes.ts";
import { serializeProps, SlotRef } from "./serialize.ts";

type Props = Record<string, unknown>;

interface Slot {
  content: ComponentChildren;
  isRendered: boolean;
}

export interface RenderState {
  path: string;
  build: Build | null;
  basePath: string;
  /** Props of the hydration roots and of the islands in their slots, in order of appearance. */
  uses: { island: BuiltIsland; props: Props }[];
  slots: Slot[];
  /** Above 0 inside an island, where other islands are ordinary components. */
  depth: number;
  head: HeadState;
}

let current: RenderState | null = null;

export function newRenderState(path: string, build: Build | null, basePath: string): RenderState {
  const head = { added: [], isClosed: false };
  return { path, build, basePath, uses: [], slots: [], depth: 0, head };
}

/** Rendering is synchronous, so one module variable is enough to know whose render it is. */
export function withRenderState<T>(state: RenderState, render: () => T): T {
  const outer = current;
  current = state;
  try {
    return render();
  } finally {
    current = outer;
  }
}

setHeadCollector((children) => {
  if (current === null) return;
  if (current.depth > 0) {
    throw new Error("<Head> inside an island is not supported: use the page");
  }
  if (current.head.isClosed) {
    throw new Error("<Head> in _app has no effect: write into its <head>");
  }
  current.head.added.push(children);
});

/** Stands in for an island component wherever JSX names it. */
const hosts = new Map<unknown, (props: Props) => VNode>();

export function registerIslands(components: Iterable<unknown>): void {
  for (const component of components) {
    if (!hosts.has(component)) {
      hosts.set(component, (props) => renderIsland(component as ComponentType<Props>, props));
    }
  }
}

const previous = options.vnode;
options.vnode = (vnode) => {
  const { type } = vnode;
  if (typeof type === "function") {
    const host = hosts.get(type);
    if (host !== undefined) vnode.type = host;
  } else if (current !== null) {
    decorate(type, vnode.props as Props, current);
  }
  previous?.(vnode);
};

/** Emits a string as it is. */
export function rawHtml(html: string): VNode {
  return h(Fragment, { tpl: [html] } as Props);
}

/** Comment markers around content; an array, because only arrays and vnodes get escaped. */
function marked(name: string, content: ComponentChildren[]): VNode {
  return h(Fragment, { tpl: [`<!--${name}-->`, `<!--/${name}-->`], exprs: [content] } as Props);
}

function plain(component: ComponentType<Props>, props: Props): VNode {
  // Created under another type, so that the hook above does not swap it again.
  const vnode: VNode = h(Fragment, props);
  vnode.type = component as VNode["type"];
  return vnode;
}

function renderIsland(component: ComponentType<Props>, props: Props): VNode {
  const island = current?.build?.islands.get(component);
  if (current === null || current.depth > 0 || island === undefined) {
    return plain(component, props);
  }
  const { sent, shown } = splitSlots(props, current);
  const index = current.uses.push({ island, props: sent }) - 1;
  return marked(`i~${index}`, [h(Enter, null), plain(component, shown), h(Leave, null)]);
}

/** Children and JSX props travel as HTML on the page; the props only name them. */
function splitSlots(props: Props, state: RenderState): { sent: Props; shown: Props } {
  const sent: Props = {};
  const shown: Props = {};
  for (const [key, value] of Object.entries(props)) {
    if (!hasJsx(value)) {
      sent[key] = shown[key] = value;
      continue;
    }
    const content = value as ComponentChildren;
    const id = state.slots.push({ content, isRendered: false }) - 1;
    sent[key] = new SlotRef(id);
    shown[key] = h(SlotView, { id });
  }
  return { sent, shown };
}

/** Signals look like JSX to Preact, as it can render them. */
function hasJsx(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasJsx);
  return isValidElement(value) && !(value instanceof Signal);
}

function SlotView({ id }: { id: number }): VNode | null {
  const slot = current?.slots[id];
  if (slot === undefined) return null;
  slot.isRendered = true;
  return marked(`s~${id}`, [h(Leave, null), slot.content, h(Enter, null)]);
}

function Enter(): null {
  if (current !== null) current.depth++;
  return null;
}

function Leave(): null {
  if (current !== null) current.depth--;
  return null;
}

/** The boot script with the islands' props, preceded by slots no island has shown yet. */
export function clientScript(state: RenderState, nonce: string): string {
  const { build, basePath } = state;
  const reload = build?.reload ?? null;
  const live = reload === null ? "" : `import ${quote(basePath + reload)};`;
  if (state.uses.length === 0 || build === null || build.boot === null) {
    return live === "" ? "" : `<script type="module" nonce="${nonce}">${live}</script>`;
  }
  const templates = hiddenSlots(state);
  const islands = [...new Set(state.uses.map((use) => use.island))];
  const imports = islands.map((island, index) =>
    `import{${island.exportName} as I${index}}from${quote(basePath + island.chunk)};`
  ).join("");
  const order = state.uses.map((use) => islands.indexOf(use.island));
  const names = islands.map((_, index) => `I${index}`);
  const props = serializeProps(state.uses.map((use) => use.props));
  return `${templates}<script type="module" nonce="${nonce}">${live}${imports}` +
    `import{boot}from${quote(basePath + build.boot.chunk)};` +
    `boot([${names}],[${order}],${props},${quote(build.id)})</script>`;
}

/** Rendering one may add islands, and with them further slots. */
function hiddenSlots(state: RenderState): string {
  let html = "";
  for (let id = 0; id < state.slots.length; id++) {
    const slot = state.slots[id];
    if (slot === undefined || slot.isRendered) continue;
    const content = withRenderState(state, () => renderToString(h(Fragment, null, slot.content)));
    html += `<template id="s~${id}">${content}</template>`;
  }
  return html;
}

/** Tells the browser about every chunk at once, shared ones included. */
export function clientHeader(state: RenderState): string | null {
  const { build, basePath } = state;
  if (state.uses.length === 0 || build === null || build.boot === null) {
    return null;
  }
  const urls = new Set(build.boot.preload);
  for (const { island } of state.uses) {
    island.preload.forEach((url) => urls.add(url));
  }
  return [...urls].map((url) => `<${encodeURI(basePath + url)}>; rel="modulepreload"`).join(", ");
}

function quote(text: string): string {
  return JSON.stringify(text).replaceAll("<", "\\u003C");
}
