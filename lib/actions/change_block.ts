// Changing a block that holds: extending or shortening it, another reason (8.6).
import { isBlocked } from "@/lib/domain/block.ts";
import { type BlockInput, parseBlockInput } from "@/lib/domain/block_input.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { InputError } from "@/lib/errors.ts";
import { saveChange } from "@/lib/store/change.ts";
import type { Acting } from "./deps.ts";
import { type BlockOptions, readBlocking, stageTerms } from "./stage_block.ts";

/**
 * The contact as saved; an empty preset leaves the end as it is, and when nothing changes nothing is written. Throws
 * `ForbiddenError`, `NotFoundError`, `InputError` (on `form` `block_over` when no block holds any more), and
 * `ConflictError` where `onlyIf` says no.
 */
export async function changeBlock(
  acting: Acting,
  contactId: number,
  input: BlockInput,
  options: BlockOptions = {},
): Promise<Contact> {
  const { kv, timeZone } = acting.deps;
  return await saveChange(kv, async (change) => {
    const blocking = await readBlocking(change, acting, { contactId, ...options });
    const { read: { before: { id, block } }, nowMs } = blocking;
    if (block === undefined || !isBlocked(block, nowMs)) {
      throw new InputError(`Cannot change the block of contact ${id}: it is not blocked`, {
        form: { code: "block_over" },
      });
    }
    const keptUntilMs = block.untilMs;
    const terms = parseBlockInput(input, { nowMs, timeZone, keptUntilMs });
    return await stageTerms(change, blocking, terms);
  });
}
