// Many contacts in one commit, for imports and seeding: all of the batch is saved or none of it.
import type { Contact, ContactFields } from "@/lib/domain/contact.ts";
import type { RecordEvent } from "@/lib/domain/event.ts";
import { withFields } from "@/lib/domain/contact_input.ts";
import { withImportRun } from "@/lib/domain/import_run.ts";
import {
  type Change,
  COMMIT_BYTES_MAX,
  COMMIT_KEY_BYTES_MAX,
  MUTATIONS_MAX,
  saveChange,
} from "./change.ts";
import { BLOCK_RECORD_BYTES_MAX } from "./blocked_handles.ts";
import { stageRecord } from "./contacts.ts";
import { duplicateRowBytes } from "./duplicate_rows.ts";
import { stageEvent } from "./events.ts";
import { valueBytesAtMost } from "./value_size.ts";
import { newHandles, writeHandles } from "./handles.ts";
import { nextContactIds } from "./ids.ts";
import { attributeTypes, readAttributeTypes } from "./attribute_types.ts";
import { type IndexState, indexState, stageIndexedMany, stageIndexedNew } from "./index/dirty.ts";
import { keyBytes, keyIdentity } from "./key_size.ts";
import { contactHeadKey, contactKey, contactTotalKey, handleHeadKey } from "./keys/contacts.ts";

/** An event before its contact is known. */
export type BatchEvent = Omit<RecordEvent, "contactId">;

export interface NewContact {
  contact: Omit<Contact, "id" | "revision">;
  event: BatchEvent;
}

export interface ContactEdit {
  /** As it was read: its id, and the revision that must still be the current one. */
  before: Contact;
  after: ContactFields;
  event: BatchEvent;
  /** The import that edits, to be remembered by the contact. */
  importRunId?: string;
}

export interface ContactBatch {
  creates?: NewContact[];
  edits?: ContactEdit[];
}

export interface BatchOptions {
  /** Joins the commit, with up to five checks of its own: an import sets its cursor here. May run more than once. */
  alongside?: (change: Change) => Promise<void> | void;
  /** Told the versionstamp of the commit. */
  onSaved?: (versionstamp: string) => void;
}

/** A handle that stands in the way: it belongs to a saved contact, or to an earlier item of the same batch. */
export interface BatchTaken {
  list: "creates" | "edits";
  item: number;
  path: string;
  contactId: number | null;
  /** The earlier item, when `contactId` is null. */
  by: { list: "creates" | "edits"; item: number } | null;
}

export type BatchResult =
  | { saved: true; contacts: Contact[] } // created ones, then edited ones, in the order given
  | { saved: false; taken: BatchTaken[]; stale: number[] }; // stale: edits whose contact has moved on

/** `saveContactBatch` with new contacts only. */
export function createContactsBatch(
  kv: Deno.Kv,
  creates: NewContact[],
  options: BatchOptions = {},
): Promise<BatchResult> {
  return saveContactBatch(kv, { creates }, options);
}

/**
 * Saves all of the batch in one commit, or nothing if a handle is taken or a contact to edit has moved on: the result
 * says which, and the caller decides. Ask `fittingCount` how many fit. Throws `TooLargeError`, `ConflictError`, and
 * `RangeError` when a contact is edited twice.
 */
export async function saveContactBatch(
  kv: Deno.Kv,
  batch: ContactBatch,
  options: BatchOptions = {},
): Promise<BatchResult> {
  const { creates = [], edits = [] } = batch;
  requireOncePerContact(edits);
  const ids = await nextContactIds(kv, creates.length);
  const created = creates.map(({ contact }, at) => ({ ...contact, id: ids[at] ?? 0, revision: 1 }));
  return await saveChange(kv, async (change) => {
    // The heads come first: they vouch for all that is read after them.
    await Promise.all(batchHeads(edits.length > 0).map((key) => change.get(key)));
    const { current, stale } = await readEdited(change, edits);
    const plans = [
      ...created.map((after) => ({ before: null, after })),
      ...current.map((before, at) => ({ before, after: edited(before, edits[at]) })),
    ];
    const taken = await findTaken(change, plans, created.length);
    if (taken.length > 0 || stale.length > 0) return { saved: false, taken, stale };
    await stagePlans(change, plans, [...creates, ...edits].map(({ event }) => event));
    await options.alongside?.(change);
    return { saved: true, contacts: plans.map(({ after }) => after) };
  }, options);
}

function requireOncePerContact(edits: ContactEdit[]): void {
  if (new Set(edits.map(({ before }) => before.id)).size === edits.length) return;
  throw new RangeError(
    "Cannot save a batch that edits a contact twice: join the edits of each contact",
  );
}

interface Plan {
  before: Contact | null;
  after: Contact;
}

/**
 * A few checks instead of several a contact: every commit that gives a handle sets the handle head, every change of a
 * contact the contact head. Ids just allocated are nobody's, so only edits need the latter.
 */
function batchHeads(hasEdits: boolean): Deno.KvKey[] {
  return hasEdits ? [handleHeadKey(), contactHeadKey()] : [handleHeadKey()];
}

async function readEdited(
  change: Change,
  edits: ContactEdit[],
): Promise<{ current: Contact[]; stale: number[] }> {
  const entries = await change.getMany<Contact>(edits.map(({ before }) => contactKey(before.id)));
  const current = edits.map(({ before }, at) => entries[at]?.value ?? before);
  const stale = edits.flatMap(({ before }, at) =>
    entries[at]?.value?.revision === before.revision ? [] : [before.id]
  );
  return { current, stale };
}

