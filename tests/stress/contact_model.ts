// What contacts, their handles, blocks, talks and notes must be after any history: the rules once more, over plain maps.
import { UNDO_MS } from "@/lib/domain/merge.ts";
import { TRASH_MS } from "@/lib/domain/trash.ts";
import { NOON } from "@/tests/support/deps.ts";

export interface Block {
  id: string;
  untilMs: number | null;
}

export interface Person {
  id: number;
  name: string;
  /** `email …`, `phone …`, or `<channel id> <external id>`. */
  handles: Set<string>;
  /** Handles that were somebody else's when they were named. */
  unclaimed: Set<string>;
  tags: Set<string>;
  /** Until it is tidied up; `holds` says whether it is over. */
  block: Block | null;
}

/** A conversation or a note: whose it is, and which merges have brought it there. */
export interface Belonging {
  owner: number;
  marks: Set<string>;
}

export interface Merging {
  id: string;
  atMs: number;
  isParted: boolean;
  /** As they were, and what the merge made of both. */
  kept: Person;
  merged: Person;
  after: Person;
}

export class ContactModel {
  nowMs = NOON;
  lastId = 0;
  /** Those that are there. */
  readonly people = new Map<number, Person>();
  readonly trash = new Map<number, { person: Person; atMs: number; eventId: string }>();
  readonly moved = new Map<number, { into: number; mergeId: string }>();
  readonly merges = new Map<string, Merging>();
  /** What each block keeps out, whoever has it by now. */
  readonly keptOut = new Map<string, { untilMs: number | null; handles: Set<string> }>();
  readonly talks = new Map<string, Belonging & { messages: number }>();
  /** The latest talk with an address in a channel. */
  readonly threads = new Map<string, string>();
  readonly notes = new Map<string, Belonging>();
  /** Contacts of merges that were cut off and not taken on yet. */
  readonly locked = new Set<number>();
  /** How often each thing has come to pass. */
  readonly happened = new Map<string, number>();

  note(what: string): void {
    this.happened.set(what, (this.happened.get(what) ?? 0) + 1);
  }

  resolve(id: number): number {
    const hop = this.moved.get(id);
    return hop === undefined ? id : this.resolve(hop.into);
  }

  /** Who is found under the id, also under one of before a merge. */
  find(id: number): Person | undefined {
    return this.people.get(this.resolve(id));
  }

  ownerOf(handle: string): Person | undefined {
    return [...this.people.values()].find(({ handles }) => handles.has(handle));
  }

  isTaken(handles: Iterable<string>, ownId: number): boolean {
    return [...handles].some((handle) => (this.ownerOf(handle)?.id ?? ownId) !== ownId);
  }

  holds(block: Pick<Block, "untilMs"> | null): boolean {
    return block !== null && (block.untilMs === null || this.nowMs < block.untilMs);
  }

  add(person: Person): void {
    this.lastId = Math.max(this.lastId, person.id);
    this.people.set(person.id, person);
  }

  /** The handles of a form; those that channels know somebody by stay. */
  setHandles(person: Person, typed: Iterable<string>): void {
    const identities = [...person.handles].filter((handle) => !isTyped(handle));
    person.handles = new Set([...identities, ...typed]);
    this.keepOutAll(person);
  }

  /** A block keeps out what its contact has had at any time since. */
  keepOutAll({ block, handles }: Person): void {
    const kept = block && this.keptOut.get(block.id);
    if (kept) { for (const handle of handles) kept.handles.add(handle); }
  }

  /** One that holds gets the new end; one that is over makes room. */
  setBlock(person: Person, block: Block): void {
    const own = this.keptOut.get(block.id);
    if (own === undefined) this.endBlock(person);
    person.block = block;
    this.keptOut.set(block.id, { untilMs: block.untilMs, handles: own?.handles ?? new Set() });
    this.keepOutAll(person);
  }

  endBlock(person: Person): void {
    if (person.block) this.keptOut.delete(person.block.id);
    person.block = null;
  }

