// Deleting a contact: into the trash for 30 days, its handles free at once (13.3).
import { requireAllowed } from "@/lib/domain/policy.ts";
import { saveChange } from "@/lib/store/change.ts";
import type { Change } from "@/lib/store/change.ts";
import { type ReadContact, requireContactItselfIn } from "@/lib/store/contacts.ts";
import { stageEvent } from "@/lib/store/events.ts";
import { requireNoMergeIn } from "@/lib/store/merge_lock.ts";
import { stageTrash } from "@/lib/store/trash.ts";
import { requireSwitchedIn } from "@/lib/store/workspace.ts";
import type { Acting } from "./deps.ts";

/** Who is in the trash now, and the event that says so: what an undo names. */
export interface Deleted {
  contactId: number;
  eventId: string;
}

/**
 * Throws `ForbiddenError`, `NotFoundError` (`ContactTrashedError` when it is there already), `ConflictError` while the
 * contact is being merged, `ContactMovedError` when it was: nobody has asked for the kept one to go.
 */
export async function deleteContact(acting: Acting, id: number): Promise<Deleted> {
  const { deps, principal } = acting;
  requireAllowed(principal, "contact.edit");
  return await saveChange(deps.kv, async (change) => {
    await requireSwitchedIn(change, principal, "contact.delete");
    return await stageDeleted(change, acting, await requireContactItselfIn(change, id));
  });
}

/** The commit of a deletion, for whoever has asked the rights. */
export async function stageDeleted(
  change: Change,
  { deps, principal, actor }: Acting,
  read: ReadContact,
  { undoes }: { undoes?: string } = {},
): Promise<Deleted> {
  const contactId = read.before.id;
  await requireNoMergeIn(change, contactId);
  const eventId = deps.newId();
  const atMs = deps.now();
  const undone = undoes === undefined ? {} : { undoes };
  stageTrash(change, read, { deletedAtMs: atMs, byUserId: principal.id, eventId });
  stageEvent(change, { id: eventId, contactId, atMs, actor, kind: "deleted", ...undone });
  return { contactId, eventId };
}
