// Writing first: to a contact (11.1, 11.2), or to a phone or e-mail that may be nobody's yet (11.3).
import type { Contact } from "@/lib/domain/contact.ts";
import { fieldChanges } from "@/lib/domain/contact_input.ts";
import type { MessageInput } from "@/lib/domain/message_input.ts";
import { requireAllowed } from "@/lib/domain/policy.ts";
import { type Recipient, recipientHandles } from "@/lib/domain/recipient.ts";
import { channelAddresses } from "@/lib/domain/write_first.ts";
import { type Change, saveChange } from "@/lib/store/change.ts";
import { requireChannelIn } from "@/lib/store/channels.ts";
import { requireContactIn } from "@/lib/store/contacts.ts";
import { findThreadIn } from "@/lib/store/conversations.ts";
import { stageFirstMessage, stageMessage } from "@/lib/store/stage_message.ts";
import { findContactIdByEmail, findContactIdByPhone } from "@/lib/store/handles.ts";
import { nextContactId } from "@/lib/store/ids.ts";
import type { Acting } from "./deps.ts";
import { atChannel, isHandleTaken, stageIdentity, withIdentity } from "./dialog_identity.ts";
import {
  newSent,
  outboundMessage,
  requireWay,
  type SendOptions,
  type Sent,
  stageSentOnce,
} from "./outbound.ts";

export interface DialogInput extends MessageInput {
  channelId: string;
  /** One of the contact's in this channel; the first one unless it is named. */
  address?: string;
}

/**
 * Writes or calls first. The conversation of the contact and the address goes on and is open again, or one begins.
 * Throws `ForbiddenError`, `NotFoundError`, `ConflictError`, and `InputError` on `via` (`way_gone` or a `WriteProblem`) or the fields of
 * `parseMessageInput`.
 */
export async function startDialog(
  acting: Acting,
  contactId: number,
  input: DialogInput,
  options: SendOptions = {},
): Promise<Sent> {
  requireAllowed(acting.principal, "conversation.write");
  const sent = await saveChange(
    acting.deps.kv,
    (change) => stageDialog(change, acting, { contactId, input, onceKey: options.onceKey }),
  );
  acting.deps.deliverSoon();
  return sent;
}

/**
 * Writes first to an address: to its contact, or to one that is made in the same commit. Throws as `startDialog` does.
 */
export async function startDialogWith(
  acting: Acting,
  recipient: Recipient,
  input: DialogInput,
  options: SendOptions = {},
): Promise<Sent> {
  const { deps, principal } = acting;
  requireAllowed(principal, "conversation.write");
  requireAllowed(principal, "contact.create");
  const newContactId = await nextContactId(deps.kv);
  const stage = async (change: Change) => {
    const given = { input: { ...input, address: recipient.key }, onceKey: options.onceKey };
    const contactId = await findOwner(change.kv, recipient);
    if (contactId !== null) return await stageDialog(change, acting, { ...given, contactId });
    const contact = newContact(acting, { id: newContactId, recipient });
    return await stageNewDialog(change, acting, { ...given, contact });
  };
  // Taken in the instant between looking for its owner and giving it away: then it has an owner now.
  const sent = await saveChange(deps.kv, stage)
    .catch((error) => isHandleTaken(error) ? saveChange(deps.kv, stage) : Promise.reject(error));
  deps.deliverSoon();
  return sent;
}

interface Given {
  input: DialogInput;
  onceKey: string | undefined;
}

async function stageDialog(
  change: Change,
  acting: Acting,
  { contactId, input, onceKey }: Given & { contactId: number },
): Promise<Sent> {
  const [channel, read] = await Promise.all([
    requireChannelIn(change, input.channelId),
    requireContactIn(change, contactId),
  ]);
  const address = input.address ?? channelAddresses(channel, read.before)[0] ?? "";
  const place = { channelId: channel.id, address, contactId: read.before.id };
  const thread = await findThreadIn(change, place);
  const sent = newSent(acting, { contactId: read.before.id, thread });
  const earlier = await stageSentOnce(change, acting, { sent, input, onceKey });
  if (earlier !== null) return earlier;
  const way = requireWay(channel, read.before, { address, thread, nowMs: acting.deps.now() });
  // Events are ordered by their ids: whom it is to comes before what is written.
  const before = await stageIdentity(change, acting, { contact: read.before, channel, address });
  const added = outboundMessage(acting, { channel, way, input, sent });
  await stageMessage(change, { ...read, before }, added);
  return sent;
}

/** The contact and the first message are one commit: nobody is left behind to whom nothing was written. */
async function stageNewDialog(
  change: Change,
  acting: Acting,
  { contact, input, onceKey }: Given & { contact: Contact },
): Promise<Sent> {
  const channel = await requireChannelIn(change, input.channelId);
  const sent = newSent(acting, { contactId: contact.id, thread: null });
  const earlier = await stageSentOnce(change, acting, { sent, input, onceKey });
  if (earlier !== null) return earlier;
  const { address = "" } = input;
  const way = requireWay(channel, contact, { address, thread: null, nowMs: acting.deps.now() });
  const known = withIdentity(contact, { channel, address });
  const created = createdEvent(acting, known);
  const added = outboundMessage(acting, { channel, way, input, sent });
  await stageFirstMessage(change, { contact: known, created }, added)
    .catch((error) => Promise.reject(atChannel(error)));
  return sent;
}

function newContact(
  { deps, principal }: Acting,
  { id, recipient }: { id: number; recipient: Recipient },
): Contact {
  return {
    id,
    name: "",
    ...recipientHandles(recipient),
    tagIds: [],
    language: null,
    source: "manual",
    createdAtMs: deps.now(),
    lastActivityAtMs: null,
    revision: 1,
    createdByUserId: principal.id,
  };
}

function createdEvent({ deps, actor }: Acting, contact: Contact) {
  return {
    id: deps.newId(),
    contactId: contact.id,
    atMs: contact.createdAtMs,
    actor,
    kind: "created" as const,
    changes: fieldChanges(null, contact),
  };
}

function findOwner(kv: Deno.Kv, { kind, key }: Recipient): Promise<number | null> {
  return kind === "email" ? findContactIdByEmail(kv, key) : findContactIdByPhone(kv, key);
}
