// Owns slots in the browser: the server's HTML of children and JSX props, rebuilt as vnodes.
import { type ComponentChild, type ComponentType, h } from "preact";
import { between, endOf } from "./root.ts";

type Props = Record<string, unknown>;

export interface Island {
  component: ComponentType<Props>;
  props: Props;
}

export type Slots = Map<number, ComponentChild[]>;

/** Must run before anything hydrates, because hydration removes the markers. */
export function slotsFrom(comments: Comment[], islands: Island[]): Slots {
  const slots: Slots = new Map();
  for (const template of document.querySelectorAll<HTMLTemplateElement>('template[id^="s~"]')) {
    addNestedSlots(template.content, slots, islands);
    slots.set(+template.id.slice(2), toVNodes([...template.content.childNodes], islands));
  }
  for (const comment of comments) addSlot(comment, slots, islands);
  return slots;
}

function addNestedSlots(root: Node, slots: Slots, islands: Island[]): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  while (walker.nextNode()) {
    addSlot(walker.currentNode as Comment, slots, islands);
  }
}

function addSlot(comment: Comment, slots: Slots, islands: Island[]): void {
  if (!/^s~\d+$/.test(comment.data)) return;
  slots.set(+comment.data.slice(2), toVNodes(between(comment, endOf(comment)), islands));
}

function toVNodes(nodes: Node[], islands: Island[]): ComponentChild[] {
  const out: ComponentChild[] = [];
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i];
    if (node instanceof Text) out.push(node.data);
    else if (node instanceof Element) out.push(elementToVNode(node, islands));
    else if (node instanceof Comment && node.data.startsWith("i~")) {
      const island = islands[+node.data.slice(2)];
      const end = endOf(node);
      if (island === undefined || end === null) continue;
      out.push(h(island.component, island.props));
      i = nodes.indexOf(end);
    }
  }
  return out;
}

function elementToVNode(element: Element, islands: Island[]): ComponentChild {
  const props: Props = {};
  for (const { name, value } of element.attributes) {
    if (!name.startsWith("on")) {
      props[name] = attributeValue(element, name, value);
    }
  }
  return h(element.localName, props, ...toVNodes([...element.childNodes], islands));
}

/** `checked=""` means true, but as a property "" would mean false. */
function attributeValue(element: Element, name: string, value: string): unknown {
  return value === "" && (element as unknown as Props)[name] === true ? true : value;
}
