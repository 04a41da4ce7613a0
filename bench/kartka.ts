// Kartka's side of the bench: the store as the app uses it.
import { ulid } from "@std/ulid";
import type { Contact } from "@/lib/domain/contact.ts";
import { fieldChanges } from "@/lib/domain/contact_input.ts";
import type { TimelineEvent } from "@/lib/domain/event.ts";
import { TAG_COLORS } from "@/lib/domain/tag.ts";
import { saveChange } from "@/lib/store/change.ts";
import { createContactsBatch, fittingCount, type NewContact } from "@/lib/store/contact_batch.ts";
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
import { stageCreateTag } from "@/lib/store/tags.ts";
import type { Answer, Engine } from "./engine.ts";
import { TAG_NAMES } from "./names.ts";
import { NOW_MS, tagIdOf } from "./people.ts";
import { inTurn, type Question } from "./questions.ts";

const BATCH = 90;
const QUICK_TAGS = 8;

/** Tags and contacts of an empty store, as an import saves them; ends when all is packed. */
export async function loadKartka(
  kv: Deno.Kv,
  index: ContactIndex,
  contacts: readonly Contact[],
): Promise<void> {
  await saveTags(kv);
  for (let at = 0; at < contacts.length;) {
    const creates = contacts.slice(at, at + BATCH).map(asNew);
    const batch = creates.slice(0, fittingCount(creates));
    const result = await createContactsBatch(kv, batch);
    if (!result.saved) throw new Error(`Contacts from ${at + 1} on have handles that are taken`);
    at += batch.length;
    await index.waitForRoom();
  }
  await index.fold();
}

async function saveTags(kv: Deno.Kv): Promise<void> {
  for (const [place, name] of TAG_NAMES.entries()) {
    const color = TAG_COLORS[place % TAG_COLORS.length] ?? "gray";
    const seen = { visibleToAgents: true, inQuickFilter: place < QUICK_TAGS };
    const stored = { deletedAtMs: null, createdAtMs: NOW_MS, revision: 1 };
    await saveChange(kv, (change) =>
      stageCreateTag(change, {
        id: tagIdOf(place),
        name,
        color,
        description: "",
        ...seen,
        ...stored,
      }));
  }
}

function asNew(contact: Contact): NewContact {
  return { contact, event: createdEvent(contact) };
}

function createdEvent(contact: Contact): TimelineEvent {
  return {
    id: ulid(contact.createdAtMs),
    contactId: contact.id,
    atMs: contact.createdAtMs,
    actor: { kind: "system" },
    kind: "created",
    changes: fieldChanges(null, contact),
  };
}

/** The engine over a store; `index` holds what it has loaded. */
export class Kartka implements Engine {
  readonly name = "Kartka";

  constructor(readonly kv: Deno.Kv, readonly index: ContactIndex = openContactIndex(kv)) {}

  async prepare(question: Question): Promise<() => Promise<Answer>> {
    if (question.kind === "email") return () => this.#ofEmail(question.email);
    if (question.kind === "tag counts") return () => this.#tagCounts(question.tags);
    if (question.kind === "lists") {
      const next = inTurn(question.searches);
      return () => this.#page(next(), true);
    }
    const search = await this.#ahead(question.search, question.pagesAhead);
    return () => this.#page(search, question.counts);
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
      const before = await requireContactIn(change, id);
      if (before.revision !== revision) throw new Error(`Contact ${id} is not at ${revision}`);
      const after = { ...before, name, revision: revision + 1 };
      const changes = fieldChanges(before, after);
      const event = { ...createdEvent(after), kind: "edited" as const, changes };
      await stageEditContact(change, { before, after }, event);
    });
  }

  async #ahead(search: ContactSearch, pages: number): Promise<ContactSearch> {
    let there = search;
    for (let page = 0; page < pages; page++) {
      there = { ...there, cursor: (await this.index.search(there)).next };
    }
    return there;
  }

  async #page(search: ContactSearch, counts: boolean): Promise<Answer> {
    const { rows, total } = await this.index.search(search);
    return { numbers: rows.map(({ id }) => id), total: counts ? total : null };
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
