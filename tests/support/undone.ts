// Olena, whom an agent has made, and undoing what was done to her.
import type { Acting } from "@/lib/actions/deps.ts";
import { createContact } from "@/lib/actions/create_contact.ts";
import { editContact } from "@/lib/actions/edit_contact.ts";
import { undoEvent, type UndoWish } from "@/lib/actions/undo_event.ts";
import { requireContact } from "@/lib/store/contacts.ts";
import { listEvents } from "@/lib/store/events.ts";
import { ADMIN, AGENT, anInput } from "./cast.ts";
import { actingAs } from "./deps.ts";
import { orderedDeps } from "./dialogs.ts";

export type UndoStage = ReturnType<typeof undoAs>;

/** With Olena, contact 1, made by the agent. */
export async function openUndo(kv: Deno.Kv): Promise<UndoStage> {
  const own = undoAs(kv);
  await createContact(own.agent, anInput());
  return own;
}

/** An agent and an admin on this store. */
export function undoAs(kv: Deno.Kv) {
  const deps = orderedDeps(kv);
  const agent = actingAs(deps, AGENT);
  return {
    deps,
    agent,
    admin: actingAs(deps, ADMIN),
    undo: (wish: Partial<UndoWish> = {}, who = agent) => undoLast(kv, wish, who),
  };
}

/** Undoes the newest event of contact 1, unless told which. */
export async function undoLast(kv: Deno.Kv, wish: Partial<UndoWish>, who: Acting) {
  const eventId = wish.eventId ?? await lastId(kv);
  return await undoEvent(who, { contactId: 1, ...wish, eventId });
}

/** The id of the newest event of a contact. */
export async function lastId(kv: Deno.Kv, id = 1): Promise<string> {
  return (await listEvents(kv, id, { limit: 1 })).events[0]?.id ?? "";
}

/** The agent edits Olena, who is as `anInput` besides. */
export async function edit(own: UndoStage, changes: Parameters<typeof anInput>[0]) {
  const { revision } = await requireContact(own.deps.kv, 1);
  return await editContact(own.agent, 1, revision, anInput(changes));
}
