// What a store says of its contacts, as one text in which ids and moments that differ from run to run are left out.
import { isBlocked } from "@/lib/domain/block.ts";
import { type Contact, contactSchema } from "@/lib/domain/contact.ts";
import { conversationSchema } from "@/lib/domain/conversation.ts";
import { mergedIntoSchema, mergeSchema } from "@/lib/domain/merge.ts";
import { trashedSchema } from "@/lib/domain/trash.ts";
import { type Range, rangePrefix } from "@/lib/store/keys/range.ts";

/** Ids up to here are the ground's; whoever came later is a newcomer. */
const KNOWN_MAX = 3;

export async function summaryOf(kv: Deno.Kv, nowMs: number): Promise<string> {
  const contacts = (await valuesOf(kv, "c")).map((value) => contactSchema.parse(value));
  const trash = (await valuesOf(kv, "trash")).map((value) => trashedSchema.parse(value).contact);
  const talks = (await valuesOf(kv, "conv")).map((value) => conversationSchema.parse(value));
  const merges = (await valuesOf(kv, "merge")).map((value) => mergeSchema.parse(value));
  const moved = await Array.fromAsync(
    kv.list({ prefix: rangePrefix("merged") }),
    ({ key, value }) => `${String(key[2])} is ${nameOf(mergedIntoSchema.parse(value).intoId)}`,
  );
  const lines = [
    ...contacts.map((contact) => `there: ${textOf(contact, nowMs)}`),
    ...trash.map((contact) => `trashed: ${textOf(contact, nowMs)}`),
    ...talks.map(({ contactId, messageCount, address }) =>
      `talk: ${address} of ${nameOf(contactId)}, ${messageCount}`
    ),
    ...merges.map(({ keptId, mergedId, state }) => `merge: ${mergedId} into ${keptId}, ${state}`),
    ...moved,
    ...await ownersOf(kv),
  ];
  return lines.sort().join("\n");
}

function textOf(contact: Contact, nowMs: number): string {
  const { id, name, emails, tagIds, unclaimed = [], block, conversationCount = 0 } = contact;
  const addresses = [...emails, ...unclaimed].map(({ typed }) => typed).sort();
  const blocked = isBlocked(block, nowMs) ? "blocked" : "free";
  return [nameOf(id), name, ...addresses, ...tagIds, conversationCount, blocked].join(" ");
}

function nameOf(id: number): string {
  return id <= KNOWN_MAX ? String(id) : "newcomer";
}

async function ownersOf(kv: Deno.Kv): Promise<string[]> {
  return await Array.fromAsync(
    kv.list<number>({ prefix: rangePrefix("e") }),
    ({ key, value }) => `${String(key[2])} is of ${nameOf(value)}`,
  );
}

async function valuesOf(kv: Deno.Kv, range: Range): Promise<unknown[]> {
  return await Array.fromAsync(kv.list({ prefix: rangePrefix(range) }), ({ value }) => value);
}
