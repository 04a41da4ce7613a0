// Unique handles: which contact an e-mail, a phone or an identity in a channel belongs to, and giving handles to a contact.
import type { Contact, Identity } from "@/lib/domain/contact.ts";
import type { HandleRef } from "@/lib/domain/handle_ref.ts";
import { type FieldProblems, InputError } from "@/lib/errors.ts";
import { stageGainedHandles } from "./blocked_handles.ts";
import type { Change } from "./change.ts";
import { emailOwnerKey, handleHeadKey, identityOwnerKey, phoneOwnerKey } from "./keys/contacts.ts";
import { keyIdentity } from "./key_size.ts";

/** Up to this many new handles are checked one by one; more, as an inbound event may name, by the handle head. */
export const CHECKED_HANDLES_MAX = 4;

type Handles = Pick<Contact, "emails" | "phones" | "identities">;

/** The key that says whose a handle is, and the field it stands in. */
export interface OwnedHandle {
  key: Deno.KvKey;
  path: string;
}

export interface TakenHandle {
  path: string;
  contactId: number;
}

/** Id of the contact that has this normalised e-mail. */
export async function findContactIdByEmail(kv: Deno.Kv, email: string): Promise<number | null> {
  return (await kv.get<number>(emailOwnerKey(email))).value;
}

/** Id of the contact that has this E.164 number. */
export async function findContactIdByPhone(kv: Deno.Kv, e164: string): Promise<number | null> {
  return (await kv.get<number>(phoneOwnerKey(e164))).value;
}

/** Id of the contact whose identity in the channel this is. */
export async function findContactIdByIdentity(
  kv: Deno.Kv,
  { channelId, externalId }: Pick<Identity, "channelId" | "externalId">,
): Promise<number | null> {
  return (await kv.get<number>(identityOwnerKey(channelId, externalId))).value;
}

/** Whose a handle is, and two ways to hold to it: each is one check. */
export interface SeenOwner {
  /** Id of the contact; null when nobody's. */
  contactId: number | null;
  /** Makes the commit fail if this handle goes to anyone else by then. */
  check(): void;
  /** The same for all handles that this change reads from now on, however many. */
  checkAll(): void;
}

/** Reads without checking yet: call `check` or `checkAll`. */
export async function seeOwner(change: Change, handle: HandleRef): Promise<SeenOwner> {
  // Asked for together, they are one snapshot: the head vouches for the handle.
  const [head, owner] = await Promise.all([
    change.read(handleHeadKey()),
    change.read<number>(ownerKey(handle)),
  ]);
  return {
    contactId: owner.value,
    check: () => change.check(owner),
    checkAll: () => change.check(head),
  };
}

/** Whose a handle is, for a change that has called `checkAll`. */
export async function findOwner(change: Change, handle: HandleRef): Promise<number | null> {
  return (await change.read<number>(ownerKey(handle))).value;
}

/** The key that says whose a handle is. */
export function ownerKey(handle: HandleRef): Deno.KvKey {
  if (handle.kind === "email") return emailOwnerKey(handle.key);
  if (handle.kind === "phone") return phoneOwnerKey(handle.key);
  return identityOwnerKey(handle.channelId, handle.externalId);
}

/** All handles that identify the contact; a phone that could not be read identifies nobody (1.3). */
export function ownedHandles({ emails, phones, identities = [] }: Handles): OwnedHandle[] {
  const handles = emails.map(({ key }, at) => ({ key: emailOwnerKey(key), path: `emails.${at}` }));
  phones.forEach(({ key }, at) => {
    if (key !== null) handles.push({ key: phoneOwnerKey(key), path: `phones.${at}` });
  });
  identities.forEach(({ channelId, externalId }, at) => {
    handles.push({ key: identityOwnerKey(channelId, externalId), path: `identities.${at}` });
  });
  return handles;
}

/** Whose these handles are, as far as they are anyone's but this contact's. Unchecked: staging them asks again. */
export async function findTakenBy(
  change: Change,
  contact: Handles & Pick<Contact, "id">,
): Promise<TakenHandle[]> {
  const handles = ownedHandles(contact);
  const entries = await change.getMany<number>(handles.map(({ key }) => key));
  return takenOf(handles, entries, contact.id);
}

/**
 * Who has one of these handles, other than these contacts, or null. The commit fails if one is given away by then: 1
 * check, and none where all are the contacts' own, whose records say so.
 */
export async function findOtherOwnerIn(
  change: Change,
  handles: Handles,
  ownIds: readonly number[],
): Promise<number | null> {
  const head = await change.read(handleHeadKey());
  const entries = await change.getMany<number>(ownedHandles(handles).map(({ key }) => key));
  if (entries.some(({ value }) => value === null)) change.check(head);
  return entries.find(({ value }) => value !== null && !ownIds.includes(value))?.value ?? null;
}

/** Handles of `after` that `before` does not have. */
export function newHandles(before: Handles | null, after: Handles): OwnedHandle[] {
  const had = new Set(before ? ownedHandles(before).map(({ key }) => keyIdentity(key)) : []);
  return ownedHandles(after).filter((handle) => !had.has(keyIdentity(handle.key)));
}

/**
 * Gives the contact the handles of `after` and frees those it loses: up to `checkedMax` checks. Throws `InputError`
 * `handle_taken`.
 */
export async function stageHandles(
  change: Change,
  before: Contact | null,
  after: Contact,
  checkedMax = CHECKED_HANDLES_MAX,
): Promise<void> {
  const added = newHandles(before, after);
  const taken = await findTaken(change, added, { ownId: after.id, checkedMax });
  if (taken.length > 0) throw handlesTaken(after.id, taken);
  await writeHandles(change, before, after);
}

/**
 * Writes without asking whose they were: for callers that have watched the handle head. What a blocked contact gains is
 * under its block at once; what it loses stays so (8.7).
 */
export async function writeHandles(
  change: Change,
  before: Contact | null,
  after: Contact,
): Promise<void> {
  const added = newHandles(before, after);
  const lost = before ? newHandles(after, before) : [];
  for (const { key } of lost) change.delete(key);
  for (const { key } of added) change.set(key, after.id);
  if (added.length === 0) return;
  change.set(handleHeadKey(), null);
  if (after.block) await stageGainedHandles(change, after.block.id, added.map(({ key }) => key));
}

/** Reads so that the commit fails if any of these handles is given to anyone in between. */
async function findTaken(
  change: Change,
  handles: OwnedHandle[],
  { ownId, checkedMax }: { ownId: number; checkedMax: number },
): Promise<TakenHandle[]> {
  const few = handles.length <= checkedMax;
  // The head before the handles: it is what vouches for them.
  if (!few) await change.get(handleHeadKey());
  const entries = await change.getMany<number>(handles.map(({ key }) => key));
  if (few) entries.forEach((entry) => change.check(entry));
  return takenOf(handles, entries, ownId);
}

function takenOf(
  handles: OwnedHandle[],
  entries: Deno.KvEntryMaybe<number>[],
  ownId: number,
): TakenHandle[] {
  return entries.flatMap(({ value }, at) => {
    const path = handles[at]?.path ?? "form";
    return value === null || value === ownId ? [] : [{ path, contactId: value }];
  });
}

function handlesTaken(id: number, taken: TakenHandle[]): InputError {
  const problems: FieldProblems = {};
  for (const { path, contactId } of taken) {
    problems[path] = { code: "handle_taken", params: { contactId } };
  }
  const owners = [...new Set(taken.map(({ contactId }) => contactId))].join(", ");
  return new InputError(`Cannot save contact ${id}: it has handles of contact ${owners}`, problems);
}
