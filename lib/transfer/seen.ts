// Which handles earlier rows of a file had, and whose they are: so that a later row of the same person is merged.
import type { HandleName } from "@/lib/store/handle_owners.ts";

/**
 * A person as far as the file goes: the id of a contact, or minus the row that makes a new one, which a dry run never
 * gives an id.
 */
export type PersonId = number;

/** The person is in the store: a run has saved the row, or a resumed one has it behind it. */
export const ASK_STORE = 0;

/** About a hundred bytes a row: the only thing an import keeps for each row it has read. */
export class SeenHandles {
  readonly #persons = new Map<HandleName, PersonId>();

  find(name: HandleName): PersonId | undefined {
    return this.#persons.get(name);
  }

  add(claims: Iterable<[HandleName, PersonId]>): void {
    for (const [name, person] of claims) this.#persons.set(name, person);
  }
}
