// Which handles earlier rows of a file had, and whose they are: so that a later row of the same person is merged.
import type { HandleName } from "@/lib/store/handle_owners.ts";

/**
 * A person as far as the file goes: the id of a contact, or minus the row that makes a new one, which a dry run never
 * gives an id.
 */
export type PersonId = number;

/** No handle has this number. */
const NONE = -1;
const PLACES_MIN = 1024;
/** Beyond, places far from a number would have to be looked at. */
const FILLED_MAX = 0.6;

/** The person is in the store: a run has saved the row, or a resumed one has it behind it. */
export const ASK_STORE = 0;

/**
 * Some twenty bytes a handle, the only thing an import keeps of each row it has read: numbers instead of texts, for a
 * text would hold on to the piece of the file it was cut from. That two handles of a file of 100,000 rows get the same
 * number has a chance of a millionth; a dry run would then take two people for one, a run asks the store and does not.
 */
export class SeenHandles {
  /** Open addressing: a handle is at the place of its number or after it. A `Map` would take five times the memory. */
  #numbers = emptyNumbers(PLACES_MIN);
  #persons = new Int32Array(PLACES_MIN);
  #count = 0;

  find(name: HandleName): PersonId | undefined {
    const place = this.#placeOf(numberOf(name));
    return this.#numbers[place] === NONE ? undefined : this.#persons[place];
  }

  add(claims: Iterable<[HandleName, PersonId]>): void {
    for (const [name, person] of claims) this.#set(numberOf(name), person);
  }

  #set(number: number, person: PersonId): void {
    const place = this.#placeOf(number);
    if (this.#numbers[place] === NONE) this.#count++;
    this.#numbers[place] = number;
    this.#persons[place] = person;
    if (this.#count > this.#numbers.length * FILLED_MAX) this.#grow();
  }

  #placeOf(number: number): number {
    const places = this.#numbers.length;
    let place = number % places;
    while (this.#numbers[place] !== NONE && this.#numbers[place] !== number) {
      place = (place + 1) % places;
    }
    return place;
  }

  #grow(): void {
    const [numbers, persons] = [this.#numbers, this.#persons];
    this.#numbers = emptyNumbers(numbers.length * 2);
    this.#persons = new Int32Array(numbers.length * 2);
    this.#count = 0;
    for (const [at, number] of numbers.entries()) {
      if (number !== NONE) this.#set(number, persons[at] ?? ASK_STORE);
    }
  }
}

function emptyNumbers(places: number): Float64Array {
  return new Float64Array(places).fill(NONE);
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
