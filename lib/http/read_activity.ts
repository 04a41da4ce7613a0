// A page of the activity: events read in blocks until enough entries are full, then what they name.
import {
  ACTIVITY_KINDS,
  type ActivityEntry,
  type ActivityKind,
  addToActivity,
  endsOf,
} from "@/lib/domain/activity.ts";
import { isAllowed } from "@/lib/domain/policy.ts";
import type { ImportRun } from "@/lib/domain/import_run.ts";
import type { Note } from "@/lib/domain/note.ts";
import { contactRow, displayName } from "@/lib/domain/contact.ts";
import { isOffered } from "@/lib/domain/tag.ts";
import type { Principal, User } from "@/lib/domain/user.ts";
import { listActivity } from "@/lib/store/activity.ts";
import { listAttributes } from "@/lib/store/attributes.ts";
import { listChannels } from "@/lib/store/channels.ts";
import { readContactLooks } from "@/lib/store/contact_names.ts";
import { findImportRuns } from "@/lib/store/import_runs.ts";
import { findNotes } from "@/lib/store/notes.ts";
import { resolveContactId } from "@/lib/store/redirects.ts";
import { listSegments } from "@/lib/store/segments.ts";
import { listTags } from "@/lib/store/tags.ts";
import { findTrashedOf } from "@/lib/store/trash.ts";
import { listUsers } from "@/lib/store/users.ts";
import type { CardNames } from "./read_card.ts";
import { dayFinder, ENTRIES_MAX, EVENTS_MAX, isEventId } from "./read_timeline.ts";
import { readUserNames } from "./read_user_names.ts";

const BLOCKS = [100, EVENTS_MAX - 100];

/** What the address asks for, as far as this person may. */
export interface ActivityView {
  /** Whose; null is everyone's. */
  userId: string | null;
  kind: ActivityKind | null;
  before: string | null;
}

/** A contact as the activity names it. */
export interface ActivityContact {
  /** Null of one without name and address, and of one that is gone. */
  name: string | null;
  /** Whether its address leads anywhere: to it, to the trash, or to the contact it was merged into. */
  isThere: boolean;
}

export interface Activity {
  /** Newest first. */
  entries: ActivityEntry[];
  /** `before` of the next page; null at the end. */
  next: string | null;
  contacts: Map<number, ActivityContact>;
  /** Those that the entries tell of and that still are, by id. */
  notes: Map<string, Note>;
  /** As they are now, by id. */
  imports: Map<string, ImportRun>;
  names: CardNames & {
    /** Of settings, by `<subject> <id>`; deleted ones too, as far as this person may see them. */
    subjects: Map<string, string>;
  };
  /** For the choice of one; nobody for an agent, who sees their own. */
  users: User[];
}

/** `?user=…&kind=…&before=…`; agents get their own, whatever is asked. */
export function activityView(params: URLSearchParams, principal: Principal): ActivityView {
  const user = params.get("user");
  const before = params.get("before");
  const kind = params.get("kind");
  return {
    userId: isAllowed(principal, "workspace.manage")
      ? user === "me" ? principal.id : isEventId(user) ? user : null
      : principal.id,
    kind: ACTIVITY_KINDS.find((one) => one === kind) ?? null,
    before: isEventId(before) ? before : null,
  };
}

/** At most 50 entries of at most 500 events. */
export async function readActivity(
  { kv, principal, timeZone }: { kv: Deno.Kv; principal: Principal; timeZone: string },
  view: ActivityView,
): Promise<Activity> {
  const { entries, next } = await readEntries(kv, view, dayFinder(timeZone));
  const ids = [...new Set(entries.flatMap(({ contactId }) => contactId ?? []))];
  const [contacts, notes, imports, names, users] = await Promise.all([
    readContacts(kv, ids),
    readNotes(kv, entries),
    findImportRuns(kv, entries.flatMap(importIdOf)),
    readNames(kv, principal, entries),
    isAllowed(principal, "workspace.manage") ? listUsers(kv) : [],
  ]);
  return { entries, next, contacts, notes, imports, names, users };
}

