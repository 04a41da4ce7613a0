// The bench's contacts, made when they are asked for: a million of them take no memory.
import type { Contact, Email, Phone } from "@/lib/domain/contact.ts";
import { personAt } from "./people.ts";

export interface PopulationSize {
  /** Contacts that are there from the start: places 0 to `total` - 1. */
  total: number;
  /** Those after them, yet to come. */
  newcomers: number;
}

/** All that another process needs to make the same contacts. */
export interface PopulationPlan extends PopulationSize {
  /** Handles that an earlier contact has: twice the place, and one more for a phone. */
  lost: readonly number[];
}

export class Population {
  readonly total: number;
  readonly newcomers: number;
  readonly #lost: ReadonlySet<number>;

  constructor(readonly plan: PopulationPlan) {
    this.total = plan.total;
    this.newcomers = plan.newcomers;
    this.#lost = new Set(plan.lost);
  }

  /** The contact at a place from 0; its id is one more. */
  at(place: number): Contact {
    if (!(place >= 0 && place < this.total + this.newcomers)) {
      throw new RangeError(`Cannot make contact ${place + 1}: there are ${this.total}`);
    }
    const { emails, phones, ...person } = personAt(place, this.total);
    return {
      ...person,
      emails: this.#lost.has(2 * place) ? [] : emails,
      phones: this.#lost.has(2 * place + 1) ? [] : phones,
    };
  }

  /** The contact that is a share of the way from the first to the last. */
  spread(share: number): Contact {
    return this.at(Math.floor(this.total * share));
  }

  /** In the order of their ids, without the newcomers. */
  *contacts(): Generator<Contact> {
    for (let place = 0; place < this.total; place++) yield this.at(place);
  }
}

/** Makes everybody once to see who has a handle that an earlier one has, for nobody shares a handle (1.4). */
export function makePopulation({ total, newcomers }: PopulationSize): Population {
  const count = total + newcomers;
  const given = new HashSet(2 * count);
  const lost: number[] = [];
  for (let place = 0; place < count; place++) {
    const { emails, phones } = personAt(place, total);
    if (!areNew(emails, given)) lost.push(2 * place);
    if (!areNew(phones, given)) lost.push(2 * place + 1);
  }
  return new Population({ total, newcomers, lost });
}

function areNew(handles: readonly (Email | Phone)[], given: HashSet): boolean {
  return handles.every(({ key }) => key === null || given.add(hashOf(key)));
}

/** Hashes in a flat table: a million texts in a `Set` would take a hundred megabytes. */
class HashSet {
  readonly #slots: Float64Array;

  constructor(size: number) {
    this.#slots = new Float64Array(2 ** Math.ceil(Math.log2(2 * size + 2)));
  }

  /** False when it is there already. Hash 0 is not allowed. */
  add(hash: number): boolean {
    const { length } = this.#slots;
    for (let slot = hash % length;; slot = (slot + 1) % length) {
      if (this.#slots[slot] === hash) return false;
      if (this.#slots[slot] === 0) {
        this.#slots[slot] = hash;
        return true;
      }
    }
  }
}

/** 1 to 2^53 - 1. Two texts of millions with the same hash are a rare chance, and only leave out a handle. */
function hashOf(text: string): number {
  let low = 0x9E3779B1;
  let high = 0x85EBCA6B;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x9E3779B1);
    high = Math.imul(high ^ code, 0x5F356495);
  }
  low ^= Math.imul(high ^ (high >>> 13), 0xC2B2AE35);
  high ^= Math.imul(low ^ (low >>> 16), 0x85EBCA77);
  return ((high & 0x1FFFFF) * 2 ** 32 + (low >>> 0)) || 1;
}
