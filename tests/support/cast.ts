// The cast of the tests: users who act, contacts they work with, and what forms send about them.
import type { Attribute } from "@/lib/domain/attribute.ts";
import type { TypedAttribute } from "@/lib/domain/attribute_input.ts";
import type { Contact, ContactInput } from "@/lib/domain/contact.ts";
import type { FieldChange, RecordEvent, TimelineEvent } from "@/lib/domain/event.ts";
import type { SegmentInput } from "@/lib/domain/segment.ts";
import type { TypedTag } from "@/lib/domain/tag_input.ts";
import type { Principal } from "@/lib/domain/user.ts";
import { NOON } from "./deps.ts";

export const ADMIN: Principal = { id: "01ADMIN0000000000000000000", role: "admin" };
export const AGENT: Principal = { id: "01AGENT0000000000000000000", role: "agent" };

let ids = 0;

/** An id in the form of a ULID, each later than the ones before. */
export function anId(): string {
  return `01TEST${String(++ids).padStart(20, "0")}`;
}

/** Olena, who has one of everything, with changes. */
export function anInput(changes: Partial<ContactInput> = {}): ContactInput {
  return {
    name: "Олена Шевченко",
    emails: ["olena@example.com"],
    phones: ["067 123 45 67"],
    tagIds: [],
    language: "uk",
    ...changes,
  };
}

/** Only a name, so that it is in nobody's way. */
export function aNamed(name: string): ContactInput {
  return { name, emails: [], phones: [], tagIds: [], language: null };
}

/** A record as the store keeps it. */
export function aContact(changes: Partial<Contact> = {}): Contact {
  return {
    id: 1,
    name: "Taras Bondarenko",
    emails: [],
    phones: [],
    tagIds: [],
    language: null,
    source: "manual",
    createdAtMs: NOON,
    lastActivityAtMs: null,
    revision: 1,
    ...changes,
  };
}

/** E-mails as the store keeps them. */
export function emails(...addresses: string[]): Contact["emails"] {
  return addresses.map((address) => ({ typed: address, key: address.toLowerCase() }));
}

/** Phones as the store keeps them, given as E.164. */
export function phones(...numbers: string[]): Contact["phones"] {
  return numbers.map((number) => ({ typed: number, key: number }));
}

/** An event of a contact with nothing to tell. */
export function anEvent(contactId: number, changes: Partial<RecordEvent> = {}): RecordEvent {
  return {
    id: anId(),
    contactId,
    atMs: NOON,
    actor: { kind: "system" },
    kind: "created",
    changes: [],
    ...changes,
  };
}

/** What an event of a record tells; nothing for one of another kind. */
export function changesOf(event: TimelineEvent | undefined): FieldChange[] {
  return event && "changes" in event ? event.changes : [];
}

/** A tag as the form sends it. */
export function aTag(changes: Partial<TypedTag> = {}): TypedTag {
  return {
    name: "VIP",
    color: "amber",
    description: "",
    visibleToAgents: true,
    inQuickFilter: false,
    ...changes,
  };
}

/** A definition as the store keeps it. */
export function anAttribute(changes: Partial<Attribute> = {}): Attribute {
  return {
    key: "plan",
    name: "Plan",
    description: "",
    type: "text",
    pattern: "",
    patternHint: "",
    options: [],
    position: 0,
    hasValues: false,
    createdAtMs: NOON,
    deletedAtMs: null,
    revision: 1,
    ...changes,
  };
}

/** An attribute as the form sends it; the key is made of the name. */
export function aTypedAttribute(
  changes: Partial<TypedAttribute> = {},
): TypedAttribute & { key: string } {
  return {
    key: "",
    name: "Plan",
    description: "",
    type: "text",
    pattern: "",
    patternHint: "",
    retired: [],
    options: "",
    ...changes,
  };
}

/** A personal segment as the form sends it: contacts without a phone. */
export function aSegment(changes: Partial<SegmentInput> = {}): SegmentInput {
  return {
    name: "No phone",
    shared: false,
    filter: { match: "all", rules: [{ field: "phone", op: "empty", values: [] }] },
    ...changes,
  };
}
