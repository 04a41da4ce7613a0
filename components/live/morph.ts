// Makes a piece of the page look as the server has it now and touches nothing else: focus, selection, what was typed
// and what was unfolded stay where they are.

/** Set by the browser or by scripts, and so not the server's to take away. */
const OWN_ATTRIBUTES = ["open", "data-ready"];

/** Elements with an id are known again by it wherever they stand. Returns how many such have come. */
export function morph(from: Element, to: Element): number {
  morphAttributes(from, to);
  const wanted = new Set([...to.children].map(({ id }) => id));
  for (const child of [...from.children]) if (child.id && !wanted.has(child.id)) child.remove();
  let added = 0;
  let at = from.firstChild;
  for (const node of to.childNodes) {
    const match = at && isSame(at, node) ? at : sameById(from, node);
    if (match === null) {
      from.insertBefore(node.cloneNode(true), at);
      if (idOf(node)) added++;
    } else {
      if (match === at) at = at.nextSibling;
      else from.insertBefore(match, at);
      added += morphNode(match, node);
    }
  }
  while (at !== null) {
    const next: ChildNode | null = at.nextSibling;
    at.remove();
    at = next;
  }
  return added;
}

function morphNode(from: ChildNode, to: ChildNode): number {
  if (from.isEqualNode(to)) return 0;
  if (from instanceof Element && to instanceof Element) return morph(from, to);
  from.nodeValue = to.nodeValue;
  return 0;
}

function morphAttributes(from: Element, to: Element) {
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !OWN_ATTRIBUTES.includes(name)) from.removeAttribute(name);
  }
}

function isSame(one: ChildNode, other: ChildNode): boolean {
  return one.nodeName === other.nodeName && idOf(one) === idOf(other);
}

function sameById(parent: Element, node: ChildNode): ChildNode | null {
  return [...parent.children].find((child) => child.id && isSame(child, node)) ?? null;
}

function idOf(node: ChildNode): string {
  return node instanceof Element ? node.id : "";
}
