// Contact ids: integers from blocks, so that creating contacts has no counter that everyone must change.
import { saveChange } from "./change.ts";
import { nextIdBlockKey } from "./keys/contacts.ts";

/** Ids a process takes at once; what it has not used when it ends is never used (1.1: never reused). */
export const ID_BLOCK_SIZE = 100;

interface IdBlock {
  next: number;
  end: number; // exclusive
}

const blocks = new WeakMap<Deno.Kv, IdBlock>();
const turns = new WeakMap<Deno.Kv, Promise<unknown>>();

/** One new contact id; unique among all processes, not gapless. */
export async function nextContactId(kv: Deno.Kv): Promise<number> {
  const [id = 0] = await nextContactIds(kv, 1);
  return id;
}

/** `count` new ids in rising order. */
export function nextContactIds(kv: Deno.Kv, count: number): Promise<number[]> {
  // One at a time in this process: two that find the block empty would both take a new one.
  const turn = (turns.get(kv) ?? Promise.resolve()).then(() => takeIds(kv, count));
  turns.set(kv, turn.catch(() => undefined));
  return turn;
}

/** The first of `count` new ids without a gap between them, for a load that names them by their ends. */
export async function takeIdRange(kv: Deno.Kv, count: number): Promise<number> {
  return (await takeBlock(kv, count)).next;
}

async function takeIds(kv: Deno.Kv, count: number): Promise<number[]> {
  const ids: number[] = [];
  while (ids.length < count) {
    const block = await currentBlock(kv, count - ids.length);
    while (ids.length < count && block.next < block.end) ids.push(block.next++);
  }
  return ids;
}

async function currentBlock(kv: Deno.Kv, wanted: number): Promise<IdBlock> {
  const block = blocks.get(kv);
  if (block !== undefined && block.next < block.end) return block;
  const taken = await takeBlock(kv, Math.max(ID_BLOCK_SIZE, wanted));
  blocks.set(kv, taken);
  return taken;
}

function takeBlock(kv: Deno.Kv, size: number): Promise<IdBlock> {
  return saveChange(kv, async (change) => {
    const next = (await change.get<number>(nextIdBlockKey())).value ?? 1;
    change.set(nextIdBlockKey(), next + size);
    return { next, end: next + size };
  });
}
