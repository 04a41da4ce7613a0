// What points to what: the indexes that verify compares, one rule a kind of record.
import { type Contact, contactSchema } from "@/lib/domain/contact.ts";
import { type Tag, tagSchema } from "@/lib/domain/tag.ts";
import { type User, userSchema } from "@/lib/domain/user.ts";
import { contactRowEntries } from "./contact_rows.ts";
import { duplicateRows } from "./duplicate_rows.ts";
import { ownedHandles } from "./handles.ts";
import { readIndexState, stageIndexed } from "./index/dirty.ts";
import { contactHeadKey, contactKey, handleHeadKey, trashKey } from "./keys/contacts.ts";
import { mergeLockKey } from "./keys/merges.ts";
import type { Range } from "./keys/range.ts";
import { sessionKey, userEmailKey, userKey, userSessionKey } from "./keys/users.ts";
import { tagHeadKey, tagKey, tagNameKey } from "./keys/workspace.ts";
import { type Session, sessionSchema } from "./sessions.ts";
import { heldName } from "./tags.ts";
import type { Pointer, PointerRange, PointerRule } from "./pointer_rule.ts";

const HANDLE_LABELS = new Map([
  ["emails", "e-mail"],
  ["phones", "phone"],
  ["identities", "identity"],
]);
const ROW_LABELS = ["row by last activity", "row by date", "row by name"];

export const CONTACT_RULE: PointerRule<Contact> = {
  name: (key) => `Contact ${String(key[2])}`,
  range: "c",
  parse(key, value) {
    const { data } = contactSchema.safeParse(value);
    return data?.id === key[2] ? data ?? null : null;
  },
  pointers: contactPointers,
  ranges: [
    rowRange("sl", "row by last activity"),
    rowRange("sc", "row by date"),
    rowRange("sn", "row by name"),
    idRange("e", "e-mail", contactOf),
    idRange("p", "phone", contactOf),
    idRange("i", "identity", contactOf),
    {
      range: "dup",
      label: "key of duplicates",
      owner: ({ key }) => contactOf(key[4]),
      named: true,
    },
    keptRange("ev", "timeline event"),
    keptRange("note", "note"),
    keptRange("note_pin", "pinned note"),
  ],
  heads: [handleHeadKey(), contactHeadKey()],
  restage: async (change, contact) =>
    stageIndexed(change, contact.id, await readIndexState(change.kv, contact)),
};

function contactPointers(contact: Contact): Pointer[] {
  const rows = contactRowEntries(contact).map((row, at) => ({
    ...row,
    label: ROW_LABELS[at] ?? "row",
  }));
  const handles = ownedHandles(contact).map(({ key, path }) => {
    return { key, value: contact.id, label: handleLabel(path) };
  });
  const duplicates = duplicateRows(contact).map((key) => {
    return { key, value: 0, label: "key of duplicates" };
  });
  return [...rows, ...handles, ...duplicates];
}

/** `emails.0` is "e-mail 1" to a person. */
function handleLabel(path: string): string {
  const [list, at] = path.split(".");
  return `${HANDLE_LABELS.get(list ?? "") ?? "handle"} ${Number(at) + 1}`;
}

function rowRange(range: Range, label: string): PointerRange {
  return { range, label, owner: ({ key }) => contactOf(key[3]), named: true };
}

/** What stays under a contact's id also while it is in the trash. */
function keptRange(range: Range, label: string): PointerRange {
  return {
    range,
    label,
    owner: ({ key }) => contactOf(key[2]),
    elsewhere: ({ key: [, , id] }) =>
      typeof id === "number" ? [trashKey(id), mergeLockKey(id)] : [],
    named: false,
  };
}

function contactOf(id: unknown): Deno.KvKey | null {
  return typeof id === "number" ? contactKey(id) : null;
}

/** Keys whose value is the record's id. */
function idRange(
  range: Range,
  label: string,
  keyOf: (id: unknown) => Deno.KvKey | null,
): PointerRange {
  return { range, label, owner: ({ value }) => keyOf(value), named: true };
}

export const TAG_RULE: PointerRule<Tag> = {
  name: (key) => `Tag ${String(key[2])}`,
  range: "tag",
  parse: (_key, value) => tagSchema.safeParse(value).data ?? null,
  pointers(tag) {
    const name = heldName(tag);
    return name === null ? [] : [{ key: tagNameKey(name), value: tag.id, label: "name" }];
  },
  ranges: [idRange("tag_name", "tag name", (id) => typeof id === "string" ? tagKey(id) : null)],
  heads: [tagHeadKey()],
};

export const USER_RULE: PointerRule<User> = {
  name: (key) => `User ${String(key[2])}`,
  range: "user",
  parse: (_key, value) => userSchema.safeParse(value).data ?? null,
  pointers: (user) => [{ key: userEmailKey(user.emailKey), value: user.id, label: "address" }],
  ranges: [
    idRange("user_email", "address", (id) => typeof id === "string" ? userKey(id) : null),
  ],
  heads: [],
};

export const SESSION_RULE: PointerRule<Session> = {
  name: () => "some session", // its key is a hash of a secret, which is nobody's business
  range: "session",
  parse: (_key, value) => sessionSchema.safeParse(value).data ?? null,
  pointers: (session, key) => [{
    key: userSessionKey(session.userId, String(key[2])),
    value: session.createdAtMs,
    label: "listing",
    anyValue: true,
  }],
  ranges: [{
    range: "user_session",
    label: "listing",
    owner: ({ key }) => typeof key[3] === "string" ? sessionKey(key[3]) : null,
    named: true,
  }],
  heads: [],
};
