// Owns the browser's side of islands: revives their props and hydrates each between its markers.
import { computed, signal } from "@preact/signals";
import { unflatten } from "devalue";
import { type ComponentChild, type ComponentType, h, hydrate } from "preact";
import { setBuildId } from "../assets.ts";
import { endOf, rootBetween } from "./root.ts";
import { type Island, type Slots, slotsFrom } from "./slots.ts";

// Every island needs it: as part of this entry it shares Preact's chunk instead of being one more.
export { jsx } from "preact/jsx-runtime";

type Props = Record<string, unknown>;

/** `order[n]` tells which of the components the n-th island on the page is. */
export function boot(
  buildId: string,
  components: ComponentType<Props>[],
  order: number[],
  flatProps: unknown[],
): void {
  setBuildId(buildId);
  const slots: Slots = new Map();
  const SlotView = ({ id }: { id: number }) => slots.get(id) as ComponentChild;
  const props: Props[] = unflatten(
    flatProps as Parameters<typeof unflatten>[0],
    {
      Slot: ([id]: [number]) => h(SlotView, { id }),
      Computed: ([value]: [unknown]) => computed(() => value),
      Signal: ([value]: [unknown]) => signal(value),
    },
  );
  const islands = order.map((component, index): Island => ({
    component: components[component] as ComponentType<Props>,
    props: props[index] as Props,
  }));
  const comments = allComments();
  for (const [id, content] of slotsFrom(comments, islands)) {
    slots.set(id, content);
  }
  hydrateAll(comments, islands);
}

function allComments(): Comment[] {
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
  const comments: Comment[] = [];
  while (walker.nextNode()) comments.push(walker.currentNode as Comment);
  return comments;
}

/** Islands inside a slot belong to the tree of the island around it and are no roots. */
function hydrateAll(comments: Comment[], islands: Island[]): void {
  let inside: Comment | null = null;
  for (const comment of comments) {
    if (inside !== null) {
      if (comment === inside) inside = null;
      continue;
    }
    const island = /^i~\d+$/.test(comment.data) &&
      islands[+comment.data.slice(2)];
    if (!island) continue;
    const root = rootBetween(comment);
    if (root === null) {
      console.error("Island skipped: its HTML is not valid where it stands", comment.parentNode);
      continue;
    }
    inside = endOf(comment);
    later(() => hydrate(h(island.component, island.props), root as unknown as Element));
  }
}

function later(task: () => void): void {
  if ("scheduler" in globalThis) {
    (globalThis as unknown as {
      scheduler: { postTask(task: () => void): Promise<void> };
    })
      .scheduler.postTask(task).catch(reportError);
  } else setTimeout(task);
}
