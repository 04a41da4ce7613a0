// Owns what island props may hold on their way to the browser.
import { computed, Signal } from "@preact/signals";
import { stringify } from "devalue";
import { isValidElement } from "preact";

/** Names a slot of the page inside an island's props. */
export class SlotRef {
  readonly id: number;
  constructor(id: number) {
    this.id = id;
  }
}

// The class itself is not exported by @preact/signals.
const computedPrototype = Object.getPrototypeOf(computed(() => 0));

/** A reducer takes a value by returning something truthy, hence the arrays. */
const reducers = {
  Slot: (value: unknown) => value instanceof SlotRef && [value.id],
  Computed: (value: unknown) => isComputed(value) && [value.peek()],
  Signal: (value: unknown) => value instanceof Signal && [value.peek()],
  Refused: refuse,
};

function isComputed(value: unknown): value is Signal<unknown> {
  return value instanceof Signal && Object.getPrototypeOf(value) === computedPrototype;
}

/** The serialiser could carry these, real Fresh does not promise to. */
function refuse(value: unknown): false {
  if (typeof value !== "object" || value === null) return false;
  if (isValidElement(value)) {
    throw new Error("JSX inside an object: pass it as a prop of its own or as children");
  }
  const isBytes = ArrayBuffer.isView(value) && !(value instanceof Uint8Array);
  if (isBytes || value instanceof URLSearchParams) {
    throw new Error(`${value.constructor.name} is no type island props may hold`);
  }
  return false;
}

/** One text for all islands of a page, so that what they share stays shared. Safe inside a script. */
export function serializeProps(props: Record<string, unknown>[]): string {
  try {
    return stringify(props, reducers);
  } catch (error) {
    const { message, path } = error as { message: string; path?: string };
    const where = path ? ` (at ${path} of all islands' props)` : "";
    throw new Error(`Cannot send island props: ${message}${where}`, { cause: error });
  }
}
