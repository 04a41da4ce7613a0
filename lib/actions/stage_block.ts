// Staging what happens to a contact's block, each with its event: it begins, gets other terms, is over.
import {
  type Block,
  blockEndMs,
  type BlockTerms,
  blockTermsSchema,
  isBlocked,
  type PastBlock,
} from "@/lib/domain/block.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import type { Actor, BlockEvent } from "@/lib/domain/event.ts";
import { ConflictError } from "@/lib/errors.ts";
import { type Ending, stageBlock, stageBlockEnd } from "@/lib/store/blocks.ts";
import type { Change } from "@/lib/store/change.ts";
import { type ReadContact, requireContactIn, stageActiveContact } from "@/lib/store/contacts.ts";
import { stageEvent } from "@/lib/store/events.ts";
import { requireSwitchedIn } from "@/lib/store/workspace.ts";
import type { Acting } from "./deps.ts";

export interface BlockOptions {
  /** The event that this undoes. */
  undoes?: string;
  /** Asked in the commit, with the block that the contact has there; false refuses with `ConflictError`. */
  onlyIf?: (block: Block | undefined) => boolean;
}

/** A contact whose block is about to change, and all that its events say alike. */
export interface Blocking {
  read: ReadContact;
  nowMs: number;
  newId(): string;
  actor: Actor;
  undoes: string | undefined;
}

/** By somebody, and not only by the clock. */
export interface UserBlocking extends Blocking {
  userId: string;
}

/** Reads the contact and asks who may do this, in the commit. 1 check more for agents. */
export async function readBlocking(
  change: Change,
  { deps, principal, actor }: Acting,
  { contactId, undoes, onlyIf = () => true }: BlockOptions & { contactId: number },
): Promise<UserBlocking> {
  await requireSwitchedIn(change, principal, "contact.block");
  const read = await requireContactIn(change, contactId);
  if (!onlyIf(read.before.block)) {
    throw new ConflictError(
      `Cannot undo: the block of contact ${read.before.id} has changed since`,
    );
  }
  const clock = { nowMs: deps.now(), newId: () => deps.newId() };
  return { read, ...clock, actor, userId: principal.id, undoes };
}

/** A block that begins; one before it has been ended. */
export async function stageNew(
  change: Change,
  blocking: UserBlocking,
  terms: BlockTerms,
): Promise<Contact> {
  const { nowMs, newId, userId } = blocking;
  const block: Block = { id: newId(), ...terms, byUserId: userId, atMs: nowMs };
  stageEvent(change, {
    ...eventOf(blocking, block),
    kind: "blocked",
    before: null,
    after: terms,
    attempts: null,
  });
  return await stageBlocked(change, blocking, block);
}

/** Other terms of the block that holds; nothing where they are the same. */
export async function stageTerms(
  change: Change,
  blocking: UserBlocking,
  terms: BlockTerms,
): Promise<Contact> {
  const { before: contact } = blocking.read;
  const { block } = contact;
  if (block === undefined || isSame(block, terms)) return contact;
  stageEvent(change, {
    ...eventOf(blocking, block),
    kind: "block_changed",
    before: blockTermsSchema.parse(block),
    after: terms,
    attempts: null,
  });
  return await stageBlocked(change, blocking, { ...block, ...terms });
}

/** The contact without its block, which becomes history: expired where its time is up, whoever asks; else lifted. */
export async function stageEnded(
  change: Change,
  blocking: Blocking & { userId?: string },
  block: Block,
): Promise<Contact> {
  const { read, nowMs, userId = null } = blocking;
  const { block: _, ...after } = read.before;
  const ending = isBlocked(block, nowMs)
    ? { ended: "lifted" as const, endedAtMs: nowMs, endedByUserId: userId }
    : expired(block);
  const past = await stageBlockEnd(change, after.id, { block, ending });
  stageEvent(
    change,
    ending.ended === "lifted" ? liftEvent(blocking, past) : endEvent(blocking, past),
  );
  stageActiveContact(change, { ...read, after });
  return after;
}

/** How a block ends by itself: at its end, however late somebody notices. */
export function expired(block: Block): Ending {
  return { ended: "expired", endedAtMs: blockEndMs(block), endedByUserId: null };
}

function liftEvent(blocking: Blocking, past: PastBlock): BlockEvent {
  return { ...endEvent(blocking, past), ...eventOf(blocking, past), kind: "unblocked" };
}

/** What the timeline says of a block whose time is up. */
export function endEvent(
  { newId, nowMs }: Pick<Blocking, "newId" | "nowMs">,
  past: PastBlock,
): BlockEvent {
  return {
    id: newId(),
    contactId: past.contactId,
    atMs: nowMs,
    actor: { kind: "system" },
    kind: "block_ended",
    blockId: past.id,
    before: blockTermsSchema.parse(past),
    after: null,
    attempts: past.attempts,
  };
}

function eventOf({ read, newId, nowMs, actor, undoes }: Blocking, { id }: Pick<Block, "id">) {
  const contactId = read.before.id;
  return { id: newId(), contactId, atMs: nowMs, actor, blockId: id, ...(undoes ? { undoes } : {}) };
}

async function stageBlocked(
  change: Change,
  { read }: Blocking,
  block: Block,
): Promise<Contact> {
  const after = { ...read.before, block };
  await stageBlock(change, after);
  stageActiveContact(change, { ...read, after });
  return after;
}

function isSame(block: Block, terms: BlockTerms): boolean {
  return block.untilMs === terms.untilMs && block.reason === terms.reason &&
    block.note === terms.note;
}
