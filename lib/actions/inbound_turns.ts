// Turns: what comes from one sender is stored one after the other, so that a burst does not get in its own way.
import { BusyError } from "@/lib/errors.ts";

/** Of one sender; a burst that is longer than this has to come again. */
const WAITING_MAX = 500;
const RETRY_AFTER_SECONDS = 2;

interface Line {
  last: Promise<unknown>;
  length: number;
}

const lines = new WeakMap<Deno.Kv, Map<string, Line>>();

/**
 * Runs the task after all that this process has been given under the same key before. Other processes go by what the
 * commit checks. Throws `BusyError` 503 when 500 wait already.
 */
export async function inTurn<T>(kv: Deno.Kv, key: string, task: () => Promise<T>): Promise<T> {
  const all = linesOf(kv);
  const line = all.get(key) ?? { last: Promise.resolve(), length: 0 };
  if (line.length >= WAITING_MAX) {
    throw new BusyError(`Too many events of one sender: ${WAITING_MAX}`, 503, RETRY_AFTER_SECONDS);
  }
  all.set(key, line);
  line.length++;
  const run = line.last.then(task);
  line.last = run.catch(() => {}); // its own caller sees the error
  try {
    return await run;
  } finally {
    if (--line.length === 0) all.delete(key);
  }
}

function linesOf(kv: Deno.Kv): Map<string, Line> {
  const found = lines.get(kv);
  if (found) return found;
  const made = new Map<string, Line>();
  lines.set(kv, made);
  return made;
}
