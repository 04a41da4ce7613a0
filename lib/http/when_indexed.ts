// What a page can do without while the index is being built or loaded: counts beside its links.
import { IndexNotReadyError } from "@/lib/errors.ts";

/** Null while the index is being built; every other error passes through. */
export async function whenIndexed<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof IndexNotReadyError) return null;
    throw error;
  }
}

/** Null when it takes longer. The work goes on, so that the next page finds it done; its errors are then nobody's. */
export async function withinMs<T>(answer: Promise<T>, ms: number): Promise<T | null> {
  const { promise: late, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), ms);
  answer.catch(() => {});
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
