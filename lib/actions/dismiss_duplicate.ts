// Saying of a suspected pair that it is two people: remembered until something new speaks for one (9.8).
import type { Contact } from "@/lib/domain/contact.ts";
import { duplicateKeyName } from "@/lib/domain/duplicate.ts";
import { commonKeys, isSettled, pairOf } from "@/lib/domain/duplicate_pair.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { ConflictError } from "@/lib/errors.ts";
import { type Change, saveChange } from "@/lib/store/change.ts";
import { requireContactIn } from "@/lib/store/contacts.ts";
import { findNotDuplicatesIn, stageNotDuplicates } from "@/lib/store/duplicate_pairs.ts";
import { stageEvent } from "@/lib/store/events.ts";
import type { Acting } from "./deps.ts";

/** The event that says so; null when it was said before. */
export interface Dismissed {
  contactId: number;
  eventId: string | null;
}

/** Throws `ForbiddenError`, `NotFoundError`, `ConflictError` when the two have become one meanwhile. */
export async function dismissDuplicate(
  acting: Acting,
  contactId: number,
  otherId: number,
): Promise<Dismissed> {
  requireAllowed(acting.principal, "contact.edit");
  return await saveChange(acting.deps.kv, async (change) => {
    const { before } = await requireContactIn(change, contactId);
    const other = await requireContactIn(change, otherId);
    return await stageDismissed(change, acting, { pair: [before, other.before] });
  });
}

/** For whoever has asked the rights; the event stands on the first of the two. */
export async function stageDismissed(
  change: Change,
  { deps, principal, actor }: Acting,
  { pair: [contact, other], undoes }: { pair: [Contact, Contact]; undoes?: string },
): Promise<Dismissed> {
  const contactId = contact.id;
  if (contactId === other.id) {
    throw new ConflictError(`Contact ${contactId} is one person: both have been merged meanwhile`);
  }
  const pair = pairOf(contactId, other.id);
  const common = commonKeys(contact, other);
  const said = await findNotDuplicatesIn(change, pair);
  if (said !== null && isSettled(said, common)) return { contactId, eventId: null };
  const [atMs, eventId] = [deps.now(), deps.newId()];
  const keys = common.map(duplicateKeyName);
  stageNotDuplicates(change, pair, { byUserId: principal.id, atMs, keys });
  const undone = undoes === undefined ? {} : { undoes };
  const event = { id: eventId, contactId, atMs, actor, otherId: other.id, ...undone };
  stageEvent(change, { ...event, kind: "not_duplicates" });
  return { contactId, eventId };
}
