// Owns the stand-in parent that lets Preact hydrate the nodes between two comments.

interface Root {
  nodeType: number;
  namespaceURI: string | null;
  readonly firstChild: Node | null;
  readonly childNodes: Node[];
  insertBefore(node: Node, before: Node | null): Node;
  appendChild(node: Node): Node;
  removeChild(node: Node): Node;
  contains(node: Node): boolean;
}

/** Null when the browser's parser moved the markers apart. */
export function rootBetween(start: Comment): Root | null {
  const parent = start.parentNode;
  const end = endOf(start);
  if (parent === null || end === null) return null;
  const isBetween = (node: Node) => between(start, end).includes(node);
  const insertBefore = (node: Node, before: Node | null) =>
    parent.insertBefore(node, before !== null && isBetween(before) ? before : end);
  return {
    nodeType: 1,
    namespaceURI: (parent as Element).namespaceURI,
    get firstChild() {
      return between(start, end)[0] ?? null;
    },
    get childNodes() {
      return between(start, end);
    },
    insertBefore,
    appendChild: (node) => insertBefore(node, null),
    removeChild: (node) => parent.removeChild(node),
    contains: (node) => parent.contains(node),
  };
}

/** The marker that closes `start`, if it is a sibling. */
export function endOf(start: Comment): Comment | null {
  for (let node = start.nextSibling; node !== null; node = node.nextSibling) {
    if (node.nodeType === 8 && (node as Comment).data === "/" + start.data) return node as Comment;
  }
  return null;
}

/** The nodes after `start` and before `end`. */
export function between(start: Node, end: Node | null): Node[] {
  const nodes: Node[] = [];
  for (
    let node = start.nextSibling;
    node !== null && node !== end;
    node = node.nextSibling
  ) {
    nodes.push(node);
  }
  return nodes;
}
