// Blocking a contact: from this commit on nothing that it sends gets in, until the end (8.1–8.3).
import { isBlocked } from "@/lib/domain/block.ts";
import { type BlockInput, parseBlockInput } from "@/lib/domain/block_input.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { saveChange } from "@/lib/store/change.ts";
import type { Acting } from "./deps.ts";
import {
  type BlockOptions,
  readBlocking,
  stageEnded,
  stageNew,
  stageTerms,
} from "./stage_block.ts";

/**
 * The contact as saved. One that is blocked already gets the new terms; a block that is over becomes history. The
 * revision stays: a block is no edit of what people have entered, and must not cost a colleague their open form.
 * Throws `ForbiddenError`, `NotFoundError`, `InputError`, and `ConflictError` where `onlyIf` says no.
 */
export async function blockContact(
  acting: Acting,
  contactId: number,
  input: BlockInput,
  options: BlockOptions = {},
): Promise<Contact> {
  const { kv, timeZone } = acting.deps;
  return await saveChange(kv, async (change) => {
    const blocking = await readBlocking(change, acting, { contactId, ...options });
    const { read: { before }, nowMs } = blocking;
    const terms = parseBlockInput(input, { nowMs, timeZone });
    if (isBlocked(before.block, nowMs)) return await stageTerms(change, blocking, terms);
    if (before.block) await stageEnded(change, blocking, before.block);
    return await stageNew(change, blocking, terms);
  });
}
