// The identity that a contact has from being written to, in messengers that know people by their phones.
import { addressKind, type Channel } from "@/lib/domain/channel.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import { InputError } from "@/lib/errors.ts";
import type { Change } from "@/lib/store/change.ts";
import { stageEvent } from "@/lib/store/events.ts";
import { stageHandles } from "@/lib/store/handles.ts";
import type { Acting } from "./deps.ts";

export interface Place {
  channel: Channel;
  address: string;
}

/**
 * Where a messenger knows people by their phones, the number that was written to is an identity from now on: the
 * answer comes from it, and must find this contact. Throws `InputError` `handle_taken` on `via`.
 */
export async function stageIdentity(
  change: Change,
  { deps, actor }: Acting,
  { contact, ...place }: Place & { contact: Contact },
): Promise<Contact> {
  const known = withIdentity(contact, place);
  if (known === contact) return contact;
  await stageHandles(change, contact, known).catch((error) => Promise.reject(atChannel(error)));
  stageEvent(change, {
    id: deps.newId(),
    contactId: contact.id,
    atMs: deps.now(),
    actor,
    kind: "edited",
    changes: [{
      field: "identities",
      before: identityTexts(contact),
      after: identityTexts(known),
    }],
  });
  return { ...known, revision: contact.revision + 1 };
}

/** The contact itself when it has the identity, or when the channel knows people by other addresses. */
export function withIdentity(contact: Contact, { channel, address }: Place): Contact {
  const { identities = [] } = contact;
  const isKnown = identities.some(({ channelId, externalId }) =>
    channelId === channel.id && externalId === address
  );
  if (isKnown || addressKind(channel.type) !== "identity") return contact;
  const identity = { channelId: channel.id, externalId: address, label: "" };
  return { ...contact, identities: [...identities, identity] };
}

function identityTexts({ identities = [] }: Contact): string[] {
  return identities.map(({ channelId, externalId }) => `${channelId} ${externalId}`);
}

/** The form has no field for identities: what is in the way is the choice of the channel. */
export function atChannel(error: unknown): unknown {
  if (!isHandleTaken(error)) return error;
  const taken = Object.entries(error.problems).find(([path]) => path.startsWith("identities."));
  return taken ? new InputError(error.message, { via: taken[1] }) : error;
}

/** Whether a handle was another contact's. */
export function isHandleTaken(error: unknown): error is InputError {
  return error instanceof InputError &&
    Object.values(error.problems).some(({ code }) => code === "handle_taken");
}
