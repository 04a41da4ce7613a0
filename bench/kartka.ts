// Kartka's side of the bench: the store as the app uses it.
import type { Contact } from "@/lib/domain/contact.ts";
import { fieldChanges } from "@/lib/domain/contact_input.ts";
import type { Condition } from "@/lib/domain/filter/condition.ts";
import { saveChange } from "@/lib/store/change.ts";
import {
  requireContact,
  requireContactIn,
  stageCreateContact,
  stageEditContact,
  stageTouchContact,
} from "@/lib/store/contacts.ts";
import { findContactIdByEmail } from "@/lib/store/handles.ts";
import { nextContactId } from "@/lib/store/ids.ts";
import {
  type ContactIndex,
  type ContactSearch,
  openContactIndex,
} from "@/lib/store/index/contact_index.ts";
import type { Answer, Engine } from "./engine.ts";
import { createdEvent } from "./kartka_load.ts";
import { tagIdOf } from "./people.ts";
import { inTurn, type Question } from "./question.ts";

/** Rows of a page on the way to the one that is asked for. */
const STEP_ROWS = 1000;

/** The engine over a store; `index` holds what it has loaded. */
export class Kartka implements Engine {
  readonly name = "Kartka";

  constructor(readonly kv: Deno.Kv, readonly index: ContactIndex = openContactIndex(kv)) {}

  async prepare(question: Question): Promise<() => Promise<Answer>> {
    switch (question.kind) {
      case "email":
        return () => this.#ofEmail(question.email);
      case "tag counts":
        return () => this.#tagCounts(question.tags);
      case "count":
        return () => this.#count(question.filter);
      case "segment counts":
        return () => this.#counts(question.filters);
      case "lists": {
        const next = inTurn(question.searches);
        return () => this.#page(next(), true);
      }
      case "list": {
        const search = await this.#ahead(question.search, question.pagesAhead);
        return () => this.#page(search, question.counts);
      }
    }
  }

  async create(contact: Contact): Promise<void> {
    const id = await nextContactId(this.kv);
    if (id !== contact.id) throw new Error(`The next contact is ${id}, not ${contact.id}`);
    await saveChange(
      this.kv,
      (change) => stageCreateContact(change, contact, createdEvent(contact)),
    );
  }

  async touch(id: number, atMs: number): Promise<void> {
    await saveChange(this.kv, (change) => stageTouchContact(change, id, atMs));
  }

  async rename({ id, revision }: Contact, name: string): Promise<void> {
    await saveChange(this.kv, async (change) => {
      const read = await requireContactIn(change, id);
      const { before } = read;
      if (before.revision !== revision) throw new Error(`Contact ${id} is not at ${revision}`);
      const after = { ...before, name, revision: revision + 1 };
      const changes = fieldChanges(before, after);
      const event = { ...createdEvent(after), kind: "edited" as const, changes };
      await stageEditContact(change, { ...read, after }, event);
    });
  }

  async #ahead(search: ContactSearch, pages: number): Promise<ContactSearch> {
    let there = search;
    for (let left = pages * search.limit; left > 0;) {
      const limit = Math.min(left, STEP_ROWS);
      there = { ...there, cursor: (await this.index.search({ ...there, limit })).next };
      left -= limit;
    }
    return there;
  }

  async #page(search: ContactSearch, counts: boolean): Promise<Answer> {
    const { rows, total } = await this.index.search(search);
    return { numbers: rows.map(({ id }) => id), total: counts ? total : null };
  }

  async #count(filter: Condition): Promise<Answer> {
    return { numbers: [], total: await this.index.count({ words: [], filter }) };
  }

  async #counts(filters: readonly Condition[]): Promise<Answer> {
    return { numbers: await this.index.countMany(filters), total: null };
  }

  async #ofEmail(email: string): Promise<Answer> {
    const id = await findContactIdByEmail(this.kv, email);
    if (id === null) return { numbers: [], total: null };
    return { numbers: [(await requireContact(this.kv, id)).id], total: null };
  }

  async #tagCounts(tags: number): Promise<Answer> {
    const counts = await this.index.tagCounts();
    const numbers = Array.from({ length: tags }, (_, place) => counts.get(tagIdOf(place)) ?? 0);
    return { numbers, total: null };
  }
}
