// Bringing a contact back from the trash, with all that was its own (13.3).
import { type Contact, HANDLES_MAX, type Unclaimed } from "@/lib/domain/contact.ts";
import type { FieldChange } from "@/lib/domain/event.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { isRestorable } from "@/lib/domain/trash.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { type Change, saveChange } from "@/lib/store/change.ts";
import { stageEvent, stageUndoing } from "@/lib/store/events.ts";
import { findTakenBy } from "@/lib/store/handles.ts";
import { isBlockThere, requireTrashedIn, stageUntrash } from "@/lib/store/trash.ts";
import { requireSwitchedIn } from "@/lib/store/workspace.ts";
import type { Acting } from "./deps.ts";

export interface RestoreOptions {
  /** Addresses that are somebody else's by now stay theirs: e-mails and phones are kept as unclaimed, for a merge to find. */
  withoutTaken?: boolean;
}

/** Who is back, and the event that says so. */
export interface Restored {
  contactId: number;
  eventId: string;
}

/**
 * Throws `ForbiddenError`, `NotFoundError` also when its time is up, `InputError` `handle_taken` on `emails.0` and the
 * like, with the owner's id, unless it is restored without them.
 */
export async function restoreContact(
  acting: Acting,
  id: number,
  options: RestoreOptions = {},
): Promise<Restored> {
  const { deps, principal } = acting;
  requireAllowed(principal, "contact.edit");
  return await saveChange(deps.kv, async (change) => {
    await requireSwitchedIn(change, principal, "contact.delete");
    return await stageRestored(change, acting, id, options);
  });
}

/** The commit of a restoration, for whoever has asked the rights. It undoes the deletion. */
export async function stageRestored(
  change: Change,
  { deps, actor }: Acting,
  contactId: number,
  { withoutTaken = false }: RestoreOptions = {},
): Promise<Restored> {
  const atMs = deps.now();
  const trashed = await requireTrashedIn(change, contactId);
  if (!isRestorable(trashed, atMs)) {
    throw new NotFoundError(`Cannot restore contact ${contactId}: its time in the trash is up`);
  }
  const kept = withoutTaken ? await withoutTakenHandles(change, trashed.contact) : trashed.contact;
  const contact = await withLiveBlock(change, { ...kept, revision: kept.revision + 1 });
  await stageUntrash(change, trashed, contact);
  await stageUndoing(change, contactId, trashed.eventId);
  const told = { contactId, atMs, actor };
  const changes = handleChanges(trashed.contact, contact);
  if (changes.length > 0) {
    stageEvent(change, { ...told, id: deps.newId(), kind: "edited", changes });
  }
  const eventId = deps.newId();
  stageEvent(change, { ...told, id: eventId, kind: "restored", undoes: trashed.eventId });
  return { contactId, eventId };
}

async function withoutTakenHandles(change: Change, contact: Contact): Promise<Contact> {
  const taken = new Set((await findTakenBy(change, contact)).map(({ path }) => path));
  const isTaken = (list: string) => (_: unknown, at: number) => taken.has(`${list}.${at}`);
  const isFree = (list: string) => (_: unknown, at: number) => !taken.has(`${list}.${at}`);
  const { emails, phones, identities = [], unclaimed = [], ...rest } = contact;
  const freeIdentities = identities.filter(isFree("identities"));
  const lost = [
    ...emails.filter(isTaken("emails")).map((one) => ({ kind: "email" as const, ...one })),
    ...phones.filter(isTaken("phones")).flatMap(({ typed, key }): Unclaimed[] =>
      key === null ? [] : [{ kind: "phone", typed, key }]
    ),
  ];
  const nowUnclaimed = [...unclaimed, ...lost].slice(0, HANDLES_MAX);
  return {
    ...rest,
    emails: emails.filter(isFree("emails")),
    phones: phones.filter(isFree("phones")),
    ...(freeIdentities.length > 0 ? { identities: freeIdentities } : {}),
    ...(nowUnclaimed.length > 0 ? { unclaimed: nowUnclaimed } : {}),
  };
}

/** A block that has been cleaned up meanwhile does not come back. */
async function withLiveBlock(change: Change, contact: Contact): Promise<Contact> {
  const { block, ...rest } = contact;
  if (block === undefined || await isBlockThere(change, block.id)) return contact;
  return rest;
}

function handleChanges(before: Contact, after: Contact): FieldChange[] {
  const was = handleTexts(before);
  const is = handleTexts(after);
  return HANDLE_FIELDS.filter((field) => was[field].join("\n") !== is[field].join("\n"))
    .map((field) => ({ field, before: was[field], after: is[field] }));
}

const HANDLE_FIELDS = ["emails", "phones", "identities", "unclaimed"] as const;

function handleTexts({ emails, phones, identities = [], unclaimed = [] }: Contact) {
  return {
    emails: emails.map(({ typed }) => typed),
    phones: phones.map(({ typed }) => typed),
    identities: identities.map(({ channelId, externalId }) => `${channelId} ${externalId}`),
    unclaimed: unclaimed.map(({ typed }) => typed),
  };
}
