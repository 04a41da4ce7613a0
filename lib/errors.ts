// The errors Kartka throws on purpose. `lib/http/respond.ts` is the one place that turns them into answers.
import type { Contact } from "@/lib/domain/contact.ts";

/** What is wrong with one field: a key of `lib/i18n` below `problem.`, and the values its text needs. */
export interface FieldProblem {
  code: string;
  params?: Record<string, string | number>;
}

/** Field paths as the form names them: `name`, `emails.1`, `phones.0`, `tagIds`; `form` for the whole. */
export type FieldProblems = Record<string, FieldProblem>;

/** Base of all expected failures. The message is for logs: ids only, never a name, an address or a text. */
export abstract class KartkaError extends Error {
  /** The HTTP status that answers this error. */
  abstract readonly status: number;
}

/** What came in breaks a rule; nothing was saved. Status 422. */
export class InputError extends KartkaError {
  override readonly name = "InputError";
  readonly status = 422;

  constructor(message: string, readonly problems: FieldProblems) {
    super(message);
  }
}

/** There is nothing at this id, or not for this person. Status 404. */
export class NotFoundError extends KartkaError {
  override readonly name = "NotFoundError";
  readonly status = 404;
}

/** The contact is in the trash: a page says so, and how it comes back. Status 404. */
export class ContactTrashedError extends NotFoundError {
  constructor(readonly contactId: number) {
    super(`Contact ${contactId} is in the trash`);
  }
}

/** The contact was merged and is another one now: a page leads there. Status 301. */
export class ContactMovedError extends KartkaError {
  override readonly name = "ContactMovedError";
  readonly status = 301;

  constructor(readonly fromId: number, readonly toId: number) {
    super(`Contact ${fromId} was merged into ${toId}`);
  }
}

/** The policy table does not grant this action to this actor. Status 403. */
export class ForbiddenError extends KartkaError {
  override readonly name = "ForbiddenError";
  readonly status = 403;
}

/** Someone else changed what was being changed, and retrying did not help. Status 409. */
export class ConflictError extends KartkaError {
  override readonly name = "ConflictError";
  readonly status = 409;
}

/** The contact was saved by someone else since it was read; the page shows both versions (5.3). Status 409. */
export class EditConflictError extends KartkaError {
  override readonly name = "EditConflictError";
  readonly status = 409;

  constructor(message: string, readonly current: Contact) {
    super(message);
  }
}

/** One of the two was saved by someone else since the merge was looked at; the page shows both again (9.2). Status 409. */
export class MergeConflictError extends KartkaError {
  override readonly name = "MergeConflictError";
  readonly status = 409;

  constructor(message: string, readonly kept: Contact, readonly merged: Contact) {
    super(message);
  }
}

/** Too many attempts, or too much at once; try again after the given seconds. Status 429 or 503. */
export class BusyError extends KartkaError {
  override readonly name = "BusyError";

  constructor(message: string, readonly status: 429 | 503, readonly retryAfterSeconds: number) {
    super(message);
  }
}

/** Searches and filters wait for the index to be built; lists, cards and writes do not. Status 503. */
export class IndexNotReadyError extends BusyError {
  constructor() {
    super("Cannot search yet: the index is being built; lists and cards work meanwhile", 503, 15);
  }
}

/** A commit would break a limit of Deno KV: a fault of ours or an input that no field limit caught. Status 422. */
export class TooLargeError extends KartkaError {
  override readonly name = "TooLargeError";
  readonly status = 422;
}

/** Reasons that have words of their own: `error.<reason>` of the texts. */
export type RefusalReason =
  | "channel_unknown"
  | "channel_off"
  | "signature_missing"
  | "signature_old"
  | "signature_wrong"
  | "event_reused"
  | "body_unread"
  | "body_type";

/** What a program sent is refused, for a reason that it can be told. */
export class RefusedError extends KartkaError {
  override readonly name = "RefusedError";

  constructor(
    message: string,
    readonly status: 400 | 401 | 404 | 409 | 415,
    readonly reason: RefusalReason,
  ) {
    super(message);
  }
}

/** The process cannot start, or cannot do this, with these settings. To a browser it is 503. */
export class ConfigError extends KartkaError {
  override readonly name = "ConfigError";
  readonly status = 500;
}
