// Owns islands on the server: finding them while rendering, and the script that starts them.
import { type ComponentChildren, type ComponentType, Fragment, h, isValidElement } from "preact";
import { options, type VNode } from "preact";
import { Signal } from "@preact/signals";
import type { Build, BuiltIsland } from "./build.ts";
import { decorate } from "./render_attributes.ts";
import { SlotRef } from "./serialize.ts";

type Props = Record<string, unknown>;

interface Slot {
  content: ComponentChildren;
  isRendered: boolean;
}

export interface RenderState {
  url: URL;
  /** Lets this render's own scripts and styles pass the policy. */
  nonce: string;
  build: Build | null;
  /** Props of the hydration roots and of the islands in their slots, in order of appearance. */
  uses: { island: BuiltIsland; props: Props }[];
  slots: Slot[];
  /** Above 0 inside an island, where other islands are ordinary components. */
  depth: number;
}

let current: RenderState | null = null;

export function newRenderState(url: URL, build: Build | null): RenderState {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  return { url, nonce, build, uses: [], slots: [], depth: 0 };
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
  if (current === null || current.depth > 0 || island === undefined) return plain(component, props);
  const { sent, shown } = splitSlots(props, current);
  const index = current.uses.push({ island, props: sent }) - 1;
  // Rendering goes depth first: what comes next is the island, and after it <Leave>.
  current.depth++;
  return marked(`i~${index}`, [plain(component, shown), h(Leave, null)]);
}

/** Children and JSX props travel as HTML on the page; the props only name them. */
function splitSlots(props: Props, state: RenderState): { sent: Props; shown: Props } {
  const sent: Props = {};
  const shown: Props = {};
  for (const key in props) {
    const value = props[key];
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
  Leave();
  return marked(`s~${id}`, [slot.content, h(Enter, null)]);
}

function Enter(): null {
  if (current !== null) current.depth++;
  return null;
}

function Leave(): null {
  if (current !== null) current.depth--;
  return null;
}
