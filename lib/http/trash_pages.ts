// What the pages of the trash show: who is in it, since when, for how long, and whose some addresses are by now.
import type { Contact } from "@/lib/domain/contact.ts";
import { isRestorable, TRASH_MS, type Trashed } from "@/lib/domain/trash.ts";
import type { Viewer } from "@/lib/i18n/viewer.ts";
import { NotFoundError } from "@/lib/errors.ts";
import { contactName } from "@/lib/i18n/contact_name.ts";
import { readContactLooks } from "@/lib/store/contact_names.ts";
import { findHandleOwners, type HandleName } from "@/lib/store/handle_owners.ts";
import { findContactIdByIdentity } from "@/lib/store/handles.ts";
import { findTrashed, listTrash } from "@/lib/store/trash.ts";
import type { State } from "./define.ts";
import { readUserNames } from "./read_user_names.ts";
import { JUST_NOW_MS } from "./undo_pages.ts";

/** Contacts of one page. */
const SHOWN = 50;
const DAY_MS = 24 * 60 * 60_000;

export interface TrashLook {
  id: number;
  name: string;
  deletedAtMs: number;
  /** Null of a user who is not there any more. */
  byName: string | null;
  /** Days until it is gone, begun ones too. */
  daysLeft: number;
}

export interface TrashPage {
  looks: TrashLook[];
  /** `before` of the next page; null at the end. */
  next: string | null;
}

export async function readTrashPage(
  kv: Deno.Kv,
  viewer: Viewer,
  before: string | null,
): Promise<TrashPage> {
  const { items, next } = await listTrash(kv, { limit: SHOWN, before });
  const names = await readUserNames(kv, new Set(items.map(({ byUserId }) => byUserId)));
  const looks = items.map(({ contact, deletedAtMs, byUserId }) => ({
    id: contact.id,
    name: contactName(viewer.t, contact),
    deletedAtMs,
    byName: names.get(byUserId) ?? null,
    daysLeft: Math.max(0, Math.ceil((deletedAtMs + TRASH_MS - viewer.nowMs) / DAY_MS)),
  }));
  return { looks, next };
}

/** An address of a contact in the trash that somebody else has by now. */
export interface TakenAddress {
  text: string;
  ownerId: number;
  ownerName: string;
}

export interface Restoring {
  trashed: Trashed;
  name: string;
  taken: TakenAddress[];
}

/** Throws `NotFoundError` of a contact that is not in the trash, or whose time there is up. */
export async function readRestoring(kv: Deno.Kv, viewer: Viewer, id: number): Promise<Restoring> {
  const trashed = await findTrashed(kv, id);
  if (trashed === null || !isRestorable(trashed, viewer.nowMs)) {
    throw new NotFoundError(`Contact ${id} is not in the trash, or its time there is up`);
  }
  const { contact } = trashed;
  const owned = (await readOwners(kv, contact)).filter(({ ownerId }) => ownerId !== id);
  const names = await readContactLooks(kv, owned.map(({ ownerId }) => ownerId));
  const taken = owned.map(({ text, ownerId }) => ({
    text,
    ownerId,
    ownerName: names.get(ownerId)?.name ?? viewer.t("contact.numbered", { id: String(ownerId) }),
  }));
  return { trashed, name: contactName(viewer.t, contact), taken };
}

async function readOwners(kv: Deno.Kv, { emails, phones, identities = [] }: Contact) {
  const addresses = [
    ...emails.map(({ typed, key }) => ({ text: typed, name: `e:${key}` as HandleName })),
    ...phones.flatMap(({ typed, key }) =>
      key === null ? [] : [{ text: typed, name: `p:${key}` as HandleName }]
    ),
  ];
  const [owners, owned] = await Promise.all([
    findHandleOwners(kv, addresses.map(({ name }) => name)),
    Promise.all(identities.map((identity) => findContactIdByIdentity(kv, identity))),
  ]);
  return [
    ...addresses.map(({ text, name }) => ({ text, ownerId: owners.get(name) ?? null })),
    ...identities.map((one, at) => ({
      text: one.label || one.externalId,
      ownerId: owned[at] ?? null,
    })),
  ].flatMap(({ text, ownerId }) => ownerId === null ? [] : [{ text, ownerId }]);
}

/** What is called how in the list and in flashes. */
export function shortName(viewer: Viewer, contact: Contact): string {
  return contactName(viewer.t, contact).slice(0, 100);
}

/** What this person has deleted a moment ago, for a form that was sent twice; null of anything else. */
export async function deletedJustNow(state: State, id: number) {
  const trashed = await findTrashed(state.deps.kv, id);
  if (trashed === null || trashed.byUserId !== state.user?.id) return null;
  if (state.nowMs - trashed.deletedAtMs > JUST_NOW_MS) return null;
  const { contact, eventId } = trashed;
  return { contact, undo: { contactId: contact.id, eventId } };
}