/** Field by field: activity may have moved since the contact was read, which is no edit and stays. */
function edited(current: Contact, edit: ContactEdit | undefined): Contact {
  const { name, emails, phones, tagIds, language, attributes } = edit?.after ?? current;
  const after = withFields(current, { name, emails, phones, tagIds, language, attributes });
  const revision = current.revision + 1;
  if (edit?.importRunId === undefined) return { ...after, revision };
  return {
    ...after,
    revision,
    importRunIds: withImportRun(current.importRunIds, edit.importRunId),
  };
}

async function findTaken(
  change: Change,
  plans: Plan[],
  creates: number,
): Promise<BatchTaken[]> {
  const wanted = plans.flatMap(({ before, after }, at) => {
    const where = at < creates
      ? { list: "creates" as const, item: at }
      : { list: "edits" as const, item: at - creates };
    return newHandles(before, after).map(({ key, path }) => ({ key, path, where, id: after.id }));
  });
  const entries = await change.getMany<number>(wanted.map(({ key }) => key));
  const claimed = new Map<string, BatchTaken["by"]>();
  return wanted.flatMap(({ key, path, where, id }, at) => {
    const contactId = entries[at]?.value ?? null;
    const by = claimed.get(keyIdentity(key)) ?? null;
    if (contactId === null && by === null) claimed.set(keyIdentity(key), where);
    const free = by === null && (contactId === null || contactId === id);
    return free ? [] : [{ ...where, path, contactId, by: contactId === null ? by : null }];
  });
}

async function stagePlans(change: Change, plans: Plan[], events: BatchEvent[]): Promise<void> {
  for (const [at, { before, after }] of plans.entries()) {
    await writeHandles(change, before, after);
    stageRecord(change, before, after);
    const event = events[at];
    if (event) stageEvent(change, { ...event, contactId: after.id });
  }
  const isNew = ({ before }: Plan) => before === null;
  await stageCreated(change, plans.filter(isNew).map(({ after }) => after));
  await stageEdited(change, plans.filter((plan) => !isNew(plan)).map(({ after }) => after));
}

async function stageCreated(change: Change, contacts: Contact[]): Promise<void> {
  if (contacts.length === 0) return;
  change.sum(contactTotalKey(), BigInt(contacts.length));
  await stageIndexedNew(change, await indexStates(change.kv, contacts));
}

async function stageEdited(change: Change, contacts: Contact[]): Promise<void> {
  if (contacts.length === 0) return;
  change.set(contactHeadKey(), null);
  await stageIndexedMany(change, await indexStates(change.kv, contacts));
}

async function indexStates(
  kv: Deno.Kv,
  contacts: readonly Contact[],
): Promise<Map<number, IndexState>> {
  for (const contact of contacts) {
    if (contact.attributes !== undefined) await readAttributeTypes(kv, contact);
  }
  const types = attributeTypes(kv);
  return new Map(contacts.map((contact) => [contact.id, indexState(contact, types)]));
}

/** Writes of a new contact without its handles and keys: record, three rows, dirty entry, event, todo of duplicates. */
const WRITES_PER_CONTACT = 7;
/** For the heads, the count and what the caller adds. */
const WRITES_RESERVED = 40;
const BYTES_RESERVED = 128 * 1024; // one value of the caller's, and room for keys

/** How many of the first items fit one commit, at least 1. Edits count like creations: they write no more. */
export function fittingCount(items: (NewContact | ContactEdit)[]): number {
  let writes = WRITES_RESERVED;
  let bytes = BYTES_RESERVED;
  let keys = 4096;
  const fitting = items.findIndex((item) => {
    const cost = itemCost(item);
    writes += cost.writes;
    bytes += cost.bytes;
    keys += cost.keys;
    return writes > MUTATIONS_MAX || bytes > COMMIT_BYTES_MAX || keys > COMMIT_KEY_BYTES_MAX;
  });
  return fitting === -1 ? items.length : Math.max(1, fitting);
}

function itemCost(item: NewContact | ContactEdit): { writes: number; bytes: number; keys: number } {
  const after = "contact" in item ? item.contact : item.after;
  const before = "contact" in item ? null : item.before;
  const lost = before ? newHandles(after, before) : [];
  const handles = [...newHandles(before, after), ...lost];
  const handleBytes = handles.reduce((sum, { key }) => sum + keyBytes(key), 0);
  // The row and the index state repeat parts of the record.
  const rows = [...duplicateRowBytes(after), ...before ? duplicateRowBytes(before) : []];
  const keys = handleBytes + rows.reduce((sum, bytes) => sum + bytes, 0) + 600;
  const bytes = 2 * valueBytesAtMost(after) + valueBytesAtMost(item.event) + 2 * keys;
  const cost = { writes: WRITES_PER_CONTACT + 2 + handles.length + rows.length, bytes, keys };
  return before?.block ? withDigests(cost, handles.length) : cost;
}

/** What a blocked contact gains is kept as digests too. */
function withDigests({ writes, bytes, keys }: ReturnType<typeof itemCost>, gained: number) {
  return {
    writes: writes + 2 + gained,
    bytes: bytes + BLOCK_RECORD_BYTES_MAX,
    keys: keys + 100 * (2 + gained),
  };
}
