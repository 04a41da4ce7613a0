// What changed in a record beyond the fields that people edit, for the timeline.
import type { Contact } from "./contact.ts";
import { fieldChanges } from "./contact_input.ts";
import type { FieldChange } from "./event.ts";

/** All fields that the timeline knows, field by field; empty when nothing of them changed. */
export function contactChanges(before: Contact, after: Contact): FieldChange[] {
  const attributes = after.attributes ?? {};
  return [...fieldChanges(before, { ...after, attributes }), ...addressChanges(before, after)];
}

/** Of identities and of addresses that are others'. Null before: the contact is new. */
export function addressChanges(before: Contact | null, after: Contact): FieldChange[] {
  return [
    ...listChange("identities", before?.identities, after.identities, identityText),
    ...listChange("unclaimed", before?.unclaimed, after.unclaimed, ({ typed }) => typed),
  ];
}

/** An identity as events tell it. */
export function identityText(
  { channelId, externalId }: { channelId: string; externalId: string },
): string {
  return `${channelId} ${externalId}`;
}

function listChange<T>(
  field: "identities" | "unclaimed",
  before: readonly T[] | undefined,
  after: readonly T[] | undefined,
  textOf: (item: T) => string,
): FieldChange[] {
  const was = (before ?? []).map(textOf);
  const is = (after ?? []).map(textOf);
  return was.join("\n") === is.join("\n") ? [] : [{ field, before: was, after: is }];
}
