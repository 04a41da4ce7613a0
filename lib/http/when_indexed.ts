// What a page can do without while the index is being built: counts beside its links.
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
