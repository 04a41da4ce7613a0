// Blocks in tests: what a form sends, and which contacts the store keeps out.
import type { BlockInput } from "@/lib/domain/block_input.ts";

/** For ever, because of spam, unless told. */
export function aBlock(changes: Partial<BlockInput> = {}): BlockInput {
  return { preset: "forever", until: "", reason: "spam", note: "", ...changes };
}
