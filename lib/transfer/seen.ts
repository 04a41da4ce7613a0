// Which handles earlier rows of a file had, and whose they are: so that a later row of the same person is merged.
import type { HandleName } from "@/lib/store/handle_owners.ts";

/**
 * A person as far as the file goes: the id of a contact, or minus the row that makes a new one, which a dry run never
 * gives an id.
 */
export type PersonId = number;

/** The person is in the store: a run has saved the row, or a resumed one has it behind it. */
export const ASK_STORE = 0;

/**
 * About a hundred bytes a row, the only thing an import keeps of each row it has read: numbers instead of texts, for a
 * text would hold on to the piece of the file it was cut from. That two handles of a file of 100,000 rows get the same
 * number has a chance of a millionth; a dry run would then take two people for one, a run asks the store and does not.
 */
export class SeenHandles {
  readonly #persons = new Map<number, PersonId>();

  find(name: HandleName): PersonId | undefined {
    return this.#persons.get(numberOf(name));
  }

  add(claims: Iterable<[HandleName, PersonId]>): void {
    for (const [name, person] of claims) this.#persons.set(numberOf(name), person);
  }
}

/** A number of 53 bits for a text, from two hashes that have nothing to do with one another. */
export function numberOf(text: string): number {
  let low = 0x811C9DC5;
  let high = 0x2F0B4A27;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high + unit, 0x5BD1E995);
    high ^= high >>> 15;
  }
  return (high >>> 0) * 2 ** 21 + ((low ^ (low >>> 11)) & 0x1FFFFF);
}
