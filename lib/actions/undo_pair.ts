// Undoing what was said of a suspected pair (9.8, 13.2): the question is open again, or settled again.
import { pairOf } from "@/lib/domain/duplicate_pair.ts";
import type { PairEvent } from "@/lib/domain/event.ts";
import { saveChange } from "@/lib/store/change.ts";
import { requireContactIn } from "@/lib/store/contacts.ts";
import { stageNotDuplicates } from "@/lib/store/duplicate_pairs.ts";
import { stageEvent, stageUndoing } from "@/lib/store/events.ts";
import type { Acting } from "./deps.ts";
import { stageDismissed } from "./dismiss_duplicate.ts";
import type { Undone } from "./undo_event.ts";
import { undoRefused } from "./undo_refusal.ts";

/** Rights are asked by whoever calls. Throws `NotFoundError` when one of the two is gone, `ConflictError`, `InputError` `undo_gone`. */
export async function undoPair(acting: Acting, event: PairEvent): Promise<Undone> {
  const { deps, actor } = acting;
  return await saveChange(deps.kv, async (change) => {
    const { before } = await requireContactIn(change, event.contactId);
    const other = (await requireContactIn(change, event.otherId)).before;
    if (before.id === other.id) throw undoRefused(event.id, "undo_gone"); // merged since
    await stageUndoing(change, event.contactId, event.id);
    if (event.kind === "maybe_duplicates") {
      const said = await stageDismissed(change, acting, {
        pair: [before, other],
        undoes: event.id,
      });
      return { state: "done", ...said };
    }
    const contactId = before.id;
    const eventId = deps.newId();
    stageNotDuplicates(change, pairOf(contactId, other.id), null);
    const about = { id: eventId, contactId, atMs: deps.now(), actor, otherId: other.id };
    stageEvent(change, { ...about, kind: "maybe_duplicates", undoes: event.id });
    return { state: "done", contactId, eventId };
  });
}
