// What the bench needs of a database, so that it can put the same questions to any.
import type { Contact } from "@/lib/domain/contact.ts";
import type { Question } from "./question.ts";

export interface Answer {
  /** Ids of the page in order; for "tag counts" and "segment counts" the numbers of contacts in their order. */
  numbers: number[];
  /** Exact number of matches; null where the question does not ask for it. */
  total: number | null;
}

export interface Engine {
  readonly name: string;
  /** Does what may be done before the clock starts, such as walking to a page; then each call asks. */
  prepare(question: Question): Promise<() => Promise<Answer>>;
  /** Saves a contact under its id, with an event of the timeline, in one transaction. */
  create(contact: Contact): Promise<void>;
  /** Moves last activity. */
  touch(id: number, atMs: number): Promise<void>;
  /** Gives a name to a contact at this revision, with an event, in one transaction. */
  rename(contact: Contact, name: string): Promise<void>;
}
