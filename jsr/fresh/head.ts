// Owns <Head>: what pages add to the <head> that _app renders.
import { type ComponentChildren, isValidElement, toChildArray, type VNode } from "preact";

/** What a render keeps for <Head>. */
export interface HeadState {
  added: ComponentChildren[];
  /** True once _app has made its <head>; later additions would be lost. */
  isClosed: boolean;
}

let collect: ((children: ComponentChildren) => void) | null = null;

/** The server says where children of <Head> go; the browser never asks. */
export function setHeadCollector(collector: (children: ComponentChildren) => void): void {
  collect = collector;
}

/**
 * Adds to the document's head. A later element replaces an earlier one with the same title, `key`,
 * `id`, meta `name` or link `rel`. Throws inside islands and in `_app`, where it would have no effect.
 */
export function Head({ children }: { children?: ComponentChildren }): null {
  collect?.(children);
  return null;
}

/** The children of `_app`'s head with everything added by <Head>. */
export function mergeHead(own: ComponentChildren, added: ComponentChildren[]): ComponentChildren[] {
  const byName = new Map<unknown, ComponentChildren>();
  for (const child of toChildArray(own)) {
    byName.set(nameOf(child) ?? Symbol(), child);
  }
  for (const child of toChildArray(added)) {
    refuseStylesheet(child);
    byName.set(nameOf(child) ?? Symbol(), child);
  }
  return [...byName.values()];
}

function nameOf(child: ComponentChildren): string | null {
  if (!isValidElement(child)) return null;
  const { type, key } = child;
  const props = child.props as Record<string, unknown>;
  if (type === "title") return "title";
  const name = key ?? props.id ?? (type === "meta" ? props.name : undefined) ??
    (type === "link" && props.rel !== "stylesheet" ? props.rel : undefined);
  return name == null ? null : `${String(type)} ${String(name)}`;
}

/** By its `rel` alone it would replace the app's own stylesheet. */
function refuseStylesheet(child: ComponentChildren): void {
  if (!isValidElement(child) || child.type !== "link") return;
  const { rel } = child.props as Record<string, unknown>;
  if (rel === "stylesheet" && nameOf(child as VNode) === null) {
    throw new Error("A stylesheet in <Head> needs a key or an id, else it replaces the app's own");
  }
}