  /**
   * The block that keeps out who gives these addresses, in the order in which the gate asks: their own first, then by
   * address; null where nothing does.
   */
  refuserOf(named: readonly string[], owner: Person | undefined): string | null {
    if (owner?.block && this.holds(owner.block)) return owner.block.id;
    for (const handle of named) {
      const ids = [...this.keptOut].filter(([_, block]) =>
        this.holds(block) && block.handles.has(handle)
      ).map(([id]) => id);
      if (ids.length > 0) return ids.sort()[0] ?? null;
    }
    return null;
  }

  /** A free address is the person's from now on, another one's is only remembered. */
  tell(person: Person, named: string[]): void {
    for (const handle of named) {
      if (person.handles.has(handle)) continue;
      const isFree = this.ownerOf(handle) === undefined;
      (isFree ? person.handles : person.unclaimed).add(handle);
    }
    this.keepOutAll(person);
  }

  /** The talk that a message of the person with this address goes into; null for a new one. */
  threadOf(address: string, owner: number): string | null {
    const id = this.threads.get(address);
    return id !== undefined && this.talks.get(id)?.owner === owner ? id : null;
  }

  /** False when it is not there under this very id, or in a merge that is not finished. */
  mayDelete(id: number): boolean {
    return this.people.has(id) && !this.locked.has(id);
  }

  remove(id: number, eventId: string): void {
    const person = this.find(id);
    if (person === undefined) throw new Error(`${id} is not there`);
    this.people.delete(person.id);
    this.trash.set(person.id, { person, atMs: this.nowMs, eventId });
  }

  /** Why it cannot come back, or null. */
  restoreProblem(id: number, withoutTaken: boolean): "gone" | "taken" | null {
    const trashed = this.trash.get(id);
    if (!trashed || this.nowMs >= trashed.atMs + TRASH_MS) return "gone";
    return !withoutTaken && this.isTaken(trashed.person.handles, id) ? "taken" : null;
  }

  restore(id: number): void {
    const trashed = this.trash.get(id);
    if (!trashed) throw new Error(`${id} is not in the trash`);
    const person = copyOf(trashed.person);
    for (const handle of trashed.person.handles) {
      if (!this.isTaken([handle], id)) continue;
      person.handles.delete(handle);
      if (isTyped(handle)) person.unclaimed.add(handle);
    }
    if (person.block && !this.keptOut.has(person.block.id)) person.block = null;
    this.trash.delete(id);
    this.add(person);
    this.keepOutAll(person);
  }

  /** What runs by the clock: blocks that are over go, and who has been in the trash for long. */
  tidyUp(): void {
    for (const person of this.people.values()) {
      if (person.block && !this.holds(person.block)) this.endBlock(person);
    }
    for (const [id, block] of this.keptOut) if (!this.holds(block)) this.keptOut.delete(id);
    for (const [id, { atMs }] of this.trash) if (this.nowMs >= atMs + TRASH_MS) this.#purge(id);
    this.locked.clear();
  }

  #purge(id: number): void {
    this.trash.delete(id);
    for (const [talkId, { owner }] of this.talks) {
      if (owner !== id) continue;
      this.talks.delete(talkId);
      for (const [address, of] of this.threads) if (of === talkId) this.threads.delete(address);
    }
    for (const [noteId, { owner }] of this.notes) if (owner === id) this.notes.delete(noteId);
    this.#forgetMergesInto(id);
  }

  #forgetMergesInto(keptId: number): void {
    for (const [id, { kept, merged, isParted }] of this.merges) {
      if (kept.id !== keptId || isParted) continue;
      this.merges.delete(id);
      this.moved.delete(merged.id);
      this.#forgetMergesInto(merged.id);
    }
  }

  /** Whether what happened then can still be undone. */
  isLate(atMs: number): boolean {
    return this.nowMs >= atMs + UNDO_MS;
  }
}

export function copyOf(person: Person): Person {
  const { handles, unclaimed, tags } = person;
  return {
    ...person,
    handles: new Set(handles),
    unclaimed: new Set(unclaimed),
    tags: new Set(tags),
  };
}

/** E-mails and phones: what people enter. */
export function isTyped(handle: string): boolean {
  return /^(email|phone) /.test(handle);
}