function importIdOf(entry: ActivityEntry): string[] {
  if (entry.contactId !== null || entry.event.subject !== "import") return [];
  return [entry.event.subjectId];
}

async function readEntries(kv: Deno.Kv, view: ActivityView, dayOf: (atMs: number) => string) {
  const entries: ActivityEntry[] = [];
  let next = view.before;
  for (const limit of BLOCKS) {
    const block = await listActivity(kv, { ...view, limit, before: next });
    for (const event of block.events) {
      addToActivity(entries, event, dayOf);
      // The last entry might have gone on: one more shows that it is whole.
      if (entries.length > ENTRIES_MAX) return cut(entries);
    }
    next = block.next;
    if (next === null) break;
  }
  return { entries, next };
}

function cut(entries: readonly ActivityEntry[]) {
  const shown = entries.slice(0, ENTRIES_MAX);
  const last = shown.at(-1);
  return { entries: shown, next: last ? endsOf(last).oldest.id : null };
}

/** Their names at present; of those in the trash, the names that they had. */
async function readContacts(
  kv: Deno.Kv,
  ids: readonly number[],
): Promise<Map<number, ActivityContact>> {
  const looks = await readContactLooks(kv, ids);
  const away = ids.filter((id) => !looks.has(id));
  const trashed = await findTrashedOf(kv, away);
  const contacts = await Promise.all(ids.map(async (id): Promise<[number, ActivityContact]> => {
    const look = looks.get(id);
    if (look) return [id, { name: look.name, isThere: true }];
    const contact = trashed.get(id)?.contact;
    if (contact) return [id, { name: displayName(contactRow(contact)), isThere: true }];
    return [id, { name: null, isThere: await resolveContactId(kv, id) !== id }];
  }));
  return new Map(contacts);
}

async function readNotes(
  kv: Deno.Kv,
  entries: readonly ActivityEntry[],
): Promise<Map<string, Note>> {
  const byContact = new Map<number, string[]>();
  for (const one of entries) {
    if (one.contactId === null || one.entry.kind !== "note") continue;
    const [event] = one.entry.events;
    if (event.kind !== "note_added") continue;
    byContact.set(one.contactId, [...byContact.get(one.contactId) ?? [], event.noteId]);
  }
  const found = await Promise.all([...byContact].map(([id, ids]) => findNotes(kv, id, ids)));
  return new Map(found.flatMap((notes) => [...notes]));
}

async function readNames(
  kv: Deno.Kv,
  principal: Principal,
  entries: readonly ActivityEntry[],
): Promise<Activity["names"]> {
  const userIds = entries.flatMap((entry) => {
    const { actor } = endsOf(entry).newest;
    return "userId" in actor ? actor.userId ?? [] : [];
  });
  const [users, tags, channels, attributes, segments] = await Promise.all([
    readUserNames(kv, new Set(userIds)),
    listTags(kv),
    listChannels(kv),
    listAttributes(kv),
    listSegments(kv, principal.id),
  ]);
  const isAdmin = isAllowed(principal, "tag.manage");
  const subjects = [
    ...tags.filter(({ visibleToAgents }) => isAdmin || visibleToAgents)
      .map(({ id, name }) => [`tag ${id}`, name] as const),
    ...channels.map(({ id, name }) => [`channel ${id}`, name] as const),
    ...attributes.map(({ key, name }) => [`attribute ${key}`, name] as const),
    ...[...isAdmin ? segments.shared : [], ...segments.personal]
      .map(({ id, name }) => [`segment ${id}`, name] as const),
  ];
  return {
    subjects: new Map(subjects),
    users,
    tags: new Map(tags.filter((tag) => isOffered(tag, principal)).map((tag) => [tag.id, tag.name])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    attributes: new Map(attributes.map((attribute) => [attribute.key, attribute])),
  };
}
