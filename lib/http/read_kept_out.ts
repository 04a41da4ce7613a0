// What pages tell of a contact whose addresses are under somebody else's block: replies from them will not arrive (8.4).
import { blockEndMs, isBlocked } from "@/lib/domain/block.ts";
import type { Contact } from "@/lib/domain/contact.ts";
import type { HandleRef } from "@/lib/domain/handle_ref.ts";
import { resolveContactId } from "@/lib/store/redirects.ts";
import { findContact } from "@/lib/store/contacts.ts";
import { findKeepingBlocks, type KeepingBlock } from "@/lib/store/kept_out.ts";

export interface KeptOut {
  /** When the last of the addresses is free; null: never. */
  untilMs: number | null;
  /** Nothing of the contact arrives, for it has named the addresses; else only what comes from them does not. */
  isWhole: boolean;
  /** As people know them. */
  addresses: string[];
  /** Whose block it is; null when that contact is gone. */
  contactId: number | null;
}

type Addressed =
  & Pick<Contact, "emails" | "phones" | "identities" | "unclaimed">
  & Partial<Pick<Contact, "block">>;

interface Address {
  handle: HandleRef;
  label: string;
}

/** Null where nothing of others keeps it out, and where its own block says all. */
export async function readKeptOut(
  kv: Deno.Kv,
  contact: Addressed,
  nowMs: number,
): Promise<KeptOut | null> {
  if (isBlocked(contact.block, nowMs)) return null;
  const named = namedAddresses(contact);
  const addresses = [...named, ...ownAddresses(contact)];
  const blocks = await findKeepingBlocks(kv, addresses.map(({ handle }) => handle), nowMs);
  const kept = addresses.flatMap((address, at) => {
    const block = blocks[at];
    return block ? [{ ...address, block }] : [];
  });
  const whole = kept.filter(({ handle }) => named.some((one) => one.handle === handle));
  const [first, ...rest] = whole.length > 0 ? whole : kept;
  if (first === undefined) return null;
  const longest = rest.reduce((a, { block: b }) => later(a, b), first.block);
  return {
    untilMs: longest.untilMs,
    isWhole: whole.length > 0,
    addresses: [first, ...rest].map(({ label }) => label),
    contactId: await findOwner(kv, longest.contactId),
  };
}

function ownAddresses({ emails, phones, identities = [] }: Addressed): Address[] {
  return [
    ...emails.map(({ key }) => ({ handle: { kind: "email" as const, key }, label: key })),
    ...phones.flatMap(({ key }) =>
      key === null ? [] : [{ handle: { kind: "phone" as const, key }, label: key }]
    ),
    ...identities.map(({ channelId, externalId, label }) => ({
      handle: { kind: "identity" as const, channelId, externalId },
      label: label || externalId,
    })),
  ];
}

function namedAddresses({ unclaimed = [] }: Addressed): Address[] {
  return unclaimed.map(({ kind, key }) => ({ handle: { kind, key }, label: key }));
}

function later(a: KeepingBlock, b: KeepingBlock): KeepingBlock {
  return blockEndMs(b) > blockEndMs(a) ? b : a;
}

/** Of who was merged the one that they are now; null of who is gone, if only to the trash. */
async function findOwner(kv: Deno.Kv, contactId: number): Promise<number | null> {
  const id = await resolveContactId(kv, contactId);
  return await findContact(kv, id) === null ? null : id;
}
