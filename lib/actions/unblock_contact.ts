// Lifting a block before its end: what the contact sends from this commit on gets in (8.6).
import type { Contact } from "@/lib/domain/contact.ts";
import { saveChange } from "@/lib/store/change.ts";
import type { Acting } from "./deps.ts";
import { type BlockOptions, readBlocking, stageEnded } from "./stage_block.ts";

/**
 * The contact without its block, which becomes history: lifted, or expired if its end had passed. Nothing is written when
 * there is none. Throws `ForbiddenError`, `NotFoundError`, and `ConflictError` where `onlyIf` says no.
 */
export async function unblockContact(
  acting: Acting,
  contactId: number,
  options: BlockOptions = {},
): Promise<Contact> {
  return await saveChange(acting.deps.kv, async (change) => {
    const blocking = await readBlocking(change, acting, { contactId, ...options });
    const { before } = blocking.read;
    if (before.block === undefined) return before;
    return await stageEnded(change, blocking, before.block);
  });
}
