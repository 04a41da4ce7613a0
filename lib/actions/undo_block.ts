// Undoing a block, a change of one, or its lifting, by the actions that do these (8.6, 13.2).
import { type Block, type BlockTerms, isBlocked } from "@/lib/domain/block.ts";
import { blockInput } from "@/lib/domain/block_input.ts";
import type { BlockEvent } from "@/lib/domain/event.ts";
import { answerOf } from "@/lib/domain/undo.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { findUndoing } from "@/lib/store/events.ts";
import { blockContact } from "./block_contact.ts";
import { changeBlock } from "./change_block.ts";
import type { Acting } from "./deps.ts";
import { unblockContact } from "./unblock_contact.ts";
import type { Undoing, Undone } from "./undo_event.ts";
import { undoRefused } from "./undo_refusal.ts";

/**
 * Throws `ForbiddenError`, `NotFoundError`, `ConflictError` when the block changes meanwhile, `InputError`
 * (`undo_block_over` of one whose end has passed, `undo_block_again` where another one is there).
 */
export async function undoBlock(acting: Acting, undoing: Undoing<BlockEvent>): Promise<Undone> {
  const { deps: { kv, now } } = acting;
  const { event } = undoing;
  const { block } = await requireContact(kv, event.contactId);
  const nowMs = now();
  if (event.kind === "unblocked") return await blockAgain(acting, event, { block, nowMs });
  if (block?.id !== event.blockId || !isBlocked(block, nowMs)) {
    throw undoRefused(event.id, "undo_block_over");
  }
  const answer = answerOf(undoing, "block", texts(block));
  if (!isSameTerms(block, event.after) && answer !== "restore") {
    if (answer === "keep") {
      return { state: "done", contactId: event.contactId, eventId: null };
    }
    const question = { field: "block" as const, now: texts(block), before: texts(event.before) };
    return { state: "asks", questions: [question], problems: {} };
  }
  return await backTo(acting, event, { block, nowMs });
}

interface Now {
  block: Block | undefined;
  nowMs: number;
}

async function blockAgain(acting: Acting, event: BlockEvent, now: Now): Promise<Undone> {
  const { before } = event;
  const { nowMs, block } = now;
  if (isBlocked(block, nowMs)) throw undoRefused(event.id, "undo_block_again");
  if (before === null || !isBlocked(before, nowMs)) throw undoRefused(event.id, "undo_block_over");
  const onlyIf = (there: Block | undefined) => !isBlocked(there, nowMs);
  await blockContact(acting, event.contactId, blockInput(before), { undoes: event.id, onlyIf });
  return await done(acting, event);
}

async function backTo(acting: Acting, event: BlockEvent, { block, nowMs }: Now): Promise<Undone> {
  const { before } = event;
  const options = {
    undoes: event.id,
    onlyIf: (there: Block | undefined) =>
      there?.id === event.blockId && block !== undefined && isSameTerms(there, block),
  };
  if (before === null) {
    await unblockContact(acting, event.contactId, options);
  } else {
    if (!isBlocked(before, nowMs)) throw undoRefused(event.id, "undo_block_over");
    await changeBlock(acting, event.contactId, blockInput(before), options);
  }
  return await done(acting, event);
}

/** Blocks' actions return the contact: their event is the newest that undoes this one. */
async function done({ deps: { kv } }: Acting, { contactId, id }: BlockEvent): Promise<Undone> {
  return { state: "done", contactId, eventId: await findUndoing(kv, contactId, id) };
}

function isSameTerms(a: BlockTerms, b: BlockTerms | null): boolean {
  return b !== null && a.untilMs === b.untilMs && a.reason === b.reason && a.note === b.note;
}

/** The end, as a number of milliseconds or "" for ever, the reason, the note; nothing of no block. */
function texts(terms: BlockTerms | null): string[] {
  return terms === null ? [] : [String(terms.untilMs ?? ""), terms.reason ?? "", terms.note];
}
