// A table of contacts in a store, and the full scan of it: what every answer of the index is held against.
import type { Contact } from "@/lib/domain/contact.ts";
import type { ContactSort, SortField } from "@/lib/domain/contact_list.ts";
import { type Condition, matchesCondition } from "@/lib/domain/filter/condition.ts";
import { type FilterSubject, filterSubject } from "@/lib/domain/filter/subject.ts";
import { emailKey } from "@/lib/domain/handle.ts";
import { nameSortKey } from "@/lib/domain/name_order.ts";
import { matchesSearch, searchText } from "@/lib/domain/search.ts";
import { someAttributes, someConversations, TYPES } from "./attributes.ts";
import {
  aContact,
  aMoment,
  aName,
  LANGUAGES,
  someBlock,
  someEmails,
  somePhones,
  someTags,
} from "./people.ts";
import { pick } from "./random.ts";
import { createContacts, writeContact } from "./writes.ts";

/** What a list is asked for: words and a filter joined by "and". */
export interface Asked {
  words: readonly string[];
  filter: Condition | null;
}

/** What the scan needs of a contact, made once for each state of it. */
interface Seen {
  subject: FilterSubject;
  text: string;
  /** UTF-8, one byte a letter. */
  nameKey: string;
}

const seen = new WeakMap<Contact, Seen>();
const utf8 = new TextEncoder();

export function seenOf(contact: Contact): Seen {
  const known = seen.get(contact);
  if (known !== undefined) return known;
  const made = {
    subject: filterSubject(contact, TYPES),
    text: searchText(contact),
    nameKey: String.fromCharCode(...utf8.encode(nameSortKey(contact.name))),
  };
  seen.set(contact, made);
  return made;
}

export function isAsked(contact: Contact, { words, filter }: Asked): boolean {
  const { subject, text } = seenOf(contact);
  return matchesSearch(text, words) && (filter === null || matchesCondition(filter, subject));
}

export class Table {
  readonly contacts = new Map<number, Contact>();
  nextId = 1;
  /** All contacts in rising order of each sort, made anew after a write. */
  readonly #orders = new Map<SortField, readonly Contact[]>();

  /** @param sizeMax from so many on, as many go as come. */
  constructor(
    readonly kv: Deno.Kv,
    readonly random: () => number,
    readonly sizeMax = Infinity,
  ) {}

  async fill(count: number): Promise<void> {
    const people = Array.from({ length: count }, () => aContact(this.random, this.nextId++));
    await createContacts(this.kv, people);
    for (const contact of people) this.contacts.set(contact.id, contact);
    this.#orders.clear();
  }

  async write(id: number, contact: Contact | null): Promise<void> {
    await writeContact(this.kv, id, contact);
    if (contact === null) this.forget(id);
    else this.remember(contact);
  }

  /** Of somebody who was written past the table. */
  remember(contact: Contact): void {
    this.contacts.set(contact.id, contact);
    this.#orders.clear();
  }

  forget(id: number): void {
    this.contacts.delete(id);
    this.#orders.clear();
  }

  /** One random write: somebody new, changed in one thing or in all, or gone. */
  async step(): Promise<void> {
    const { random } = this;
    const choice = random();
    const newcomers = this.contacts.size < this.sizeMax ? 0.3 : 0.1;
    if (choice < newcomers || this.contacts.size === 0) {
      const id = this.nextId++;
      return await this.write(id, aContact(random, id));
    }
    const contact = this.anyone();
    if (choice < 0.9) await this.write(contact.id, changed(random, contact));
    else await this.write(contact.id, null);
  }

  anyone(): Contact {
    return pick(this.random, [...this.contacts.values()]);
  }

  /** All that match, in the order of the list. */
  scan(asked: Asked, sort: ContactSort): Contact[] {
    const found = this.#order(sort.by).filter((contact) => isAsked(contact, asked));
    return sort.direction === "asc" ? found : found.reverse();
  }

  count(filter: Condition): number {
    let count = 0;
    for (const contact of this.contacts.values()) {
      if (isAsked(contact, { words: [], filter })) count++;
    }
    return count;
  }

  #order(by: SortField): readonly Contact[] {
    const known = this.#orders.get(by);
    if (known !== undefined) return known;
    const order = [...this.contacts.values()].sort((left, right) =>
      compareBy(by, left, right) || left.id - right.id
    );
    this.#orders.set(by, order);
    return order;
  }
}

function compareBy(by: SortField, left: Contact, right: Contact): number {
  const [leftPlace, rightPlace] = [placeIn(by, left), placeIn(by, right)];
  return leftPlace === rightPlace ? 0 : leftPlace < rightPlace ? -1 : 1;
}

/** What a list is sorted by. */
export function placeIn(by: SortField, contact: Contact): string | number {
  if (by === "name") return seenOf(contact).nameKey;
  if (by === "conversations") return contact.conversationCount ?? 0;
  return by === "created" ? contact.createdAtMs : contact.lastActivityAtMs ?? 0;
}

/** Another address that full-text search takes for the same, as it takes `i` for `y`. */
function respelt({ typed }: Contact["emails"][number]): Contact["emails"][number] {
  const [local = "", host = ""] = typed.split("@");
  const other = local.includes("y") ? local.replace("y", "i") : local.replace("i", "y");
  const address = `${other}@${host}`;
  return { typed: address, key: emailKey(address) ?? address };
}

/** One thing changed, or all. */
function changed(random: () => number, contact: Contact): Contact {
  const changes: (() => Partial<Contact>)[] = [
    () => ({ name: aName(random) }),
    () => ({ tagIds: someTags(random) }),
    () => ({ lastActivityAtMs: aMoment(random) }),
    () => ({ language: pick(random, LANGUAGES) }),
    () => ({ emails: someEmails(random, contact.id) }),
    () => ({ emails: contact.emails.map(respelt) }),
    () => ({ phones: random() < 0.5 ? [] : somePhones(random, contact.id) }),
    () => ({ attributes: someAttributes(random).attributes }),
    () => ({ attributes: { ...contact.attributes, ...someAttributes(random).attributes } }),
    () => ({ channelIds: undefined, conversationCount: undefined, ...someConversations(random) }),
    () => ({ block: undefined, ...someBlock(random) }),
    () => ({ importRunIds: [...contact.importRunIds ?? [], "later"] }),
    () => aContact(random, contact.id),
  ];
  return withoutUndefined({ ...contact, ...pick(random, changes)() });
}

/** What is absent has no key, as in a stored record that was parsed. */
function withoutUndefined(contact: Contact): Contact {
  const { attributes, channelIds, conversationCount, block, ...rest } = contact;
  return {
    ...rest,
    ...(attributes === undefined ? {} : { attributes }),
    ...(channelIds === undefined ? {} : { channelIds }),
    ...(conversationCount === undefined ? {} : { conversationCount }),
    ...(block === undefined ? {} : { block }),
  };
}
